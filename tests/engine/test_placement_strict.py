"""Placement as the reference program does it: all its oddities, its own numbers."""

import pytest

from braggscope_engine import ALL_QUIRKS, Geometry, Pivot, parse_nanobragg, place

PANEL = (
    "-cell 70 80 90 75 85 95 -default_F 100 -detpixels_x 20 -detpixels_y 30 -pixel 1"
)
TILTED = f"{PANEL} -distance 100 -detector_rotx 5 -detector_roty 4 -detector_rotz 3"
HALF_DIGIT = 6e-7
"""The table has six decimals of a millimetre."""


def placed(words: str) -> Geometry:
    return place(parse_nanobragg(words.split(), quirks=ALL_QUIRKS).experiment)


def mm(*metres: float) -> list[float]:
    return [1000 * x for x in metres]


@pytest.mark.parametrize(
    ("extra", "pix0", "beam", "foot", "distances"),
    [
        (
            "-adxv -twotheta 12 -Xbeam 7 -Ybeam 9",
            (-7.940753, 20.565084, 97.994563),
            (7.034829, 20.946334),
            (14.908688, 8.814069),
            (99.559605, 98.939152),
        ),
        (
            "-mosflm -twotheta 12 -Xbeam 7 -Ybeam 9",
            (100.691318, 8.293399, -8.788720),
            (9.439739, 7.677320),
            (3.999868, 23.684401),
            (98.904379, 98.528238),
        ),
        (
            "-denzo -twotheta 12 -Xbeam 7 -Ybeam 9",
            (100.637896, 7.753433, -8.335308),
            (8.939739, 7.177320),
            (3.499868, 23.184401),
            (98.904379, 98.528238),
        ),
        (
            "-xds -twotheta 12 -Xbeam 7 -Ybeam 9",
            (-1.921360, -43.625270, 91.070813),
            (4.262262, 44.194634),
            (10, 15),
            (100, 99.376802),
        ),
        (
            "-dials -twotheta 12 -Xbeam 7 -Ybeam 9",
            (18.527346, -23.737267, 96.405541),
            (-17.535311, 24.462106),
            (10, 15),
            (100, 99.376802),
        ),
        (
            "-xds -twotheta 12 -ORGX 7 -ORGY 9",
            (1.265904, -37.186162, 92.767643),
            (0.762262, 37.694634),
            (6.5, 8.5),
            (100, 99.376802),
        ),
        (
            "-twotheta_axis 0 0 -1 -twotheta 12 -Xbeam 7 -Ybeam 9",
            (101.071587, 9.525484, -6.173885),
            (6.939739, 9.177320),
            (1.499868, 25.184401),
            (98.904379, 98.528238),
        ),
        (
            "-twotheta_axis 0 0 -1 -Xbeam 7 -Ybeam 9 -twotheta 12",
            (99.225115, -6.020508, -13.123004),
            (12.500132, -7.184401),
            (7, 9),
            (100, 99.619692),
        ),
    ],
)
def test_a_tilted_and_swung_panel_stands_where_the_reference_puts_it(
    extra: str,
    pix0: tuple[float, ...],
    beam: tuple[float, ...],
    foot: tuple[float, ...],
    distances: tuple[float, ...],
) -> None:
    geometry = placed(f"{TILTED} {extra}")
    assert mm(*geometry.pix0_m) == pytest.approx(pix0, abs=HALF_DIGIT)
    assert mm(geometry.fbeam_m, geometry.sbeam_m) == pytest.approx(beam, abs=HALF_DIGIT)
    assert mm(geometry.fclose_m, geometry.sclose_m) == pytest.approx(
        foot, abs=HALF_DIGIT
    )
    assert mm(geometry.distance_m, geometry.close_distance_m) == pytest.approx(
        distances, abs=HALF_DIGIT
    )


@pytest.mark.parametrize(
    ("extra", "hit"),
    [
        ("-adxv -twotheta 12 -Xbeam 7 -Ybeam 9", (7, 21)),
        ("-mosflm -twotheta 12 -Xbeam 7 -Ybeam 9", (9.5, 7.5)),
        ("-denzo -twotheta 12 -Xbeam 7 -Ybeam 9", (9, 7)),
        ("-twotheta_axis 0 0 -1 -twotheta 12 -Xbeam 7 -Ybeam 9", (7, 9)),
        ("-twotheta_axis 0 0 -1 -Xbeam 7 -Ybeam 9 -twotheta 12", (12.56106, -7.36369)),
    ],
)
def test_the_beam_truly_hits_elsewhere_than_the_reference_reports(
    extra: str, hit: tuple[float, float]
) -> None:
    geometry = placed(f"{TILTED} {extra}")
    assert geometry.beam_centre_px == pytest.approx(hit, abs=6e-6)
    reported = mm(geometry.fbeam_m, geometry.sbeam_m)
    assert reported != pytest.approx(hit, abs=0.01)


@pytest.mark.parametrize(
    ("convention", "default", "given"),
    [
        ("-adxv", (10.5, 15.5), (7, 21)),
        ("-mosflm", (11, 16), (9.5, 7.5)),
        ("-denzo", (10.5, 15.5), (9, 7)),
        ("-xds", (10, 15), (10, 15)),
        ("-dials", (10, 15), (10, 15)),
        ("-fdet_vector 0 0 1", (10, 15), (7, 9)),
    ],
)
def test_each_convention_has_its_own_centre(
    convention: str, default: tuple[float, float], given: tuple[float, float]
) -> None:
    plain = placed(f"{PANEL} -distance 100 {convention}")
    assert plain.beam_centre_px == pytest.approx(default, abs=1e-9)
    moved = placed(f"{PANEL} -distance 100 {convention} -Xbeam 7 -Ybeam 9")
    assert moved.beam_centre_px == pytest.approx(given, abs=1e-9)


def test_the_canonical_panel_ignores_its_pix0_and_stands_by_its_foot() -> None:
    geometry = placed(
        f"{PANEL} -detpixels_x 2463 -detpixels_y 2527 -pixel 0.172"
        " -fdet_vector 0.999982 -0.005998 -0.000118"
        " -sdet_vector -0.005998 -0.99997 -0.004913"
        " -odet_vector -8.85282814e-05 4.91361907e-03 -0.999987924"
        " -beam_vector 0 0 -1 -pix0_vector_mm -216.336293 215.205512 -230.200866"
        " -Xbeam 217.742295 -Ybeam 213.907080 -distance 231.274660 -twotheta 0"
    )
    assert geometry.pivot is Pivot.SAMPLE
    assert mm(*geometry.pix0_m) == pytest.approx(
        (-216.4758362, 216.34305049, -230.1924143), abs=1e-3
    )
    assert mm(geometry.fclose_m, geometry.sclose_m) == pytest.approx(
        (217.742295, 213.907080), abs=1e-3
    )
