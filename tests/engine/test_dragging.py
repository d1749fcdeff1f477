"""What a drag does: the ring, the foot arrive under the hand, and the rest stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    Convention,
    Detector,
    Experiment,
    InvalidParameterError,
    Pivot,
    Rings,
    panel_outline_mm,
    panel_points_mm,
    place,
    with_foot_px,
    with_ring_through,
)

from .build import experiment as build

CONVENTIONS = [each for each in Convention if each is not Convention.CUSTOM]


@st.composite
def detectors(draw: st.DrawFn) -> Experiment:
    angle = st.floats(-30, 30)
    return with_detector(
        convention=draw(st.sampled_from(CONVENTIONS)),
        pivot=draw(st.sampled_from(list(Pivot))),
        distance_mm=draw(st.floats(50, 400)),
        rotation_deg=(draw(angle), draw(angle), draw(angle)),
        two_theta_deg=draw(angle),
        pixels_fast=400,
        pixels_slow=300,
        pixel_size_mm=0.2,
    )


def with_detector(**numbers: object) -> Experiment:
    return replace(build(), detector=Detector(**numbers))  # type: ignore[arg-type]


positions = st.tuples(st.floats(0, 400), st.floats(0, 300))


@settings(max_examples=30)
@given(detectors(), positions, st.floats(3, 50))
def test_a_dragged_ring_goes_through_the_hand_and_the_beam_spot_stays(
    experiment: Experiment, at: tuple[float, float], two_theta: float
) -> None:
    before = place(experiment)
    try:
        moved = with_ring_through(experiment, *at, two_theta_deg=two_theta)
    except InvalidParameterError:
        # No distance gives this: the panel leans so that the angle is not reached.
        return
    assert Rings(moved).through(*at).two_theta_deg == pytest.approx(two_theta)
    after = place(moved)
    assert after.beam_centre_px == pytest.approx(before.beam_centre_px, abs=1e-6)
    assert after.fast == pytest.approx(before.fast)
    assert after.slow == pytest.approx(before.slow)


@pytest.mark.parametrize("curved", [False, True])
def test_a_ring_dragged_outwards_takes_the_panel_away(curved: bool) -> None:
    experiment = with_detector(curved=curved, distance_mm=100.0)
    nearer, farther = (
        with_ring_through(experiment, fast, 600.0, d_angstrom=3.0)
        for fast in (700.0, 900.0)
    )
    assert place(farther).distance_m > place(nearer).distance_m
    for moved, fast in ((nearer, 700.0), (farther, 900.0)):
        assert Rings(moved).through(fast, 600.0).d_angstrom == pytest.approx(3.0)


def test_a_ring_cannot_be_dragged_into_the_beam() -> None:
    experiment = with_detector()
    spot = place(experiment).beam_centre_px
    assert spot is not None
    with pytest.raises(InvalidParameterError):
        with_ring_through(experiment, *spot, two_theta_deg=20.0)
    with pytest.raises(InvalidParameterError):
        with_ring_through(experiment, 10.0, 10.0, d_angstrom=1e-3)


@settings(max_examples=30)
@given(detectors(), positions)
def test_a_dragged_foot_arrives_and_the_panel_stays_in_its_plane(
    experiment: Experiment, at: tuple[float, float]
) -> None:
    before = place(experiment)
    after = place(with_foot_px(experiment, *at))
    assert after.foot_px == pytest.approx(at, abs=1e-6)
    assert after.close_distance_m == pytest.approx(before.close_distance_m)
    assert after.normal == pytest.approx(before.normal)


@settings(max_examples=30)
@given(detectors())
def test_the_outline_begins_at_pix0_and_closes(experiment: Experiment) -> None:
    outline, geometry = panel_outline_mm(experiment), place(experiment)
    assert outline[0] / 1e3 == pytest.approx(geometry.pix0_m)
    assert outline[-1] == pytest.approx(outline[0])
    fast_edge = 1e3 * geometry.size_fast_m * np.array(geometry.fast)
    assert outline[1] - outline[0] == pytest.approx(fast_edge)


def test_points_of_a_bent_panel_are_at_one_distance() -> None:
    experiment = with_detector(curved=True, distance_mm=80.0)
    reach = np.linalg.norm(panel_outline_mm(experiment), axis=1)
    assert reach == pytest.approx(np.full(len(reach), 80.0))
    spot = place(experiment).beam_centre_px
    assert spot is not None
    assert panel_points_mm(experiment, [spot])[0] == pytest.approx(
        80.0 * np.array(place(experiment).beam)
    )
    assert np.isnan(panel_points_mm(experiment, [[np.nan, 0.0]])).all()
