"""The demo crystal obeys the symmetry it claims, and nanoBragg's format."""

from pathlib import Path

import gemmi
import numpy as np
import pytest

from braggscope_resources.demo import demo_arguments, demo_reflections, write_demo

CELL = gemmi.UnitCell(78.9, 78.9, 37.1, 90, 90, 90)
GROUP = gemmi.SpaceGroup("P 43 21 2")

Amplitudes = dict[tuple[int, int, int], float]


@pytest.fixture(scope="module")
def reflections() -> np.ndarray:
    return demo_reflections()


@pytest.fixture(scope="module")
def amplitudes(reflections: np.ndarray) -> Amplitudes:
    return {(int(h), int(k), int(l)): f for h, k, l, f in reflections}


def test_the_whole_sphere_is_there_once(amplitudes: Amplitudes) -> None:
    hkl = np.array(list(amplitudes))
    d_min = CELL.calculate_d_array(hkl).min()
    unique = gemmi.make_miller_array(CELL, GROUP, d_min)
    # gemmi lists each present reflection of P1 without its Friedel mate.
    everything = gemmi.make_miller_array(CELL, gemmi.SpaceGroup("P 1"), d_min)
    absent = GROUP.operations().systematic_absences(everything)
    assert len(unique) > 10_000
    assert len(amplitudes) == 2 * np.count_nonzero(~absent)


def test_friedel_mates_are_equal(amplitudes: Amplitudes) -> None:
    for (h, k, l), f in amplitudes.items():
        assert amplitudes[-h, -k, -l] == f


@pytest.mark.parametrize("op", GROUP.operations().sym_ops, ids=gemmi.Op.triplet)
def test_symmetry_equivalents_are_equal(amplitudes: Amplitudes, op: gemmi.Op) -> None:
    for hkl, f in list(amplitudes.items())[::37]:
        h, k, l = op.apply_to_hkl(hkl)
        assert amplitudes[h, k, l] == f


def test_screw_axes_leave_their_absences(amplitudes: Amplitudes) -> None:
    assert (0, 0, 4) in amplitudes
    assert (0, 0, 2) not in amplitudes
    assert (4, 0, 0) in amplitudes
    assert (3, 0, 0) not in amplitudes


def test_intensity_falls_with_resolution_like_a_proteins(
    reflections: np.ndarray,
) -> None:
    stol2 = 0.25 / CELL.calculate_d_array(reflections[:, :3].astype(np.int32)) ** 2
    intensity = reflections[:, 3] ** 2
    mean = [
        intensity[(stol2 > low) & (stol2 < low + 0.01)].mean() for low in (0.03, 0.09)
    ]
    # exp(-2 B Δ) with B = 20 Å² and Δ = 0.06 Å⁻² is 0.09; form factors fall besides.
    assert 0.02 < mean[1] / mean[0] < 0.09


def test_the_written_files_are_what_the_arguments_name(
    tmp_path: Path, reflections: np.ndarray
) -> None:
    arguments = demo_arguments()
    text = write_demo(tmp_path)
    written = np.loadtxt(tmp_path / arguments[arguments.index("-hkl") + 1])
    assert text == tmp_path / "demo.txt"
    assert "synthetic" in text.read_text("utf-8")
    assert np.array_equal(written, reflections)
