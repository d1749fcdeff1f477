"""Reflections near the Ewald sphere, row by row of the reciprocal lattice.

A box of indices holds millions of reflections, the shell around the sphere thousands.
For each row of the lattice the two places where it crosses the shell solve a quadratic
equation, so that the box is never walked through.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from ..sources import mean_direction
from .crystal_model import CrystalModel

_LARGEST_TURN_RAD = math.radians(1.0)
_GRID = 33


@dataclass(frozen=True, slots=True, kw_only=True)
class PhiGroup:
    """Neighbouring phi steps that share their candidates.

    Attributes
    ----------
    first, last : int     steps, half open
    middle : int          the step whose orientation stands for them
    turn_rad : float      farthest rotation from it
    """

    first: int
    last: int
    middle: int
    turn_rad: float


def phi_groups(model: CrystalModel) -> Iterator[PhiGroup]:
    """Cut an oscillation into groups of steps that are close to each other."""
    phi = model.phi_rad.tolist()
    step = abs(phi[1] - phi[0]) if len(phi) > 1 else 0.0
    size = len(phi) if step == 0 else max(1, int(2 * _LARGEST_TURN_RAD / step))
    for first in range(0, len(phi), size):
        last = min(first + size, len(phi))
        middle = (first + last) // 2
        # A stale step may see the rotation of a neighbour.
        yield PhiGroup(
            first=first,
            last=last,
            middle=middle,
            turn_rad=step * (max(middle - first, last - 1 - middle) + 1),
        )


def candidates(model: CrystalModel, group: PhiGroup, reach: float) -> Tensor:
    """Reflections that may come near the Ewald sphere in a group of phi steps.

    Parameters
    ----------
    reach : float     farthest from the sphere, Å⁻¹

    Returns
    -------
    int64 Tensor, shape (n, 3)
    """
    orientation = group.middle * model.domains
    reciprocal = model.reciprocal[orientation]
    incident = mean_direction(model.incident)
    per_wavelength = float(model.per_wavelength.mean())
    low, high, farthest = _box(model, orientation, incident, per_wavelength)
    thickness = reach + _smear(model, group, incident, per_wavelength, farthest)
    # What smears the sphere also carries reflections in over the panel's edges.
    margin = 1.0 + thickness * torch.linalg.vector_norm(
        model.direct[orientation], dim=1
    )
    low, high = torch.floor(low - margin), torch.ceil(high + margin)
    along = int(torch.linalg.vector_norm(reciprocal, dim=1).argmin())
    return _crossings(
        reciprocal, incident * per_wavelength, (low, high), along, thickness
    )


def _box(
    model: CrystalModel, orientation: int, incident: Tensor, per_wavelength: float
) -> tuple[Tensor, Tensor, float]:
    """Range of indices (3,) that the panel sees, and its largest 1/d."""
    surface = model.surface
    device = incident.device
    edge = torch.linspace(0.0, 1.0, _GRID, device=device, dtype=torch.float64)
    fast0, slow0, fast1, slow1 = model.region
    positions = surface.positions(
        ((fast0 + (fast1 - fast0) * edge) * surface.pixel)[None, :],
        ((slow0 + (slow1 - slow0) * edge) * surface.pixel)[:, None],
        torch.zeros((), device=device, dtype=torch.float64),
    )
    rays = positions / torch.linalg.vector_norm(positions, dim=0)
    scattering = (rays - incident[:, None]) * per_wavelength
    hkl = model.direct[orientation] @ scattering
    low, high = hkl.amin(1), hkl.amax(1)
    slack = 0.02 * (high - low)
    farthest = float(torch.linalg.vector_norm(scattering, dim=0).max()) * 1.02
    return low - slack, high + slack, farthest


def _smear(
    model: CrystalModel,
    group: PhiGroup,
    incident: Tensor,
    per_wavelength: float,
    farthest: float,
) -> float:
    """How far rotation, mosaicity, divergence and bandwidth move the sphere, Å⁻¹."""
    turned = model.spread_rad + group.turn_rad
    cosine = (model.incident @ incident).clamp(-1.0, 1.0)
    turned += float(torch.acos(cosine).max())
    bandwidth = float((model.per_wavelength - per_wavelength).abs().max())
    share = farthest * farthest / (2 * per_wavelength * per_wavelength)
    return farthest * min(turned, 2.0) + share * bandwidth


def _crossings(
    reciprocal: Tensor,
    centre: Tensor,
    box: tuple[Tensor, Tensor],
    along: int,
    thickness: float,
) -> Tensor:
    """Lattice points of a box that lie within a shell about the sphere.

    Parameters
    ----------
    reciprocal : Tensor, shape (3, 3)    rows a*, b*, c*
    centre : Tensor, shape (3,)          incident / λ
    box : pair of Tensor (3,)            lowest and highest indices
    along : int                          the axis that rows run along
    thickness : float                    on each side of the sphere
    """
    low, high = box
    one, two = (axis for axis in range(3) if axis != along)
    rows = torch.cartesian_prod(
        *(
            torch.arange(
                float(low[axis]), float(high[axis]) + 1.0, device=centre.device
            ).double()
            for axis in (one, two)
        )
    )
    start = rows @ reciprocal[[one, two]] + centre
    step = reciprocal[along]
    square = step @ step
    nearest = -(start @ step) / square
    missed2 = (start.square().sum(1) - nearest.square() * square) / square
    radius = torch.linalg.vector_norm(centre)
    outer2 = (radius + thickness).square() / square - missed2
    inner2 = (radius - thickness).clamp(min=0.0).square() / square - missed2
    outer, inner = outer2.clamp(min=0.0).sqrt(), inner2.clamp(min=0.0).sqrt()
    whole = inner2 <= 0
    # Two stretches of each row; a row that only grazes the shell has one.
    first = torch.cat([nearest - outer, torch.where(whole, torch.inf, nearest + inner)])
    last = torch.cat(
        [torch.where(whole, nearest + outer, nearest - inner), nearest + outer]
    )
    first = first.ceil().clamp(min=float(low[along]))
    last = last.floor().clamp(max=float(high[along]))
    count = (last - first + 1).clamp(min=0.0)
    count = torch.where((outer2 < 0).repeat(2), 0.0, count).long()
    return _expand(rows, first, count, (one, two, along))


def _expand(
    rows: Tensor, first: Tensor, count: Tensor, axes: tuple[int, int, int]
) -> Tensor:
    """Indices of ``count`` points from ``first`` on, for each stretch of a row."""
    stretch = torch.repeat_interleave(count)
    before = torch.cumsum(count, 0) - count
    number = torch.arange(len(stretch), device=rows.device) - before[stretch]
    one, two, along = axes
    hkl = torch.empty((len(stretch), 3), dtype=torch.int64, device=rows.device)
    row = rows[stretch % len(rows)].long()
    hkl[:, one], hkl[:, two] = row[:, 0], row[:, 1]
    hkl[:, along] = first[stretch].long() + number
    return hkl
