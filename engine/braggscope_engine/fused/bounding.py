"""Upper bounds on blocks of pixels, as a kernel that is compiled.

The same as ``block_rays`` and ``visibility`` have it, in one pass over blocks; the
tests hold the two together.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

from ..models.crystal import CrystalShape
from .arithmetic import Triple, look_up, sine_pi

BUNDLE_NUMBERS = 22
"""Numbers of one bundle of orientations in one source; see ``bound``."""
ROUNDING = 1e-6
"""Of unit vectors and of their products, in float32."""
_HALF = 0.5
_NOTHING = 1e-20


def bound(shape: CrystalShape) -> Callable[..., Tensor]:
    """Bound the photons in blocks of a flat panel, for crystals of a shape."""

    def kernel(
        fast_m: Tensor,
        slow_m: Tensor,
        frame: Tensor,
        sizes: Tensor,
        bundles: Tensor,
        n_cells: Tensor,
        at_index: Tensor,
        near_index: Tensor,
        limits: Tensor,
        layout: Tensor,
    ) -> Tensor:
        unit, reaches, bend, closest = _rays(fast_m, slow_m, frame, sizes)
        columns = [bundles[:, i : i + 1] for i in range(BUNDLE_NUMBERS)]
        reach = _scattering(unit, reaches, bend, columns[19:22])
        nearest, away, furthest = _indices(unit, reaches, bend, reach, columns)
        listed = look_up(at_index, nearest, layout)
        around = look_up(near_index, nearest, layout)
        # Up to a half from a whole index, it is the nearest one; up to 1.5 from it lie
        # only that and its neighbours.
        squared = torch.where(furthest < _HALF, listed, around)
        squared = torch.where(furthest > 3 * _HALF, limits[0], squared)
        terms = squared * _lattice_bound2(shape, away, n_cells, limits[1]) * columns[18]
        return terms.sum(dim=0).to(torch.float64) * (sizes[2] / (closest * closest))

    kernel.__doc__ = """Photons at most in any pixel of n blocks.

    Parameters
    ----------
    fast_m, slow_m : float64 Tensor, shape (n,)
        Middle of each block, from the outer corner of the first pixel.
    frame : float64 Tensor, shape (9,)
        Corner, fast axis, slow axis.
    sizes : float64 Tensor, shape (4,)
        Half the edge of a block, depth of the sensor, photons for F² of 1 times the
        squared distance, and distance from the middle to the furthest corner.
    bundles : float32 Tensor, shape (m, 22)
        Of each: three rows that take (direction, 1) to h, k, l; largest difference from
        these of one in the bundle (3); their lengths (3); orientations in it, weighed;
        unit vector of the beam (3).
    n_cells : float32 Tensor, shape (3,)
    at_index, near_index : float32 Tensor, shape (cells,)
        Largest F² at a whole index, and there or at one next to it.
    limits : float32 Tensor, shape (2,)
        Largest F² of all; what makes squared distances from a reflection dimensionless.
    layout : int32 Tensor, shape (9,)
        See ``look_up``.

    Returns
    -------
    float64 Tensor, shape (n,)
    """
    return kernel


def _rays(
    fast_m: Tensor, slow_m: Tensor, frame: Tensor, sizes: Tensor
) -> tuple[Triple, tuple[Triple, Triple], Tensor, Tensor]:
    """Unit vectors to the middles, half a block along either axis, and the rest."""
    x, y, z = (
        frame[axis] + fast_m * frame[3 + axis] + slow_m * frame[6 + axis]
        for axis in range(3)
    )
    per_path = torch.rsqrt(x * x + y * y + z * z)
    unit = (x * per_path, y * per_path, z * per_path)
    closest = torch.clamp(per_path.reciprocal() - sizes[3], min=1e-9)
    nearness = closest.reciprocal()
    bend = sizes[3] * nearness
    bend = bend * bend + sizes[1] * nearness
    half = sizes[0] * per_path
    reaches = []
    for first in (3, 6):
        along = frame[first], frame[first + 1], frame[first + 2]
        inner = unit[0] * along[0] + unit[1] * along[1] + unit[2] * along[2]
        reaches.append(
            _single(tuple((along[i] - unit[i] * inner) * half for i in range(3)))
        )
    return _single(unit), (reaches[0], reaches[1]), bend.to(torch.float32), closest


def _single(vector: tuple[Tensor, ...]) -> Triple:
    x, y, z = (component.to(torch.float32) for component in vector)
    return x, y, z


def _scattering(
    unit: Triple, reaches: tuple[Triple, Triple], bend: Tensor, incident: list[Tensor]
) -> Tensor:
    """Length of the scattering vector, at most: what differs in a bundle grows so."""
    cosine = incident[0] * unit[0] + incident[1] * unit[1] + incident[2] * unit[2]
    within = bend
    for reach in reaches:
        within = within + (reach[0].abs() + reach[1].abs() + reach[2].abs())
    return torch.sqrt(torch.clamp(2 - 2 * cosine, min=0.0) + ROUNDING) + within


def _indices(
    unit: Triple,
    reaches: tuple[Triple, Triple],
    bend: Tensor,
    reach: Tensor,
    columns: list[Tensor],
) -> tuple[Triple, Triple, Tensor]:
    """Nearest whole indices; how far from them, at least and (any) at most."""
    nearest, away, furthest = [], [], None
    for axis in range(3):
        row = columns[4 * axis : 4 * axis + 4]
        middle = row[0] * unit[0] + row[1] * unit[1] + row[2] * unit[2] + row[3]
        half = columns[12 + axis] * reach + columns[15 + axis] * (bend + ROUNDING)
        for along in reaches:
            step = row[0] * along[0] + row[1] * along[1] + row[2] * along[2]
            half = half + step.abs()
        whole = torch.round(middle)
        distance = (middle - whole).abs()
        nearest.append(whole)
        away.append(torch.clamp(distance - half, min=0.0))
        far = distance + half
        furthest = far if furthest is None else torch.maximum(furthest, far)
    assert furthest is not None
    h, k, l = nearest
    x, y, z = away
    return (h, k, l), (x, y, z), furthest


def _lattice_bound2(
    shape: CrystalShape, away: Triple, n_cells: Tensor, scale: Tensor
) -> Tensor:
    """Largest F_latt² at least ``away`` from a reflection."""
    cells = n_cells[0] * n_cells[1] * n_cells[2]
    if shape is CrystalShape.SQUARE:
        factors = [
            torch.minimum(n_cells[i], (sine_pi(away[i]) + _NOTHING).reciprocal())
            for i in range(3)
        ]
        factor = factors[0] * factors[1] * factors[2]
        return factor * factor
    if shape is CrystalShape.ROUND:
        a, b, c = (away[i] * n_cells[i] for i in range(3))
        x2 = (a * a + b * b + c * c) * (scale * math.pi**2) + _NOTHING
        # |3 (sin x / x - cos x) / x²| is at most 1, and at most 3 (1 + 1/x) / x².
        tail = 3 * (1 + torch.rsqrt(x2)) / x2
        factor = cells * torch.clamp(tail, max=1.0)
        return factor * factor
    x, y, z = away
    radius2 = (x * x + y * y + z * z) * scale
    if shape is CrystalShape.GAUSS:
        return torch.exp(radius2 * (-2 / 0.63)) * (cells * cells)
    return torch.where(radius2 < 0.3969, cells * cells, torch.zeros_like(cells))
