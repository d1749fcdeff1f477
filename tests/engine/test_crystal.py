"""Laws of the crystal: cell, orientation, rotation, size and mosaicity."""

import math

import gemmi
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from braggscope_engine import (
    Axes,
    Convention,
    InvalidParameterError,
    OrientationMatrix,
    Quirk,
    UnitCell,
    Vector,
    brightest_peaks,
    full_precision,
    resolve,
    simulate,
)

from .build import CELL, Settings, about, experiment, image, vector

FEW = settings(max_examples=20)
lengths = st.floats(20, 200)
angles = st.floats(65, 115)
missets = st.tuples(*[st.floats(-180, 180)] * 3)


def rows(numbers: dict[str, object], *names: str) -> NDArray[np.float64]:
    return np.array([numbers[name] for name in names])


@given(lengths, lengths, lengths, angles, angles, angles, missets)
def test_the_cell_vectors_have_the_cells_lengths_angles_and_volume(
    a: float, b: float, c: float, al: float, be: float, ga: float, misset: Vector
) -> None:
    cell = UnitCell(a=a, b=b, c=c, alpha=al, beta=be, gamma=ga)
    numbers = full_precision(experiment(crystal={"cell": cell, "misset_deg": misset}))
    direct = rows(numbers, "a0", "b0", "c0") * 1e10
    metric = [[a, b, c], [al, be, ga]]
    expected = gemmi.UnitCell(*metric[0], *metric[1])
    assert np.linalg.norm(direct, axis=1) == pytest.approx(metric[0], rel=1e-12)
    pairs = [(1, 2), (0, 2), (0, 1)]
    cosines = [direct[i] @ direct[j] / (metric[0][i] * metric[0][j]) for i, j in pairs]
    assert cosines == pytest.approx(np.cos(np.radians(metric[1])), abs=1e-12)
    assert numbers["V_cell"] == pytest.approx(expected.volume, rel=1e-12)
    reciprocal = rows(numbers, "a_star", "b_star", "c_star")
    assert direct @ reciprocal.T == pytest.approx(np.eye(3), abs=1e-12)


def test_the_reference_skews_a_triclinic_cell() -> None:
    skewed = experiment(quirks=frozenset({Quirk.SKEWED_TRICLINIC_CELL}))
    a, b, c = rows(full_precision(skewed), "a0", "b0", "c0") * 1e10
    pairs = ((b, c), (a, c), (a, b))
    seen = [
        math.degrees(math.acos(u @ v / np.linalg.norm(u) / np.linalg.norm(v)))
        for u, v in pairs
    ]
    # What the program prints of the cell 70 80 90 75 85 95.
    assert seen == pytest.approx([75.0391, 85.0136, 95.0081], abs=6e-5)


def test_an_unrotated_crystal_has_a_star_along_x_and_b_star_in_the_xy_plane() -> None:
    a_star, b_star, _ = rows(full_precision(experiment()), "a_star", "b_star", "c_star")
    assert a_star[0] > 0
    assert a_star[1:] == pytest.approx(0, abs=1e-15)
    assert b_star[1] > 0
    assert b_star[2] == pytest.approx(0, abs=1e-15)


@FEW
@given(missets)
def test_misset_turns_about_x_then_y_then_z(misset: Vector) -> None:
    still = rows(full_precision(experiment()), "a0", "b0", "c0")
    numbers = full_precision(experiment(crystal={"misset_deg": misset}))
    x, y, z = misset
    turn = about((0, 0, 1), z) @ about((0, 1, 0), y) @ about((1, 0, 0), x)
    expected = still @ turn.T
    assert rows(numbers, "a0", "b0", "c0") == pytest.approx(expected, abs=1e-20)


