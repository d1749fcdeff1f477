"""Rings are few, round, in sight, and do not change their names for nothing."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope.rings.choice import format_values, parse_values
from braggscope.rings.ring import WantedRing
from braggscope.rings.round_values import round_resolutions, still_good

lowest = st.floats(0.3, 50)


@given(lowest, st.one_of(st.just(math.inf), st.floats(1.02, 1000)))
def test_rings_are_round_and_in_sight(d_min: float, ratio: float) -> None:
    d_max = d_min * ratio
    chosen = round_resolutions(d_min, d_max)
    assert 3 <= len(chosen) <= 8
    assert all(d_min <= d <= d_max for d in chosen)
    assert list(chosen) == sorted(set(chosen), reverse=True)
    gaps = [1 / b - 1 / a for a, b in pairwise(chosen)]
    assert max(gaps) < 0.45 * (1 / d_min - 1 / d_max)


def test_rings_of_a_usual_image_have_two_digits() -> None:
    chosen = round_resolutions(1.7, math.inf)
    assert all(len(f"{d:g}".replace(".", "")) <= 2 for d in chosen)
    assert len(chosen) >= 6


def test_a_choice_stays_while_it_serves() -> None:
    chosen = round_resolutions(1.7, math.inf)
    assert still_good(chosen, 1.6, math.inf)
    assert still_good(chosen, 1.75, 60.0)
    assert not still_good(chosen, 0.8, math.inf)
    assert not still_good(chosen, 4.0, math.inf)
    assert not still_good((), 1.7, math.inf)


def test_rings_of_a_corner_do_not_serve_the_whole() -> None:
    corner = round_resolutions(1.1459, 1.1464)
    assert len(corner) > 4
    assert still_good(corner, 1.1459, 1.1464)
    assert not still_good(corner, 1.1458, math.inf)


def test_values_are_read_with_and_without_units() -> None:
    expected = (
        WantedRing(d_angstrom=3.5),
        WantedRing(d_angstrom=2.8),
        WantedRing(two_theta_deg=20.0),
        WantedRing(two_theta_deg=7.5),
    )
    assert parse_values("3.5 Å; 2,8, 20° 7.5 deg") == expected
    assert parse_values(format_values(expected)) == expected
    assert parse_values("  ") == ()
    assert [value.label for value in expected[1:3]] == ["2.8 Å", "2θ 20°"]


@pytest.mark.parametrize("text", ["three", "-1", "0", "180°", "0°", "°", "nan", "inf"])
def test_other_values_are_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"[°Å]") as refusal:
        parse_values(text)
    assert "\n" not in str(refusal.value)
