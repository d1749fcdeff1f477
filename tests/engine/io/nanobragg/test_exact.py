"""The command line read carefully."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope_engine import (
    CommandLineError,
    Convention,
    EngineError,
    Pivot,
    Quirk,
)
from braggscope_engine.io import (
    Fate,
    OptionReport,
    ParsedCommand,
    parse_nanobragg,
)

Read = Callable[..., ParsedCommand]
Find = Callable[[ParsedCommand, str], OptionReport]


@pytest.mark.parametrize(
    ("command", "path", "value"),
    [
        ("-distance 70", "detector.distance_mm", 70.0),
        ("--distance 70", "detector.distance_mm", 70.0),
        ("-matrix_free_N 1", None, None),
        ("-wavelength 0.97", "beam.wavelength_angstrom", 0.97),
        ("-wave 0.97", "beam.wavelength_angstrom", 0.97),
        ("-detector_absorption 300", "detector.sensor.attenuation_depth_um", 300.0),
        ("-detector_abs inf", "detector.sensor.attenuation_depth_um", math.inf),
        ("-detector_abs 0", "detector.sensor.attenuation_depth_um", math.inf),
        ("-mosaicity 0.4", "crystal.mosaic_spread_deg", 0.4),
        ("-mosaic_dom 3", "crystal.mosaic_domains", 3),
        ("-xtal_height 0.1", "crystal.size_mm", (0.0, 0.0, 0.1)),
        ("-width 0.1", "crystal.size_mm", (0.0, 0.1, 0.0)),
        ("-N 20 -Nc 40", "crystal.n_cells", (20, 20, 40)),
        ("-N 5.0", "crystal.n_cells", (5, 5, 5)),
        ("-Xbeam -5.5", "detector.beam_x_mm", -5.5),
        ("-misset -1 -2 -3", "crystal.misset_deg", (-1.0, -2.0, -3.0)),
        ("-misset random", "crystal.misset_random", True),
        ("-pix0_vector 0.001 -0.002 0.1", "detector.pix0_mm", (1.0, -2.0, 100.0)),
        ("-pix0_vector_mm 1 -2 100", "detector.pix0_mm", (1.0, -2.0, 100.0)),
        ("-polar -0.3", "beam.kahn_factor", -0.3),
        ("-lambda 1e0", "beam.wavelength_angstrom", 1.0),
        ("-roi -1 5 2 -1", "sampling.roi.slow_min", 2),
        ("-curved_det", "detector.curved", True),
        ("-oversample 0", "sampling.oversample", None),
        ("-twotheta_axis 0.1 0.9 0.3", "detector.two_theta_deg", 0.0),
        ("-misset_seed 5 -N 6 -osc 1", "crystal.misset_deg", (0.0, 0.0, 0.0)),
        ("-tophat_spots", "crystal.shape", "tophat"),
        ("-divergence 2", "beam.vertical_divergence.range", 2.0),
        ("-adc 10", "readout.adc_offset_adu", 10.0),
        ("-water 0.5", "background.water_um", 0.5),
        ("-seed 77", "readout.noise_seed", 77),
        ("", "readout.noise_seed", 1),
        ("", "crystal.misset_seed", 1),
    ],
)
def test_options_are_read_by_name(
    carefully: Read, command: str, path: str | None, value: object
) -> None:
    if path is None:
        with pytest.raises(CommandLineError):
            carefully(command)
        return
    found: object = carefully(command).experiment
    for name in path.split("."):
        found = getattr(found, name)
    assert found == value


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("-distance", "-distance needs one number (mm), but nothing follows."),
        (
            "-distance -lambda 1",
            "-distance needs one number (mm), but finds '-lambda'.",
        ),
        ("-distance 7x", "-distance needs one number (mm), but finds '7x'."),
        ("-distance 0,97", "-distance needs one number (mm), but finds '0,97'."),
        ("-distance nan", "-distance needs one number (mm), but finds 'nan'."),
        ("-distance inf", "-distance needs one number (mm), but finds 'inf'."),
        ("-distance 1_0", "-distance needs one number (mm), but finds '1_0'."),
        ("-distance ''", "-distance needs one number (mm), but finds ''."),
        ("-distance 1e999", "-distance needs one number (mm), but finds '1e999'."),
        ("-N 5.5", "-N needs one whole number (unit cells), but finds '5.5'."),
        ("-N 1e3", "-N needs one whole number (unit cells), but finds '1e3'."),
        (
            "-misset 1 2",
            "-misset needs three numbers (degrees about x, y and z, or the word "
            "random), but only 1 2 follows.",
        ),
        ("-misset randomly 1 2", "-misset needs three numbers"),
        (
            "-roi 1 2 3",
            "-roi needs four whole numbers (pixel numbers xmin xmax ymin ymax), but "
            "only 1 2 3 follows.",
        ),
        ("-pivot corner", "-pivot needs the word sample or beam, but finds 'corner'."),
        (
            "-hkl -mosflm",
            "-hkl needs the name of a reflection list, but finds '-mosflm'.",
        ),
        ("-hkl ''", "-hkl needs the name of a reflection list, but finds ''."),
        ("-detector_abs much", "-detector_abs needs one number (µm, or inf), but"),
        ("-cell -N 5", "-cell needs one to six numbers"),
        ("-cell 40 x", "-cell needs one to six numbers"),
        ("-seed", "-seed needs one whole number, but nothing follows."),
        ("-distnace 7", "-distnace is not an option of nanoBragg. Did you mean"),
        ("-Distance 7", "-Distance is not an option of nanoBragg. Did you mean -dist"),
        ("-hdiv 7", "-hdiv is not an option of nanoBragg. Did you mean -hdivrange?"),
        ("-detector_thickness 7", "Did you mean -detector_thick?"),
        ("-qqqq", "-qqqq is not an option of nanoBragg."),
        ("-distance 7 8", "'8' is one word too many after -distance 7."),
        ("-distance 7 -8", "'-8' is one word too many after -distance 7."),
        ("-lambda 0", "-lambda 0: must be a positive number in Å."),
        ("-distance 0", "-distance 0: must be a positive number in mm."),
        ("-distance -3", "-distance -3: must be a positive number in mm."),
        ("-osc -1", "-osc -1: must be between 0 and 36000 in °."),
        ("-N 0", "-N 0: must be a whole number from 1"),
        ("-detpixels 0 -N -1", "-N -1: must be a whole number from 1"),
        ("-fdet_vector 0 0 0", "-fdet_vector 0 0 0 (fast = (0.0, 0.0, 0.0)): must be"),
        ("-detpixels 100000", "-detpixels 100000"),
        ("-detsize 1e6", "-detsize 1e6"),
        (
            "-Xbeam 5 -Xclose 7",
            "-Xbeam and -Xclose contradict each other: they give the spot of the "
            "direct beam and the foot of the perpendicular, and either places the "
            "detector; leave one out.",
        ),
        ("-ORGY 5 -Ybeam 7", "-Ybeam and -ORGY contradict each other"),
        ("-ORGX 5 -Xclose 7", "they give both the foot of the perpendicular"),
    ],
)
def test_a_bad_command_is_refused_in_one_sentence(
    carefully: Read, command: str, message: str
) -> None:
    with pytest.raises(CommandLineError) as caught:
        carefully(command)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_word_before_any_option_is_refused() -> None:
    with pytest.raises(CommandLineError, match="'5' stands before any option"):
        parse_nanobragg(["5"])


def test_unknown_options_can_be_listed_instead(carefully: Read, fate: Find) -> None:
    parsed = carefully("-hdiv 5 -6 -osc 1 stray", unknown="report")
    assert parsed.experiment.sampling.osc_deg == 1.0
    report = fate(parsed, "-hdiv")
    assert report.values == ("5", "-6")
    assert report.fate is Fate.UNKNOWN
    assert report.canonical == ""
    assert fate(parsed, "stray").reason == "No option takes this word."


def test_malformed_values_are_refused_even_then(carefully: Read) -> None:
    with pytest.raises(CommandLineError):
        carefully("-osc one", unknown="report")


def test_a_new_cell_starts_afresh(carefully: Read) -> None:
    cell = carefully("-cell 40").experiment.crystal.cell
    assert cell is not None
    assert (cell.a, cell.b, cell.c) == (40.0, 40.0, 40.0)
    cell = carefully("-cell 40 50 60 80 -N 5").experiment.crystal.cell
    assert cell is not None
    assert (cell.c, cell.alpha, cell.beta) == (60.0, 80.0, 90.0)


@pytest.mark.parametrize(
    ("command", "pivot"),
    [
        ("-mosflm -twotheta 5", Pivot.BEAM),
        ("-xds -distance 5", Pivot.SAMPLE),
        ("-dials", Pivot.SAMPLE),
        ("-mosflm -pivot sample -distance 5", Pivot.SAMPLE),
        ("-xds -pivot beam", Pivot.BEAM),
        ("-beam_vector 1 0 0 -distance 5 -twotheta 3", Pivot.SAMPLE),
        ("-beam_vector 1 0 0 -twotheta 3 -distance 5", Pivot.BEAM),
        ("-beam_vector 1 0 0 -pivot sample -distance 5", Pivot.SAMPLE),
    ],
)
def test_the_pivot_is_the_one_asked_for_or_the_conventions(
    carefully: Read, command: str, pivot: Pivot
) -> None:
    assert carefully(command).experiment.detector.pivot is pivot


def test_a_pix0_settles_two_centres(carefully: Read) -> None:
    command = "-pix0_vector_mm 1 2 100 -Xbeam 5 -Xclose 7"
    assert carefully(command).experiment.detector.pix0_mm == (1.0, 2.0, 100.0)
    with pytest.raises(CommandLineError, match="contradict"):
        carefully(command, quirks=(Quirk.IGNORE_PIX0,))


def test_a_convention_after_pix0_keeps_it(carefully: Read) -> None:
    detector = carefully("-pix0_vector_mm 1 2 100 -xds").experiment.detector
    assert detector.convention is Convention.XDS
    assert detector.pix0_mm == (1.0, 2.0, 100.0)


def test_nothing_is_written_unless_asked_for(carefully: Read) -> None:
    outputs = carefully("").outputs
    assert [outputs.noise, outputs.pgm] == [False, False]
    outputs = carefully("-noisefile n.img -pgmscale 3").outputs
    assert [outputs.noise, outputs.pgm] == [True, True]


@given(
    st.lists(
        st.sampled_from(
            "-cell -misset random -distance -hkl -roi -pivot -detector_abs -N -Nx 5 "
            "-5 x 1e9 -twotheta_axis -curved_det -misset_seed -mask -img -sourcefile "
            "-1 0 inf -pix0_vector_mm -xds -stol -dump 99999999999 -pixel -detsize"
            " ".split(" ")
        ),
        max_size=9,
    ),
    st.sets(st.sampled_from(Quirk)),
)
def test_no_words_cause_anything_but_a_sentence(
    words: list[str], quirks: set[Quirk]
) -> None:
    complete = ["-cell", "50", "-default_F", "1", *words]
    try:
        parsed = parse_nanobragg(complete, quirks=frozenset(quirks), unknown="report")
    except EngineError as error:
        text = str(error)
        assert text
        assert "\n" not in text
    else:
        assert parsed.experiment.quirks == quirks
