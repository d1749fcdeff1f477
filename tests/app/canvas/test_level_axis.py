import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope.canvas.level_axis import (
    N_BINS,
    LevelAxis,
    axis_for,
    histogram,
    tick_text,
    ticks,
)
from braggscope.canvas.transform import SCALE_KINDS, Scale, ScaleKind


def log_axis(low: float, high: float) -> LevelAxis:
    scale = Scale(kind="log")
    return LevelAxis(scale=scale, first=scale.position(low), last=scale.position(high))


@given(
    st.sampled_from(SCALE_KINDS),
    st.floats(1e-12, 1e11),
    st.floats(1.001, 1e12),
    st.floats(0.03, 0.5),
)
def test_ticks_rise_and_keep_their_distance(
    kind: ScaleKind, low: float, ratio: float, closest: float
) -> None:
    scale = Scale(kind=kind, softening=low * ratio / 1000)
    first, last = scale.position(low), scale.position(low * ratio)
    if not first < last:
        return
    axis = LevelAxis(scale=scale, first=first, last=last)
    fractions = [axis.fraction(value) for value in ticks(axis, closest=closest)]
    assert all(0 <= fraction <= 1 for fraction in fractions)
    gaps = np.diff(fractions)
    assert np.all(gaps >= closest * 0.999)


def test_many_decades_are_marked_in_even_strides() -> None:
    marks = ticks(log_axis(0.5e-12, 2e3), closest=0.15)
    strides = np.diff(np.log10(marks))
    assert len(marks) >= 4
    assert strides == pytest.approx(strides[0])


def test_one_decade_is_marked_by_twos_and_fives() -> None:
    assert ticks(log_axis(0.9, 11), closest=0.1) == [1, 2, 5, 10]


def test_a_linear_axis_has_round_ticks() -> None:
    axis = LevelAxis(scale=Scale(kind="linear"), first=-0.02, last=1.0)
    assert ticks(axis, closest=0.15) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]


def test_an_axis_through_zero_marks_zero() -> None:
    axis = LevelAxis(scale=Scale(kind="asinh", softening=1.0), first=-8, last=8)
    assert 0 in ticks(axis, closest=0.1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1e-12, "1e-12"),
        (0.001, "0.001"),
        (0.2, "0.2"),
        (1000, "1000"),
        (1e4, "1e4"),
        (2.5e7, "2.5e7"),
        (-1e-6, "-1e-6"),
    ],
)
def test_tick_texts_are_short(value: float, text: str) -> None:
    assert tick_text(value) == text


def test_the_histogram_counts_what_the_axis_holds() -> None:
    image = np.array([[0.0, -1.0, np.nan, 1.0], [10.0, 10.0, 100.0, np.inf]])
    counts = histogram(image, log_axis(0.5, 200))
    assert counts.shape == (N_BINS,)
    assert counts.sum() == 4
    assert counts.max() == 2


def test_the_axis_reaches_the_single_brightest_pixel() -> None:
    image = np.full((600, 700), 1e-3, np.float32)
    image[311, 434] = 5e4
    axis = axis_for(image, Scale(kind="log"), 1e-4, 1.0)
    assert axis.fraction(5e4) < 1
    assert axis.fraction(1e-4) > 0


@pytest.mark.parametrize("kind", SCALE_KINDS)
def test_an_empty_image_still_has_an_axis(kind: ScaleKind) -> None:
    for image in (None, np.zeros((4, 4)), np.full((4, 4), np.nan)):
        axis = axis_for(image, Scale(kind=kind), 0.1, 2.0)
        assert axis.first < axis.last
