"""Files that a command writes: which, where, whole or not at all."""

import os
from pathlib import Path

import numpy as np
import pytest

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    EngineError,
    Frame,
    OutputKind,
    Quirk,
    RenderOptions,
    SimulationCancelled,
    WrittenOutputs,
    default_request,
    noise_image,
    parse_nanobragg,
    plan_outputs,
    simulate,
    write_outputs,
)
from braggscope_engine.io import OutputRequest, read_fdump, read_smv_header

SMALL = (
    "-cell 70 80 90 75 85 95 -default_F 100 -detpixels 12 -pixel 2 -distance 100 -N 5 "
    "-lambda 1.1 -oversample 1 -seed 1"
).split()
SIZE = 12 * 12


def written(
    folder: Path, *words: str, quirks: frozenset[Quirk] = NO_QUIRKS
) -> WrittenOutputs:
    """Render a command line in a folder."""
    command = parse_nanobragg([*SMALL, *words], quirks=quirks, folder=folder)
    frame = simulate(command.experiment, RenderOptions(dtype="float64"))
    return write_outputs(frame, command.outputs, folder=folder)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def small_frame(quirks: frozenset[Quirk] = NO_QUIRKS) -> Frame:
    return simulate(parse_nanobragg(SMALL, quirks=quirks).experiment)


def test_nothing_is_written_that_is_not_asked_for(tmp_path: Path) -> None:
    assert written(tmp_path).files == ()
    assert names(tmp_path) == set()


def test_strict_nanobragg_writes_four_files_unasked(tmp_path: Path) -> None:
    written(tmp_path, quirks=ALL_QUIRKS)
    assert names(tmp_path) == {
        "floatimage.bin",
        "intimage.img",
        "image.pgm",
        "noiseimage.img",
    }


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("-nonoise", {"noiseimage.img"}),
        ("-nopgm", {"image.pgm"}),
        ("-nonoise -nopgm", {"noiseimage.img", "image.pgm"}),
        ("-nopgm -pgmscale 2", set()),
    ],
)
def test_strict_nanobragg_leaves_out_what_is_turned_off(
    words: str, missing: set[str], tmp_path: Path
) -> None:
    written(tmp_path, *words.split(), quirks=ALL_QUIRKS)
    all_of_them = {"floatimage.bin", "intimage.img", "image.pgm", "noiseimage.img"}
    assert names(tmp_path) == all_of_them - missing


def test_named_files_are_written_and_no_others(tmp_path: Path) -> None:
    done = written(tmp_path, "-intfile", "a.img", "-noisefile", "b.img")
    assert names(tmp_path) == {"a.img", "b.img"}
    assert [file.kind for file in done.files] == [OutputKind.INTEGER, OutputKind.NOISE]


def test_a_noise_file_that_is_turned_off_again_is_not_written(tmp_path: Path) -> None:
    written(tmp_path, "-noisefile", "noise.img", "-nonoise")
    assert names(tmp_path) == set()


def test_an_8_bit_file_that_is_turned_off_again_is_not_written(tmp_path: Path) -> None:
    written(tmp_path, "-pgmfile", "image.pgm", "-nopgm")
    assert names(tmp_path) == set()


def test_the_images_hold_the_frame(tmp_path: Path) -> None:
    command = parse_nanobragg(
        [*SMALL, *"-floatfile f -intfile i -pgmfile p -scale 2 -pgmscale 0.5".split()]
    )
    frame = simulate(command.experiment)
    write_outputs(frame, command.outputs, folder=tmp_path)
    image = frame.intensity.numpy()
    floats = np.fromfile(tmp_path / "f", "<f4").reshape(12, 12)
    np.testing.assert_array_equal(floats, image)
    header = read_smv_header(tmp_path / "i")
    integers = np.fromfile(tmp_path / "i", "<u2", offset=header.size_bytes)
    expected = np.clip(2.0 * image.astype(np.float64) + 40.0, 0, 65535)
    np.testing.assert_allclose(integers.reshape(12, 12), expected, atol=0.501)
    text, levels = (tmp_path / "p").read_bytes().split(b"\n255\n", 1)
    assert text == b"P5\n12 12\n# pixels scaled by 0.5"
    greys = np.frombuffer(levels, np.uint8).reshape(12, 12)
    np.testing.assert_array_equal(greys, np.minimum(image * 0.5, 255).astype(np.uint8))


def test_scales_are_chosen_for_the_image(tmp_path: Path) -> None:
    done = written(tmp_path, "-intfile", "i", "-pgmfile", "p", "-floatfile", "f")
    image = np.fromfile(tmp_path / "f", "<f4").astype(np.float64)
    header = read_smv_header(tmp_path / "i")
    integers = np.fromfile(tmp_path / "i", "<u2", offset=header.size_bytes)
    assert integers.max() == 55_040
    scales = {
        line.split(" = ")[0]: float(line.split(" = ")[1])
        for line in done.lines
        if "_scale" in line
    }
    assert scales["intfile_scale"] == pytest.approx(55_000 / image.max(), rel=1e-5)
    assert scales["pgm_scale"] == pytest.approx(50 / image.std(ddof=1), rel=1e-5)


