"""Each oddity of the command line alone, in both readers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from braggscope_engine import (
    CommandLineError,
    Experiment,
    FileFormatError,
    Pivot,
    Quirk,
)
from braggscope_engine.io import ParsedCommand, parse_hkl, write_fdump

Read = Callable[..., ParsedCommand]


def misset(experiment: Experiment) -> object:
    return experiment.crystal.misset_deg


def two_theta(experiment: Experiment) -> object:
    return experiment.detector.two_theta_deg


def curved(experiment: Experiment) -> object:
    return experiment.detector.curved


def pix0(experiment: Experiment) -> object:
    return experiment.detector.pix0_mm


CASES = [
    (
        Quirk.MISSET_SEED_IS_MISSET,
        "-misset_seed 37 -N 6 -osc 0",
        misset,
        (37.0, 0.0, 6.0),
        (0.0, 0.0, 0.0),
    ),
    (
        Quirk.MISSET_SEED_IS_MISSET,
        "-misset_seed 37",
        misset,
        (0.0, 0.0, 0.0),
        (0.0, 0.0, 0.0),
    ),
    (
        Quirk.TWOTHETA_AXIS_SETS_ANGLE,
        "-twotheta_axis 0.5 0.9 0.3",
        two_theta,
        0.5,
        0.0,
    ),
    (
        Quirk.TWOTHETA_AXIS_SETS_ANGLE,
        "-twotheta_axis 0.5 0.9 0.3 -twotheta 13",
        two_theta,
        13.0,
        13.0,
    ),
    (Quirk.CURVED_NEEDS_A_WORD, "-curved_det", curved, False, True),
    (Quirk.CURVED_NEEDS_A_WORD, "-curved_det -mosflm", curved, True, True),
    (
        Quirk.PIX0_MM_IN_METRES,
        "-pix0_vector_mm 1 2 100",
        pix0,
        (1000.0, 2000.0, 100000.0),
        (1.0, 2.0, 100.0),
    ),
]


@pytest.mark.parametrize(("quirk", "command", "read", "on", "off"), CASES)
def test_an_oddity_can_be_switched_off_in_the_loose_reader(
    strictly: Read,
    quirk: Quirk,
    command: str,
    read: Callable[[Experiment], object],
    on: object,
    off: object,
) -> None:
    honoured = (Quirk.IGNORE_PIX0,)  # an ignored origin would be kept as it was meant
    assert read(strictly(command, without=honoured).experiment) == on
    assert read(strictly(command, without=(quirk, *honoured)).experiment) == off


def test_an_origin_that_is_ignored_is_kept_as_it_was_meant(strictly: Read) -> None:
    detector = strictly("-pix0_vector_mm 1 2 100").experiment.detector
    assert detector.pix0_mm == (1.0, 2.0, 100.0)


@pytest.mark.parametrize(("quirk", "command", "read", "on", "off"), CASES)
def test_an_oddity_can_be_switched_on_in_the_careful_reader(
    carefully: Read,
    quirk: Quirk,
    command: str,
    read: Callable[[Experiment], object],
    on: object,
    off: object,
) -> None:
    assert read(carefully(command, quirks=(quirk,)).experiment) == on
    assert read(carefully(command).experiment) == off


def test_a_two_theta_axis_also_pivots_about_the_sample(strictly: Read) -> None:
    command = "-distance 5 -twotheta_axis 0 1 0"
    assert strictly(command).experiment.detector.pivot is Pivot.SAMPLE
    without = (Quirk.TWOTHETA_AXIS_SETS_ANGLE,)
    assert strictly(command, without=without).experiment.detector.pivot is Pivot.BEAM


def test_a_misset_seed_cancels_a_random_misset_before_it(strictly: Read) -> None:
    command = "-misset random -misset_seed 37 -N 6"
    assert not strictly(command).experiment.crystal.misset_random
    without = (Quirk.MISSET_SEED_IS_MISSET,)
    assert strictly(command, without=without).experiment.crystal.misset_random


def test_a_convention_may_set_the_pivot_only_in_the_simulation(
    carefully: Read,
) -> None:
    command = "-mosflm -pivot sample -distance 70"
    quirks = (Quirk.CONVENTION_SETS_PIVOT,)
    assert carefully(command, quirks=quirks).experiment.detector.pivot is Pivot.BEAM
    assert carefully(command).experiment.detector.pivot is Pivot.SAMPLE


def test_centres_may_contradict_each_other_where_one_is_ignored(
    carefully: Read,
) -> None:
    command = "-xds -Xbeam 5 -ORGX 60"
    quirks = (Quirk.CONVENTION_IGNORES_CENTRE,)
    detector = carefully(command, quirks=quirks).experiment.detector
    assert (detector.beam_x_mm, detector.org_x_px) == (5.0, 60.0)
    with pytest.raises(CommandLineError, match="contradict"):
        carefully(command)
    custom = "-beam_vector 1 0 0 -Xbeam 5 -ORGX 60"
    carefully(custom, quirks=(Quirk.BEAM_CENTRE_AS_NEAR_POINT,))
    with pytest.raises(CommandLineError, match="contradict"):
        carefully(custom, quirks=quirks)


def test_a_reflection_list_may_end_at_text(carefully: Read, tmp_path: Path) -> None:
    (tmp_path / "a.hkl").write_text("1 2 3 4\nend\n4 5 6 7\n")
    parsed = carefully("-hkl a.hkl", quirks=(Quirk.HKL_STOPS_AT_TEXT,))
    table = parsed.experiment.crystal.reflections
    assert table is not None
    assert (len(table), table.name) == (1, "a.hkl")
    with pytest.raises(FileFormatError, match="line 2"):
        carefully("-hkl a.hkl")


def test_a_dump_may_be_read_unasked(carefully: Read, tmp_path: Path) -> None:
    write_fdump(tmp_path / "Fdump.bin", parse_hkl("0 0 1 5\n0 0 2 6\n"))
    assert carefully("").experiment.crystal.reflections is None
    parsed = carefully("", quirks=(Quirk.IMPLICIT_DUMP,))
    table = parsed.experiment.crystal.reflections
    assert table is not None
    assert table.amplitude.tolist() == [5.0, 6.0]
    assert "Fdump.bin" in parsed.notes[0]


def test_a_dump_is_read_where_it_is_named(carefully: Read, tmp_path: Path) -> None:
    write_fdump(tmp_path / "my.bin", parse_hkl("0 0 1 5\n"))
    table = carefully("-dump my.bin").experiment.crystal.reflections
    assert table is not None
    assert table.name == "my.bin"
    with pytest.raises(FileFormatError, match="there is no such file"):
        carefully("-dump none.bin")
    quirks = (Quirk.IMPLICIT_DUMP,)
    parsed = carefully("-dump none.bin", quirks=quirks)
    assert parsed.experiment.crystal.reflections is None


def test_a_dump_beside_a_list_is_to_be_written(carefully: Read, tmp_path: Path) -> None:
    (tmp_path / "a.hkl").write_text("1 2 3 4\n")
    parsed = carefully("-dump my.bin -hkl a.hkl")
    assert parsed.outputs.dump_file == "my.bin"
    assert parsed.experiment.crystal.reflections is not None


def test_a_dump_may_lose_bytes_that_look_like_space(
    carefully: Read, tmp_path: Path
) -> None:
    content = b"0 0 0 0 0 0\n\f" + bytes([0x20, 0, 0, 0, 0, 0, 0xF0, 0x3F]) + bytes(56)
    (tmp_path / "my.bin").write_bytes(content)
    table = carefully("-dump my.bin").experiment.crystal.reflections
    assert table is not None
    assert table.amplitude[0] > 1
    parsed = carefully("-dump my.bin", quirks=(Quirk.DUMP_SWALLOWS_SPACE,))
    table = parsed.experiment.crystal.reflections
    assert table is not None
    assert table.amplitude[0] < 1


def test_source_wavelengths_may_be_metres(carefully: Read, tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("-10 0 0 1 1.2\n-10 0 0 1 1.2e-10\n")

    def wavelengths(*quirks: Quirk) -> list[float]:
        sources = carefully("-sourcefile s.txt", quirks=quirks).experiment.beam.sources
        return [source.wavelength_angstrom for source in sources]

    assert wavelengths() == [1.2, 1.2]
    assert wavelengths(Quirk.SOURCE_WAVELENGTH_IN_METRES) == [1.2e10, 1.2]


def test_sources_may_stand_as_they_are(carefully: Read, tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("# beam\n-10 0\n")
    with pytest.raises(FileFormatError, match="line 2"):
        carefully("-sourcefile s.txt")
    with pytest.raises(FileFormatError, match="line 1"):
        carefully("-sourcefile s.txt", quirks=(Quirk.SOURCE_FILE_AS_IT_STANDS,))
    (tmp_path / "s.txt").write_text("-10 0\n")
    parsed = carefully(
        "-xds -lambda 2 -sourcefile s.txt", quirks=(Quirk.SOURCE_FILE_AS_IT_STANDS,)
    )
    (source,) = parsed.experiment.beam.sources
    assert source.position == (-10.0, 0.0, -10.0)
    assert source.wavelength_angstrom == 2.0


def test_sources_without_position_lie_upstream_of_any_beam(
    carefully: Read, tmp_path: Path
) -> None:
    (tmp_path / "s.txt").write_text("-10\n")
    quirks = (Quirk.SOURCE_FILE_AS_IT_STANDS,)
    parsed = carefully("-sourcefile s.txt -beam_vector 3 0 -4", quirks=quirks)
    (source,) = parsed.experiment.beam.sources
    assert source.position == (-10.0, -0.0, 8.0)


def test_all_files_may_be_written(carefully: Read) -> None:
    assert carefully("", quirks=(Quirk.WRITE_ALL_FILES,)).outputs.noise
    assert not carefully("-nonoise", quirks=(Quirk.WRITE_ALL_FILES,)).outputs.noise
