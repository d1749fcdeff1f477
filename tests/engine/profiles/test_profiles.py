"""Profiles, histograms and regions of images against independent numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope_engine import (
    Convention,
    Experiment,
    InvalidParameterError,
    Pivot,
    PixelMask,
    Probe,
    ProfileAxis,
    Roi,
    azimuthal_bins,
    curves_csv,
    histogram_csv,
    intensity_histogram,
    line_profile,
    radial_bins,
    region_csv,
    region_statistics,
)

from ..build import Settings, experiment

SIZE: Settings = {"pixels_fast": 40, "pixels_slow": 30, "pixel_size_mm": 2.0}
PANELS: dict[str, Settings] = {
    "flat": {},
    "tilted": {"rotation_deg": (8.0, -12.0, 20.0)},
    "swung": {"two_theta_deg": 40.0, "pivot": Pivot.SAMPLE},
    "swung about x": {"convention": Convention.ADXV, "two_theta_deg": 25.0},
    "bent": {"curved": True},
}


def probed(shown: Experiment) -> tuple[np.ndarray, np.ndarray]:
    """Scattering angle and d of each pixel as the cursor reads them."""
    probe = Probe(shown)
    seen = [
        [probe.at(fast + 0.5, slow + 0.5) for fast in range(40)] for slow in range(30)
    ]
    angles = [[each.two_theta_deg for each in row] for row in seen]
    d = [[each.d_angstrom for each in row] for row in seen]
    return np.array(angles), np.array(d)


@pytest.mark.parametrize("panel", PANELS)
def test_rings_hold_the_pixels_that_the_cursor_says(panel: str) -> None:
    shown = experiment(detector={**SIZE, **PANELS[panel]})
    angle, d = probed(shown)
    for axis, values, width in (
        (ProfileAxis.TWO_THETA, angle, np.ptp(angle) / 50),
        (ProfileAxis.Q, 1 / d, np.ptp(1 / d) / 50),
    ):
        bins = radial_bins(shown, axis, bins=50)
        curve = bins.means(values)
        assert curve.pixels.sum() == values.size
        away = (curve.mean - curve.position)[curve.pixels > 0]
        assert np.abs(away).max() <= width / 2 * (1 + 1e-9)
    by_d = radial_bins(shown, ProfileAxis.D, bins=50).means(1 / d)
    filled = by_d.pixels > 0
    assert 1 / by_d.position[filled] == pytest.approx(
        by_d.mean[filled], abs=np.ptp(1 / d) / 99
    )


@pytest.mark.parametrize("panel", PANELS)
def test_azimuth_is_that_of_the_ray_about_the_beam(panel: str) -> None:
    shown = experiment(detector={**SIZE, **PANELS[panel]})
    probe = Probe(shown)
    bins = azimuthal_bins(shown, bins=360)
    random = np.random.default_rng(0)
    # Laboratory axes: beam +x, fast +z, slow -y; ADXV: beam +z, fast +x, slow -y.
    adxv = "convention" in PANELS[panel]
    for _ in range(40):
        fast, slow = int(random.integers(40)), int(random.integers(30))
        x, y, z = probe.at(fast + 0.5, slow + 0.5).lab_mm
        along, up = (x, -y) if adxv else (z, -y)
        azimuth = np.degrees(np.arctan2(up, along)) % 360
        tilt_turns_axes = panel == "tilted"
        seen = bins.position[bins.number[slow, fast]]
        off = (seen - azimuth + 180) % 360 - 180
        assert abs(off) <= (45 if tilt_turns_axes else 0.5 + 1e-9)


def test_the_zero_of_azimuth_turns_with_the_fast_axis() -> None:
    turned = experiment(detector={**SIZE, "rotation_deg": (30.0, 0.0, 0.0)})
    plain = experiment(detector=SIZE)
    # A turn about the beam changes what is on a pixel, not where the pixel is.
    numbers = [azimuthal_bins(each, bins=71).number for each in (turned, plain)]
    assert np.array_equal(*numbers)


def test_around_one_ring_only_its_pixels_count() -> None:
    shown = experiment(detector=SIZE)
    angle, _ = probed(shown)
    curve = azimuthal_bins(shown, two_theta_deg=(5.0, 12.0)).means(angle)
    inside = (angle >= 5) & (angle <= 12)
    assert curve.pixels.sum() == inside.sum() > 0
    total = np.nansum(curve.mean * curve.pixels)
    assert total == pytest.approx(angle[inside].sum())


def test_radius_counts_pixels_from_the_beam() -> None:
    shown = experiment(
        detector={
            **SIZE,
            "convention": Convention.DENZO,
            "beam_x_mm": 21.0,
            "beam_y_mm": 31.0,
        }
    )
    slow, fast = np.indices((30, 40)) + 0.5
    radius = np.hypot(fast - 15.5, slow - 10.5)
    curve = radial_bins(shown, ProfileAxis.RADIUS, bins=30).means(radius)
    width = radius.max() / 30
    assert curve.mean == pytest.approx(curve.position, abs=width / 2 * (1 + 1e-9))
    with pytest.raises(InvalidParameterError, match="beam misses"):
        radial_bins(
            experiment(detector={"two_theta_deg": 90.0, "pivot": Pivot.SAMPLE}),
            ProfileAxis.RADIUS,
        )
    with pytest.raises(InvalidParameterError, match="axis"):
        radial_bins(shown, ProfileAxis.AZIMUTH)


def test_pixels_that_do_not_count_are_left_out() -> None:
    keep = np.ones((30, 40), bool)
    keep[:, 5] = False
    shown = experiment(
        detector={**SIZE, "mask": PixelMask(keep=keep)},
        sampling={"roi": Roi(slow_min=3, slow_max=25)},
    )
    image = np.full((30, 40), 7.0)
    image[:3] = image[26:] = image[:, 5] = 1e9
    image[10, 10], image[11, 11] = np.nan, np.inf
    own = np.ones((30, 40), bool)
    own[20, 20], image[20, 20] = False, 1e9
    for bins in (radial_bins(shown), azimuthal_bins(shown)):
        curve = bins.means(image, own)
        assert curve.pixels.sum() == 23 * 39 - 3
        assert curve.mean[curve.pixels > 0] == pytest.approx(7.0)
        assert np.isnan(curve.mean[curve.pixels == 0]).all()
    with pytest.raises(InvalidParameterError, match="image"):
        bins.means(image[:5])


def test_curves_are_written_beside_each_other() -> None:
    bins = radial_bins(experiment(detector=SIZE), bins=9)
    one, two = bins.means(np.full((30, 40), 6.0)), bins.means(np.full((30, 40), 4.0))
    rows = [line.split(",") for line in curves_csv(one, two).splitlines()]
    assert rows[0][0] == "two_theta_deg"
    column = rows[0].index("ratio")
    assert [float(row[column]) for row in rows[1:]] == pytest.approx([1.5] * 9)
    assert sum(int(row[2]) for row in rows[1:]) == 1200
    other = radial_bins(experiment(detector=SIZE), bins=8).means(bins.number)
    with pytest.raises(InvalidParameterError, match="same bins"):
        curves_csv(one, other)


@given(
    ends=st.tuples(*[st.floats(0.5, 29.5)] * 4),
    slope=st.tuples(*[st.floats(-5, 5)] * 3),
    width=st.integers(1, 4),
)
def test_a_line_across_a_plane_is_straight(
    ends: tuple[float, ...], slope: tuple[float, ...], width: int
) -> None:
    slow, fast = np.indices((30, 40)) + 0.5
    a, b, c = slope
    found = line_profile(a * fast + b * slow + c, ends[:2], ends[2:], width_px=width)
    length = np.hypot(ends[2] - ends[0], ends[3] - ends[1])
    assert len(found.curve) == np.ceil(length) + 1
    assert found.curve.position[-1] == pytest.approx(length)
    whole = found.curve.pixels == width
    # Parallel lines average to the one in the middle; near the edge some fall off,
    # and within half a pixel of it the edge goes on.
    inner = (np.minimum(found.fast_px, 40 - found.fast_px) >= 2.5) & whole
    inner &= np.minimum(found.slow_px, 30 - found.slow_px) >= 2.5
    plane = a * found.fast_px + b * found.slow_px + c
    assert found.curve.mean[inner] == pytest.approx(plane[inner], abs=1e-9)


def test_a_line_says_where_it_has_no_value() -> None:
    image = np.ones((30, 40))
    image[10, 20] = np.nan
    found = line_profile(image, (15.5, 10.5), (50.5, 10.5))
    lost = np.flatnonzero(np.isnan(found.curve.mean))
    assert found.fast_px[lost].tolist() == [20.5, *np.arange(40.5, 51)]
    assert len(line_profile(image, (3.0, 4.0), (3.0, 4.0)).curve) == 1


def test_a_histogram_counts_each_pixel_once() -> None:
    random = np.random.default_rng(1)
    image = random.lognormal(3, 2, (50, 60))
    image[:4] = 0.0
    image[4, 4], image[5, 5] = np.nan, -3.0
    found = intensity_histogram(image, bins=40)
    assert found.counts.sum() + found.not_positive == found.pixels == 2999
    assert found.not_positive == 241
    step = np.diff(np.log(found.edges))
    assert step == pytest.approx([step[0]] * 40)
    low, high = found.edges[10], found.edges[11]
    assert found.counts[10] == ((image >= low) & (image < high)).sum()
    keep = np.zeros(image.shape, bool)
    keep[:8] = True
    assert intensity_histogram(image, keep).pixels == 479
    assert intensity_histogram(np.zeros((3, 3))).counts.sum() == 0
    assert len(histogram_csv(found).splitlines()) == 41
    with pytest.raises(InvalidParameterError, match="span"):
        intensity_histogram(image, span=(0.0, 5.0))


def test_a_region_has_the_numbers_of_its_pixels() -> None:
    random = np.random.default_rng(2)
    image = random.poisson(20.0, (60, 50)).astype(float)
    slow, fast = np.indices(image.shape) + 0.5
    spot = 4000 / (2 * np.pi) * np.exp(-((fast - 22.3) ** 2 + (slow - 31.8) ** 2) / 2)
    box = (16, 27, 29, 36)
    found = region_statistics(image + spot, box, 2 * (20 + spot))
    inner = (image + spot)[27:36, 16:29]
    own, other = found.image, found.reference
    assert own.total == pytest.approx(inner.sum())
    assert own.mean == pytest.approx(inner.mean())
    assert own.std == pytest.approx(inner.std())
    assert own.maximum == (image + spot)[own.max_slow_px, own.max_fast_px]
    assert own.minimum == (image + spot)[own.min_slow_px, own.min_fast_px]
    assert own.background == pytest.approx(20, abs=2)
    assert abs(own.net - 4000) < 5 * own.error
    assert own.error == pytest.approx(np.sqrt(inner.sum()), rel=0.3)
    assert other is not None
    assert (other.fast_px, other.slow_px) == pytest.approx((22.3, 31.8), abs=0.02)
    assert found.ratio == pytest.approx(own.net / other.net)
    assert np.hypot(own.fast_px - 22.3, own.slow_px - 31.8) < 0.3
    lines = region_csv({'a "b", c': found}).splitlines()
    assert len(lines) == 3
    assert lines[1].startswith('"a ""b"", c",simulated,16,27,29,36,117,')


def test_a_region_at_the_edge_is_cut_off_and_one_beside_it_refused() -> None:
    image = np.arange(12.0).reshape(3, 4)
    found = region_statistics(image, (-5, -5, 2, 99))
    assert found.box == (0, 0, 2, 3)
    assert found.image.total == image[:, :2].sum()
    assert region_statistics(image, (0, 0, 4, 3)).image.background == 0.0
    broken = region_statistics(np.full((3, 4), np.nan), (0, 0, 2, 2)).image
    assert broken.pixels == 0
    assert np.isnan(broken.total)
    for box in ((4, 0, 6, 2), (2, 2, 2, 3), (3, 0, 1, 2)):
        with pytest.raises(InvalidParameterError, match="box"):
            region_statistics(image, box)
    with pytest.raises(InvalidParameterError, match="reference"):
        region_statistics(image, (0, 0, 1, 1), image[:2])
