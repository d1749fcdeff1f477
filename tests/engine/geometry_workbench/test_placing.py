"""pix0 both ways, the beam cross, and what is held while a panel turns."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    ALL_QUIRKS,
    Axes,
    Convention,
    Experiment,
    Hold,
    InvalidParameterError,
    Pivot,
    Vector,
    moved,
    parameters_from_pix0,
    place,
    with_beam_centre_px,
    with_pix0,
)

from .panels import panel, panels

metres = st.tuples(*[st.floats(-0.3, 0.3)] * 3).filter(lambda v: math.hypot(*v) > 1e-3)
angles = st.tuples(*[st.floats(-30, 30)] * 3)
every_convention = pytest.mark.parametrize("convention", list(Convention))


@settings(max_examples=60)
@given(start=panels(), pix0=metres)
def test_pix0_to_parameters_to_pix0_closes(start: Experiment, pix0: Vector) -> None:
    found = parameters_from_pix0(start, pix0)
    arrived = place(found.experiment).pix0_m
    assert math.dist(arrived, pix0) < 1e-12
    assert found.residual_m == pytest.approx(math.dist(arrived, pix0), abs=1e-18)
    geometry = place(found.experiment)
    assert found.close_distance_mm == pytest.approx(
        1000 * geometry.close_distance_m, abs=1e-9
    )
    assert (found.org_x_px, found.org_y_px) == pytest.approx(
        (geometry.orgx_px, geometry.orgy_px), abs=1e-9
    )
    if found.beam_centre_px is not None:
        assert found.beam_centre_px == pytest.approx(geometry.beam_centre_px, abs=1e-6)


@every_convention
def test_a_given_pix0_becomes_numbers_of_the_convention(
    convention: Convention,
) -> None:
    start = panel(convention=convention, rotation_deg=(5.0, 4.0, 3.0))
    detector = with_pix0(start, tuple(x + 0.01 for x in place(start).pix0_m)).detector
    assert detector.pix0_mm is None
    by_beam = convention in (Convention.MOSFLM, Convention.DENZO, Convention.ADXV)
    assert (detector.beam_x_mm is not None) is (
        by_beam or convention is Convention.CUSTOM
    )


def test_strict_nanobragg_is_led_to_a_pix0_that_it_would_ignore() -> None:
    strict = panel(
        convention=Convention.CUSTOM,
        custom_axes=Axes(),
        pix0_mm=(1.0, 2.0, 3.0),
        quirks=ALL_QUIRKS,
    )
    wanted = (0.09, 0.05, 0.01)
    assert place(strict).pix0_m != pytest.approx(wanted, abs=1e-6)
    assert place(with_pix0(strict, wanted)).pix0_m == pytest.approx(wanted, abs=1e-12)


@settings(max_examples=40)
@given(start=panels(), fast=st.floats(-10, 40), slow=st.floats(-10, 40))
def test_the_beam_cross_goes_where_it_is_dragged(
    start: Experiment, fast: float, slow: float
) -> None:
    if place(start).beam_centre_px is None:
        return
    dragged = place(with_beam_centre_px(start, fast, slow))
    assert dragged.beam_centre_px == pytest.approx((fast, slow), abs=1e-6)
    assert dragged.normal == pytest.approx(place(start).normal, abs=1e-12)


@settings(max_examples=40)
@given(start=panels(), tilt=angles, swing=st.floats(-40, 40))
@pytest.mark.parametrize("hold", list(Hold))
def test_a_turn_holds_what_was_chosen(
    hold: Hold, start: Experiment, tilt: Vector, swing: float
) -> None:
    before = place(start)
    if hold is Hold.BEAM_SPOT and before.beam_centre_px is None:
        return
    after = place(moved(start, rotation_deg=tilt, two_theta_deg=swing, hold=hold))
    if hold is Hold.PIX0:
        assert after.pix0_m == pytest.approx(before.pix0_m, abs=1e-12)
    elif hold is Hold.FOOT:
        assert after.foot_px == pytest.approx(before.foot_px, abs=1e-8)
        assert after.close_distance_m == pytest.approx(
            before.close_distance_m, abs=1e-12
        )
    elif after.beam_centre_px is not None and abs(after.beam_in_panel[2]) > 1e-3:
        assert after.beam_centre_px == pytest.approx(before.beam_centre_px, abs=1e-6)
        assert after.distance_m == pytest.approx(before.distance_m, rel=1e-9)


@every_convention
@pytest.mark.parametrize("hold", list(Hold))
def test_a_detector_swings_through_120_degrees(
    convention: Convention, hold: Hold
) -> None:
    turning = panel(convention=convention, pivot=Pivot.BEAM)
    start = place(turning)
    for swing in (30.0, 60.0, 89.0, 90.0, 91.0, 120.0):
        turning = moved(turning, two_theta_deg=swing, hold=hold)
        geometry = place(turning)
        assert np.isfinite(geometry.pix0_m).all()
        if hold is Hold.FOOT:
            assert geometry.foot_px == pytest.approx(start.foot_px, abs=1e-7)
        elif hold is Hold.PIX0:
            assert geometry.pix0_m == pytest.approx(start.pix0_m, abs=1e-11)
        elif swing != 90:
            assert geometry.beam_centre_px == pytest.approx(
                start.beam_centre_px, abs=1e-6
            )


@every_convention
@pytest.mark.parametrize("hold", list(Hold))
def test_a_small_tilt_moves_the_panel_a_little(
    convention: Convention, hold: Hold
) -> None:
    start = panel(convention=convention)
    after = place(moved(start, rotation_deg=(0.01, 0.02, 0.03), hold=hold))
    assert after.pix0_m == pytest.approx(place(start).pix0_m, abs=1e-4)


@pytest.mark.parametrize(
    ("hold", "kept"), [(Hold.BEAM_SPOT, "beam_centre_px"), (Hold.FOOT, "foot_px")]
)
def test_a_distance_moves_along_what_is_held(hold: Hold, kept: str) -> None:
    start = panel(rotation_deg=(5.0, 14.0, 3.0), two_theta_deg=10.0)
    after = place(moved(start, distance_mm=70.0, hold=hold))
    assert after.distance_m == pytest.approx(0.07, abs=1e-12)
    assert getattr(after, kept) == pytest.approx(getattr(place(start), kept), abs=1e-7)


def test_a_beam_that_misses_the_panel_is_said_in_one_sentence() -> None:
    aside = panel(convention=Convention.XDS, pivot=Pivot.SAMPLE, two_theta_deg=120.0)
    for refused in (
        lambda: with_beam_centre_px(aside, 5, 5),
        lambda: moved(aside, two_theta_deg=121.0, hold=Hold.BEAM_SPOT),
        lambda: moved(aside, distance_mm=90.0, hold=Hold.FOOT),
    ):
        with pytest.raises(InvalidParameterError, match="does not meet the panel") as r:
            refused()
        assert "\n" not in str(r.value)
    with pytest.raises(InvalidParameterError, match="pix0 that stays"):
        moved(aside, distance_mm=90.0, hold=Hold.PIX0)
    with pytest.raises(InvalidParameterError, match="positive number in mm"):
        moved(panel(), distance_mm=-1.0)
