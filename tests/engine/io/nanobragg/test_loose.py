"""The command line as nanoBragg reads it."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from braggscope_engine import (
    ALL_QUIRKS,
    CommandLineError,
    Convention,
    CrystalShape,
    Pivot,
    Quirk,
)
from braggscope_engine.io import OptionReport, ParsedCommand, parse_nanobragg

Read = Callable[..., ParsedCommand]
Find = Callable[[ParsedCommand, str], OptionReport]


@pytest.mark.parametrize(
    "command", ["-distance 70", "--distance 70", "-my-distance 70", "-distances 70"]
)
def test_options_match_anywhere_in_a_word(strictly: Read, command: str) -> None:
    assert strictly(command).experiment.detector.distance_mm == 70.0


def test_some_options_match_their_length_only(strictly: Read) -> None:
    parsed = strictly("-polarization 0.5 -detector_thickness 300 -phistart 7")
    assert parsed.experiment.beam.kahn_factor == 0.0
    assert parsed.experiment.detector.sensor.thickness_um == 0.0
    assert parsed.experiment.sampling.phi_start_deg == 0.0
    assert [str(report.fate) for report in parsed.options[2:]] == ["unknown"] * 3


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("12abc", 12.0),
        ("1e", 1.0),
        ("+7", 7.0),
        (" 8", 8.0),
        ("0x10", 16.0),
        ("1e1", 10.0),
    ],
)
def test_numbers_end_where_they_stop_being_numbers(
    strictly: Read, word: str, value: float
) -> None:
    assert strictly(f"-Xbeam '{word}'").experiment.detector.beam_x_mm == value


def test_what_is_no_number_is_zero_and_said_so(strictly: Read, fate: Find) -> None:
    parsed = strictly("-Xbeam abc -oversample 2.9")
    assert parsed.experiment.detector.beam_x_mm == 0.0
    assert parsed.experiment.sampling.oversample == 2
    assert "'abc' is read as 0" in fate(parsed, "-Xbeam").reason


def test_values_are_read_as_options_again(strictly: Read) -> None:
    parsed = strictly("-Xbeam -osc 2")
    assert parsed.experiment.detector.beam_x_mm == 0.0
    assert parsed.experiment.sampling.osc_deg == 2.0


def test_options_without_enough_words_are_ignored(strictly: Read, fate: Find) -> None:
    parsed = strictly("-roi 1 2 3")
    assert parsed.experiment.sampling.roi.fast_min is None
    assert fate(parsed, "-roi").reason == "nanoBragg ignores it unless 4 words follow."
    assert strictly("-distance").experiment.detector.distance_mm == 100.0


@pytest.mark.parametrize(
    "option", ["-detector_abs", "-detector_thick", "-thicksteps", "-detector_absorb"]
)
def test_what_makes_nanobragg_crash_is_refused(strictly: Read, option: str) -> None:
    with pytest.raises(CommandLineError, match="makes nanoBragg crash"):
        strictly(option)


def test_unknown_options_take_the_stray_words_after_them(strictly: Read) -> None:
    parsed = strictly("-hdiv 5 6 -osc 1")
    report = parsed.options[2]
    assert (report.option, report.values, str(report.fate)) == (
        "-hdiv",
        ("5", "6"),
        "unknown",
    )
    assert "Did you mean -hdivrange?" in report.reason


def test_stray_words_after_a_known_option_stand_alone(strictly: Read) -> None:
    parsed = strictly("-osc 1 stray words")
    assert [report.text for report in parsed.options[2:]] == ["-osc 1", "stray words"]
    assert str(parsed.options[-1].fate) == "unknown"
    parsed = strictly("-hdiv 5 -osc 1 stray")
    assert [r.text for r in parsed.options[2:]] == ["-hdiv 5", "-osc 1", "stray"]


def test_negative_values_are_not_listed_as_options(strictly: Read) -> None:
    parsed = strictly("-Xbeam -5 -misset -1 -2 -3")
    assert [r.option for r in parsed.options] == [
        *("-cell", "-default_F", "-Xbeam", "-misset")
    ]


def test_a_file_name_may_be_read_as_an_option_too(strictly: Read) -> None:
    assert strictly("-floatfile -nopolar").outputs.float_file == "-nopolar"
    assert not strictly("-floatfile -nopolar").experiment.beam.apply_polarization


def test_options_that_stop_the_search_hide_others(strictly: Read) -> None:
    parsed = strictly("-Na-distance 7")
    assert parsed.experiment.crystal.n_cells == (7, 1, 1)
    assert parsed.experiment.detector.distance_mm == 100.0
    parsed = strictly("-oversample_thick 3")
    assert parsed.experiment.sampling.oversample is None


def test_one_word_may_be_two_options(strictly: Read) -> None:
    parsed = strictly("-Xbeam-Ybeam 7")
    assert parsed.experiment.detector.beam_x_mm == 7.0
    assert parsed.experiment.detector.beam_y_mm == 7.0


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("-cell 40", (40, 60, 70, 90, 90, 90)),
        ("-cell 40 0 50 0 95", (40, 40, 50, 90, 95, 90)),
        ("-cell 40 50 60 80 85 95", (40, 50, 60, 80, 85, 95)),
        ("-cell 40 -cell", (40, 60, 70, 90, 90, 90)),
        ("-cell -5 -6", (50, 60, 70, 90, 90, 90)),
        ("-cell 41 42 junk 0 0 91", (41, 42, 41, 90, 90, 91)),
    ],
)
def test_a_cell_ends_at_a_minus_and_keeps_what_it_does_not_overwrite(
    strictly: Read, cell: str, expected: tuple[float, ...]
) -> None:
    found = strictly(cell).experiment.crystal.cell
    assert found is not None
    got = (found.a, found.b, found.c, found.alpha, found.beta, found.gamma)
    # The crystal that every test has says 50 60 70 before.
    assert got == expected


@pytest.mark.parametrize(
    ("word", "pivot"),
    [
        ("sample", Pivot.SAMPLE),
        ("beam", Pivot.BEAM),
        ("samplebeam", Pivot.BEAM),
        ("onsamples", Pivot.SAMPLE),
        ("neither", Pivot.BEAM),
    ],
)
def test_the_pivot_is_found_inside_its_word(
    strictly: Read, word: str, pivot: Pivot
) -> None:
    detector = strictly(f"-distance 5 -pivot {word}").experiment.detector
    assert detector.pivot is pivot


@pytest.mark.parametrize(
    ("command", "pivot"),
    [
        ("-xds", Pivot.SAMPLE),
        ("-xds -distance 9", Pivot.BEAM),
        ("-dials", Pivot.BEAM),
        ("-distance 9 -Xclose 1", Pivot.SAMPLE),
        ("-Yclose 1 -Ybeam 9", Pivot.BEAM),
        ("-ORGX 1", Pivot.SAMPLE),
        ("-Xbeam 1 -ORGY 1", Pivot.SAMPLE),
        ("-close_distance 9", Pivot.SAMPLE),
        ("-twotheta 0", Pivot.SAMPLE),
        ("-pivot sample -Xbeam 4", Pivot.BEAM),
        ("-Xbeam 4 -pivot sample", Pivot.SAMPLE),
    ],
)
def test_the_last_side_effect_sets_the_pivot(
    strictly: Read, command: str, pivot: Pivot
) -> None:
    assert strictly(command).experiment.detector.pivot is pivot


@pytest.mark.parametrize(
    ("command", "convention", "fast"),
    [
        ("", Convention.MOSFLM, (0, 0, 1)),
        ("-xds", Convention.XDS, (0, 0, 1)),
        ("-fdet_vector 1 0 0", Convention.CUSTOM, (1, 0, 0)),
        ("-fdet_vector 1 0 0 -xds", Convention.XDS, (0, 0, 1)),
        ("-xds -sdet_vector 0 1 0", Convention.CUSTOM, (0, 0, 1)),
        # The vector outlives the convention in between.
        ("-fdet_vector 1 0 0 -xds -sdet_vector 0 1 0", Convention.CUSTOM, (1, 0, 0)),
        ("-adxv -denzo", Convention.DENZO, (0, 0, 1)),
        ("-pix0_vector 1 2 3", Convention.CUSTOM, (0, 0, 1)),
        ("-twotheta_axis 0 0 1", Convention.CUSTOM, (0, 0, 1)),
        ("-spindle_axis 0 0 1 -dials", Convention.DIALS, (0, 0, 1)),
    ],
)
def test_the_last_word_on_axes_sets_the_convention(
    strictly: Read,
    command: str,
    convention: Convention,
    fast: tuple[float, float, float],
) -> None:
    detector = strictly(command).experiment.detector
    assert detector.convention is convention
    assert detector.custom_axes.fast == fast


@pytest.mark.parametrize(
    ("command", "thickness", "depth"),
    [
        ("-detector_thick 300 -detector_abs 500", 300.0, 500.0),
        ("-detector_thick 300 -detector_abs inf", 0.0, math.inf),
        ("-detector_thick 300 -detector_abs 0", 0.0, math.inf),
        ("-detector_abs infinite -detector_thick 300", 300.0, math.inf),
        ("-detector_thick 300 -detector_abs -5", 300.0, None),
    ],
)
def test_an_infinite_depth_resets_the_thickness_in_order(
    strictly: Read, command: str, thickness: float, depth: float | None
) -> None:
    sensor = strictly(command).experiment.detector.sensor
    assert sensor.thickness_um == thickness
    assert sensor.attenuation_depth_um == depth


@pytest.mark.parametrize(
    ("command", "pixels", "size_mm"),
    [
        ("", (1024, 1024), (None, None)),
        ("-pixel 0.2", (512, 512), (102.4, 102.4)),
        ("-detsize 20 -pixel 0.3", (67, 67), (20.0, 20.0)),
        ("-detsize_f 13.1 -detsize_s 19.04 -pixel 0.14", (94, 136), (13.1, 19.04)),
        ("-detpixels 30 -detsize 10", (30, 30), (None, None)),
        ("-detsize 10 -detpixels_x 30", (30, 100), (None, 10.0)),
        ("-detpixels_y 30 -detpixels_f 20", (20, 30), (None, None)),
        ("-detpixels 0 -detsize 10", (100, 100), (10.0, 10.0)),
        # Exact halves of a pixel are rounded down.
        ("-detsize 10.25 -pixel 0.5", (20, 20), (10.25, 10.25)),
    ],
)
def test_pixel_counts_win_over_sizes(
    strictly: Read,
    command: str,
    pixels: tuple[int, int],
    size_mm: tuple[float | None, float | None],
) -> None:
    detector = strictly(command).experiment.detector
    assert (detector.pixels_fast, detector.pixels_slow) == pixels
    assert (detector.size_fast_mm, detector.size_slow_mm) == size_mm


@pytest.mark.parametrize(
    ("command", "shape"),
    [
        ("-round_xtal", CrystalShape.ROUND),
        ("-gauss_xtal -square_xtal", CrystalShape.SQUARE),
        ("-binary_spots", CrystalShape.TOPHAT),
        ("-tophat_spots", CrystalShape.TOPHAT),
    ],
)
def test_the_last_shape_counts(
    strictly: Read, command: str, shape: CrystalShape
) -> None:
    assert strictly(command).experiment.crystal.shape is shape


def test_numbers_below_zero_count_as_not_given(strictly: Read) -> None:
    experiment = strictly(
        "-mosaic -1 -mosaic_dom 0 -osc -1 -phistep -1 -phisteps -1 -oversample 0 "
        "-hdivrange -1 -hdivstep 0 -hdivsteps -1 -thicksteps 0 -roi -1 5 -2 6 -dmin -1 "
        "-exposure -1 -N 0 -distance -70 -scale -1"
    ).experiment
    assert experiment.crystal.mosaic_spread_deg is None
    assert experiment.crystal.mosaic_domains is None
    assert experiment.crystal.n_cells == (1, 1, 1)
    sampling = experiment.sampling
    assert sampling.osc_deg is None
    assert sampling.phi_step_deg is None
    assert sampling.phi_steps is None
    assert sampling.oversample is None
    assert sampling.d_min_angstrom == 0.0
    assert (sampling.roi.fast_min, sampling.roi.fast_max) == (None, 5)
    assert (sampling.roi.slow_min, sampling.roi.slow_max) == (None, 6)
    assert experiment.beam.horizontal_divergence.range is None
    assert experiment.beam.horizontal_divergence.step is None
    assert experiment.beam.exposure_s == 0.0
    assert experiment.detector.distance_mm == 70.0
    assert experiment.readout.adu_per_photon is None


def test_zero_phi_steps_are_one_and_a_step_of_zero_is_kept(strictly: Read) -> None:
    sampling = strictly("-osc 1 -phisteps 0 -phistep 0").experiment.sampling
    assert sampling.phi_steps == 1
    assert sampling.phi_step_deg == 0.0


def test_an_energy_is_a_wavelength(strictly: Read) -> None:
    beam = strictly("-energy 10500").experiment.beam
    assert beam.wavelength_angstrom == 12398.42 / 10500


def test_a_random_misset_and_angles_replace_each_other(strictly: Read) -> None:
    assert strictly("-misset 1 2 3 -misset random").experiment.crystal.misset_random
    crystal = strictly("-misset random -misset 1 2 3").experiment.crystal
    assert not crystal.misset_random
    assert crystal.misset_deg == (1.0, 2.0, 3.0)
    assert strictly("-misset Brandy").experiment.crystal.misset_random


def test_seeds_that_nobody_gave_come_from_the_clock_and_are_told(
    strictly: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 1234567.8)
    parsed = strictly("-misset random")
    assert parsed.experiment.crystal.misset_seed == 1234567
    assert parsed.experiment.readout.noise_seed == 1234567
    assert sum("1234567" in note for note in parsed.notes) == 2
    quiet = strictly("-nonoise")
    assert quiet.experiment.readout.noise_seed == 1
    assert quiet.notes == ()


def test_seeds_are_kept_as_typed(strictly: Read) -> None:
    experiment = strictly("-mosaic_seed 42 -seed -7 -misset_seed 5").experiment
    assert experiment.crystal.mosaic_seed == 42
    assert experiment.readout.noise_seed == -7
    assert experiment.crystal.misset_seed == 5


def test_outputs_are_on_until_switched_off_and_back_on(strictly: Read) -> None:
    outputs = strictly("").outputs
    assert outputs.noise
    assert outputs.pgm
    assert outputs.float_file is None
    outputs = strictly("-nonoise -nopgm -noprogress").outputs
    assert [outputs.noise, outputs.pgm, outputs.progress] == [False] * 3
    outputs = strictly("-nonoise -noisefile n.img -nopgm -pgmscale 2").outputs
    assert outputs.noise_file == "n.img"
    assert outputs.noise
    assert (outputs.pgm, outputs.pgm_scale) == (True, 2.0)
    outputs = strictly("-printout_pixel 3 4 -intimage i.img -scale 2").outputs
    assert outputs.printout
    assert outputs.printout_pixel == (3, 4)
    assert (outputs.int_file, outputs.int_scale) == ("i.img", 2.0)


def test_a_command_without_crystal_or_factors_is_refused() -> None:
    with pytest.raises(CommandLineError, match="There is no unit cell"):
        parse_nanobragg(["-default_F", "1"], quirks=ALL_QUIRKS)
    with pytest.raises(CommandLineError, match="There are no structure factors"):
        parse_nanobragg(["-cell", "40"], quirks=ALL_QUIRKS - {Quirk.IMPLICIT_DUMP})


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("-lambda 0", "-lambda 0: must be a positive number in Å."),
        ("-energy 0", "-energy 0: must be a positive number in Å."),
        ("-pixel 0", "-pixel 0: must be a positive number in mm."),
        ("-pixel 1e-9", "-pixel 1e-9"),
        ("-cell 40 50 60 200 20 20", "-cell 40 50 60 200 20 20 (alpha = 200.0)"),
        ("-beam_vector 0 0 0", "-beam_vector 0 0 0"),
        ("-polar 3", "-polar 3: must be between -1 and 1."),
        ("-detpixels -5", "-detpixels -5"),
    ],
)
def test_values_that_no_image_can_be_made_of_are_refused(
    strictly: Read, command: str, message: str
) -> None:
    with pytest.raises(CommandLineError) as caught:
        strictly(command)
    assert str(caught.value).startswith(message)
