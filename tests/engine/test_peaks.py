"""The brightest peaks of an image are those that were put there."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from braggscope_engine import Frame, Probe, brightest_peaks, simulate

from .build import experiment


def frame_of(photons: NDArray[np.float64]) -> Frame:
    """A frame that shows given photons."""
    slow, fast = photons.shape
    shown = experiment(detector={"pixels_fast": fast, "pixels_slow": slow})
    return replace(simulate(shown), intensity=torch.from_numpy(photons))


@settings(max_examples=50)
@given(
    places=st.lists(
        st.tuples(st.integers(0, 69), st.integers(0, 89)), min_size=1, max_size=12
    ),
    half=st.integers(1, 6),
)
def test_planted_peaks_are_found_brightest_first(
    places: list[tuple[int, int]], half: int
) -> None:
    photons = np.random.default_rng(0).uniform(0, 1, (70, 90))
    planted: list[tuple[int, int]] = []
    for slow, fast in places:
        if all(abs(slow - s) > half or abs(fast - f) > half for s, f in planted):
            planted.append((slow, fast))
            photons[slow, fast] = 1000.0 - len(planted)
    found = brightest_peaks(frame_of(photons), len(planted), half)
    assert [(peak.slow_px, peak.fast_px) for peak in found] == planted
    for peak in found:
        fast0, slow0, fast1, slow1 = peak.box
        box = photons[slow0:slow1, fast0:fast1]
        assert box.shape == (
            min(70, peak.slow_px + half + 1) - max(0, peak.slow_px - half),
            min(90, peak.fast_px + half + 1) - max(0, peak.fast_px - half),
        )
        assert peak.maximum == box.max() == photons[peak.slow_px, peak.fast_px]
        assert peak.total == pytest.approx(box.sum(), rel=1e-12)


def test_a_peak_names_the_reflection_that_its_pixel_sees() -> None:
    photons = np.zeros((30, 40))
    photons[12, 25] = 5.0
    frame = frame_of(photons)
    (peak,) = brightest_peaks(frame)
    seen = Probe(frame.experiment).at(25.5, 12.5)
    assert peak.hkl == seen.nearest_hkl
    assert peak.d_angstrom == seen.d_angstrom


def test_peaks_on_the_foot_of_a_bright_hill_are_found() -> None:
    slow, fast = np.mgrid[0:400, 0:400]
    hill = 1000 * np.exp(-((slow - 200) ** 2 + (fast - 200) ** 2) / 2e4)
    planted = [(3, 5), (390, 10), (8, 380)]
    for s, f in planted:
        hill[s, f] += 10
    found = {(p.slow_px, p.fast_px) for p in brightest_peaks(frame_of(hill), 4)}
    assert found == {(200, 200), *planted}


def test_a_plateau_is_one_peak() -> None:
    photons = np.zeros((40, 40))
    photons[10:13, 10:13] = 7.0
    assert len(brightest_peaks(frame_of(photons))) == 1


def test_a_dark_image_has_no_peaks() -> None:
    assert brightest_peaks(frame_of(np.zeros((20, 20)))) == ()


def test_no_more_peaks_than_asked_for() -> None:
    photons = np.zeros((100, 100))
    photons[5::20, 5::20] = np.arange(1, 26).reshape(5, 5)
    found = brightest_peaks(frame_of(photons), 7)
    assert [peak.maximum for peak in found] == [25, 24, 23, 22, 21, 20, 19]
