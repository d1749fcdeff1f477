"""What became of every option."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from braggscope_engine import Quirk
from braggscope_engine.io import Fate, OptionReport, ParsedCommand

Read = Callable[..., ParsedCommand]
Find = Callable[[ParsedCommand, str], OptionReport]

USED, OVERRIDDEN, NO_EFFECT = Fate.USED, Fate.OVERRIDDEN, Fate.NO_EFFECT

CUSTOM = "-beam_vector 1 0 0"

# Command, option to look at, fate and a piece of the reason as nanoBragg has it, the
# same without quirks; None where the careful reader refuses the command.
CENTRES = [
    ("-mosflm -Xbeam 5", "-Xbeam", (USED, ""), (USED, "")),
    ("-xds -Xbeam 5", "-Xbeam", (NO_EFFECT, "XDS takes"), (USED, "")),
    ("-dials -Ybeam 5", "-Ybeam", (NO_EFFECT, "-ORGX and -ORGY only"), (USED, "")),
    ("-xds -Xclose 5", "-Xclose", (NO_EFFECT, "-ORGX and -ORGY only"), (USED, "")),
    ("-xds -ORGX 5", "-ORGX", (USED, ""), (USED, "")),
    ("-mosflm -ORGX 5", "-ORGX", (NO_EFFECT, "MOSFLM takes"), (USED, "")),
    ("-adxv -Yclose 5", "-Yclose", (NO_EFFECT, "-Xbeam and -Ybeam only"), (USED, "")),
    (f"{CUSTOM} -Xbeam 5", "-Xbeam", (USED, ""), (USED, "")),
    (f"{CUSTOM} -Xclose 5", "-Xclose", (USED, ""), (USED, "")),
    (f"{CUSTOM} -Xclose 5 -Xbeam 6", "-Xclose", (OVERRIDDEN, "by -Xbeam"), None),
    (f"{CUSTOM} -ORGX 5 -Xclose 6", "-ORGX", (OVERRIDDEN, "by -Xclose"), None),
    (f"{CUSTOM} -ORGX 5 -Xbeam 6", "-ORGX", (OVERRIDDEN, "by -Xbeam"), None),
    (f"{CUSTOM} -ORGY 5 -Yclose 6", "-ORGY", (OVERRIDDEN, "by -Yclose"), None),
    (f"{CUSTOM} -ORGY 5 -Xclose 6", "-ORGY", (USED, ""), None),
    # Each axis for itself.
    (f"{CUSTOM} -ORGX 5 -Ybeam 6", "-ORGX", (USED, ""), None),
]

GEOMETRY = [
    (
        "-close_distance 50 -distance 60",
        "-distance",
        (OVERRIDDEN, "by -close_distance"),
        (OVERRIDDEN, "by -close_distance"),
    ),
    (
        "-distance 50 -lambda 2 -distance 60",
        "-distance",
        (OVERRIDDEN, "by the later -distance 60"),
        (OVERRIDDEN, "by the later -distance 60"),
    ),
    ("-pivot beam -xds", "-pivot", (NO_EFFECT, "the sample in XDS"), (USED, "")),
    (
        f"{CUSTOM} -pivot sample -distance 9",
        "-pivot",
        (OVERRIDDEN, "by -distance"),
        (USED, ""),
    ),
    (
        "-pix0_vector 1 2 3",
        "-pix0_vector",
        (NO_EFFECT, "overwrites the origin"),
        (USED, ""),
    ),
    (
        "-pix0_vector_mm 1 2 3 -Xbeam 7",
        "-Xbeam",
        (USED, ""),
        (OVERRIDDEN, "by -pix0_vector_mm, which places"),
    ),
    (
        "-pix0_vector_mm 1 2 3 -distance 7",
        "-distance",
        (USED, ""),
        (OVERRIDDEN, "by -pix0_vector_mm"),
    ),
    (
        "-fdet_vector 1 0 0 -xds",
        "-fdet_vector",
        (OVERRIDDEN, "by -xds, which came later"),
        (OVERRIDDEN, "by -xds, which came later"),
    ),
    (
        f"-xds {CUSTOM}",
        "-xds",
        (OVERRIDDEN, "which selects CUSTOM; only its pivot remains"),
        (OVERRIDDEN, "which selects CUSTOM; only its pivot remains"),
    ),
    (
        "-xds -denzo",
        "-xds",
        (OVERRIDDEN, "Overridden by the later -denzo."),
        (OVERRIDDEN, "Overridden by the later -denzo."),
    ),
    (
        f"-xds {CUSTOM} -distance 5",
        "-xds",
        (OVERRIDDEN, "by the later -beam_vector 1 0 0, which selects CUSTOM."),
        (OVERRIDDEN, "which selects CUSTOM."),
    ),
    (
        "-odet_vector 0.1 0 1",
        "-odet_vector",
        (NO_EFFECT, "replaces it by fast x slow"),
        (USED, ""),
    ),
    ("-odet_vector 0 0 1", "-odet_vector", (USED, ""), (USED, "")),
    (
        "-detsize 50 -detpixels 100",
        "-detsize",
        (OVERRIDDEN, "by -detpixels"),
        (OVERRIDDEN, "by -detpixels"),
    ),
    (
        "-detsize 50 -detpixels_f 100",
        "-detsize",
        (USED, "In part overridden by -detpixels_f"),
        (USED, "In part overridden by -detpixels_f"),
    ),
    (
        "-detector_thick 300 -detector_abs inf",
        "-detector_thick",
        (OVERRIDDEN, "by the later -detector_abs inf"),
        (OVERRIDDEN, "by the later -detector_abs inf"),
    ),
    (
        "-detector_abs inf -detector_thick 300",
        "-detector_thick",
        (USED, "the image is black"),
        (OVERRIDDEN, "by -detector_abs"),
    ),
    (
        "-detector_abs 300",
        "-detector_abs",
        (NO_EFFECT, "without thickness"),
        (NO_EFFECT, "without thickness"),
    ),
    (
        "-detector_thicksteps 3",
        "-detector_thicksteps",
        (NO_EFFECT, "one layer"),
        (NO_EFFECT, "one layer"),
    ),
    (
        "-twotheta_axis 0.1 0 1",
        "-twotheta_axis",
        (USED, "also reads it as -twotheta 0.1"),
        (USED, ""),
    ),
    ("-curved_det", "-curved_det", (NO_EFFECT, "the last word"), (USED, "")),
]

SAMPLING = [
    (
        "-fluence 1e20 -flux 1e12",
        "-fluence",
        (OVERRIDDEN, "by -flux"),
        (OVERRIDDEN, "by -flux"),
    ),
    (
        "-flux 0 -fluence 1e20",
        "-flux",
        (NO_EFFECT, "leaves the fluence"),
        (NO_EFFECT, "leaves the fluence"),
    ),
    (
        "-exposure 2",
        "-exposure",
        (NO_EFFECT, "Only a flux"),
        (NO_EFFECT, "Only a flux"),
    ),
    ("-beamsize 1", "-beamsize", (NO_EFFECT, "Only a flux"), (NO_EFFECT, "Only a")),
    (
        "-beamsize 0.001 -xtalsize 0.002",
        "-beamsize",
        (USED, "clipped"),
        (USED, "clipped"),
    ),
    (
        "-beamsize 0.001 -xtal_y 0.002",
        "-xtal_y",
        (USED, "Clipped to the beam, 0.001 mm"),
        (USED, "Clipped"),
    ),
    ("-polar 0.5 -nopolar", "-polar", (OVERRIDDEN, "-nopolar"), (OVERRIDDEN, "-nopol")),
    (
        "-nopolar -polar 0.5",
        "-nopolar",
        (OVERRIDDEN, "by the later -polar 0.5"),
        (OVERRIDDEN, "by the later -polar 0.5"),
    ),
    (
        "-nopolar -oversample_polar",
        "-nopolar",
        (OVERRIDDEN, "-oversample_polar"),
        (USED, ""),
    ),
    (
        "-nopolar -oversample_polar",
        "-oversample_polar",
        (USED, "in spite of -nopolar"),
        (OVERRIDDEN, "by -nopolar"),
    ),
    ("-osc 1 -phisteps 4", "-osc", (USED, ""), (USED, "")),
    (
        "-osc 1 -phistep 0.1 -phisteps 4",
        "-osc",
        (OVERRIDDEN, "by -phistep"),
        (OVERRIDDEN, "by -phistep"),
    ),
    ("-phisteps 4", "-phisteps", (USED, "over 1 degree"), (NO_EFFECT, "does not turn")),
    (
        "-phisteps 4 -phistep 1",
        "-phisteps",
        (OVERRIDDEN, "by -phistep"),
        (USED, ""),
    ),
    (
        "-hdivsteps 3",
        "-hdivsteps",
        (USED, "over 1 radian"),
        (NO_EFFECT, "Without a range"),
    ),
    (
        "-hdivsteps 3 -hdivstep 2",
        "-hdivsteps",
        (OVERRIDDEN, "by -hdivstep"),
        (USED, ""),
    ),
    (
        "-dispsteps 3",
        "-dispsteps",
        (NO_EFFECT, "Without a range"),
        (NO_EFFECT, "Without a range"),
    ),
    ("-hdivrange 0", "-hdivrange", (NO_EFFECT, "spreads nothing"), (NO_EFFECT, "zero")),
    (
        "-hdivrange 2 -square_div",
        "-square_div",
        (NO_EFFECT, "both divergences"),
        (NO_EFFECT, "both divergences"),
    ),
    (
        "-hdivrange 0 -vdivrange 2 -square_div",
        "-square_div",
        (NO_EFFECT, "both divergences"),
        (NO_EFFECT, "both divergences"),
    ),
    ("-divergence 2 -square_div", "-square_div", (USED, ""), (USED, "")),
    ("-mosaic 1", "-mosaic", (USED, ""), (USED, "")),
    (
        "-mosaic 1 -mosaic_domains 1",
        "-mosaic",
        (NO_EFFECT, "perfect crystal"),
        (NO_EFFECT, "perfect crystal"),
    ),
    (
        "-mosaic_domains 5",
        "-mosaic_domains",
        (NO_EFFECT, "Without a mosaic spread"),
        (NO_EFFECT, "Without a mosaic spread"),
    ),
    ("-mosaic_seed 5", "-mosaic_seed", (NO_EFFECT, "several"), (NO_EFFECT, "several")),
    ("-misset_seed 5", "-misset_seed", (NO_EFFECT, "random"), (NO_EFFECT, "random")),
    (
        "-misset_seed 5 -N 7 -N 7",
        "-misset_seed",
        (USED, "as -misset 5"),
        (NO_EFFECT, ""),
    ),
    (
        "-misset random -misset_seed 5 -N 7",
        "-misset",
        (OVERRIDDEN, "reads as -misset"),
        (USED, ""),
    ),
    ("-N 20 -Nc 40", "-N", (USED, "by the later -Nc 40"), (USED, "-Nc 40")),
    (
        "-N 20 -xtalsize 0.1",
        "-N",
        (OVERRIDDEN, "by -xtalsize"),
        (OVERRIDDEN, "by -xtalsize"),
    ),
    ("-fudge 2", "-fudge", (NO_EFFECT, "square"), (NO_EFFECT, "square")),
    ("-fudge 2 -gauss_xtal", "-fudge", (USED, ""), (USED, "")),
    (
        "-interpolate -N 9",
        "-interpolate",
        (NO_EFFECT, "no reflection list"),
        (NO_EFFECT, "no reflection list"),
    ),
    ("-oversample 0", "-oversample", (NO_EFFECT, "choice"), (NO_EFFECT, "choice")),
    (
        "-oversample 1 -oversample_omega",
        "-oversample_omega",
        (NO_EFFECT, "one term"),
        (NO_EFFECT, "in any case"),
    ),
    (
        "-oversample 2 -oversample_omega",
        "-oversample_omega",
        (USED, ""),
        (NO_EFFECT, "in any case"),
    ),
    (
        "-oversample 1 -phisteps 3 -osc 1 -oversample_polar",
        "-oversample_polar",
        (USED, ""),
        (NO_EFFECT, "in any case"),
    ),
    (
        "-oversample_thick",
        "-oversample_thick",
        (USED, "black"),
        (NO_EFFECT, "Without a sensor"),
    ),
    ("-dmin 0", "-dmin", (NO_EFFECT, "nothing out"), (NO_EFFECT, "nothing out")),
    ("-density 1", "-density", (NO_EFFECT, "overwrites"), (NO_EFFECT, "overwrites")),
    ("-MW 1", "-MW", (NO_EFFECT, "computes"), (NO_EFFECT, "computes")),
    ("-coherent", "-coherent", (NO_EFFECT, "Nothing"), (NO_EFFECT, "Nothing")),
    ("-stolout x", "-stolout", (NO_EFFECT, "never"), (NO_EFFECT, "never")),
    (
        "-noisefile a -nonoise",
        "-noisefile",
        (OVERRIDDEN, "-nonoise"),
        (OVERRIDDEN, "-nonoise"),
    ),
    (
        "-nonoise -noisefile a",
        "-nonoise",
        (OVERRIDDEN, "by the later -noisefile a"),
        (OVERRIDDEN, "by the later -noisefile a"),
    ),
    ("-seed 5 -nonoise", "-seed", (OVERRIDDEN, "-nonoise"), (OVERRIDDEN, "-nonoise")),
    ("-pgmscale 5 -nopgm", "-pgmscale", (OVERRIDDEN, "-nopgm"), (OVERRIDDEN, "-nopgm")),
    ("-scale 0", "-scale", (NO_EFFECT, "choice"), (NO_EFFECT, "choice")),
    ("-printout_pixel 1 2", "-printout_pixel", (USED, ""), (USED, "")),
]

Expected = tuple[Fate, str]


@pytest.mark.parametrize(
    ("command", "option", "strict", "careful"), [*CENTRES, *GEOMETRY, *SAMPLING]
)
def test_every_option_has_its_fate_and_a_reason(
    strictly: Read,
    carefully: Read,
    fate: Find,
    command: str,
    option: str,
    strict: Expected,
    careful: Expected | None,
) -> None:
    for read, expected in ((strictly, strict), (carefully, careful)):
        if expected is None:
            continue
        report = fate(read(command), option)
        assert report.fate is expected[0], report.reason
        assert expected[1] in report.reason
        assert report.canonical == option
        if report.fate is not USED:
            assert report.reason.endswith(".")


def test_fates_follow_single_quirks(carefully: Read, fate: Find) -> None:
    parsed = carefully("-xds -Xbeam 5", quirks=(Quirk.CONVENTION_IGNORES_CENTRE,))
    assert fate(parsed, "-Xbeam").fate is NO_EFFECT
    command = "-oversample 2 -oversample_polar"
    parsed = carefully(command, quirks=(Quirk.FIRST_SOURCE_POLARIZATION,))
    assert fate(parsed, "-oversample_polar").fate is USED
    parsed = carefully("-pix0_vector 1 2 3", quirks=(Quirk.IGNORE_PIX0,))
    assert fate(parsed, "-pix0_vector").fate is NO_EFFECT


def test_a_source_file_overrides_the_spread(
    carefully: Read, fate: Find, tmp_path: Path
) -> None:
    (tmp_path / "s.txt").write_text("-10 0 0\n")
    parsed = carefully("-divergence 2 -dispersion 1 -sourcefile s.txt")
    assert fate(parsed, "-sourcefile").fate is USED
    for option in ("-divergence", "-dispersion"):
        assert fate(parsed, option).fate is OVERRIDDEN
        assert "by -sourcefile" in fate(parsed, option).reason


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("-nointerpolate -N 5", NO_EFFECT),
        ("-nointerpolate -N 2", USED),
        ("-interpolate -N 5", USED),
        ("-interpolate", NO_EFFECT),
        ("-interpolate -N 5 -nointerpolate", OVERRIDDEN),
    ],
)
def test_interpolation_that_is_chosen_anyway_has_no_effect(
    carefully: Read, fate: Find, tmp_path: Path, command: str, expected: Fate
) -> None:
    (tmp_path / "a.hkl").write_text("1 2 3 4\n")
    parsed = carefully(f"{command} -hkl a.hkl")
    assert fate(parsed, command.split()[0]).fate is expected


def test_reports_keep_the_order_and_the_words_of_the_command(carefully: Read) -> None:
    parsed = carefully("--wave 1.5 -xtal_height 0.1 -tophat_spots")
    assert [report.text for report in parsed.options] == [
        "-cell 50 60 70",
        "-default_F 100",
        "--wave 1.5",
        "-xtal_height 0.1",
        "-tophat_spots",
    ]
    assert [report.canonical for report in parsed.options[2:4]] == [
        "-lambda",
        "-xtal_z",
    ]
