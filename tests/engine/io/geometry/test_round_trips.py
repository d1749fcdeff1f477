from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import ALL_QUIRKS, Convention, Experiment, resolve
from braggscope_engine.io import (
    GEOMETRY_FORMATS,
    parse_nanobragg,
    recognise_geometry,
    split_command,
    write_geometry,
)

from ... import build
from .arrangements import (
    arrangements,
    corners_mm,
    other_crystal,
    seen_from_crystal,
    through,
)

WHOLE = ("expt", "xparm", "xds-inp")
"""Formats that hold panel, beam, spindle and crystal."""


@settings(max_examples=25, deadline=None)
@given(experiment=arrangements(), format=st.sampled_from(WHOLE))
def test_whole_arrangement_comes_back_onto_another_experiment(
    experiment: Experiment, format: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("round")
    back = through(experiment, format, folder, onto=other_crystal(experiment))
    apart = seen_from_crystal(back.experiment) - seen_from_crystal(experiment)
    assert np.abs(apart).max() < 1e-6
    before, after = resolve(experiment).lattice, resolve(back.experiment).lattice
    lengths = [np.linalg.norm(x.direct_m.numpy(), axis=1) for x in (before, after)]
    np.testing.assert_allclose(*lengths, rtol=1e-9)
    assert back.experiment.beam.wavelength_angstrom == pytest.approx(
        experiment.beam.wavelength_angstrom, rel=1e-12
    )


@settings(max_examples=40, deadline=None)
@given(experiment=arrangements(), format=st.sampled_from((*WHOLE, "poni", "crystfel")))
def test_panel_comes_back_where_it_was(
    experiment: Experiment, format: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    back = through(experiment, format, tmp_path_factory.mktemp("panel"))
    apart = seen_from_crystal(back.experiment) - seen_from_crystal(experiment)
    assert np.abs(apart).max() < 1e-6


HEADERS = ("smv", "cbf")
"""Formats that may be unable to say where a panel stands, and then say so."""


@settings(max_examples=40, deadline=None)
@given(experiment=arrangements(), format=st.sampled_from(HEADERS))
def test_header_says_where_the_panel_is_or_that_it_cannot(
    experiment: Experiment, format: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    losses = " ".join(write_geometry(experiment, format).losses)
    if "panel" in losses or "exactly this placement" in losses:
        return
    back = through(experiment, format, tmp_path_factory.mktemp("header"))
    apart = seen_from_crystal(back.experiment) - seen_from_crystal(experiment)
    assert np.abs(apart).max() < 1e-6


@settings(max_examples=40, deadline=None)
@given(experiment=arrangements())
def test_command_puts_the_panel_where_it_was_in_nanobragg(
    experiment: Experiment, tmp_path_factory: pytest.TempPathFactory
) -> None:
    command = write_geometry(experiment, "nanobragg")
    losses = " ".join(command.losses)
    if "exactly this placement" not in losses:
        words = split_command(command.text)
        strict = parse_nanobragg(words, quirks=ALL_QUIRKS).experiment
        apart = corners_mm(strict) - corners_mm(experiment)
        assert np.abs(apart).max() < 1e-6
    if "Only with nanoBragg's quirks" not in losses:
        folder = tmp_path_factory.mktemp("command")
        back = through(experiment, "nanobragg", folder).experiment
        apart = seen_from_crystal(back) - seen_from_crystal(experiment)
        assert np.abs(apart).max() < 1e-6


@pytest.mark.parametrize(
    ("format", "convention"),
    [
        *(("smv", "mosflm"), ("smv", "denzo"), ("nanobragg", "xds")),
        *(("cbf", "mosflm"), ("cbf", "xds"), ("nanobragg", "mosflm")),
    ],
)
def test_header_holds_a_panel_at_two_theta(
    format: str, convention: str, tmp_path: Path
) -> None:
    detector = {
        "convention": Convention(convention),
        "beam_x_mm": 11.123456789123,
        "beam_y_mm": 7.987654321987,
        "two_theta_deg": 20.123456789123,
    }
    before = build.experiment(detector=detector)
    assert not any("panel" in loss for loss in write_geometry(before, format).losses)
    back = through(before, format, tmp_path).experiment
    apart = seen_from_crystal(back) - seen_from_crystal(before)
    assert np.abs(apart).max() < 1e-6


@pytest.mark.parametrize("format", ["smv", "cbf"])
def test_header_that_cannot_hold_a_tilt_says_how_far_it_is_off(format: str) -> None:
    before = build.experiment(detector={"rotation_deg": (5.0, 6.0, 7.0)})
    assert "mm from where it is" in " ".join(write_geometry(before, format).losses)


@settings(max_examples=15, deadline=None)
@given(experiment=arrangements())
def test_orientation_comes_back_through_a_matrix(
    experiment: Experiment, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("matrix")
    other = replace(experiment, crystal=other_crystal(experiment).crystal)
    back = through(experiment, "mosflm-matrix", folder, onto=other)
    apart = seen_from_crystal(back.experiment) - seen_from_crystal(experiment)
    assert np.abs(apart).max() < 1e-6


@settings(max_examples=25, deadline=None)
@given(
    experiment=arrangements(),
    format=st.sampled_from([f.name for f in GEOMETRY_FORMATS if f.name != "nanobragg"]),
)
def test_written_file_is_recognised_as_what_it_is(
    experiment: Experiment, format: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path: Path = tmp_path_factory.mktemp("recognise") / "geometry"
    path.write_text(write_geometry(experiment, format).text)
    found = recognise_geometry(path)
    assert found is not None
    assert found.name == format
