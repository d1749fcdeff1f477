"""Reflections near the Ewald sphere, row by row of the reciprocal lattice.

A box of indices holds millions of reflections, the shell around the sphere thousands.
For each row of the lattice the two places where it crosses the shell solve a quadratic
equation, so that the box is never walked through.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from .compiled import CompiledSteps
from .crystal_model import CrystalModel
from .frustum import Frustum
from .passage import Passage, Smear
from .phi_groups import PhiGroup
from .vectors import picked, where_true

_GRID = 33
_LAST = 2
"""Rows that run along l list their points in order: h first, then k, then l."""
_AT_ONCE = 1 << 14
"""Candidates that are looked at together: what stays near the processor, and what one
thread does sooner than another would wake."""


def candidates(
    model: CrystalModel,
    group: PhiGroup,
    reach: float,
    frustum: Frustum,
    compiled: CompiledSteps | None = None,
) -> Passage:
    """Reflections that may come near the Ewald sphere in a group of phi steps.

    Parameters
    ----------
    reach : float     farthest from the sphere, Å⁻¹
    frustum : Frustum
    compiled : CompiledSteps, optional
    """
    orientation = group.middle * model.domains
    reciprocal = model.reciprocal[orientation]
    smear = Smear.of(model, group, reach, frustum)
    low, high, farthest = _box(model, orientation, smear.incident, smear.radius)
    # A beam from elsewhere meets the panel with other scattering vectors.
    elsewhere = smear.radius * smear.divergence_rad
    thickness = smear.farthest_move(farthest + elsewhere)
    # What smears the sphere also carries reflections in over the panel's edges.
    carried = thickness + elsewhere
    margin = 1.0 + carried * torch.linalg.vector_norm(model.direct[orientation], dim=1)
    low, high = torch.floor(low - margin), torch.ceil(high + margin)
    along = int(torch.linalg.vector_norm(reciprocal, dim=1).argmin())
    centre = smear.incident * smear.radius
    begin, count = _crossings(reciprocal, centre, (low, high), along, thickness)
    begin, row = _points(begin, count, along)
    if compiled is not None and len(row) > 1:
        return compiled.passage(
            smear, reciprocal, (begin, row), along, in_order=along == _LAST
        )
    return Passage.together(
        [
            smear.passage(reciprocal, hkl, in_order=along == _LAST)
            for hkl in _indices(begin, row, along)
        ]
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


def _crossings(
    reciprocal: Tensor,
    centre: Tensor,
    box: tuple[Tensor, Tensor],
    along: int,
    thickness: float,
) -> tuple[Tensor, Tensor]:
    """Rows of lattice points of a box that lie within a shell about the sphere.

    Parameters
    ----------
    reciprocal : Tensor, shape (3, 3)    rows a*, b*, c*
    centre : Tensor, shape (3,)          incident / λ
    box : pair of Tensor (3,)            lowest and highest indices
    along : int                          the axis that rows run along
    thickness : float                    on each side of the sphere

    Returns
    -------
    Tensor, shape (3, rows)          whole numbers, where each begins
    int64 Tensor, shape (rows,)      points of each; both in ascending order
    """
    low, high = (end.tolist() for end in box)
    one, two = (axis for axis in range(3) if axis != along)
    first, second = (
        torch.arange(low[axis], high[axis] + 1.0, device=centre.device).double()
        for axis in (one, two)
    )
    vectors = reciprocal[one], reciprocal[two], reciprocal[along], centre
    limits = low[along], high[along]
    found = [
        _stretches((lines, second), vectors, limits, thickness)
        for lines in torch.split(first, max(1, _AT_ONCE // len(second)))
    ]
    begin, count = torch.cat([part[0] for part in found], 1), [c for _, c in found]
    order = [(one, two, along).index(axis) for axis in range(3)]
    return begin[order], torch.cat(count)


def _stretches(
    numbers: tuple[Tensor, Tensor],
    vectors: tuple[Tensor, Tensor, Tensor, Tensor],
    limits: tuple[float, float],
    thickness: float,
) -> tuple[Tensor, Tensor]:
    """Stretches of rows within a shell; see ``_crossings``.

    Parameters
    ----------
    numbers : pair of Tensor (m,), (n,)
        Indices along the axes that tell the rows apart.
    vectors : four Tensor (3,)
        Those axes; the axis along the rows; the centre.
    limits : pair of float    lowest and highest index along the rows

    Returns
    -------
    Tensor, shape (3, k)      indices: those of the row, and where a stretch begins
    int64 Tensor, shape (k,)  its points
    """
    first, second = numbers
    *across, step, centre = vectors
    square = step @ step
    nearest, missed2 = _approach(
        (first[:, None], second), (across[0], across[1], centre), step
    )
    radius = torch.linalg.vector_norm(centre)
    outer2 = (radius + thickness).square() / square - missed2
    inner2 = (radius - thickness).clamp(min=0.0).square() / square - missed2
    outer, inner = outer2.clamp(min=0.0).sqrt(), inner2.clamp(min=0.0).sqrt()
    whole = inner2 <= 0
    # Two stretches of each row; a row that only grazes the shell has one.
    starts = torch.stack(
        [nearest - outer, torch.where(whole, torch.inf, nearest + inner)], -1
    )
    ends = torch.stack(
        [torch.where(whole, nearest + outer, nearest - inner), nearest + outer], -1
    )
    starts = starts.ceil().clamp(min=limits[0])
    count = (ends.floor().clamp(max=limits[1]) - starts + 1).clamp(min=0.0)
    count = torch.where(outer2[..., None] < 0, 0.0, count)
    stretch = where_true((count > 0).flatten())
    row = stretch >> 1
    line = torch.div(row, len(second), rounding_mode="floor")
    begin = [
        picked(first, line),
        picked(second, row - line * len(second)),
        picked(starts.flatten(), stretch),
    ]
    return torch.stack(begin), picked(count.flatten(), stretch).long()


def _approach(
    numbers: tuple[Tensor, Tensor], vectors: tuple[Tensor, Tensor, Tensor], step: Tensor
) -> tuple[Tensor, Tensor]:
    """Where rows of a lattice come nearest to the origin, and how near, in steps.

    Parameters
    ----------
    numbers : pair of Tensor (m, 1), (n,)
        The rows start at sums of these times the first two vectors, and the third.
    step : Tensor, shape (3,)    from point to point of a row

    Returns
    -------
    pair of Tensor (m, n)
        Number of steps from the start; square of the distance.
    """
    one, two = numbers
    a, b, c = vectors
    square = step @ step
    nearest = -(one * (a @ step) + (two * (b @ step) + c @ step)) / square
    start2 = (
        (one * one * (a @ a) + one * (2 * (a @ c)))
        + (two * two * (b @ b) + two * (2 * (b @ c)) + c @ c)
        + one * (two * (2 * (a @ b)))
    )
    return nearest, start2 / square - nearest.square()


def _points(begin: Tensor, count: Tensor, along: int) -> tuple[Tensor, Tensor]:
    """Row (n,) of each point, and rows moved so that point i is i steps from there."""
    after = torch.cumsum(count, 0)
    begin[along] -= after - count
    total = int(after[-1]) if len(after) else 0
    return begin, torch.repeat_interleave(count, output_size=total)


def _indices(begin: Tensor, row: Tensor, along: int) -> Iterator[Tensor]:
    """Indices (3, n) of points, a number at a time; see ``_points``."""
    for start in range(0, max(len(row), 1), _AT_ONCE):
        part = row[start : start + _AT_ONCE]
        hkl = picked(begin, part)
        hkl[along] += torch.arange(start, start + len(part), device=begin.device)
        yield hkl