def test_an_empty_image_has_scales_of_one(tmp_path: Path) -> None:
    done = written(tmp_path, *"-roi 5 4 0 9 -intfile i -pgmfile p".split())
    assert "intfile_scale = 1" in done.lines
    assert "pgm_scale = 1" in done.lines
    assert "max_I = 0  at 0 0" in done.lines
    header = read_smv_header(tmp_path / "i")
    assert not np.fromfile(tmp_path / "i", "<u2", offset=header.size_bytes).any()


# Printed by the reference program for SMALL.
PRINTED = (
    "solid angle subtended by detector = 0.0567239 steradian ( 0.451394% sphere)",
    "writing floatimage.bin as 144 4-byte floats",
    "max_I = 34227.6  at 0.009 0.007",
    "mean= 528.852 rms= 3561.57 rmsd= 3521.81",
    "intfile_scale = 1.60689",
    "writing intimage.img as 2-byte integers",
    "pgm_scale = 0.0141972",
    "writing image.pgm as 1-byte integers",
    "75909 photons on noise image (0 overloads)",
    "writing noiseimage.img as 2-byte integers",
)


def test_the_lines_are_those_of_the_reference(tmp_path: Path) -> None:
    assert written(tmp_path, quirks=ALL_QUIRKS).lines == PRINTED


def test_noise_is_the_same_again_and_another_with_another_seed(tmp_path: Path) -> None:
    frame = small_frame()
    first, again = noise_image(frame), noise_image(frame)
    np.testing.assert_array_equal(first.pixels, again.pixels)
    other = simulate(parse_nanobragg([*SMALL, "-seed", "2"]).experiment)
    assert not np.array_equal(first.pixels, noise_image(other).pixels)
    assert first.photons == float((first.pixels.astype(int) - 40).sum())


def test_noise_that_goes_on_with_the_crystals_stream_is_the_same_again() -> None:
    # A seed below zero does not start a stream of its own.
    frame = simulate(parse_nanobragg([*SMALL[:-1], "-7"]).experiment)
    first, again = noise_image(frame), noise_image(frame)
    np.testing.assert_array_equal(first.pixels, again.pixels)
    fresh = simulate(parse_nanobragg([*SMALL[:-1], "7"]).experiment)
    assert not np.array_equal(first.pixels, noise_image(fresh).pixels)


def test_counting_can_be_stopped_and_then_nothing_is_written(tmp_path: Path) -> None:
    request = OutputRequest(float_file="f", noise_file="n", noise=True)
    with pytest.raises(SimulationCancelled):
        write_outputs(small_frame(), request, folder=tmp_path, should_stop=lambda: True)
    assert names(tmp_path) == set()


def test_a_reflection_list_is_dumped_with_its_fill(tmp_path: Path) -> None:
    (tmp_path / "list.hkl").write_text("0 0 1 10\n1 2 -1 20.5\n0 0 1 11\n")
    written(tmp_path, "-hkl", "list.hkl", quirks=ALL_QUIRKS)
    assert "Fdump.bin" in names(tmp_path)
    table = read_fdump(tmp_path / "Fdump.bin")
    found = {
        tuple(h): f for h, f in zip(table.hkl.tolist(), table.amplitude, strict=True)
    }
    assert len(found) == 2 * 3 * 3
    assert found[0, 0, 1] == 11
    assert found[1, 2, -1] == 20.5
    assert found[1, 1, 1] == 100


def test_a_dump_is_written_only_where_asked_for(tmp_path: Path) -> None:
    (tmp_path / "list.hkl").write_text("0 0 1 10\n")
    written(tmp_path, "-hkl", "list.hkl")
    assert names(tmp_path) == {"list.hkl"}
    written(tmp_path, "-hkl", "list.hkl", "-dump", "box.bin")
    assert names(tmp_path) == {"list.hkl", "box.bin"}


def test_without_a_command_only_strict_nanobragg_writes() -> None:
    assert plan_outputs(default_request(NO_QUIRKS), NO_QUIRKS) == ()
    kinds = {f.kind for f in plan_outputs(default_request(ALL_QUIRKS), ALL_QUIRKS)}
    assert kinds == set(OutputKind) - {OutputKind.DUMP}


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (OutputRequest(float_file="nowhere/f"), "nowhere"),
        (OutputRequest(float_file="f", int_file="here"), "here: is a folder"),
        (OutputRequest(float_file="f", int_file="f"), "different names"),
        (OutputRequest(float_file="f", int_file="./here/../f"), "different names"),
        (OutputRequest(float_file="f", int_file="a\0b"), "is no file name"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_is_written(
    request_: OutputRequest, said: str, tmp_path: Path
) -> None:
    (tmp_path / "here").mkdir()
    with pytest.raises(EngineError, match=said) as refused:
        write_outputs(small_frame(), request_, folder=tmp_path)
    assert "\n" not in str(refused.value)
    assert names(tmp_path) == {"here"}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(EngineError, match="permission"):
            write_outputs(small_frame(), OutputRequest(float_file="f"), folder=tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_two_files_may_go_to_the_same_nowhere(tmp_path: Path) -> None:
    request = OutputRequest(float_file=os.devnull, int_file=os.devnull)
    assert len(write_outputs(small_frame(), request, folder=tmp_path).files) == 2
    assert not Path(os.devnull).is_file()


def test_an_old_file_is_replaced_whole(tmp_path: Path) -> None:
    old = tmp_path / "f"
    old.write_bytes(b"x" * 10_000)
    written(tmp_path, "-floatfile", "f")
    assert old.stat().st_size == 4 * SIZE
