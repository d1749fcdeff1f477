"""Upper bounds on what a block of pixels can hold."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from .block_rays import BlockRays
from .bundles import Bundles
from .models.crystal import CrystalShape
from .scattering import Scatterer
from .structure_factors import FactorGrid

_ROUNDING = 1e-6
"""Of unit vectors and of their products, in float32."""
_HALF = 0.5
_LAGRANGE_GROWTH = 1.25**3
"""Four-point interpolation overshoots the largest of its nodes by at most this."""


def block_bounds(
    scatterer: Scatterer,
    bundles: Bundles,
    rays: BlockRays,
    *,
    interpolate: bool,
) -> Tensor:
    """Bound F_cell² F_latt², summed over bundles of orientations.

    Parameters
    ----------
    scatterer : Scatterer
    bundles : Bundles
    rays : BlockRays
    interpolate : bool

    Returns
    -------
    Tensor, shape (blocks,), of the type of the rays
    """
    dtype = rays.middle.dtype
    matrix, steepest = bundles.matrix.to(dtype), bundles.steepest.to(dtype)[..., None]
    rows = matrix[..., :3].reshape(-1, 3)
    shape = (*matrix.shape[:2], -1)
    middle = (rows @ rays.middle).reshape(shape) + matrix[..., 3:]
    nearest = torch.round(middle)
    half = (rows @ rays.fast_reach).abs() + (rows @ rays.slow_reach).abs()
    # What differs within a bundle grows with the scattering vector.
    cosine = bundles.incident.to(dtype) @ rays.middle
    within = rays.fast_reach.abs().sum(dim=0) + rays.slow_reach.abs().sum(dim=0)
    scattering = torch.sqrt(torch.clamp(2 - 2 * cosine, min=0.0) + _ROUNDING)
    reach = scattering + within + rays.bend
    half = half.reshape(shape) + steepest * (rays.bend + _ROUNDING)
    half = half + bundles.spread.to(dtype)[..., None] * reach
    from_nearest = (middle - nearest).abs()
    away = torch.clamp(from_nearest - half, min=0.0)
    squared = _brightest_within(
        scatterer.grid, nearest, from_nearest + half, interpolate=interpolate
    )
    bound = squared * _lattice_bound2(scatterer, away)
    return (bound * bundles.count.to(dtype)).sum(dim=0)


def _brightest_within(
    grid: FactorGrid,
    nearest: Tensor,
    reach: Tensor,
    *,
    interpolate: bool,
) -> Tensor:
    """Largest F² up to ``reach`` (3, m, n) from whole indices; shape (m, n)."""
    brightest, highest = grid.brightest_near(3 if interpolate else 1)
    if not grid.listed:
        return grid.look_up(brightest, nearest)
    if interpolate:
        squared = grid.look_up(brightest, nearest) * _LAGRANGE_GROWTH**2
        beyond = highest * _LAGRANGE_GROWTH**2
    else:
        furthest = reach.amax(dim=0)
        # Up to a half from a whole index, it is the nearest one.
        squared = grid.nearest_squared(nearest)
        near = grid.look_up(brightest, nearest)
        squared = torch.where(furthest < _HALF, squared, near)
        beyond = highest
    # Up to 1.5 from it lie only the nearest index and its neighbours.
    return torch.where(reach.amax(dim=0) > 3 * _HALF, beyond, squared)


def largest_bend(path: Tensor, edge: Tensor, depth: Tensor) -> tuple[Tensor, Tensor]:
    """Bound how directions curve within blocks.

    Between its corners a function of two coordinates leaves the bilinear one by at
    most an eighth of the squared edge times each second derivative. A direction seen
    from a distance r has second derivatives of at most 2 / r², on a flat panel and on
    a bent one.

    Parameters
    ----------
    path : Tensor, shape (4, blocks)    sample to corners, m
    edge : Tensor, shape ()             edge of a block, m
    depth : Tensor, shape ()            deepest layer of the sensor, m

    Returns
    -------
    bend, closest : Tensor, shape (blocks,)
        Largest deviation of a unit vector, and least distance from the sample, m.
    """
    closest = torch.clamp(path.amin(dim=0) - edge, min=1e-9)
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
