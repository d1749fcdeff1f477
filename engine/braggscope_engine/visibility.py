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
    emphasis: float = 1.0,
) -> Tensor:
    """Bound F_cell² F_latt², summed over bundles of orientations.

    Parameters
    ----------
    scatterer : Scatterer
    bundles : Bundles
    rays : BlockRays
    interpolate : bool
    emphasis : float
        Counts this many times where the main maximum of a reflection may be.

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
    if emphasis != 1:
        in_main = (away * scatterer.n_cells).amax(dim=0) < 1
        bound = torch.where(in_main, bound * emphasis, bound)
    return (bound * bundles.count.to(dtype)).sum(dim=0)


def _brightest_within(
    grid: FactorGrid,
    nearest: Tensor,
    reach: Tensor,
    *,
    interpolate: bool,
) -> Tensor:
    """Largest F² up to ``reach`` (3, m, n) from whole indices; shape (m, n)."""
    at_index, near_index, highest = largest_factors(grid, interpolate=interpolate)
    if not grid.listed:
        return grid.look_up(at_index, nearest)
    furthest = reach.amax(dim=0)
    # Up to a half from a whole index, it is the nearest one.
    squared = torch.where(
        furthest < _HALF,
        grid.look_up(at_index, nearest),
        grid.look_up(near_index, nearest),
    )
    # Up to 1.5 from it lie only the nearest index and its neighbours.
    return torch.where(furthest > 3 * _HALF, highest, squared)


def largest_factors(
    grid: FactorGrid, *, interpolate: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """Largest F² up to a half from each whole index, up to 1.5 from it, and anywhere.

    Returns
    -------
    Tensor (cells,), Tensor (cells,), Tensor ()
    """
    near_index, highest = grid.brightest_near(3 if interpolate else 1)
    if not interpolate or not grid.listed:
        return grid.squared, near_index, highest
    growth = _LAGRANGE_GROWTH**2
    near_index = near_index * growth
    return near_index, near_index, highest * growth


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
    radius2 = away.square().sum(dim=0) * lattice_stretch2(scatterer) * scatterer.fudge
    if scatterer.shape is CrystalShape.GAUSS:
        return (every * torch.exp(-radius2 / 0.63)).square()
    inside: Tensor = (every * (radius2 < 0.3969).to(away.dtype)).square()
    return inside


def lattice_stretch2(scatterer: Scatterer) -> Tensor:
    """Least squared spot radius of a remainder of length 1, shape ()."""
    # |Σ δ a*| is at least the smallest singular value of (a*, b*, c*) times |δ|.
    stretch = torch.linalg.svdvals(scatterer.reciprocal)[-1].square()
    scaled: Tensor = stretch * scatterer.radius_scale2
    return scaled
