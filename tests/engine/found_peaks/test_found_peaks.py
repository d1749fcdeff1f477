"""Peaks are found, matched, summed and filtered."""

import numpy as np
import pytest
from numpy.typing import NDArray

from braggscope_engine import (
    InvalidParameterError,
    RenderOptions,
    UnitCell,
    box_sums,
    find_peaks,
    match,
    parse_filter,
    predict,
    reflection_csv,
    reflection_table,
    simulate,
)

from ..build import experiment

PLACES = [(20.3, 30.7), (50.5, 60.5), (75.2, 21.9), (10.0, 80.4)]


def spots(seed: int | None, background: float = 40.0) -> NDArray[np.float64]:
    """Gaussian spots (fast, slow), of 3000 photons each, with or without noise."""
    slow, fast = np.mgrid[0:100, 0:90] + 0.5
    image = np.full((100, 90), background)
    for f, s in PLACES:
        square = (fast - f) ** 2 + (slow - s) ** 2
        image += 3000 / (2 * np.pi) * np.exp(-square / 2)
    return image if seed is None else np.random.default_rng(seed).poisson(image) * 1.0


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_spots_are_found_with_their_place_and_sum(seed: int | None) -> None:
    found = find_peaks(spots(seed))
    assert len(found) == len(PLACES)
    for f, s in PLACES:
        away = np.hypot(found.sums.fast_px - f, found.sums.slow_px - s)
        n = int(away.argmin())
        assert away[n] < (0.02 if seed is None else 0.3)
        error = found.sums.error[n]
        assert abs(found.sums.net[n] - 3000) < (20 if seed is None else 4 * error)
        assert found.sums.maximum[n] > found.threshold[n]


def test_noise_alone_has_no_peaks() -> None:
    noise = np.random.default_rng(3).poisson(40.0, (300, 300))
    assert len(find_peaks(noise)) <= 2
    assert len(find_peaks(np.zeros((30, 30)))) == 0


def test_the_error_of_a_sum_is_its_spread() -> None:
    rng = np.random.default_rng(5)
    image = rng.poisson(25.0, (400, 400)).astype(float)
    slow, fast = np.mgrid[10:390:15, 10:390:15].reshape(2, -1)
    sums = box_sums(image, fast, slow)
    assert np.std(sums.net) == pytest.approx(np.mean(sums.error), rel=0.15)


def test_masked_and_broken_pixels_are_left_out() -> None:
    image = spots(None)
    image[60, 60] = np.inf
    image[30, 20] = np.nan
    keep = np.ones(image.shape, bool)
    keep[76:84, 5:15] = False
    found = find_peaks(image, keep)
    assert np.isfinite(found.sums.total).all()
    near = np.hypot(found.sums.fast_px - 10.0, found.sums.slow_px - 80.4)
    assert near.min() > 2


def test_each_prediction_gets_the_peak_that_is_its_own() -> None:
    shown = experiment(
        crystal={"cell": UnitCell(a=30, b=35, c=40), "n_cells": (8, 8, 8)},
        detector={"pixels_fast": 150, "pixels_slow": 150, "pixel_size_mm": 0.3},
        sampling={"osc_deg": 3.0, "phi_steps": 12},
    )
    image = simulate(shown, RenderOptions(dtype="float64")).intensity
    rows = predict(shown)
    found = find_peaks(image)
    paired = match(rows, found)
    taken = paired[paired >= 0]
    assert len(set(taken.tolist())) == len(taken)
    bright = (rows.partiality > 0.9) & (paired >= 0)
    assert bright.sum() >= 5
    table = reflection_table(image, rows, 2 * image)
    assert len(table) == len(rows)
    assert table.columns["ratio"] == pytest.approx(0.5, rel=1e-9, nan_ok=True)
    shift = table.columns["shift"][bright].astype(float)
    assert np.median(shift) < 0.3
    lines = reflection_csv(table).splitlines()
    assert len(lines) == len(rows) + 1
    assert lines[0].startswith("h,k,l,d,")
    first = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    assert int(first["h"]) == rows.hkl[0, 0]
    assert float(first["sum"]) == pytest.approx(table.columns["sum"][0], rel=1e-8)


COLUMNS = {
    "d": np.array([1.0, 2.0, 4.0]),
    "h": np.array([2, -2, 2]),
    "missing": np.array([True, False, False]),
}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("d < 3", [0, 1]),
        ("d < 3 and h == 2", [0]),
        ("d > 3 or h == -2", [1, 2]),
        ("not d < 3", [2]),
        ("1 < d <= 2", [1]),
        ("abs(h) % 2 == 0 and d * 2 >= 4", [1, 2]),
        ("missing", [0]),
        ("not missing and h > 0", [2]),
        ("", [0, 1, 2]),
    ],
)
def test_filters_keep_what_they_say(text: str, rows: list[int]) -> None:
    kept = parse_filter(text, tuple(COLUMNS))(COLUMNS)
    assert np.flatnonzero(kept).tolist() == rows


@pytest.mark.parametrize(
    "text",
    [
        "d <",
        "d + 1",
        "colour < 3",
        "d.real < 3",
        "__import__('os') == 1",
        "d < 'a'",
        "d[0] < 1",
        "(lambda: 1)() == 1",
        "d ** 99 > 1",
        "(" * 400,
        "d < " + "1" * 2000,
        "\0",
    ],
)
def test_what_is_no_filter_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(InvalidParameterError, match="filter") as caught:
        parse_filter(text, tuple(COLUMNS))
    assert "\n" not in str(caught.value)
