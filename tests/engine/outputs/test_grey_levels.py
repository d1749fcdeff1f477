"""Whole numbers in image files: rounded, clipped, and 0 where nothing is rendered."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope_engine.outputs.grey_levels import (
    counted_pixels,
    grey_pixels,
    integer_pixels,
)

WHOLE = (0, 0, 4, 1)


def row(*values: float) -> np.ndarray:
    return np.array([values], np.float32)


def test_integers_are_scaled_shifted_rounded_and_clipped() -> None:
    image = row(0.0, 1.24, 1.25, 1e9)
    assert integer_pixels(image, WHOLE, 2.0, 40.0).tolist() == [[40, 42, 43, 65535]]


def test_integers_below_zero_are_zero() -> None:
    assert integer_pixels(row(-5, 0, 1, 2), WHOLE, 1.0, -1.5).tolist() == [[0, 0, 0, 1]]


def test_pixels_outside_the_region_stay_zero() -> None:
    image = np.ones((3, 4), np.float32)
    region = (1, 0, 3, 2)
    inside = np.zeros((3, 4), bool)
    inside[0:2, 1:3] = True
    integers = integer_pixels(image, region, 1.0, 40.0)
    greys = grey_pixels(image, region, 7.0, wraps=False)
    np.testing.assert_array_equal(integers, np.where(inside, 41, 0))
    np.testing.assert_array_equal(greys, np.where(inside, 7, 0))


def test_greys_are_truncated_and_clipped() -> None:
    greys = grey_pixels(row(0.99, 1.0, 25.59, 1e9), WHOLE, 10.0, wraps=False)
    assert greys.tolist() == [[9, 10, 255, 255]]


@pytest.mark.parametrize(("wraps", "level"), [(False, 0), (True, 256 - 3)])
def test_greys_below_zero_wrap_only_where_asked(wraps: bool, level: int) -> None:
    assert grey_pixels(row(-3.7, 0, 0, 0), WHOLE, 1.0, wraps=wraps)[0, 0] == level


@pytest.mark.parametrize(("wraps", "level"), [(False, 0), (True, 65536 - 59)])
def test_counts_below_zero_wrap_only_where_asked(wraps: bool, level: int) -> None:
    counted = counted_pixels(row(1, 100), -60.9, wraps=wraps)
    assert counted.pixels.tolist() == [[level, 39]]


def test_photons_are_summed_before_the_offset_and_overloads_counted() -> None:
    counted = counted_pixels(row(3, 65_400, 65_500, 1e7), 40.0, wraps=False)
    assert counted.photons == 3 + 65_400 + 65_500 + 1e7
    assert counted.overloads == 2
    assert counted.pixels.tolist() == [[43, 65_440, 65_535, 65_535]]


@given(
    st.lists(st.floats(width=32), min_size=4, max_size=4),
    st.floats(1e-6, 1e6),
    st.floats(-1e5, 1e5),
)
def test_any_image_gives_numbers_without_a_warning(
    values: list[float], scale: float, offset: float
) -> None:
    image = row(*values)
    integers = integer_pixels(image, WHOLE, scale, offset)
    finite = np.isfinite(image.astype(np.float64))
    expected = np.clip(image.astype(np.float64) * scale + offset, 0, 65535)
    close = np.abs(integers - expected) <= 0.5 + 0.01
    assert bool((close | ~finite).all())
    grey_pixels(image, WHOLE, scale, wraps=True)
    counted_pixels(image, offset, wraps=True)
