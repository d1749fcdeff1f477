"""One detector in every convention: the numbers change, the panel does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    ALL_QUIRKS,
    Axes,
    Convention,
    Experiment,
    InvalidParameterError,
    Source,
    Spread,
    place,
    restate,
)

from ..build import experiment, image
from .panels import SIZE, conventions, in_panel_terms, panel, panels

RICH = {
    "beam": {"kahn_factor": 0.7, "vertical_divergence": Spread(range=6, count=2)},
    "sampling": {"osc_deg": 1.0, "phi_steps": 2},
    "crystal": {"misset_deg": (10.0, 20.0, 30.0)},
}
TURNED = {"rotation_deg": (5.0, 4.0, 3.0), "two_theta_deg": 12.0}


@settings(max_examples=40)
@given(start=panels(), through=st.lists(conventions, min_size=1, max_size=4))
def test_every_convention_leads_to_every_convention_and_back(
    start: Experiment, through: list[Convention]
) -> None:
    there = start
    for convention in (*through, start.detector.convention):
        there = restate(there, convention).experiment
        assert there.detector.convention is convention
        expected = in_panel_terms(start)
        assert np.abs(in_panel_terms(there) - expected).max() < 1e-9


@pytest.mark.parametrize("own", list(Convention))
def test_the_image_stays_when_the_detector_is_kept(own: Convention) -> None:
    start = experiment(
        detector={**SIZE, **TURNED, "convention": own, "beam_x_mm": 7, "beam_y_mm": 9},
        **RICH,
    )
    seen = image(start)
    for convention in Convention:
        restated = restate(start, convention)
        again = image(restated.experiment)
        assert np.abs(again - seen).max() < 1e-9 * seen.max()


def test_random_orientations_and_listed_sources_turn_with_the_laboratory() -> None:
    sources = tuple(
        Source(position=(-10, y, 0.03), wavelength_angstrom=1.1) for y in (-0.05, 0.1)
    )
    start = experiment(
        detector={**SIZE, **TURNED},
        crystal={"misset_random": True, "misset_seed": 5},
        beam={"sources": sources},
    )
    restated = restate(start, Convention.XDS).experiment
    assert not restated.crystal.misset_random
    seen = image(start)
    assert np.abs(image(restated) - seen).max() < 1e-9 * seen.max()


@pytest.mark.parametrize("convention", list(Convention))
def test_numbers_that_stay_move_the_panel_and_are_said_to(
    convention: Convention,
) -> None:
    start = panel(**TURNED, beam_x_mm=7.0, beam_y_mm=9.0)
    restated = restate(start, convention, keep="numbers")
    detector = restated.experiment.detector
    assert (detector.beam_x_mm, detector.beam_y_mm) == (7.0, 9.0)
    assert detector.rotation_deg == TURNED["rotation_deg"]
    if convention is not Convention.MOSFLM:
        assert " mm" in " ".join(restated.sentences)


def test_mosflm_numbers_taken_for_denzo_move_the_beam_by_half_a_pixel() -> None:
    start = panel(beam_x_mm=7.0, beam_y_mm=9.0)
    restated = restate(start, Convention.DENZO, keep="numbers")
    before, after = (
        np.array(place(e).beam_centre_px) for e in (start, restated.experiment)
    )
    assert before - after == pytest.approx([0.5, 0.5], abs=1e-9)
    assert "0.3536 mm (0.7071 pixels)" in restated.sentences[0]


def test_a_spindle_that_a_convention_does_not_have_is_said() -> None:
    axes = Axes(spindle=(0.0, 0.1, 1.0), beam=(1.0, 0.0, 0.0))
    still = panel(convention=Convention.CUSTOM, custom_axes=axes)
    turning = experiment(
        detector={**SIZE, "convention": Convention.CUSTOM, "custom_axes": axes},
        sampling={"osc_deg": 1.0, "phi_steps": 2},
    )
    said = " ".join(restate(still, Convention.XDS).sentences)
    assert "polarisation axis" in said
    assert "does not depend on" in said
    # The turn about the beam follows the spindle; only what leans to the beam is lost.
    leaning = Axes(spindle=(0.1, 0.0, 1.0), beam=(1.0, 0.0, 0.0))
    lost = restate(
        experiment(
            detector={**SIZE, "convention": Convention.CUSTOM, "custom_axes": leaning},
            sampling={"osc_deg": 1.0, "phi_steps": 2},
        ),
        Convention.XDS,
    )
    assert "spindle axis along +x, 5.711° from the present one, so the image" in (
        " ".join(lost.sentences)
    )
    assert restate(turning, Convention.CUSTOM).sentences == ()


def test_axes_that_are_not_at_right_angles_are_said_in_millimetres() -> None:
    skew = Axes(fast=(0.0, 0.0, 1.0), slow=(0.0, -1.0, 0.001))
    start = panel(convention=Convention.CUSTOM, custom_axes=skew)
    sentences = restate(start, Convention.MOSFLM).sentences
    assert any("a corner moves by 0.015 mm" in sentence for sentence in sentences)


def test_a_panel_of_the_other_hand_is_refused_where_distances_are_signed() -> None:
    strict = panel(convention=Convention.ADXV, quirks=ALL_QUIRKS)
    with pytest.raises(InvalidParameterError, match="signed-distance") as refusal:
        restate(strict, Convention.XDS)
    assert "\n" not in str(refusal.value)
    held = restate(strict, Convention.CUSTOM).experiment
    assert np.abs(in_panel_terms(held) - in_panel_terms(strict)).max() < 1e-9


def test_only_detector_or_numbers_can_be_kept() -> None:
    with pytest.raises(InvalidParameterError, match="'detector' or 'numbers'"):
        restate(panel(), Convention.XDS, keep="all")  # type: ignore[arg-type]
