"""The numbers of a file beside what they became, and what else they could mean."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    Convention,
    Experiment,
    Pivot,
    RequestedRow,
    file_requests,
    place,
    requested_effective,
)
from braggscope_engine.io import read_geometry, write_geometry

from ...build import experiment
from . import files
from .arrangements import arrangements

FORMATS = ("expt", "xparm", "xds-inp", "crystfel", "poni")


def rows_of(path: Path, onto: Experiment) -> dict[str, RequestedRow]:
    found = read_geometry(path, onto)
    rows = requested_effective(
        found.experiment, requests=file_requests(found.requested)
    )
    return {row.label: row for row in rows}


def rows_of_text(text: str, tmp_path: Path) -> dict[str, RequestedRow]:
    path = tmp_path / "file"
    path.write_text(text)
    return rows_of(path, experiment())


def traps(before: Experiment, format: str, tmp_path: Path) -> list[str]:
    path = tmp_path / format
    path.write_text(write_geometry(before, format).text)
    rows = rows_of(path, before)
    assert rows
    return [f"{row.label}: {row.reason}" for row in rows.values() if row.is_trap]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arrangement=arrangements(), format=st.sampled_from(FORMATS))
def test_what_a_file_says_of_its_panel_is_what_results(
    arrangement: Experiment, format: str, tmp_path: Path
) -> None:
    assert traps(arrangement, format, tmp_path) == []


@pytest.mark.parametrize("format", ["smv", "cbf"])
@pytest.mark.parametrize("two_theta_deg", [0.0, 12.0])
def test_what_a_header_says_of_its_panel_is_what_results(
    format: str, two_theta_deg: float, tmp_path: Path
) -> None:
    square = experiment(
        detector={
            "convention": Convention.MOSFLM,
            "pivot": Pivot.SAMPLE,
            "beam_x_mm": 3.0,
            "beam_y_mm": 2.0,
            "two_theta_deg": two_theta_deg,
        }
    )
    assert traps(square, format, tmp_path) == []


HEADER = """\
{{
HEADER_BYTES=512;
DIM=2;
BYTE_ORDER=little_endian;
TYPE=unsigned_short;
SIZE1=64;
SIZE2=64;
PIXEL_SIZE=0.1;
DISTANCE=100;
WAVELENGTH=1;
BEAM_CENTER_X={x};
BEAM_CENTER_Y={y};
{more}}}
"""
ORIGIN = "DIALS_ORIGIN={}\nXDS_ORGX={};\nXDS_ORGY={};\nCLOSE_DISTANCE=100;\n"


def header(x: float, y: float, more: str = "") -> str:
    return HEADER.format(x=x, y=y, more=more).ljust(512)


# What nanoBragg writes for the same centre in each convention (measured with it).
@pytest.mark.parametrize(
    ("origin", "orgs", "meaning", "right_origin"),
    [
        ("-2.05,3.05,-100", (21, 31), "MOSFLM", True),
        ("-2,3,-100", (20.5, 30.5), "DENZO", True),
        ("100,4.4,3", (30.5, 44.5), "ADXV", False),
        ("100,-2,3", (30.5, 20.5), "XDS and DIALS", False),
    ],
)
def test_convention_of_a_header_is_told_by_its_other_centres(
    tmp_path: Path,
    origin: str,
    orgs: tuple[float, float],
    meaning: str,
    right_origin: bool,
) -> None:
    rows = rows_of_text(header(3, 2, ORIGIN.format(origin, *orgs)), tmp_path)
    assert f"in the terms of {meaning}" in rows["BEAM_CENTER_X"].reason
    assert not rows["BEAM_CENTER_X"].is_trap
    assert rows["DIALS_ORIGIN"].is_trap is not right_origin
    assert "as if the beam were along +x" in rows["DIALS_ORIGIN"].reason


def test_header_with_a_centre_that_nanobragg_did_not_take_says_so(
    tmp_path: Path,
) -> None:
    text = header(3, 2, ORIGIN.format("100,-3.2,3.2", 32.5, 32.5))
    centre = rows_of_text(text, tmp_path)["BEAM_CENTER_X"]
    assert centre.is_trap
    assert centre.effective == "3.2000"
    assert "also where it took another centre" in centre.reason
    spots = {a.label: place(a.experiment).beam_centre_px for a in centre.adopt}
    plain = next(spot for label, spot in spots.items() if "along slow (" in label)
    assert plain == pytest.approx((30, 20))


def test_other_meanings_of_a_bare_beam_centre_can_be_taken(tmp_path: Path) -> None:
    centre = rows_of_text(header(3, 2), tmp_path)["BEAM_CENTER_X"]
    assert not centre.is_trap
    assert "as ADSC means them" in centre.reason
    spots = [place(a.experiment).beam_centre_px for a in centre.adopt]
    assert spots == [pytest.approx(spot) for spot in ((20.5, 30.5), (30, 44), (30, 20))]
    assert "(0.07071 mm away)" in centre.adopt[0].label


def test_foot_of_a_tilted_panel_can_be_taken_for_the_beam(tmp_path: Path) -> None:
    tilted = files.XDS_INP.replace(
        "DIRECTION_OF_DETECTOR_Y-AXIS= 0.0 1.0 0.0",
        "DIRECTION_OF_DETECTOR_Y-AXIS= 0.0 0.8 0.6",
    )
    row = rows_of_text(tilted, tmp_path)["ORGX"]
    assert "the foot of the perpendicular, not the beam" in row.reason
    beam, corner = (a.experiment for a in row.adopt)
    assert place(beam).beam_centre_px == pytest.approx((240.0, 199.75))
    path = tmp_path / "file"
    read = place(read_geometry(path, experiment()).experiment)
    moved_mm = 1e3 * np.subtract(place(corner).pix0_m, read.pix0_m)
    half = 0.5 * 0.172
    assert np.abs(moved_mm @ np.array(read.fast)) == pytest.approx(half)
    assert np.abs(moved_mm @ np.array(read.slow)) == pytest.approx(half)


def test_foot_of_a_square_panel_is_the_beam_already(tmp_path: Path) -> None:
    labels = [a.label for a in rows_of_text(files.XDS_INP, tmp_path)["ORGX"].adopt]
    assert len(labels) == 1
    assert labels[0].startswith("Count ORGX, ORGY from the outer corner")
