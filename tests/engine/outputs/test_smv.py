"""SMV headers: nanoBragg's text where asked, else one that every reader can trust."""

from pathlib import Path

import numpy as np
import pytest

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Axes,
    Convention,
    Experiment,
    Quirk,
    parse_nanobragg,
    place,
    resolve,
)
from braggscope_engine.io import read_smv_header
from braggscope_engine.outputs import smv_header, smv_image

from ..build import experiment

WORDS = (
    "-cell 70 80 90 75 85 95 -default_F 100 -detpixels_f 20 -detpixels_s 30 -pixel 1 "
    "-detector_rotx 5 -detector_roty 4 -detector_rotz 3 -osc 0.5 -phi 10"
).split()

# Printed by the reference program for WORDS with -Xbeam 7 -Ybeam 9 -mosflm.
MOSFLM = """{
HEADER_BYTES=512;
DIM=2;
BYTE_ORDER=little_endian;
TYPE=unsigned_short;
SIZE1=20;
SIZE2=30;
PIXEL_SIZE=1;
DISTANCE=100;
WAVELENGTH=1;
BEAM_CENTER_X=7;
BEAM_CENTER_Y=9;
ADXV_CENTER_X=9.5;
ADXV_CENTER_Y=22.5;
MOSFLM_CENTER_X=7;
MOSFLM_CENTER_Y=9;
DENZO_X_BEAM=7.5;
DENZO_Y_BEAM=9.5;
DIALS_ORIGIN=-8.78872,8.2559,-98.9519
XDS_ORGX=2.60428;
XDS_ORGY=3.39345;
CLOSE_DISTANCE=99.6197;
PHI=10;
OSC_START=10;
OSC_RANGE=0.5;
TWOTHETA=0;
DETECTOR_SN=000;
BEAMLINE=fake;
}\f"""


def strict(*words: str) -> Experiment:
    return parse_nanobragg([*WORDS, *words], quirks=ALL_QUIRKS).experiment


def test_a_strict_header_is_nanobraggs_text() -> None:
    header = smv_header(resolve(strict("-mosflm", "-Xbeam", "7", "-Ybeam", "9")))
    assert len(header) == 512
    assert header.decode().rstrip(" ") == MOSFLM


def test_a_strict_header_that_is_too_long_is_neither_cut_nor_owned_up_to() -> None:
    words = (
        "-Xbeam 217.742295 -Ybeam 213.907080 -distance 231.274660 -lambda 0.976812 "
        "-pixel 0.172345 -detpixels_x 2463 -detpixels_y 2527 -beam_vector 1 0.001 0.002"
    )
    header = smv_header(resolve(strict(*words.split())))
    assert len(header) > 512
    assert b"HEADER_BYTES=512;" in header
    assert header.endswith(b"}\f")


@pytest.mark.parametrize("long", [False, True])
def test_a_header_states_its_true_length(long: bool, tmp_path: Path) -> None:
    numbers = {"distance_mm": 231.2746601234, "rotation_deg": (0.1, 0.2, 0.3)}
    resolved = resolve(experiment(detector=numbers if long else {}))
    pixels = np.arange(144, dtype=np.uint16).reshape(12, 12)
    path = tmp_path / "image.img"
    path.write_bytes(smv_image(resolved, pixels))
    header = read_smv_header(path)
    assert header.size_bytes % 512 == 0
    assert path.read_bytes()[header.size_bytes :] == pixels.tobytes()
    assert (header.width, header.height) == (12, 12)


