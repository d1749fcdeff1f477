"""What an edit leaves alone is taken from before, and nothing else is."""

from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Convention,
    Experiment,
    Quality,
    RenderOptions,
    resolve,
    simulate,
)

from .build import experiment, listed

PARTS: dict[str, list[dict[str, Any]]] = {
    "detector": [
        {"distance_mm": 90.0},
        {"two_theta_deg": 20.0},
        {"rotation_deg": (1.0, 2.0, 3.0)},
        {"pixel_size_mm": 0.2},
    ],
    "beam": [{"wavelength_angstrom": 1.1}, {"kahn_factor": 0.3}],
    "crystal": [
        {"misset_deg": (4.0, 5.0, 6.0)},
        {"n_cells": (3, 4, 5)},
        {"mosaic_spread_deg": 1.0, "mosaic_domains": 3},
        {"reflections": listed(2)},
    ],
    "sampling": [{"phi_steps": 3, "osc_deg": 2.0}, {"oversample": 2}],
}
EDITS = [(part, edit) for part, edits in PARTS.items() for edit in edits]


def edited(before: Experiment, part: str, edit: dict[str, Any]) -> Experiment:
    return replace(before, **{part: replace(getattr(before, part), **edit)})


@settings(max_examples=60)
@given(
    edits=st.lists(st.sampled_from(EDITS), min_size=1, max_size=4),
    quirks=st.lists(st.sampled_from([NO_QUIRKS, ALL_QUIRKS]), min_size=4, max_size=4),
    quality=st.sampled_from(Quality),
)
def test_a_frame_made_like_another_is_the_frame(
    edits: list[tuple[str, dict[str, Any]]],
    quirks: list[frozenset[Any]],
    quality: Quality,
) -> None:
    shown = experiment(
        crystal={"interpolate": False},
        detector={"pixels_fast": 18, "pixels_slow": 20},
        sampling={"phi_steps": 2, "osc_deg": 1.0},
    )
    options = RenderOptions(quality=quality, floor_photons=1e-290)
    frame = simulate(shown, options)
    for (part, edit), chosen in zip(edits, quirks, strict=False):
        shown = replace(edited(shown, part, edit), quirks=chosen)
        frame = simulate(shown, options, like=frame)
        assert torch.equal(frame.intensity, simulate(shown, options).intensity)


def test_a_moved_detector_leaves_beam_and_crystal_as_they_are() -> None:
    before = experiment()
    known = resolve(before)
    found = resolve(edited(before, "detector", {"distance_mm": 77.0}), like=known)
    assert found.orientations is known.orientations
    assert found.panel.distance != known.panel.distance


def test_tensors_that_stand_in_for_numbers_are_never_taken_over() -> None:
    before = experiment()
    angle = torch.tensor([1.0, 0.0, 0.0], dtype=torch.float64, requires_grad=True)
    known = resolve(before, {"crystal.misset_deg": angle})
    moved = edited(before, "detector", {"distance_mm": 77.0})
    plain = resolve(moved, like=known)
    assert not plain.lattice.direct_m.requires_grad
    assert torch.equal(plain.lattice.direct_m, resolve(moved).lattice.direct_m)


@pytest.mark.parametrize("convention", list(Convention))
def test_directions_that_the_convention_gives_count(convention: Convention) -> None:
    before = experiment(sampling={"phi_steps": 2, "osc_deg": 40.0})
    moved = edited(before, "detector", {"convention": convention})
    found = resolve(moved, like=resolve(before)).orientations.direct_m
    assert torch.equal(found, resolve(moved).orientations.direct_m)


def test_another_spindle_of_the_same_beam_counts() -> None:
    before = experiment(
        detector={"convention": Convention.CUSTOM},
        sampling={"phi_steps": 2, "osc_deg": 40.0},
    )
    axes = replace(before.detector.custom_axes, spindle=(0.0, 0.6, 0.8))
    moved = edited(before, "detector", {"custom_axes": axes})
    found = resolve(moved, like=resolve(before)).orientations.direct_m
    assert torch.equal(found, resolve(moved).orientations.direct_m)
