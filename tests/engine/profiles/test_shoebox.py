"""The pixels of a box and their sums."""

from __future__ import annotations

import numpy as np
import pytest

from braggscope_engine import InvalidParameterError, shoebox

IMAGE = np.arange(48.0).reshape(6, 8)


def test_a_box_holds_its_pixels_and_their_sums_along_both_edges() -> None:
    box = shoebox(IMAGE, (2, 1, 5, 3))
    np.testing.assert_array_equal(box.values, [[10, 11, 12], [18, 19, 20]])
    np.testing.assert_array_equal(box.fast_px, [2.5, 3.5, 4.5])
    np.testing.assert_array_equal(box.slow_px, [1.5, 2.5])
    np.testing.assert_array_equal(box.along_fast, [28, 30, 32])
    np.testing.assert_array_equal(box.along_slow, [33, 57])


def test_what_does_not_count_has_no_value_and_adds_nothing() -> None:
    keep = np.ones(IMAGE.shape, bool)
    keep[1, 3] = False
    box = shoebox(IMAGE, (2, 1, 5, 3), mask=keep)
    assert np.isnan(box.values[0, 1])
    np.testing.assert_array_equal(box.along_fast, [28, 19, 32])


def test_a_box_is_cut_off_at_the_edges_and_refused_beside_the_image() -> None:
    assert shoebox(IMAGE, (-3, 4, 2, 99)).box == (0, 4, 2, 6)
    with pytest.raises(InvalidParameterError, match="box"):
        shoebox(IMAGE, (8, 0, 12, 3))


def test_a_difference_is_that_of_one_box_only() -> None:
    one, other = shoebox(IMAGE, (0, 0, 2, 2)), shoebox(2 * IMAGE, (0, 0, 2, 2))
    np.testing.assert_array_equal(one.minus(other).values, -one.values)
    with pytest.raises(InvalidParameterError, match="box"):
        one.minus(shoebox(IMAGE, (1, 0, 3, 2)))
