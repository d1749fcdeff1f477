"""The panels of the reference's own table, placed as they are meant."""

import pytest

from braggscope_engine import Pivot, describe_conventions, parse_nanobragg, place

PANEL = (
    "-cell 70 80 90 75 85 95 -default_F 100 -detpixels_x 20 -detpixels_y 30 -pixel 1 "
    "-distance 100 -detector_rotx 5 -detector_roty 4 -detector_rotz 3"
)


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("-adxv -twotheta 12 -Xbeam 7 -Ybeam 9", (7, 21)),
        ("-mosflm -twotheta 12 -Xbeam 7 -Ybeam 9", (9.5, 7.5)),
        ("-denzo -twotheta 12 -Xbeam 7 -Ybeam 9", (9, 7)),
        ("-twotheta_axis 0 0 -1 -twotheta 12 -Xbeam 7 -Ybeam 9", (7, 9)),
    ],
)
def test_the_beam_hits_where_it_was_asked_to_in_every_column(
    words: str, hit: tuple[float, float]
) -> None:
    experiment = parse_nanobragg(f"{PANEL} {words}".split()).experiment
    assert place(experiment).distance_m == pytest.approx(0.1, abs=1e-12)
    for view in describe_conventions(experiment):
        found = [view.cell(f"beam_{k}_px").values[0] for k in ("fast", "slow")]
        assert found == pytest.approx(hit, abs=1e-9)


@pytest.mark.parametrize(
    ("words", "foot"), [("-xds -twotheta 12 -ORGX 7 -ORGY 9", (7, 9))]
)
def test_the_foot_is_where_it_was_asked_to_be_in_every_column(
    words: str, foot: tuple[float, float]
) -> None:
    experiment = parse_nanobragg(f"{PANEL} {words}".split()).experiment
    for view in describe_conventions(experiment):
        found = [view.cell(f"org_{k}_px").values[0] for k in "xy"]
        assert found == pytest.approx(foot, abs=1e-9)


@pytest.mark.parametrize(
    "words",
    [
        "-twotheta_axis 0 0 -1 -Xbeam 7 -Ybeam 9 -twotheta 12",
        "-xds -twotheta 12 -Xbeam 7 -Ybeam 9",
        "-dials -twotheta 12 -Xbeam 7 -Ybeam 9",
    ],
)
def test_a_beam_centre_with_the_sample_pivot_is_that_of_the_mounted_panel(
    words: str,
) -> None:
    experiment = parse_nanobragg(f"{PANEL} {words}".split()).experiment
    mounted = parse_nanobragg(f"{PANEL} {words} -twotheta 0".split()).experiment
    assert place(experiment).pivot is Pivot.SAMPLE
    assert place(mounted).beam_centre_px == pytest.approx((7, 9), abs=1e-9)
    assert place(experiment).foot_px == pytest.approx(place(mounted).foot_px, abs=1e-9)


@pytest.mark.parametrize(
    ("convention", "default", "given"),
    [
        ("-adxv", (10.5, 15.5), (7, 21)),
        ("-mosflm", (11, 16), (9.5, 7.5)),
        ("-denzo", (10.5, 15.5), (9, 7)),
        ("-xds", (10, 15), (7, 9)),
        ("-dials", (10, 15), (7, 9)),
        ("-fdet_vector 0 0 1", (10, 15), (7, 9)),
    ],
)
def test_each_convention_has_its_own_centre_and_takes_the_one_that_is_given(
    convention: str, default: tuple[float, float], given: tuple[float, float]
) -> None:
    plain = (
        "-cell 70 80 90 75 85 95 -default_F 100 -detpixels_x 20 -detpixels_y 30 "
        f"-pixel 1 -distance 100 {convention}"
    )
    centred = parse_nanobragg(plain.split()).experiment
    moved = parse_nanobragg(f"{plain} -Xbeam 7 -Ybeam 9".split()).experiment
    assert place(centred).beam_centre_px == pytest.approx(default, abs=1e-9)
    assert place(moved).beam_centre_px == pytest.approx(given, abs=1e-9)
