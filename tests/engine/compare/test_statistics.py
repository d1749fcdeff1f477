"""Numbers of two images against independent ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope_engine import InvalidParameterError, compare_images, shared_mask
from braggscope_engine.compare import statistics

SHAPE = (60, 80)


def spots(places: list[tuple[float, float]], height: float = 1.0) -> np.ndarray:
    """Gaussian spots of different brightness at (fast, slow), on a faint floor."""
    slow, fast = np.indices(SHAPE)
    image = np.full(SHAPE, 1e-3)
    for order, (f, s) in enumerate(places, start=1):
        image += height / order * np.exp(-((fast - f) ** 2 + (slow - s) ** 2) / 2)
    return image


PLACES = [(10.0, 12.0), (60.0, 15.0), (35.0, 30.0), (15.0, 45.0), (62.0, 48.0)]


def test_numbers_agree_with_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "_AT_ONCE", 500)  # several chunks of rows
    random = np.random.default_rng(1)
    a, b = random.gamma(0.3, 5.0, SHAPE), random.gamma(0.3, 5.0, SHAPE)
    a[a < 0.01] = 0
    mask = random.random(SHAPE) < 0.1
    found = compare_images(a, b, mask, centre_px=(40.0, 30.0))
    x, y = a[~mask], b[~mask]
    assert found.pixels == x.size
    assert found.masked == np.count_nonzero(mask)
    assert found.simulated.total == pytest.approx(x.sum())
    assert found.simulated.std == pytest.approx(x.std())
    assert found.simulated.rms == pytest.approx(np.sqrt(np.mean(x**2)))
    assert found.reference.l2 == pytest.approx(np.linalg.norm(y))
    assert found.simulated.nonzero == np.count_nonzero(x)
    top = np.unravel_index(np.argmax(np.where(mask, -1, a)), SHAPE)
    assert (found.simulated.max_slow_px, found.simulated.max_fast_px) == top
    assert found.correlation == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert found.relative_l2 == pytest.approx(np.linalg.norm(x - y) / np.linalg.norm(y))
    assert found.rmse == pytest.approx(np.sqrt(np.mean((x - y) ** 2)))
    assert found.ratios["total"] == pytest.approx(x.sum() / y.sum())
    best = np.linalg.lstsq(x[:, None], y, rcond=None)[0][0]
    assert found.scale == pytest.approx(best)
    assert found.scaled_relative_l2 == pytest.approx(
        np.linalg.norm(best * x - y) / np.linalg.norm(y)
    )


@given(factor=st.floats(1e-12, 1e12))
def test_a_factor_changes_ratios_and_nothing_else(factor: float) -> None:
    image = spots(PLACES)
    found = compare_images(image * factor, image)
    assert found.ratios["total"] == pytest.approx(factor)
    assert found.scale == pytest.approx(1 / factor)
    assert found.correlation == pytest.approx(1.0)
    assert found.scaled_relative_l2 < 1e-6
    assert all(roi.correlation == pytest.approx(1.0) for roi in found.rois)


def test_rings_and_sectors_are_about_the_centre() -> None:
    slow, fast = np.indices(SHAPE) + 0.5
    radius = np.hypot(fast - 100.0, slow - 20.0)
    found = compare_images(radius * 2, radius, centre_px=(100.0, 20.0))
    assert found.radial is not None
    assert found.azimuthal is not None
    assert found.radial.reference == pytest.approx(found.radial.position, abs=0.6)
    assert sum(found.radial.pixels) == radius.size == sum(found.azimuthal.pixels)
    assert found.radial.ratio == pytest.approx([2.0] * len(found.radial.ratio))
    assert 110 < min(found.azimuthal.position) < max(found.azimuthal.position) < 230


@pytest.mark.parametrize("shift", [(0.0, 0.0), (3.0, -2.0), (0.5, 0.0), (-7.0, 5.0)])
def test_matched_peaks_tell_the_shift(shift: tuple[float, float]) -> None:
    moved = [(f + shift[0], s + shift[1]) for f, s in PLACES]
    found = compare_images(spots(PLACES), spots(moved)).displacement
    assert found is not None
    assert len(found.peaks) == len(PLACES)
    assert (found.fast_px, found.slow_px) == pytest.approx(shift, abs=0.05)
    assert found.scatter_px < 0.05
    assert found.expansion == pytest.approx(0.0, abs=1e-3)


def test_a_turned_and_grown_pattern_is_described() -> None:
    angle = np.radians(2.0)
    matrix = 1.02 * np.array(
        [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    )
    middle = np.array([38.0, 30.0])
    moved = [tuple(middle + matrix @ (np.array(place) - middle)) for place in PLACES]
    found = compare_images(spots(PLACES), spots(moved)).displacement
    assert found is not None
    assert found.rotation_deg == pytest.approx(2.0, abs=0.1)
    assert found.expansion == pytest.approx(0.02, abs=0.002)


def test_unlike_shapes_and_full_masks_are_refused() -> None:
    image = spots(PLACES)
    with pytest.raises(InvalidParameterError, match="reference"):
        compare_images(image, image.T)
    with pytest.raises(InvalidParameterError, match="mask"):
        compare_images(image, image, np.ones(SHAPE, bool))


def test_masks_add_up() -> None:
    one, two = np.zeros((2, 2), bool), np.zeros((2, 2), bool)
    one[0, 0] = two[1, 1] = True
    both = shared_mask(one, None, two)
    assert both is not None
    assert both.tolist() == [[True, False], [False, True]]
    assert shared_mask(None, None) is None
