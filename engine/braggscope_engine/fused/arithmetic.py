"""Formulas of the fused kernels, on tuples of h, k, l so that nothing is stacked.

What is here must agree with ``interference`` and ``structure_factors``; the tests hold
the two together.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

Triple = tuple[Tensor, Tensor, Tensor]

_SINE = (
    3.141592636895371,
    -5.167709684796544,
    2.550069726289961,
    -0.5982421261424855,
    0.07756038645508061,
)
"""sin(πx) / x as a polynomial in x² on [-1/2, 1/2]; relative error below 6e-9."""
_TINY = 1e-12
"""What keeps an index off a Bragg condition."""
FAINTEST = -70.0
"""Exponent below which a Gaussian is nothing.

Beyond, float32 has denormal numbers only, and these take a processor as long as a
hundred others. What is left of e⁻⁷⁰ is room for factors below 1.
"""
ROOM = 2
"""Cells around a grid that interpolation may read and never counts."""
_ROUND_VOLUME = 0.723601254558268
_NODES = 4
_PLANE = _NODES * _NODES
_LAGRANGE = (
    (0.0, -1 / 3, 1 / 2, -1 / 6),
    (1.0, -1 / 2, -1.0, 1 / 2),
    (0.0, 1.0, 1 / 2, -1 / 2),
    (0.0, -1 / 6, 0.0, 1 / 6),
)
"""Polynomials in x that are 1 at one of the nodes -1, 0, 1, 2 and 0 at the others."""


def sine_pi(x: Tensor) -> Tensor:
    """sin(πx) for x in [-1/2, 1/2]."""
    square = x * x
    total = square * _SINE[4] + _SINE[3]
    total = total * square + _SINE[2]
    total = total * square + _SINE[1]
    return (total * square + _SINE[0]) * x


def square_block(delta: Triple, n_cells: Triple) -> Tensor:
    """F_latt² of a parallelepiped, Π sin²(πNd) / sin²(πd)."""
    above = below = None
    for d, n in zip(delta, n_cells, strict=True):
        # Far below the last bit of any index, and it turns 0/0 into its limit.
        off_peak = d + _TINY
        turns = off_peak * n
        numerator = sine_pi(turns - torch.round(turns))
        denominator = sine_pi(off_peak)
        above = numerator if above is None else above * numerator
        below = denominator if below is None else below * denominator
    assert above is not None
    assert below is not None
    # Rounding to the nearest turn may flip signs; the square does not see them.
    ratio = above / below
    return ratio * ratio


def round_block(delta: Triple, n_cells: Triple, fudge: Tensor) -> Tensor:
    """F_latt² of a sphere in index space."""
    a, b, c = (d * n for d, n in zip(delta, n_cells, strict=True))
    x2 = (a * a + b * b + c * c) * (fudge * math.pi**2)
    # The closed form cancels where x is small; the series is good to 6e-9 up to 1.
    small = x2 < 1.0
    safe = torch.where(small, torch.ones_like(x2), x2)
    x = torch.sqrt(safe)
    closed = 3 * (torch.sin(x) / x - torch.cos(x)) / safe
    series = x2 * (1 / 1330560) - 1 / 15120
    series = ((series * x2 + 1 / 280) * x2 - 1 / 10) * x2 + 1
    shape = torch.where(small, series, closed)
    factor = shape * (_ROUND_VOLUME * n_cells[0] * n_cells[1] * n_cells[2])
    return factor * factor


def radius2(delta: Triple, metric: Tensor) -> Tensor:
    """Squared distance in reciprocal space, scaled.

    Parameters
    ----------
    metric : Tensor, shape (3, 3)    rows a*, b*, c*, times the root of the scale
    """
    total = None
    for x in range(3):
        star = (
            delta[0] * metric[0, x] + delta[1] * metric[1, x] + delta[2] * metric[2, x]
        )
        total = star * star if total is None else total + star * star
    assert total is not None
    return total


def gauss_block(delta: Triple, n_cells: Triple, metric: Tensor) -> Tensor:
    """F_latt² of a Gaussian spot; the metric holds the fudge factor."""
    cells = n_cells[0] * n_cells[1] * n_cells[2]
    exponent = radius2(delta, metric) * (-2 / 0.63)
    exponent = torch.where(exponent < FAINTEST, -math.inf, exponent)
    return torch.exp(exponent) * (cells * cells)


def tophat_block(delta: Triple, n_cells: Triple, metric: Tensor) -> Tensor:
    """F_latt² of a flat spot; the metric holds the fudge factor."""
    cells = n_cells[0] * n_cells[1] * n_cells[2]
    inside = radius2(delta, metric) < 0.3969
    return torch.where(inside, cells * cells, torch.zeros_like(cells))


def look_up(squared: Tensor, nearest: Triple, layout: Tensor) -> Tensor:
    """F² of whole indices.

    Parameters
    ----------
    squared : Tensor, shape (cells,)
    nearest : three Tensors, whole numbers
    layout : int32 Tensor, shape (9,)
        Lowest h, k, l; highest h, k, l; strides of h and k; cell number of 0, 0, 0.
    """
    return _read(squared, _cell(_whole(nearest), layout))


def look_up_near(
    table: Tensor, nearest: Triple, layout: Tensor, first: Tensor
) -> Tensor:
    """Read the first or the second half of a table (2 * cells,); see ``look_up``."""
    cell = _cell(_whole(nearest), layout)
    return _read(table, torch.where(first, cell, cell + table.shape[0] // 2))


def neighbourhood(
    nearest: Triple, delta: Triple, layout: Tensor
) -> tuple[Tensor, Triple]:
    """Cell of the lowest of 4 x 4 x 4 neighbours, and where an index is among them.

    Where the neighbours leave the list, the nearest index itself is taken.

    Parameters
    ----------
    nearest, delta : three Tensors each
        Nearest whole index, and what the index is more than that.
    layout : int32 Tensor, shape (9,)
        See ``look_up``; of a box with ``ROOM`` more cells on each side.
    """
    at = _whole(nearest)
    bases, fractions, outside = [], [], None
    for axis in range(3):
        below = delta[axis] < 0
        base = torch.where(below, at[axis] - 1, at[axis])
        x = torch.where(below, delta[axis] + 1, delta[axis])
        # nanoBragg asks for three listed neighbours more than it reads.
        low, high = layout[axis] + 3 + ROOM, layout[axis + 3] - 3 - ROOM
        leaves = (base < low) | (base > high) | ((base == high) & (x > 0))
        outside = leaves if outside is None else outside | leaves
        bases.append(base)
        fractions.append(x)
    assert outside is not None
    h, k, l = (torch.where(outside, at[i], bases[i]) for i in range(3))
    first = _cell((h, k, l), layout, ROOM) - (layout[6] + layout[7] + 1)
    nil = torch.zeros_like(delta[0])
    x, y, z = (torch.where(outside, nil, fraction) for fraction in fractions)
    return first, (x, y, z)


def interpolated(
    planes: Tensor, first: Tensor, fractions: Triple, layout: Tensor, basis: Tensor
) -> Tensor:
    """F between the reflections, by four-point Lagrange polynomials per axis.

    Of each term, the sixteen neighbours in a plane of k and l lie side by side: the
    compiler makes one vector of them, and nothing is gathered.

    Parameters
    ----------
    planes : Tensor, shape (4 * cells,)
        See ``side_by_side``.
    first, fractions, layout
        See ``neighbourhood``.
    basis : Tensor, shape (8, 16)
        See ``plane_basis``.
    """
    at_each_cell = planes.unfold(0, _PLANE, _NODES)
    plane: Tensor | None = None
    for i, along_h in enumerate(_lagrange(fractions[0])):
        there = torch.nn.functional.embedding(first + i * layout[6], at_each_cell)
        part = along_h[..., None] * there
        plane = part if plane is None else plane + part
    assert plane is not None
    weights = _cubic(basis[:4], fractions[1]) * _cubic(basis[4:], fractions[2])
    return (plane * weights).sum(dim=-1)


def side_by_side(amplitude: Tensor, row: int) -> Tensor:
    """Put four neighbours along k of each cell where one was.

    The sixteen neighbours of a cell, four along k and four along l, then follow each
    other without a gap.

    Parameters
    ----------
    amplitude : Tensor, shape (cells,)
    row : int
        Cells to the next k.

    Returns
    -------
    Tensor, shape (4 * cells,)
    """
    cells = len(amplitude)
    # What lies beyond the end is read with weight 0, if at all.
    longer = torch.cat([amplitude, amplitude.new_zeros(_NODES * row)])
    shifted = [longer[i * row : i * row + cells] for i in range(_NODES)]
    return torch.stack(shifted, dim=1).flatten()


def plane_basis(like: Tensor) -> Tensor:
    """Coefficients of the Lagrange polynomials of the neighbours in a plane.

    Returns
    -------
    Tensor, shape (8, 16)
        Along k, then along l: constant to cubic term, of each neighbour in the order
        of ``side_by_side``.
    """
    node = torch.arange(_PLANE, device=like.device)
    polynomials = like.new_tensor(_LAGRANGE).T
    along_k, along_l = polynomials[:, node % _NODES], polynomials[:, node // _NODES]
    return torch.cat([along_k, along_l]).contiguous()


def _whole(index: Triple) -> Triple:
    h, k, l = (value.to(torch.int32) for value in index)
    return h, k, l


def _cell(index: Triple, layout: Tensor, room: int = 0) -> Tensor:
    """Cell number of an index, kept within the box less some room on each side."""
    h, k, l = (
        torch.minimum(
            torch.maximum(index[axis], layout[axis] + room), layout[axis + 3] - room
        )
        for axis in range(3)
    )
    return h * layout[6] + k * layout[7] + (l - layout[8])


def _read(table: Tensor, cell: Tensor) -> Tensor:
    """Values of cells; unlike indexing, without a thought for negative numbers."""
    return torch.nn.functional.embedding(cell, table[:, None])[..., 0]


def _cubic(coefficients: Tensor, x: Tensor) -> Tensor:
    """Cubic polynomials, sixteen of each number."""
    x = x[..., None]
    total = coefficients[3] * x + coefficients[2]
    return (total * x + coefficients[1]) * x + coefficients[0]


def _lagrange(x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Weights of the nodes -1, 0, 1, 2 at x in [0, 1)."""
    before, after, far = x + 1, x - 1, x - 2
    inner, outer = after * far, before * x
    return (
        x * inner * (-1 / 6),
        before * inner * 0.5,
        outer * far * -0.5,
        outer * after * (1 / 6),
    )
