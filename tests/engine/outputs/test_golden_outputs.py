"""Agreement of files and printed numbers with those of the reference program."""

from pathlib import Path

import numpy as np
import pytest

from braggscope_engine import (
    ALL_QUIRKS,
    RenderOptions,
    parse_nanobragg,
    resolve,
    simulate,
    write_outputs,
)
from braggscope_engine.outputs import covered_solid_angle

from ..golden import NAMES, Case, case


@pytest.mark.parametrize("name", NAMES)
def test_the_printed_solid_angle_is_that_of_the_reference(
    name: str, tmp_path: Path
) -> None:
    resolved = resolve(case(name).experiment(ALL_QUIRKS, tmp_path))
    expected = case(name).numbers()["omega_sum_over_steps"]
    assert covered_solid_angle(resolved) == pytest.approx(expected, rel=1e-12)


OUTPUTS = ["-floatfile", "float.bin", "-intfile", "int.img", "-pgmfile", "image.pgm"]


def write_all(folder: Path, scratch: Path) -> None:
    Case(folder).experiment(ALL_QUIRKS, scratch)
    words = [*(folder / "args.txt").read_text("utf-8").split(), *OUTPUTS]
    if (folder / "noise.npz").exists():
        words += ["-noisefile", "noise.img"]
    command = parse_nanobragg(words, quirks=ALL_QUIRKS, folder=scratch)
    frame = simulate(command.experiment, RenderOptions(dtype="float64"))
    write_outputs(frame, command.outputs, folder=scratch)


@pytest.mark.parametrize("name", ["noise_low_counts", "noise_high_counts"])
def test_counted_and_scaled_images_are_those_of_the_reference(
    name: str, golden_given: Path, tmp_path: Path
) -> None:
    write_all(golden_given / name, tmp_path)
    shape = Case(golden_given / name).image().shape
    for file, stored, kind in (
        ("int.img", "int.npz", "<u2"),
        ("noise.img", "noise.npz", "<u2"),
        ("image.pgm", "pgm.npz", "u1"),
    ):
        expected = Case(golden_given / name).image(stored)
        size = expected.size * np.dtype(kind).itemsize
        pixels = np.frombuffer((tmp_path / file).read_bytes()[-size:], kind)
        np.testing.assert_array_equal(pixels.reshape(shape), expected)


HEADERS = ["conv_adxv", "conv_dials", "conv_xds", "closedist_tilt_mosflm", "mask_smv"]


@pytest.mark.parametrize("name", HEADERS)
def test_headers_are_those_of_the_reference(
    name: str, golden_given: Path, tmp_path: Path
) -> None:
    write_all(golden_given / name, tmp_path)
    expected = (golden_given / name / "header.txt").read_bytes()
    assert (tmp_path / "int.img").read_bytes()[:512] == expected
