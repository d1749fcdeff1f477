"""F_latt: textbook values, limits, and the intensity of a whole spot."""

import math
from decimal import Decimal, getcontext

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from braggscope_engine import CrystalShape, resolve
from braggscope_engine.fused.arithmetic import gauss_block
from braggscope_engine.interference import gaussian, grating, sphere
from braggscope_engine.scattering import Scatterer

from .build import experiment

deltas = st.floats(-0.5, 0.5)
counts = st.integers(1, 500)
HOST = torch.device("cpu")


def tensor(x: float | list[float]) -> torch.Tensor:
    return torch.tensor(x, dtype=torch.float64)


@given(deltas, counts)
def test_a_grating_is_the_sum_of_its_cells(delta: float, n: int) -> None:
    waves = np.exp(2j * np.pi * delta * np.arange(n))
    value = float(grating(tensor(delta), tensor(n)))
    assert abs(value) == pytest.approx(abs(waves.sum()), rel=1e-9, abs=1e-9)


@given(counts)
def test_a_grating_at_its_peak_is_the_number_of_cells(n: int) -> None:
    for dtype in (torch.float32, torch.float64):
        for delta in (0.0, 1e-30, -1e-20):
            peak = grating(torch.tensor(delta, dtype=dtype), torch.tensor(float(n)))
            assert float(peak) == pytest.approx(n, rel=1e-6)


@pytest.mark.parametrize("n", [1, 2, 7, 36])
def test_a_grating_keeps_the_intensity_of_its_cells(n: int) -> None:
    # Parseval: the mean of the square over one period is n.
    delta = (torch.arange(1000, dtype=torch.float64) + 0.5) / 1000 - 0.5
    assert float(grating(delta, tensor(n)).square().mean()) == pytest.approx(n)


def exact_sphere(x: float) -> float:
    """3 (sin x / x - cos x) / x² by its power series, with fifty digits."""
    getcontext().prec = 60
    square = Decimal(x) ** 2
    term = total = Decimal(1)
    k = 1
    while abs(term) > Decimal(10) ** -50:
        # Coefficients (-1)^k 3 / ((2k + 1)! (2k + 3)).
        term *= -square / (2 * k * (2 * k + 3))
        total += term
        k += 1
    return float(total)


@given(st.floats(0, 30))
def test_the_transform_of_a_sphere_is_exact(x: float) -> None:
    # Just above the switch to the closed form, 1e-12 are left of sin x / x - cos x.
    value = float(sphere(tensor(x)))
    assert value == pytest.approx(exact_sphere(x), rel=1e-9, abs=3e-12)


@pytest.mark.parametrize(
    ("dtype", "limit"), [(torch.float32, 1e-6), (torch.float64, 3e-12)]
)
def test_the_transform_of_a_sphere_has_no_step_where_its_formula_changes(
    dtype: torch.dtype, limit: float
) -> None:
    x = torch.linspace(0, 3, 301, dtype=dtype)
    exact = tensor([exact_sphere(float(value)) for value in x])
    assert float((sphere(x).double() - exact).abs().max()) < limit


def spot_integral(shape: CrystalShape, n: tuple[int, int, int], fudge: float) -> float:
    """∫ F_latt² over one cell of index space, by midpoints."""
    shown = experiment(crystal={"shape": shape, "n_cells": n, "fudge": fudge})
    scatterer = Scatterer.of(resolve(shown), HOST, torch.float64, torch.float64)
    side = 80
    axis = (torch.arange(side, dtype=torch.float64) + 0.5) / side - 0.5
    delta = torch.stack(torch.meshgrid(axis, axis, axis, indexing="ij"))
    factor = scatterer.lattice_factor(delta.reshape(3, 1, -1))
    return float(factor.square().mean())


# Per cell: a block has 1; a sphere is scaled to have it too; ∫ exp(-2 r² / 0.63) and
# the volume of a sphere of radius 0.63 are what the other two have.
PER_CELL = {
    CrystalShape.SQUARE: 1.0,
    CrystalShape.ROUND: 1.0,
    CrystalShape.GAUSS: (math.pi * 0.63 / 2) ** 1.5,
    CrystalShape.TOPHAT: 4 / 3 * math.pi * 0.63**3,
}


@pytest.mark.parametrize("shape", list(CrystalShape))
@pytest.mark.parametrize("n", [(5, 5, 5), (8, 8, 8), (4, 7, 9)])
def test_the_intensity_of_a_whole_spot_is_that_of_its_cells(
    shape: CrystalShape, n: tuple[int, int, int]
) -> None:
    # A sphere loses the tails that reach into the neighbouring spots.
    tolerance = 0.6 / min(n) if shape is CrystalShape.ROUND else 0.03
    integral = spot_integral(shape, n, 1.0)
    assert integral / math.prod(n) == pytest.approx(PER_CELL[shape], rel=tolerance)


def test_what_a_sphere_loses_vanishes_as_one_over_its_cells() -> None:
    small, large = (
        spot_integral(CrystalShape.ROUND, (n, n, n), 1.0) / n**3 for n in (5, 10)
    )
    assert 2 * large - small == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    "shape", [CrystalShape.ROUND, CrystalShape.GAUSS, CrystalShape.TOPHAT]
)
def test_the_fudge_factor_shrinks_the_radius_by_its_root(shape: CrystalShape) -> None:
    n = (4, 4, 4)
    wide, narrow = spot_integral(shape, n, 1.5), spot_integral(shape, n, 3.0)
    assert wide / narrow == pytest.approx(2**1.5, rel=0.08)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_gaussian_ends_before_its_square_is_denormal(dtype: torch.dtype) -> None:
    x = torch.linspace(0, 1000, 100_001, dtype=dtype)
    _ends_before_denormal_numbers(gaussian(x).square())
    torch.testing.assert_close(gaussian(x[:3000]), torch.exp(-x[:3000]))


def test_a_fused_gaussian_ends_before_it_is_denormal() -> None:
    nil, x = torch.zeros(()), torch.linspace(0, 0.5, 10_001)
    one = torch.ones(())
    values = gauss_block((x, nil, nil), (one, one, one), torch.eye(3) * 30)
    _ends_before_denormal_numbers(values)
    expected = gaussian((30 * x) ** 2 / 0.63).square()
    torch.testing.assert_close(values, expected, rtol=1e-4, atol=1e-30)


def _ends_before_denormal_numbers(values: torch.Tensor) -> None:
    least = float(values[values > 0].min())
    tiny = torch.finfo(values.dtype).tiny
    assert tiny <= least <= tiny**0.75
    assert float(values[-1]) == 0


@pytest.mark.parametrize("shape", list(CrystalShape))
def test_a_spot_is_highest_in_its_middle(shape: CrystalShape) -> None:
    shown = experiment(crystal={"shape": shape, "n_cells": (5, 6, 7)})
    scatterer = Scatterer.of(resolve(shown), HOST, torch.float64, torch.float64)
    random = torch.rand(3, 1, 2000, generator=torch.Generator().manual_seed(1))
    around = scatterer.lattice_factor(random.double() - 0.5).abs()
    peak = float(scatterer.lattice_factor(torch.zeros(3, 1, 1, dtype=torch.float64)))
    height = 0.723601254558268 if shape is CrystalShape.ROUND else 1.0
    assert peak == pytest.approx(5 * 6 * 7 * height, rel=1e-12)
    assert float(around.max()) <= peak