def test_a_header_can_be_read_back_to_ten_digits(tmp_path: Path) -> None:
    chosen = experiment(
        detector={
            "distance_mm": 123.456789012,
            "rotation_deg": (1.0, 2.0, 3.0),
            "two_theta_deg": 4.5,
        },
        sampling={"phi_start_deg": 1.25, "osc_deg": 0.5, "phi_steps": 5},
    )
    resolved, geometry = resolve(chosen), place(chosen)
    path = tmp_path / "image.img"
    path.write_bytes(smv_image(resolved, np.zeros((12, 12), np.uint16)))
    header = read_smv_header(path)
    expected = {
        "PIXEL_SIZE": 2.0,
        "DISTANCE": geometry.distance_m * 1000,
        "CLOSE_DISTANCE": geometry.close_distance_m * 1000,
        "WAVELENGTH": 1.1,
        "BEAM_CENTER_X": geometry.xbeam_m * 1000,
        "BEAM_CENTER_Y": geometry.ybeam_m * 1000,
        "DENZO_X_BEAM": geometry.sbeam_m * 1000,
        "XDS_ORGX": geometry.orgx_px,
        "XDS_ORGY": geometry.orgy_px,
        "PHI": 1.25,
        "OSC_RANGE": 0.5,
        "TWOTHETA": 4.5,
    }
    for keyword, value in expected.items():
        assert header.number(keyword) == pytest.approx(value, rel=1e-9), keyword


def dials_origin(chosen: Experiment) -> np.ndarray:
    line = next(
        line
        for line in smv_header(resolve(chosen)).decode().splitlines()
        if line.startswith("DIALS_ORIGIN=")
    )
    return np.array(
        [float(x) for x in line[len("DIALS_ORIGIN=") :].strip(";").split(",")]
    )


@pytest.mark.parametrize("convention", list(Convention))
def test_the_dials_origin_is_the_corner_seen_from_the_imgcif_frame(
    convention: Convention,
) -> None:
    chosen = experiment(
        detector={"convention": convention, "rotation_deg": (5.0, 4.0, 3.0)}
    )
    geometry = place(chosen)
    origin, corner = dials_origin(chosen), 1000 * np.array(geometry.pix0_m)
    assert np.linalg.norm(origin) == pytest.approx(np.linalg.norm(corner))
    # z points to the source, x along the spindle.
    assert origin[2] == pytest.approx(-corner @ geometry.beam)
    assert origin[0] == pytest.approx(corner @ geometry.spindle)
    handed = np.cross(geometry.spindle, np.array(geometry.beam))
    assert origin[1] == pytest.approx(corner @ handed)


def test_the_dials_origin_ends_like_any_other_line() -> None:
    assert b"DIALS_ORIGIN" in smv_header(resolve(experiment()))
    lines = smv_header(resolve(experiment())).decode().split("\n")[1:-1]
    assert all(line.endswith(";") for line in lines)


def test_with_the_beam_along_x_both_dials_origins_agree() -> None:
    chosen = {"detector": {"rotation_deg": (5.0, 4.0, 3.0)}}
    quirk = frozenset({Quirk.DIALS_ORIGIN_LINE})
    np.testing.assert_allclose(
        dials_origin(experiment(**chosen, quirks=quirk)),
        dials_origin(experiment(**chosen, quirks=NO_QUIRKS)),
        rtol=1e-9,
    )


def test_a_spindle_along_the_beam_still_has_a_dials_origin() -> None:
    axes = Axes(beam=(1.0, 0.0, 0.0), spindle=(1.0, 0.0, 0.0))
    chosen = experiment(detector={"convention": Convention.CUSTOM, "custom_axes": axes})
    corner = 1000 * np.array(place(chosen).pix0_m)
    origin = dials_origin(chosen)
    assert np.linalg.norm(origin) == pytest.approx(np.linalg.norm(corner))


def test_a_beam_that_misses_the_panel_has_no_centre_in_the_header() -> None:
    chosen = experiment(
        detector={
            "convention": Convention.XDS,
            "org_x_px": 6.0,
            "org_y_px": 6.0,
            "close_distance_mm": 50.0,
            "rotation_deg": (90.0, 0.0, 0.0),
        }
    )
    header = smv_header(resolve(chosen))
    assert b"nan" not in header
    assert b"DENZO_X_BEAM" not in header
    assert b"CLOSE_DISTANCE=50;" in header
