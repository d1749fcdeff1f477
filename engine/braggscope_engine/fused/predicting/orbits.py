"""What a reflection does while the crystal turns: crossings, and what is recorded."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ..arithmetic import Triple
from .vectors import dot

ORBIT_VECTORS = 9
"""See ``describe``."""

Orbit = tuple[Triple, Tensor, Tensor, Tensor, Tensor]
"""G at no rotation, its square, and what ``Orbits`` has as still, cosine and sine."""


def is_second(
    table: Tensor,
    number: Tensor,
    orientation: Tensor,
    orientations: Tensor,
    vectors: Tensor,
    radius: Tensor,
    cosine_apart: Tensor,
) -> Tensor:
    """Whether n hits belong to the second of two crossings; see ``Orbits.is_second``.

    Parameters
    ----------
    table, number, orientation, orientations : Tensor
        See ``strike``.
    vectors, radius : Tensor
        See ``describe``.
    cosine_apart : Tensor, shape (1,)

    Returns
    -------
    int64 Tensor, shape (n,)    0 or 1
    """
    hkl = torch.stack([table[i][number] for i in range(3)])
    _, square, still, cosine, sine = orbit_of(hkl, vectors)
    level = -square / (2 * radius[0]) - still
    cos_phi, sin_phi = orientations[27][orientation], orientations[28][orientation]
    reach = torch.sqrt(cosine * cosine + sine * sine)
    rises = cosine * sin_phi > sine * cos_phi
    return (rises & (level < cosine_apart[0] * reach)).to(torch.int64)


def orbit_of(hkl: Tensor, vectors: Tensor) -> Orbit:
    """Orbits of indices (3, n); for ``vectors`` see ``describe``."""
    indices = (hkl[0], hkl[1], hkl[2])
    x, y, z, still, cosine, sine = (dot(vectors[i], indices) for i in range(6))
    return (x, y, z), x * x + y * y + z * z, still, cosine, sine


def crossing_of(orbit: Orbit, deepest: Tensor, radius: Tensor, near: Tensor) -> Tensor:
    """Spindle angles of the crossings that are nearest to given ones, radians."""
    _, square, still, cosine, sine = orbit
    level = -square / (2 * radius) - still
    reach = torch.clamp(torch.sqrt(cosine * cosine + sine * sine), min=1e-300)
    gap = torch.acos(torch.clamp(level / reach, -1.0, 1.0))
    before = _within_half_a_turn(deepest - gap - near)
    after = _within_half_a_turn(deepest + gap - near)
    return near + torch.where(before.abs() <= after.abs(), before, after)


def recorded_part(
    orbit: Orbit,
    deepest: Tensor,
    radius: Tensor,
    near: Tensor,
    sigma2: Tensor,
    phi: Tensor,
) -> Tensor:
    """Fractions of the passes through the sphere that are between two angles."""
    off = _within_half_a_turn(near - deepest)
    turn = near - off
    low = torch.where(off < 0, turn - math.pi, turn)
    per_sigma = torch.rsqrt(2 * sigma2)
    start, end = (
        torch.erf(
            _error(
                orbit,
                radius,
                torch.minimum(torch.maximum(low, phi[i]), low + math.pi),
            )
            * per_sigma
        )
        for i in range(2)
    )
    return 0.5 * (end - start).abs()


def _error(orbit: Orbit, radius: Tensor, angle: Tensor) -> Tensor:
    _, square, still, cosine, sine = orbit
    forward = still + cosine * torch.cos(angle) + sine * torch.sin(angle)
    excess = square + 2 * radius * forward
    far = torch.sqrt(torch.clamp(excess + radius * radius, min=0.0))
    return excess / (far + radius)


def _within_half_a_turn(angle: Tensor) -> Tensor:
    turns = torch.floor((angle + math.pi) * (1 / (2 * math.pi)))
    return angle - turns * (2 * math.pi)
