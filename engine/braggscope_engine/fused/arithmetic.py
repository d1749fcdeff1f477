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
"""Added to both halves of 0/0 at a Bragg condition, which then is its limit."""
_ROUND_VOLUME = 0.723601254558268


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
        turns = d * n
        numerator = sine_pi(turns - torch.round(turns)) + _TINY * n
        denominator = sine_pi(d) + _TINY
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
    return torch.exp(radius2(delta, metric) * (-2 / 0.63)) * (cells * cells)


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
    layout : Tensor, shape (9,)
        Lowest h, k, l; highest h, k, l; strides of h and k; cell number of 0, 0, 0.
    """
    h, k, l = (
        torch.minimum(torch.maximum(index, layout[axis]), layout[axis + 3])
        for axis, index in enumerate(nearest)
    )
    cell = h * layout[6] + k * layout[7] + (l - layout[8])
    return squared[cell.to(torch.int32)]
