"""The numbers of an image, against numpy."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from braggscope_engine import (
    Frame,
    PixelMask,
    Roi,
    Statistics,
    image_numbers,
    simulate,
    statistics,
)

from .build import Settings, experiment


def frame_of(photons: NDArray[np.float64], **settings: Settings) -> Frame:
    slow, fast = photons.shape
    detector = {
        "pixels_fast": fast,
        "pixels_slow": slow,
        **settings.get("detector", {}),
    }
    sampling = {"oversample": 2, **settings.get("sampling", {})}
    frame = simulate(experiment(detector=detector, sampling=sampling))
    return replace(frame, intensity=torch.from_numpy(photons))


PHOTONS = np.random.default_rng(5).gamma(0.3, 20.0, (23, 31)).astype(np.float32)


def test_statistics_are_numpys_over_the_whole_image() -> None:
    photons = PHOTONS.astype(np.float64)
    found = statistics(frame_of(photons))
    assert found.max_slow_px * 31 + found.max_fast_px == photons.argmax()
    assert found.maximum == photons.max()
    assert found.total == pytest.approx(photons.sum(), rel=1e-12)
    assert found.mean == pytest.approx(photons.mean(), rel=1e-12)
    n = photons.size
    rms = math.sqrt((photons**2).sum() / (n - 1))
    assert found.rms == pytest.approx(rms, rel=1e-6)
    assert found.rmsd == pytest.approx(photons.std(ddof=1), rel=1e-12)


def test_the_maximum_is_placed_at_the_middle_of_its_last_sub_pixel() -> None:
    photons = np.zeros((23, 31))
    photons[4, 9] = 1.0
    found = statistics(frame_of(photons))
    assert found.max_fast_m == pytest.approx((9 + 0.75) * 2e-3, rel=1e-12)
    assert found.max_slow_m == pytest.approx((4 + 0.75) * 2e-3, rel=1e-12)


def test_of_equal_maxima_the_first_counts() -> None:
    photons = np.ones((23, 31))
    photons[7, 3] = photons[7, 20] = photons[9, 0] = 2.0
    found = statistics(frame_of(photons))
    assert (found.max_slow_px, found.max_fast_px) == (7, 3)


def test_statistics_are_of_the_region_of_interest() -> None:
    photons = PHOTONS.astype(np.float64)
    roi = Roi(fast_min=5, fast_max=20, slow_min=3, slow_max=11)
    found = statistics(frame_of(photons, sampling={"roi": roi}))
    region = photons[3:12, 5:21]
    assert found.total == pytest.approx(region.sum(), rel=1e-12)
    assert found.mean == pytest.approx(region.mean(), rel=1e-12)
    assert found.rmsd == pytest.approx(region.std(ddof=1), rel=1e-12)
    assert photons[found.max_slow_px, found.max_fast_px] == region.max()


def test_masked_pixels_are_left_out_of_the_mean() -> None:
    keep = np.random.default_rng(6).uniform(size=PHOTONS.shape) < 0.7
    photons = PHOTONS.astype(np.float64) * keep
    mask = {"mask": PixelMask(keep=keep)}
    found = statistics(frame_of(photons, detector=mask))
    assert found.mean == pytest.approx(photons[keep].mean(), rel=1e-12)


def test_a_region_without_pixels_has_statistics_of_zero() -> None:
    frame = simulate(experiment(sampling={"roi": Roi(fast_min=5, fast_max=4)}))
    found = statistics(frame)
    names = Statistics.__dataclass_fields__
    assert [getattr(found, name) for name in names] == [0] * len(names)


def test_a_single_pixel_has_statistics() -> None:
    found = statistics(frame_of(np.array([[3.0]])))
    assert (found.maximum, found.mean, found.rmsd) == (3.0, 3.0, 0.0)


def test_image_numbers_are_the_statistics_under_nanobraggs_names() -> None:
    frame = frame_of(PHOTONS.astype(np.float64))
    found = statistics(frame)
    assert image_numbers(frame) == {
        "max_I": found.maximum,
        "max_I_x": found.max_fast_m,
        "max_I_y": found.max_slow_m,
        "avg": found.mean,
        "rms": found.rms,
        "rmsd": found.rmsd,
    }
