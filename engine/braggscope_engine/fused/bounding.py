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
from .arithmetic import FAINTEST, Triple, look_up_near, sine_pi

BUNDLE_NUMBERS = 28
"""Numbers of one bundle of orientations in one source; see ``bound``."""
ROUNDING = 1e-6
"""Of unit vectors and of their products, in float32."""
_HALF = 0.5
_NOTHING = 1e-20


def bound(shape: CrystalShape) -> Callable[..., Tensor]:
    """Bound the photons in blocks, for crystals of a shape."""

    def kernel(
        fast_px: Tensor,
        slow_px: Tensor,
        frame: Tensor,
        sizes: Tensor,
        bundles: Tensor,
        n_cells: Tensor,
        table: Tensor,
        limits: Tensor,
        layout: Tensor,
    ) -> Tensor:
        looks = _look(fast_px, slow_px, frame, sizes)
        columns = [bundles[:, i : i + 1] for i in range(BUNDLE_NUMBERS)]
        nearest, away, furthest = _indices(looks, columns)
        # Up to a half from a whole index, it is the nearest one; up to 1.5 from it lie
        # only that and its neighbours.
        squared = look_up_near(table, nearest, layout, furthest < _HALF)
        squared = torch.where(furthest > 3 * _HALF, limits[0], squared)
        terms = squared * _lattice_bound2(shape, away, n_cells, limits[1]) * columns[24]
        a, b, c = (away[i] * n_cells[i] for i in range(3))
        in_main = torch.maximum(torch.maximum(a, b), c) < 1.0
        terms = torch.where(in_main, terms * limits[2], terms)
        nearness = looks[8].to(torch.float64)
        return terms.sum(dim=0).to(torch.float64) * (sizes[3] * (nearness * nearness))

    kernel.__doc__ = """Photons at most in any pixel of n blocks of a flat panel.

    Parameters
    ----------
    fast_px, slow_px : int32 Tensor, shape (n,)
        First pixel of each block.
    frame : float64 Tensor, shape (9,)
        Corner, fast axis, slow axis.
    sizes : float64 Tensor, shape (5,)
        Pixel, half the edge of a block, depth of the sensor, photons for F² F_latt² of
        1 times the squared distance, and distance from the middle of a block to its
        furthest corner.
    bundles : float32 Tensor, shape (m, 28)
        Of each: three rows that take (direction, 1) to h, k, l (12); their products
        with the fast axis (3) and with the slow axis (3); largest difference from these
        of one in the bundle (3); their lengths (3); orientations in it, weighed; unit
        vector of the beam (3).
    n_cells : float32 Tensor, shape (3,)
    table : float32 Tensor, shape (2 * cells,)
        Largest F² at whole indices, and there or at one next to each.
    limits : float32 Tensor, shape (3,)
        Largest F² of all; what makes squared distances from a reflection dimensionless;
        how much more it counts where a main maximum may be.
    layout : int32 Tensor, shape (9,)
        See ``look_up``.

    Returns
    -------
    float64 Tensor, shape (n,)
    """
    return kernel


def _look(fast_px: Tensor, slow_px: Tensor, frame: Tensor, sizes: Tensor) -> Tensor:
    """Look from the sample at blocks.

    Returns
    -------
    float32 Tensor, shape (9, n)
        Unit vector to the middle (3); its component along the fast and the slow axis;
        half a block seen from the sample; what else a direction in the block may
        differ by; by how much in all; and the inverse of the least distance.
    """
    fast_m, slow_m = (px * sizes[0] + sizes[1] for px in (fast_px, slow_px))
    # Cancellation is over when there is a position: the rest needs few digits.
    x, y, z = (
        (frame[i] + fast_m * frame[3 + i] + slow_m * frame[6 + i]).to(torch.float32)
        for i in range(3)
    )
    half, depth, furthest = (sizes[i].to(torch.float32) for i in (1, 2, 4))
    fast, slow = (
        [frame[axis + i].to(torch.float32) for i in range(3)] for axis in (3, 6)
    )
    per_path = torch.rsqrt(x * x + y * y + z * z)
    unit = (x * per_path, y * per_path, z * per_path)
    closest = torch.clamp(per_path.reciprocal() - furthest, min=1e-9)
    nearness = closest.reciprocal()
    bend = furthest * nearness
    bend = bend * bend + depth * nearness
    along = [
        unit[0] * axis[0] + unit[1] * axis[1] + unit[2] * axis[2]
        for axis in (fast, slow)
    ]
    numbers = [*unit, *along, half * per_path, bend, furthest * per_path + bend]
    # Put side by side, they are found once and not anew for each bundle.
    return torch.stack([*numbers, nearness])


def _indices(looks: Tensor, columns: list[Tensor]) -> tuple[Triple, Triple, Tensor]:
    """Nearest whole indices; how far from them, at least and (any) at most."""
    x, y, z, along_fast, along_slow, half_px, bend, anywhere = looks[:8]
    toward = columns[25] * x + columns[26] * y + columns[27] * z
    # Length of the scattering vector at most: what differs in a bundle grows so.
    reach = torch.sqrt(torch.clamp(2 - 2 * toward, min=0.0) + ROUNDING) + anywhere
    slack = bend + ROUNDING
    nearest, away, furthest = [], [], None
    for axis in range(3):
        row = columns[4 * axis : 4 * axis + 4]
        along = row[0] * x + row[1] * y + row[2] * z
        step = (columns[12 + axis] - along * along_fast).abs()
        step = step + (columns[15 + axis] - along * along_slow).abs()
        half = step * half_px + columns[18 + axis] * reach + columns[21 + axis] * slack
        middle = along + row[3]
        whole = torch.round(middle)
        distance = (middle - whole).abs()
        nearest.append(whole)
        away.append(torch.clamp(distance - half, min=0.0))
        far = distance + half
        furthest = far if furthest is None else torch.maximum(furthest, far)
    assert furthest is not None
    h, k, l = nearest
    a, b, c = away
    return (h, k, l), (a, b, c), furthest


def _lattice_bound2(
    shape: CrystalShape, away: Triple, n_cells: Tensor, scale: Tensor
) -> Tensor:
    """Largest F_latt² at least ``away`` from a reflection."""
    cells = n_cells[0] * n_cells[1] * n_cells[2]
    if shape is CrystalShape.SQUARE:
        # One division for all three: 1 / max(1 / N, sin).
        a, b, c = (
            torch.maximum(n_cells[i].reciprocal(), sine_pi(away[i])) for i in range(3)
        )
        factor = (a * b * c).reciprocal()
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
        # No less than a Gaussian that ends there, and no denormal number either.
        exponent = torch.clamp(radius2 * (-2 / 0.63), min=FAINTEST)
        return torch.exp(exponent) * (cells * cells)
    return torch.where(radius2 < 0.3969, cells * cells, torch.zeros_like(cells))
