"""Images before a file is written, and after it is read onto something else."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from braggscope_engine import Convention, Detector, Experiment, UnitCell

from ... import build
from ...golden import relative_l2
from .arrangements import NAMED, through

SAME = 1e-6


def tilted(convention: Convention, **detector: object) -> Experiment:
    """A tilted panel at two-theta, a polarised beam and a turning crystal."""
    return build.experiment(
        beam={"kahn_factor": 0.6, "wavelength_angstrom": 1.23},
        crystal={"misset_deg": (10.0, 20.0, 30.0), "reflections": build.listed(3)},
        detector={
            "convention": convention,
            "distance_mm": 61.5,
            "beam_x_mm": 9.25,
            "beam_y_mm": 13.75,
            "two_theta_deg": 15.0,
            "rotation_deg": (3.0, 4.0, 5.0),
            **detector,
        },
        sampling={"phi_start_deg": 12.0, "osc_deg": 1.5, "phi_steps": 3},
    )


def elsewhere(experiment: Experiment) -> Experiment:
    """The same crystal and frame, with its panel and wavelength another."""
    panel = Detector(
        convention=experiment.detector.convention,
        pixels_fast=7,
        pixels_slow=9,
        pixel_size_mm=1.0,
        distance_mm=200.0,
        rotation_deg=(-7.0, 1.0, 2.0),
    )
    beam = replace(experiment.beam, wavelength_angstrom=0.9)
    return replace(experiment, detector=panel, beam=beam)


def of_another_crystal(experiment: Experiment) -> Experiment:
    """As elsewhere, with another orientation, cell and rotation."""
    crystal = replace(
        experiment.crystal, cell=UnitCell(a=50, b=60, c=70), misset_deg=(1.0, 2.0, 3.0)
    )
    sampling = replace(experiment.sampling, phi_start_deg=0.0, osc_deg=0.5)
    other = elsewhere(experiment)
    detector = replace(other.detector, convention=Convention.DENZO)
    return replace(other, crystal=crystal, sampling=sampling, detector=detector)


def assert_same_image(before: Experiment, after: Experiment) -> None:
    was, now = build.image(before), build.image(after)
    assert was.max() > 100 * was.min() > 0
    assert relative_l2(now, was) < SAME


@pytest.mark.parametrize("convention", NAMED)
@pytest.mark.parametrize("format", ["expt", "xds-inp"])
def test_whole_file_gives_the_image_onto_anything(
    format: str, convention: Convention, tmp_path: Path
) -> None:
    before = tilted(convention)
    other = of_another_crystal(before)
    assert_same_image(before, through(before, format, tmp_path, onto=other).experiment)


@pytest.mark.parametrize("convention", NAMED)
def test_xparm_gives_the_image_onto_anything_polarised_alike(
    convention: Convention, tmp_path: Path
) -> None:
    before = tilted(convention)
    other = of_another_crystal(before)
    assert_same_image(before, through(before, "xparm", tmp_path, onto=other).experiment)


@pytest.mark.parametrize("convention", NAMED)
@pytest.mark.parametrize("format", ["poni", "crystfel"])
def test_file_of_a_panel_gives_the_image_onto_another_panel(
    format: str, convention: Convention, tmp_path: Path
) -> None:
    before = tilted(convention)
    other = elsewhere(before)
    assert_same_image(before, through(before, format, tmp_path, onto=other).experiment)


@pytest.mark.parametrize("format", ["cbf", "smv"])
def test_header_gives_the_image_of_a_square_panel_onto_another(
    format: str, tmp_path: Path
) -> None:
    before = tilted(Convention.MOSFLM, rotation_deg=(0.0, 0.0, 0.0))
    other = elsewhere(before)
    assert_same_image(before, through(before, format, tmp_path, onto=other).experiment)


def test_images_of_other_geometries_differ() -> None:
    before = tilted(Convention.XDS)
    nudged = tilted(Convention.XDS, distance_mm=61.501)
    assert relative_l2(build.image(nudged), build.image(before)) > 10 * SAME
    assert np.isfinite(build.image(before)).all()