@FEW
@given(st.floats(-180, 180), st.sampled_from("xyz"))
def test_the_spindle_turns_the_crystal_like_a_misset_about_its_axis(
    degrees: float, axis: str
) -> None:
    direction = vector([axis == name for name in "xyz"])
    spindle = {
        "convention": Convention.CUSTOM,
        "custom_axes": Axes(spindle=direction),
    }
    misset = vector([degrees * x for x in direction])
    turned = image(experiment(detector=spindle, sampling={"phi_start_deg": degrees}))
    missetted = image(experiment(detector=spindle, crystal={"misset_deg": misset}))
    assert turned == pytest.approx(missetted, rel=1e-7, abs=1e-9)


def matrix_of(misset: Vector, wavelength: float) -> OrientationMatrix:
    numbers = full_precision(experiment(crystal={"misset_deg": misset}))
    a, b, c = rows(numbers, "a_star", "b_star", "c_star") * wavelength
    return OrientationMatrix(a_star=vector(a), b_star=vector(b), c_star=vector(c))


@pytest.mark.parametrize("cell", [None, CELL])
def test_a_matrix_orients_the_crystal_as_its_misset_does(cell: UnitCell | None) -> None:
    matrix = matrix_of((10, 20, 30), 1.1)
    by_matrix = experiment(crystal={"cell": cell, "matrix": matrix})
    by_misset = experiment(crystal={"misset_deg": (10, 20, 30)})
    assert image(by_matrix) == pytest.approx(image(by_misset), rel=1e-7)


def test_a_matrix_can_be_misset_further() -> None:
    further = experiment(
        crystal={
            "cell": None,
            "matrix": matrix_of((0, 0, 30), 1.1),
            "misset_deg": (0, 0, 15),
        }
    )
    at_once = experiment(crystal={"misset_deg": (0, 0, 45)})
    assert image(further) == pytest.approx(image(at_once), rel=1e-7)


def test_a_cell_beside_a_matrix_gives_the_lengths_and_the_volume() -> None:
    larger = UnitCell(a=140, b=160, c=180, alpha=75, beta=85, gamma=95)
    matrix = matrix_of((10, 20, 30), 1.1)
    crystal = {"cell": larger, "matrix": matrix}
    both = full_precision(experiment(crystal=crystal))
    alone = full_precision(experiment(crystal={"cell": None, "matrix": matrix}))
    assert rows(both, "a0", "b0", "c0") == pytest.approx(
        2 * rows(alone, "a0", "b0", "c0"), rel=1e-12
    )


@FEW
@given(st.floats(0.2, 5))
def test_a_larger_cell_at_a_longer_wavelength_looks_the_same(k: float) -> None:
    cell = UnitCell(a=70 * k, b=80 * k, c=90 * k, alpha=75, beta=85, gamma=95)
    scaled = experiment(crystal={"cell": cell}, beam={"wavelength_angstrom": 1.1 * k})
    assert image(scaled) == pytest.approx(image(experiment()), rel=1e-7)


def test_spots_lie_where_braggs_law_puts_them() -> None:
    frame = simulate(
        experiment(
            crystal={
                "n_cells": (30, 30, 30),
                "mosaic_spread_deg": 0.5,
                "mosaic_domains": 20,
            },
            detector={"pixels_fast": 200, "pixels_slow": 200, "pixel_size_mm": 0.3},
            sampling={"osc_deg": 2.0, "phi_steps": 5},
        )
    )
    peaks = [p for p in brightest_peaks(frame) if p.hkl != (0, 0, 0)]
    assert len(peaks) > 10
    cell = gemmi.UnitCell(CELL.a, CELL.b, CELL.c, CELL.alpha, CELL.beta, CELL.gamma)
    for peak in peaks:
        # Half a pixel of 0.3 mm at 100 mm and the size of the block, in radians.
        theta = math.asin(1.1 / (2 * peak.d_angstrom))
        expected = math.asin(1.1 / (2 * cell.calculate_d(list(peak.hkl))))
        assert theta == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize(
    ("size_mm", "beam_mm", "cells"),
    [
        ((0.000349, 0.00045, 0.0005), 0.1, (50, 57, 56)),
        ((0.0, 0.00045, 0.0), 0.1, (5, 57, 5)),
        ((1e-9, 1e-9, 1e-9), 0.1, (1, 1, 1)),
        ((0.000349, 0.00045, 0.0005), 0.0000899, (50, 12, 10)),
    ],
)
def test_a_size_becomes_cells_and_is_clipped_to_the_beam_across_it(
    size_mm: Vector, beam_mm: float, cells: tuple[int, int, int]
) -> None:
    sized = experiment(crystal={"size_mm": size_mm}, beam={"beam_size_mm": beam_mm})
    assert resolve(sized).n_cells == cells


