"""The commands of the reference images, read and compared with what nanoBragg said."""

from __future__ import annotations

import json
import math
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from braggscope_engine import ALL_QUIRKS, Experiment, full_precision, place
from braggscope_engine.io import Fate, format_nanobragg, parse_nanobragg

GIVEN = Path(__file__).parents[5] / "shared" / "golden" / "given"
CASES = sorted(path.parent.name for path in GIVEN.glob("*/args.txt")) or [""]


@pytest.fixture
def folder(golden_given: Path, tmp_path: Path, case: str) -> Path:
    """The case's files, with the shared ones where it names them."""
    target = tmp_path / "case"
    shutil.copytree(golden_given / case, target)
    for name in expected(golden_given / case)["data_files"]:
        shutil.copy(golden_given.parent / "data" / name, target)
    return target


def expected(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "expected.json").read_text())
    return content


def read(folder: Path) -> Experiment:
    words = shlex.split((folder / "args.txt").read_text())
    return parse_nanobragg(words, quirks=ALL_QUIRKS, folder=folder).experiment


def radians(degrees: float) -> float:
    return degrees / (180.0 * (1.0 / math.pi))


def in_nanobraggs_names(experiment: Experiment) -> dict[str, object]:
    """Fields of the model that nanoBragg keeps as they are, in its units."""
    beam, crystal = experiment.beam, experiment.crystal
    detector, sampling = experiment.detector, experiment.sampling
    values: dict[str, object] = {
        "convention": str(detector.convention),
        "pixel_size": detector.pixel_size_mm / 1000.0,
        "detector_twotheta": radians(detector.two_theta_deg),
        "detector_rotx": radians(detector.rotation_deg[0]),
        "detector_roty": radians(detector.rotation_deg[1]),
        "detector_rotz": radians(detector.rotation_deg[2]),
        "point_pixel": int(detector.point_pixel),
        "curved_detector": int(detector.curved),
        "lambda0": beam.wavelength_angstrom / 1e10,
        "fluence": beam.effective_fluence_per_m2,
        "exposure": beam.exposure_s,
        "beamsize": beam.beam_size_mm / 1000.0,
        "polarization": beam.kahn_factor,
        "nopolar": int(not beam.apply_polarization),
        "xtal_shape": str(crystal.shape),
        "fudge": crystal.fudge,
        "default_F": crystal.default_F,
        "hkls": 0 if crystal.reflections is None else len(crystal.reflections),
        "oversample_thick": int(sampling.oversample_absorption),
        "oversample_polar": int(sampling.oversample_polarization),
        "oversample_omega": int(sampling.oversample_solid_angle),
        "phi0": radians(sampling.phi_start_deg),
        "dmin": sampling.d_min_angstrom * 1e-10,
        "water_size": experiment.background.water_um / 1e6,
        "detector_thick": detector.sensor.thickness_um * 1e-6,
    }
    if not any(crystal.size_mm):
        values |= dict(zip(("Na", "Nb", "Nc"), crystal.n_cells, strict=True))
    if sampling.oversample is not None:
        values["oversample"] = sampling.oversample
    if not crystal.misset_random:
        values["misset"] = [radians(angle) for angle in crystal.misset_deg]
    if crystal.mosaic_spread_deg is not None:
        values["mosaic_spread"] = radians(crystal.mosaic_spread_deg)
    if beam.sources:
        values["sources"] = len(beam.sources)
    return values


@pytest.mark.parametrize("case", CASES)
def test_what_is_typed_is_what_nanobragg_computes_with(folder: Path, case: str) -> None:
    precise = expected(folder)["full_precision"]
    for name, value in in_nanobraggs_names(read(folder)).items():
        assert value == precise[name], name


@pytest.mark.parametrize("case", CASES)
def test_the_geometry_that_results_is_nanobraggs(folder: Path, case: str) -> None:
    precise = expected(folder)["full_precision"]
    found = full_precision(read(folder))
    for name in (
        *("pix0_vector", "fdet_vector", "sdet_vector", "odet_vector", "beam_vector"),
        *("Fbeam", "Sbeam", "Fclose", "Sclose", "distance", "close_distance"),
        *("Xbeam", "Ybeam", "Xclose", "Yclose", "detsize_f", "detsize_s", "ORGX"),
    ):
        assert found[name] == pytest.approx(precise[name], rel=1e-12, abs=1e-14), name
    assert found["pivot"] == precise["pivot"]


@pytest.mark.parametrize("case", CASES)
def test_regions_and_seeds_are_as_printed(folder: Path, case: str) -> None:
    printed = expected(folder)["printed"]
    experiment = read(folder)
    roi, detector = experiment.sampling.roi, experiment.detector
    edges = (
        *(roi.fast_min or 0, roi.fast_max or detector.pixels_fast),
        *(roi.slow_min or 0, roi.slow_max or detector.pixels_slow),
    )
    assert list(edges) == printed["roi"]


@pytest.mark.parametrize("case", CASES)
def test_every_word_of_the_reference_commands_is_known(folder: Path, case: str) -> None:
    words = shlex.split((folder / "args.txt").read_text())
    parsed = parse_nanobragg(words, quirks=ALL_QUIRKS, folder=folder)
    assert all(report.fate is not Fate.UNKNOWN for report in parsed.options)
    assert [w for r in parsed.options for w in (r.option, *r.values)] == words


@pytest.mark.parametrize("case", CASES)
def test_a_command_written_anew_places_the_detector_alike(
    folder: Path, case: str
) -> None:
    experiment = read(folder)
    words = format_nanobragg(experiment).words
    again = parse_nanobragg(words, quirks=ALL_QUIRKS, folder=folder).experiment
    assert math.dist(place(again).pix0_m, place(experiment).pix0_m) < 1e-13
    assert again.crystal.cell == experiment.crystal.cell
    assert again.sampling == experiment.sampling
