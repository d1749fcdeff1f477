"""F_cell: what a list of reflections says, and what lies between."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from braggscope_engine import Experiment, InvalidParameterError, ReflectionTable
from braggscope_engine.structure_factors import FactorGrid, factor_grid
from braggscope_engine.tensors import Numbers

from .build import experiment, image

coefficients = st.tuples(*[st.floats(-2, 2)] * 8)


def grid_of(table: ReflectionTable, default: float = 7.0) -> FactorGrid:
    shown = experiment(crystal={"reflections": table, "default_F": default})
    return factor_grid(Numbers(shown))


def box(low: int, high: int) -> NDArray[np.int32]:
    side = np.arange(low, high + 1)
    cube = np.stack(np.meshgrid(side, side, side, indexing="ij"), -1)
    return cube.reshape(-1, 3).astype(np.int32)


def at(points: list[tuple[float, float, float]]) -> torch.Tensor:
    """Points as the grid wants them, shape (3, 1, n)."""
    return torch.tensor(points, dtype=torch.float64).T[:, None, :]


@settings(max_examples=50)
@given(
    coefficients,
    st.lists(st.tuples(*[st.floats(-3, 3)] * 3), min_size=1, max_size=5),
)
def test_interpolation_is_exact_for_cubics(
    c: tuple[float, ...], points: list[tuple[float, float, float]]
) -> None:
    def cubic(hkl: NDArray[np.float64]) -> NDArray[np.float64]:
        h, k, l = hkl.T
        value = (
            (c[0] + c[1] * h + c[2] * k * l + c[3] * h**2 * k + c[4] * l**3)
            + c[5] * h**3 * k**3 * l**3 / 100
            + c[6] * k**3 * h
            + c[7] * l**2 * h**3
        )
        return np.asarray(value)

    hkl = box(-6, 6)
    table = ReflectionTable(hkl=hkl, amplitude=cubic(hkl.astype(float)))
    seen = grid_of(table).interpolated(at(points))[0].numpy()
    assert seen == pytest.approx(cubic(np.array(points)), rel=1e-9, abs=1e-9)


@settings(max_examples=50)
@given(st.integers(0, 99), st.lists(st.tuples(*[st.integers(-8, 8)] * 3), min_size=1))
def test_each_index_has_the_amplitude_of_its_last_entry_or_the_default(
    seed: int, indices: list[tuple[int, int, int]]
) -> None:
    random = np.random.default_rng(seed)
    hkl = random.integers(-3, 4, (80, 3)).astype(np.int32)
    amplitude = random.uniform(1, 100, 80)
    listed = {tuple(row): f for row, f in zip(hkl.tolist(), amplitude, strict=True)}
    grid = grid_of(ReflectionTable(hkl=hkl, amplitude=amplitude))
    asked = [*indices, *listed]
    assert len(listed) < 80  # some are there twice
    seen = grid.nearest(at([(float(h), float(k), float(l)) for h, k, l in asked]))[0]
    assert seen.tolist() == [listed.get(index, 7.0) for index in asked]


@pytest.mark.parametrize(
    ("point", "outside"),
    [
        ((0.0, 0.0, 0.0), False),
        ((-2.0, 0.0, 0.0), False),
        ((2.0, 2.0, 2.0), False),
        ((-2.01, 0.0, 0.0), True),
        ((0.0, 2.01, 0.0), True),
        ((0.0, 0.0, -3.5), True),
    ],
)
def test_a_neighbourhood_may_reach_the_ends_of_the_list(
    point: tuple[float, float, float], outside: bool
) -> None:
    table = ReflectionTable(hkl=box(-4, 4), amplitude=np.ones(9**3))
    assert bool(grid_of(table).out_of_range(at([point]))[0, 0]) is outside


def outside_of_half(table: ReflectionTable, interpolate: bool) -> Experiment:
    return experiment(crystal={"reflections": table, "interpolate": interpolate})


def test_only_points_outside_the_list_fall_back_to_the_nearest_reflection() -> None:
    # The list ends in the middle of the panel.
    hkl = box(-8, 8)
    amplitude = np.random.default_rng(2).uniform(1, 100, len(hkl))
    half = hkl[:, 1] <= 1
    table = ReflectionTable(hkl=hkl[half], amplitude=amplitude[half])
    whole = ReflectionTable(hkl=hkl, amplitude=amplitude)
    smooth = image(outside_of_half(whole, True))
    nearest = image(outside_of_half(table, False))
    mixed = image(outside_of_half(table, True))
    like_smooth = np.isclose(mixed, smooth, rtol=1e-9)
    like_nearest = np.isclose(mixed, nearest, rtol=1e-9)
    assert (like_smooth | like_nearest).all()
    assert like_smooth.sum() > 20
    assert like_nearest.sum() > 20


def test_a_sparse_list_that_would_fill_the_memory_is_refused() -> None:
    far = np.array([[0, 0, 0], [30000, 30000, 30000]], dtype=np.int32)
    table = ReflectionTable(hkl=far, amplitude=np.ones(2))
    with pytest.raises(InvalidParameterError, match="100,000,000 cells"):
        grid_of(table)


@pytest.mark.parametrize(
    "origin", [(0, 0, 0), (20_000, 0, 0), (-20_000, 3, 70), (5, -9_000, 40)]
)
def test_indices_stay_apart_where_cell_numbers_have_no_float32(
    origin: tuple[int, int, int],
) -> None:
    # Far from 0 0 0 a cell number is a small difference of large ones.
    hkl = (np.array(origin) + box(0, 30)).astype(np.int32)
    amplitude = np.arange(1.0, len(hkl) + 1)
    grid = grid_of(ReflectionTable(hkl=hkl, amplitude=amplitude))
    single = grid.to(torch.device("cpu"), torch.float32)
    asked = torch.tensor(hkl.T[:, None, :].tolist(), dtype=torch.float32)
    assert single.nearest(asked)[0].tolist() == amplitude.tolist()