def test_a_crystal_of_too_many_cells_is_refused_in_one_sentence() -> None:
    with pytest.raises(InvalidParameterError, match="ten million unit cells"):
        resolve(experiment(crystal={"size_mm": (1e3, 0, 0)}))


def test_mosaic_domains_spread_no_further_than_the_spread() -> None:
    mosaic = {"mosaic_spread_deg": 3.0, "mosaic_domains": 200}
    domains = resolve(experiment(crystal=mosaic)).orientations.domains.numpy()
    identity = np.eye(3)
    assert np.array_equal(domains[0], identity)
    assert domains @ domains.transpose(0, 2, 1) == pytest.approx(
        np.broadcast_to(identity, domains.shape), abs=1e-12
    )
    traces = np.trace(domains, axis1=1, axis2=2)
    turned = np.degrees(np.arccos(np.clip((traces - 1) / 2, -1, 1)))
    assert turned.max() <= 3.0 * (1 + 1e-6)
    assert turned[1:].mean() > 1.5


def test_a_mosaic_image_is_the_mean_over_its_domains() -> None:
    mosaic: Settings = {"mosaic_spread_deg": 2.0, "mosaic_domains": 4}
    resolved = resolve(experiment(crystal=mosaic))
    direct = rows(full_precision(experiment()), "a_star", "b_star", "c_star") * 1.1
    total = np.zeros((12, 12))
    for domain in resolved.orientations.domains.numpy():
        a, b, c = direct @ domain.T
        total += image(
            experiment(
                crystal={
                    "cell": None,
                    "matrix": OrientationMatrix(
                        a_star=vector(a),
                        b_star=vector(b),
                        c_star=vector(c),
                    ),
                }
            )
        )
    assert image(experiment(crystal=mosaic)) == pytest.approx(total / 4, rel=1e-7)


def test_random_orientations_are_uniform_unless_nanobraggs_are_wanted() -> None:
    def corner(seed: int, uniform: bool) -> NDArray[np.float64]:
        crystal = {
            "misset_random": True,
            "misset_seed": seed,
            "uniform_orientation": uniform,
        }
        (a_star,) = rows(full_precision(experiment(crystal=crystal)), "a_star")
        unit: NDArray[np.float64] = a_star / np.linalg.norm(a_star)
        return unit

    # A uniform direction has mean 0 and variance 1/3 along each axis; three sigma.
    seen = np.array([corner(seed, True) for seed in range(1, 201)])
    assert np.abs(seen.mean(axis=0)).max() < 3 / math.sqrt(3 * 200)
    assert (seen**2).mean(axis=0) == pytest.approx(1 / 3, abs=0.07)
    assert corner(5, True) != pytest.approx(corner(5, False), abs=0.01)


def test_stale_phi_loses_the_first_step_and_counts_the_last_twice() -> None:
    def turned(start: float, steps: int, *quirks: Quirk) -> NDArray[np.float64]:
        return image(
            experiment(
                sampling={
                    "phi_start_deg": start,
                    "osc_deg": steps * 1.0,
                    "phi_steps": steps,
                },
                quirks=frozenset(quirks),
            )
        )

    one, two = turned(1, 1), turned(2, 1)
    stale = turned(0, 3, Quirk.STALE_PHI)
    expected = (one + 2 * two) / 3
    expected[0, 0] = ((turned(0, 1) + one + two) / 3)[0, 0]  # sees each step once
    assert stale == pytest.approx(expected, rel=1e-7)
    assert turned(0, 3) == pytest.approx((turned(0, 1) + one + two) / 3, rel=1e-7)
