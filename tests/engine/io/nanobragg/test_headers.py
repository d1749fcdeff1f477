"""Geometry from the headers of images and masks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from braggscope_engine import CommandLineError, FileFormatError, Quirk
from braggscope_engine.io import OptionReport, ParsedCommand

Read = Callable[..., ParsedCommand]
Find = Callable[[ParsedCommand, str], OptionReport]
Write = Callable[..., None]

FULL = """DISTANCE=62;
WAVELENGTH=1.15;
BEAM_CENTER_X=9.5;
BEAM_CENTER_Y=8.2;
XDS_ORGX=50;
XDS_ORGY=60;
CLOSE_DISTANCE=61;
PHI=12;
OSC_START=12;
OSC_RANGE=0.8;
TWOTHETA=5;"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_image(
        name: str, entries: str = FULL, size: tuple[int, int] = (6, 4)
    ) -> None:
        fast, slow = size
        head = f"HEADER_BYTES=  512;\nSIZE1={fast};\nSIZE2={slow};\nPIXEL_SIZE=0.18;\n"
        text = "{\n" + head + entries + "\n}\f"
        pixels = bytes([0, 0]) + bytes([1, 0]) * (fast * slow - 1)
        (tmp_path / name).write_bytes(text.encode().ljust(512) + pixels)

    return write_image


def test_an_image_gives_all_that_its_header_says(strictly: Read, write: Write) -> None:
    write("a.img")
    experiment = strictly("-img a.img").experiment
    detector = experiment.detector
    assert (detector.pixels_fast, detector.pixels_slow) == (6, 4)
    assert detector.pixel_size_mm == 0.18
    assert (detector.beam_x_mm, detector.beam_y_mm) == (9.5, 8.2)
    assert (detector.org_x_px, detector.org_y_px) == (50.0, 60.0)
    assert experiment.beam.wavelength_angstrom == 1.15
    assert experiment.sampling.phi_start_deg == 12.0
    assert experiment.sampling.osc_deg == 0.8
    assert detector.mask is None


def test_keywords_inside_longer_ones_count_for_nanobragg(
    strictly: Read, write: Write
) -> None:
    write("a.img")
    detector = strictly("-img a.img -distance 70").experiment.detector
    assert (detector.distance_mm, detector.close_distance_mm) == (70.0, 61.0)
    assert strictly("-img a.img").experiment.detector.distance_mm == 61.0
    without = (Quirk.HEADER_SUBSTRING_KEYWORDS,)
    detector = strictly("-img a.img", without=without).experiment.detector
    assert (detector.distance_mm, detector.close_distance_mm) == (62.0, 61.0)
    detector = strictly("-img a.img -distance 70", without=without).experiment.detector
    assert (detector.distance_mm, detector.close_distance_mm) == (70.0, None)


@pytest.mark.parametrize(
    ("quirks", "beam_y_mm"), [((), 0.2), ((Quirk.MASK_FLIPS_BEAM_CENTRE,), 0.52)]
)
def test_a_mask_may_count_from_the_other_edge(
    carefully: Read,
    write: Write,
    quirks: tuple[Quirk, ...],
    beam_y_mm: float,
) -> None:
    write("m.img", "BEAM_CENTER_X=0.3;\nBEAM_CENTER_Y=0.2;")
    detector = carefully("-mask m.img", quirks=quirks).experiment.detector
    assert detector.beam_x_mm == 0.3
    # 4 pixels of 0.18 mm less 0.2 mm.
    assert detector.beam_y_mm == pytest.approx(beam_y_mm, abs=1e-15)


def test_a_mask_leaves_out_pixels_of_value_zero(carefully: Read, write: Write) -> None:
    write("m.img", "")
    mask = carefully("-mask m.img").experiment.detector.mask
    assert mask is not None
    assert mask.keep.shape == (4, 6)
    assert int(mask.keep.sum()) == 23
    assert not mask.keep[0, 0]
    assert mask.name == "m.img"


def test_two_theta_of_a_header_may_be_ignored(carefully: Read, write: Write) -> None:
    write("a.img")
    assert carefully("-img a.img").experiment.detector.two_theta_deg == 5.0
    quirks = (Quirk.HEADER_TWOTHETA_IGNORED,)
    parsed = carefully("-img a.img", quirks=quirks)
    assert parsed.experiment.detector.two_theta_deg == 0.0


def test_an_image_wins_over_a_mask_and_options_over_both(
    carefully: Read, write: Write
) -> None:
    write("m.img", "WAVELENGTH=2;\nDISTANCE=50;\nPHI=3;")
    write("a.img", "WAVELENGTH=1.5;\nDISTANCE=60;")
    command = "-distance 70 -img a.img -mask m.img"
    experiment = carefully(command).experiment
    assert experiment.detector.distance_mm == 70.0
    assert experiment.beam.wavelength_angstrom == 1.5
    assert experiment.sampling.phi_start_deg == 3.0


@pytest.mark.parametrize(
    ("command", "beam_x_mm", "org_x_px", "close_mm"),
    [
        ("-mosflm", 9.5, None, None),
        ("-xds", None, 50.0, 61.0),
        ("-xds -Xbeam 4", 4.0, None, None),
        ("-mosflm -ORGX 4", None, 4.0, 61.0),
        ("-mosflm -close_distance 44", 9.5, None, 44.0),
        ("-xds -distance 44", None, 50.0, None),
    ],
)
def test_of_centre_and_foot_the_header_gives_what_the_convention_means(
    carefully: Read,
    write: Write,
    command: str,
    beam_x_mm: float | None,
    org_x_px: float | None,
    close_mm: float | None,
) -> None:
    write("a.img")
    parsed = carefully(f"{command} -img a.img")
    assert any("Not used" in note for note in parsed.notes)
    detector = parsed.experiment.detector
    assert detector.beam_x_mm == beam_x_mm
    assert detector.org_x_px == org_x_px
    assert detector.close_distance_mm == close_mm


def test_the_size_of_a_header_wins_over_detsize(
    carefully: Read, write: Write, fate: Find
) -> None:
    write("a.img")
    parsed = carefully("-img a.img -detsize 99")
    assert parsed.experiment.detector.pixels_fast == 6
    report = fate(parsed, "-detsize")
    assert report.reason.startswith("Overridden by SIZE1 of a.img")


def test_a_missing_image_is_noted_by_nanobragg_and_refused_otherwise(
    strictly: Read, carefully: Read, fate: Find
) -> None:
    parsed = strictly("-img none.img -mask none.img")
    assert len([note for note in parsed.notes if "none.img" in note]) == 2
    assert str(fate(parsed, "-img").fate) == "no effect"
    with pytest.raises(FileFormatError, match="there is no such file"):
        carefully("-img none.img")


def test_a_value_in_a_header_that_cannot_be_used_is_blamed_on_it(
    carefully: Read, write: Write
) -> None:
    write("a.img", "WAVELENGTH=0;")
    with pytest.raises(CommandLineError, match=r"^WAVELENGTH of a\.img"):
        carefully("-img a.img")
    write("a.img", "WAVELENGTH=one;")
    with pytest.raises(FileFormatError, match="WAVELENGTH='one'"):
        carefully("-img a.img")


def test_a_mask_of_another_size_is_refused(carefully: Read, write: Write) -> None:
    write("m.img", "")
    with pytest.raises(CommandLineError, match=r"^-mask m\.img: must be of"):
        carefully("-mask m.img -detpixels 7")
