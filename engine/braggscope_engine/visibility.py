"""Upper bounds on what a block of pixels can hold, from its corners alone."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn.functional import max_pool3d

from .models.crystal import CrystalShape
from .scattering import Scatterer, indices_at
from .structure_factors import FactorGrid

_LAGRANGE_GROWTH = 1.25**3
"""Four-point interpolation overshoots the largest of its nodes by at most this."""


def brightest_near(grid: FactorGrid, reach: int) -> Tensor:
    """Largest F² within ``reach`` indices of each cell of a grid, shape (cells,)."""
    if not grid.listed:
        return grid.squared
    shape = grid.shape
    box = grid.squared.reshape(1, 1, *shape)
    widened = max_pool3d(box, 2 * reach + 1, stride=1, padding=reach)
    return widened.reshape(-1)


def block_bounds(
    scatterer: Scatterer,
    portion: Tensor,
    corners: Tensor,
    bend: Tensor,
    brightest: Tensor,
    *,
    interpolate: bool,
) -> Tensor:
    """Bound F_cell² F_latt², summed over a portion of the orientations.

    Parameters
    ----------
    scatterer : Scatterer
    portion : Tensor, shape (3, m, 4)
        See ``Scatterer.portions``.
    corners : Tensor, shape (4, rows + 1, columns + 1)
        Homogeneous directions of the corners of rows x columns blocks.
    bend : Tensor, shape (rows * columns,)
        How far a direction within a block may be from all those between its corners;
        see ``largest_bend``.
    brightest : Tensor, shape (cells,)
        See ``brightest_near``.
    interpolate : bool

    Returns
    -------
    Tensor, shape (rows * columns,)
    """
    rows, columns = corners.shape[1] - 1, corners.shape[2] - 1
    hkl = indices_at(portion, corners.flatten(1))
    hkl = hkl.reshape(*hkl.shape[:2], rows + 1, columns + 1)
    four = (
        hkl[..., :-1, :-1],
        hkl[..., :-1, 1:],
        hkl[..., 1:, :-1],
        hkl[..., 1:, 1:],
    )
    low = torch.minimum(torch.minimum(four[0], four[1]), torch.minimum(*four[2:]))
    high = torch.maximum(torch.maximum(four[0], four[1]), torch.maximum(*four[2:]))
    middle = ((low + high) / 2).flatten(2)
    steepest = torch.linalg.vector_norm(portion[..., :3], dim=2)
    half = ((high - low) / 2).flatten(2) + steepest[..., None] * bend
    nearest = torch.round(middle)
    away = torch.clamp((middle - nearest).abs() - half, min=0.0)
    squared = scatterer.grid.look_up(brightest, nearest.to(scatterer.dtype))
    # Up to 1 from the middle lie only the nearest index and its neighbours.
    squared = torch.where((half > 1).any(dim=0), brightest.max(), squared)
    if interpolate:
        squared = squared * _LAGRANGE_GROWTH**2
    return (squared * _lattice_bound2(scatterer, away.to(scatterer.dtype))).sum(dim=0)


def largest_bend(path: Tensor, edge: Tensor, depth: Tensor) -> tuple[Tensor, Tensor]:
    """Bound how directions curve within blocks.

    Between its corners a function of two coordinates leaves the bilinear one by at
    most an eighth of the squared edge times each second derivative. A direction seen
    from a distance r has second derivatives of at most 2 / r², on a flat panel and on
    a bent one.

    Parameters
    ----------
    path : Tensor, shape (rows + 1, columns + 1)   sample to corners, m
    edge : Tensor, shape ()                        edge of a block, m
    depth : Tensor, shape ()                       deepest layer of the sensor, m

    Returns
    -------
    bend, closest : Tensor, shape (rows * columns,)
        Largest deviation of a unit vector, and least distance from the sample, m.
    """
    rows = torch.minimum(path[:-1], path[1:])
    corners = torch.minimum(rows[:, :-1], rows[:, 1:]).flatten()
    closest = torch.clamp(corners - edge, min=1e-9)
    return (edge / closest).square() / 2 + depth / closest, closest


def _lattice_bound2(scatterer: Scatterer, away: Tensor) -> Tensor:
    """Largest F_latt² at least ``away`` (3, m, n) from a reflection; shape (m, n)."""
    cells = scatterer.n_cells
    if scatterer.shape is CrystalShape.SQUARE:
        sine = torch.sin(math.pi * away)
        factor = torch.minimum(cells, (sine + 1e-20).reciprocal())
        return (factor[0] * factor[1] * factor[2]).square()
    every = cells[0] * cells[1] * cells[2]
    if scatterer.shape is CrystalShape.ROUND:
        radius = (away * cells).square().sum(dim=0) * scatterer.fudge
        x2 = math.pi**2 * radius
        # |3 (sin x / x - cos x) / x²| is at most 1, and at most 3 (1 + 1/x) / x².
        tail = 3 * (1 + torch.rsqrt(x2 + 1e-20)) / (x2 + 1e-20)
        return (every * torch.clamp(tail, max=1.0)).square()
    # |Σ δ a*| is at least the smallest singular value of (a*, b*, c*) times |δ|.
    stretch = torch.linalg.svdvals(scatterer.reciprocal)[-1].square()
    radius2 = away.square().sum(dim=0) * stretch * scatterer.radius_scale2
    radius2 = radius2 * scatterer.fudge
    if scatterer.shape is CrystalShape.GAUSS:
        return (every * torch.exp(-radius2 / 0.63)).square()
    inside: Tensor = (every * (radius2 < 0.3969).to(away.dtype)).square()
    return inside
