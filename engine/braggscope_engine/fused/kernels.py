"""The kernels that are compiled: what each one takes and gives.

All of them are loops over pixels, fused into one pass. Miller indices are found in
float64; from there on everything is float32.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from ..models.crystal import CrystalShape
from .arithmetic import (
    Triple,
    gauss_block,
    look_up,
    round_block,
    square_block,
    tophat_block,
)


@dataclass(frozen=True, slots=True)
class Variant:
    """One kernel.

    Attributes
    ----------
    stage : str
        ``"aim"``, ``"anchor"``, ``"anchored"`` or ``"direct"``.
    shape : CrystalShape       SQUARE for the stages that do not depend on it
    listed : bool              whether there is a list of structure factors
    """

    stage: str
    shape: CrystalShape = CrystalShape.SQUARE
    listed: bool = True

    @property
    def name(self) -> str:
        """File name without suffix."""
        if self.stage in ("aim", "anchor"):
            return self.stage
        factors = "listed" if self.listed else "constant"
        return f"{self.stage}-{self.shape}-{factors}"


AIM = Variant("aim")
ANCHOR = Variant("anchor")


def needed(shape: CrystalShape, listed: bool) -> tuple[Variant, ...]:
    """Kernels that an image needs: aim, anchor, anchored, direct."""
    shaped = (Variant(stage, shape, listed) for stage in ("anchored", "direct"))
    return (AIM, ANCHOR, *shaped)


def kernels_for(shape: str) -> tuple[Variant, ...]:
    """Every kernel for crystals of a shape, with a list of structure factors or not."""
    shape = CrystalShape(shape)
    both = (*needed(shape, True), *needed(shape, False))
    return tuple(dict.fromkeys(both))


def aim(
    fast_m: Tensor, slow_m: Tensor, frame: Tensor, factors: Tensor
) -> tuple[Tensor, Tensor]:
    """Directions to the pixels of a flat panel, and what weighs them.

    Parameters
    ----------
    fast_m : float64 Tensor, shape (b, 1, f)
    slow_m : float64 Tensor, shape (b, s, 1)
        Distances from the outer corner of the first pixel, of b rectangles.
    frame : float64 Tensor, shape (12,)
        Corner, fast axis, slow axis, incident beam.
    factors : float32 Tensor, shape (11,)
        Solid angle over 1/path³ and over 1/path²; polarisation: constant, share of
        cos² 2θ, share of the direction; magnetic and electric unit vectors.

    Returns
    -------
    directions : float64 Tensor, shape (4, b, s, f)    homogeneous unit vectors
    weight : float32 Tensor, shape (b, s, f)           solid angle x polarisation
    """
    x, y, z = (
        frame[axis] + fast_m * frame[3 + axis] + slow_m * frame[6 + axis]
        for axis in range(3)
    )
    per_path = torch.rsqrt(x * x + y * y + z * z)
    x, y, z = x * per_path, y * per_path, z * per_path
    dx, dy, dz, reach = (value.to(torch.float32) for value in (x, y, z, per_path))
    cosine = (x * frame[9] + y * frame[10] + z * frame[11]).to(torch.float32)
    magnetic = dx * factors[5] + dy * factors[6] + dz * factors[7]
    electric = dx * factors[8] + dy * factors[9] + dz * factors[10]
    polarization = (
        factors[2]
        + factors[3] * (cosine * cosine)
        - factors[4] * (electric * electric - magnetic * magnetic)
    )
    solid_angle = reach * reach * (factors[0] * reach + factors[1])
    directions = torch.stack([x, y, z, torch.ones_like(x)])
    return directions, solid_angle * polarization


def anchor(directions: Tensor, matrix: Tensor, incident: Tensor) -> tuple[Tensor, ...]:
    """Miller indices in one orientation, split for float32.

    Parameters
    ----------
    directions : float64 Tensor, shape (4, n)    homogeneous unit vectors
    matrix : float64 Tensor, shape (3, 4)        see ``Scatterer.portions``
    incident : float64 Tensor, shape (3,)

    Returns
    -------
    rest, nearest, away : float32 Tensors, shape (3, n)
        Index minus nearest whole index, that index, and direction minus beam.
    """
    x, y, z = directions[0], directions[1], directions[2]
    rest, nearest = [], []
    for row in matrix:
        index = row[0] * x + row[1] * y + row[2] * z + row[3]
        whole = torch.round(index)
        rest.append((index - whole).to(torch.float32))
        nearest.append(whole.to(torch.float32))
    away = [(directions[i] - incident[i]).to(torch.float32) for i in range(3)]
    return torch.stack(rest), torch.stack(nearest), torch.stack(away)


def anchored(variant: Variant) -> Callable[..., Tensor]:
    """Sum over orientations close to one whose indices are known."""

    def kernel(
        rest: Tensor,
        nearest: Tensor,
        away: Tensor,
        turns: Tensor,
        n_cells: Tensor,
        squared: Tensor,
        layout: Tensor,
        metric: Tensor,
    ) -> Tensor:
        x, y, z = away[0], away[1], away[2]
        delta, whole = [], []
        for axis in range(3):
            turn = turns[axis]
            moved = turn[:, 0:1] * x + (turn[:, 1:2] * y + turn[:, 2:3] * z)
            index = moved + rest[axis]
            step = torch.round(index)
            delta.append(index - step)
            whole.append(nearest[axis] + step)
        return _sum(variant, delta, whole, n_cells, squared, layout, metric)

    return kernel


def direct(variant: Variant) -> Callable[..., Tensor]:
    """Sum over orientations that have nothing to do with each other."""

    def kernel(
        directions: Tensor,
        matrix: Tensor,
        n_cells: Tensor,
        squared: Tensor,
        layout: Tensor,
        metric: Tensor,
    ) -> Tensor:
        x, y, z = directions[0], directions[1], directions[2]
        delta, whole = [], []
        for axis in range(3):
            row = matrix[axis]
            index = row[:, 0:1] * x + row[:, 1:2] * y + row[:, 2:3] * z + row[:, 3:4]
            nearest = torch.round(index)
            delta.append((index - nearest).to(torch.float32))
            whole.append(nearest.to(torch.float32))
        return _sum(variant, delta, whole, n_cells, squared, layout, metric)

    return kernel


def function_of(variant: Variant) -> Callable[..., object]:
    """Find what is compiled for a variant."""
    if variant.stage == "aim":
        return aim
    if variant.stage == "anchor":
        return anchor
    return anchored(variant) if variant.stage == "anchored" else direct(variant)


def _sum(
    variant: Variant,
    delta: list[Tensor],
    whole: list[Tensor],
    n_cells: Tensor,
    squared: Tensor,
    layout: Tensor,
    metric: Tensor,
) -> Tensor:
    rest: Triple = (delta[0], delta[1], delta[2])
    cells: Triple = (n_cells[0], n_cells[1], n_cells[2])
    if variant.shape is CrystalShape.SQUARE:
        factor2 = square_block(rest, cells)
    elif variant.shape is CrystalShape.ROUND:
        factor2 = round_block(rest, cells, metric[0, 0])
    elif variant.shape is CrystalShape.GAUSS:
        factor2 = gauss_block(rest, cells, metric)
    else:
        factor2 = tophat_block(rest, cells, metric)
    if not variant.listed:
        return factor2.sum(dim=0) * squared[0]
    return (factor2 * look_up(squared, (whole[0], whole[1], whole[2]), layout)).sum(
        dim=0
    )
