"""What the oddities of nanoBragg do to one pixel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Beam,
    Crystal,
    Detector,
    Experiment,
    InvalidParameterError,
    Quirk,
    Sampling,
    SimulationCancelled,
    UnitCell,
    quirks_at_pixel,
    trace,
)
from braggscope_engine.io import parse_nanobragg

ROTATED = Experiment(
    beam=Beam(wavelength_angstrom=1.0, fluence_per_m2=1e26),
    crystal=Crystal(
        cell=UnitCell(a=50.0, b=60.0, c=70.0),
        misset_deg=(20.0, -10.0, 5.0),
        n_cells=(5, 5, 5),
        default_F=100.0,
    ),
    detector=Detector(distance_mm=100.0, pixels_fast=64, pixels_slow=48),
    sampling=Sampling(oversample=1, phi_steps=3, osc_deg=0.5),
)


@pytest.mark.parametrize("quirks", [ALL_QUIRKS, NO_QUIRKS])
def test_it_tells_what_each_quirk_does_alone(quirks: frozenset[Quirk]) -> None:
    shown = replace(ROTATED, quirks=quirks)
    found = quirks_at_pixel(shown, 20, 41)
    assert found.value == trace(shown, 20, 41).value
    assert found.strict == trace(replace(shown, quirks=ALL_QUIRKS), 20, 41).value
    assert found.intended == trace(replace(shown, quirks=NO_QUIRKS), 20, 41).value
    effect = next(e for e in found.effects if e.quirk is Quirk.STALE_PHI)
    assert effect.in_force is (Quirk.STALE_PHI in quirks)
    switched = replace(shown, quirks=quirks ^ {Quirk.STALE_PHI})
    assert effect.value == trace(switched, 20, 41).value != found.value
    changes = [abs(each.value - found.value) for each in found.effects]
    assert changes == sorted(changes, reverse=True)


def test_it_refuses_a_pixel_beside_the_detector_and_stops_when_asked() -> None:
    with pytest.raises(InvalidParameterError, match="pixel"):
        quirks_at_pixel(ROTATED, 48, 0)
    with pytest.raises(SimulationCancelled):
        quirks_at_pixel(ROTATED, 0, 0, should_stop=lambda: True)


@pytest.mark.slow
def test_it_explains_the_canonical_peak(golden_given: Path) -> None:
    words = (golden_given / "canonical_full" / "args.txt").read_text("utf-8").split()
    folder = golden_given.parent / "data"
    shown = parse_nanobragg(words, quirks=ALL_QUIRKS, folder=folder).experiment
    found = quirks_at_pixel(shown, 1039, 685)
    assert found.strict == pytest.approx(446.25412, rel=1e-6)
    assert found.intended_in_place == pytest.approx(466.4818, rel=1e-6)
    effects = {each.quirk: each for each in found.effects}
    assert effects[Quirk.STALE_PHI].value == pytest.approx(466.4818, rel=1e-6)
    assert effects[Quirk.STALE_PHI].pix0_shift_mm == 0
    assert effects[Quirk.IGNORE_PIX0].pix0_shift_mm == pytest.approx(1.146, abs=1e-3)
