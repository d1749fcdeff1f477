"""The kernels that are compiled: what each one takes and gives.

They are loops over pixels, fused into one pass. Miller indices need more digits than
float32 has. They are found in two parts: factors that are rounded so far that their
products and sums are exact in float32, and the small rest of each.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from ..models.crystal import CrystalShape
from .arithmetic import (
    Triple,
    gauss_block,
    interpolated,
    look_up,
    neighbourhood,
    round_block,
    square_block,
    tophat_block,
)
from .bounding import bound
from .predicting import describe, is_second, pass_sphere, strike
from .variants import Stage, Variant

COARSE = 1.0 / 4096
"""What components of directions are rounded to."""
TURN_NUMBERS = 31
"""Numbers of one orientation and source; see ``scatter``."""


def aim(
    fast_m: Tensor, slow_m: Tensor, frame: Tensor, factors: Tensor
) -> tuple[Tensor, Tensor]:
    """Directions to the pixels of a flat panel, and their solid angles.

    Parameters
    ----------
    fast_m : float64 Tensor, shape (b, 1, f)
    slow_m : float64 Tensor, shape (b, s, 1)
        Distances from the outer corner of the first pixel, of b rectangles.
    frame : float64 Tensor, shape (9,)
        Corner, fast axis, slow axis.
    factors : float32 Tensor, shape (2,)
        Solid angle over 1/path³ and over 1/path².

    Returns
    -------
    rays : float32 Tensor, shape (9, b, s, f)      see ``split``
    solid_angle : float32 Tensor, shape (b, s, f)
    """
    return _aim(fast_m, slow_m, frame, factors)


def aim_at_blocks(
    fast_px: Tensor,
    slow_px: Tensor,
    steps_px: Tensor,
    last_px: Tensor,
    grid: Tensor,
    frame: Tensor,
    factors: Tensor,
) -> tuple[Tensor, Tensor]:
    """Directions to the pixels of small blocks, all of one size.

    Parameters
    ----------
    fast_px, slow_px : int32 Tensor, shape (n,)
        First pixel of each block.
    steps_px : int32 Tensor, shape (2, k)
        How much further along fast and slow the pixels of a block are.
    last_px : int32 Tensor, shape (2,)
        The last pixel: those beyond are looked for there.
    grid : float64 Tensor, shape (3,)
        Pixel; where in each to aim, along fast and slow, in pixels.
    frame, factors
        See ``aim``.

    Returns
    -------
    rays : float32 Tensor, shape (9, k, n)      see ``split``
    solid_angle : float32 Tensor, shape (k, n)
    """
    fast_m, slow_m = (
        torch.minimum(first[None, :] + steps_px[axis][:, None], last_px[axis]) * grid[0]
        + grid[0] * grid[1 + axis]
        for axis, first in enumerate((fast_px, slow_px))
    )
    return _aim(fast_m, slow_m, frame, factors)


def _aim(
    fast_m: Tensor, slow_m: Tensor, frame: Tensor, factors: Tensor
) -> tuple[Tensor, Tensor]:
    x, y, z = (
        frame[axis] + fast_m * frame[3 + axis] + slow_m * frame[6 + axis]
        for axis in range(3)
    )
    per_path = torch.rsqrt(x * x + y * y + z * z)
    reach = per_path.to(torch.float32)
    solid_angle = reach * reach * (factors[0] * reach + factors[1])
    return split((x * per_path, y * per_path, z * per_path)), solid_angle


def split(direction: Triple) -> Tensor:
    """Split float64 unit vectors for float32.

    Returns
    -------
    Tensor, shape (9, ...)
        Components rounded to ``COARSE``, what is missing of them, and both together.
    """
    coarse = [torch.round(value * (1 / COARSE)) * COARSE for value in direction]
    fine = [value - near for value, near in zip(direction, coarse, strict=True)]
    parts = (*coarse, *fine, *direction)
    return torch.stack([part.to(torch.float32) for part in parts])


def scatter(variant: Variant) -> Callable[..., Tensor]:
    """Sum over orientations and sources, each weighed with its polarisation."""

    def kernel(
        rays: Tensor,
        solid_angle: Tensor,
        turns: Tensor,
        n_cells: Tensor,
        table: Tensor,
        layout: Tensor,
        metric: Tensor,
    ) -> Tensor:
        weight, at, away = _terms(rays, turns)
        factor2 = _lattice_factor2(variant.shape, away, n_cells, metric)
        squared = look_up(table, at, layout) if variant.listed else table[0]
        term = factor2 * squared + turns[:, 30:31]
        return (weight * term).sum(dim=0) * solid_angle

    kernel.__doc__ = """Photons of n pixels.

    Parameters
    ----------
    rays : Tensor, shape (9, n)
        See ``split``.
    solid_angle : Tensor, shape (n,)
    turns : Tensor, shape (m, 31)
        Of each orientation and source: for h, k and l the coarse and the fine part of
        the row that takes (direction, 1) to the index; xx, yy, zz, xy, xz, yz of the
        quadratic form of the direction that is its weight; background.
    n_cells, table, layout, metric : Tensor
        See ``FusedSum.tables``.
    """
    return kernel


def locate(variant: Variant) -> Callable[..., tuple[Tensor, ...]]:
    """Prepare the sum over orientations where structure factors are interpolated."""

    def kernel(
        rays: Tensor, turns: Tensor, n_cells: Tensor, layout: Tensor, metric: Tensor
    ) -> tuple[Tensor, ...]:
        weight, at, away = _terms(rays, turns)
        factor2 = _lattice_factor2(variant.shape, away, n_cells, metric)
        first, (x, y, z) = neighbourhood(at, away, layout)
        background = (weight * turns[:, 30:31]).sum(dim=0)
        return first, x, y, z, weight * factor2, background

    kernel.__doc__ = """Where the structure factors of each term are, and its weight.

    Parameters
    ----------
    rays, turns, n_cells, layout, metric : Tensor
        See ``scatter``.

    Returns
    -------
    first, x, y, z, weight : Tensor, shape (m, n)
    background : Tensor, shape (n,)
    """
    return kernel


def interpolate(
    first: Tensor,
    x: Tensor,
    y: Tensor,
    z: Tensor,
    weight: Tensor,
    background: Tensor,
    solid_angle: Tensor,
    planes: Tensor,
    layout: Tensor,
    basis: Tensor,
) -> Tensor:
    """Photons of n pixels, from what ``locate`` found."""
    found = interpolated(planes, first, (x, y, z), layout, basis)
    return ((weight * (found * found)).sum(dim=0) + background) * solid_angle


def function_of(variant: Variant) -> Callable[..., object]:
    """Find what is compiled for a variant."""
    if variant.stage is Stage.SCATTER:
        return scatter(variant)
    if variant.stage is Stage.LOCATE:
        return locate(variant)
    if variant.stage is Stage.BOUND:
        return bound(variant.shape)
    plain: dict[Stage, Callable[..., object]] = {
        Stage.AIM: aim,
        Stage.AIM_BLOCKS: aim_at_blocks,
        Stage.INTERPOLATE: interpolate,
        Stage.PASS_SPHERE: pass_sphere,
        Stage.STRIKE: strike,
        Stage.IS_SECOND: is_second,
        Stage.DESCRIBE: describe,
    }
    return plain[variant.stage]


def _terms(rays: Tensor, turns: Tensor) -> tuple[Tensor, Triple, Triple]:
    """Weights of terms (m, n), and their indices: nearest whole one, and the rest."""
    columns = [turns[:, i : i + 1] for i in range(TURN_NUMBERS)]
    delta, whole = [], []
    for axis in range(3):
        rest, nearest = _index(rays, columns[8 * axis : 8 * axis + 8])
        delta.append(rest)
        whole.append(nearest)
    x, y, z = rays[6], rays[7], rays[8]
    xx, yy, zz, xy, xz, yz = columns[24:30]
    weight = x * (xx * x + xy * y + xz * z) + y * (yy * y + yz * z) + z * (zz * z)
    return weight, (whole[0], whole[1], whole[2]), (delta[0], delta[1], delta[2])


def _index(rays: Tensor, row: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Miller index: what it is more than the nearest whole number, and that."""
    # Multiples of one small number, all of them: nothing is rounded here.
    main = row[0] * rays[0] + row[1] * rays[1] + row[2] * rays[2] + row[3]
    minor = row[0] * rays[3] + row[1] * rays[4] + row[2] * rays[5] + row[7]
    minor = minor + (row[4] * rays[6] + row[5] * rays[7] + row[6] * rays[8])
    nearest = torch.round(main + minor)
    return (main - nearest) + minor, nearest


def _lattice_factor2(
    shape: CrystalShape, delta: Triple, n_cells: Tensor, metric: Tensor
) -> Tensor:
    cells: Triple = (n_cells[0], n_cells[1], n_cells[2])
    if shape is CrystalShape.SQUARE:
        return square_block(delta, cells)
    if shape is CrystalShape.ROUND:
        return round_block(delta, cells, metric[0, 0])
    if shape is CrystalShape.GAUSS:
        return gauss_block(delta, cells, metric)
    return tophat_block(delta, cells, metric)
