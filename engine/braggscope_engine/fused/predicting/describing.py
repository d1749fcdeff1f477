"""The columns of predicted reflections: crossing, partiality, size of the spot."""

from __future__ import annotations

import torch
from torch import Tensor

from ..arithmetic import Triple
from .orbits import Orbit, crossing_of, orbit_of, recorded_part
from .vectors import Matrix, dot, inner, matrix_of


def describe(
    hkl: Tensor,
    place: Tensor,
    orientation: Tensor,
    source: Tensor,
    near: Tensor,
    weight: Tensor,
    orientations: Tensor,
    sources: Tensor,
    vectors: Tensor,
    radius: Tensor,
    phi: Tensor,
    smear: Tensor,
    surface: Tensor,
    decay: Tensor,
) -> Tensor:
    """Columns of n reflections; see ``Orbits`` and ``spot_variance``.

    Parameters
    ----------
    hkl : Tensor, shape (3, n)           whole numbers
    place, orientation, source, orientations, sources, decay : Tensor
        See ``strike``; of the best hit of each reflection.
    near : Tensor, shape (n,)            spindle angle, radians
    weight : Tensor, shape (n,)          mean over the image
    vectors : Tensor, shape (9, 3)
        Rows that take indices to Å⁻¹ (3), to what ``Orbits`` has as still, cosine and
        sine, to the component along the spindle; the spindle; the mean beam.
    radius : Tensor, shape (1,)          1/λ of the mean beam
    phi : Tensor, shape (3,)
        First and last angle; the part of a still that one source and domain is, or 0.
    smear : Tensor, shape (5, 3)
        Covariance of the beams (3); variances of the domains and of 1/λ.
    surface : Tensor, shape (3, 3)       corner; fast and slow of a pixel, metres

    Returns
    -------
    Tensor, shape (5, n)
        |G|; crossing, radians; partiality; the spot's variance along fast and slow.
    """
    orbit = orbit_of(hkl, vectors)
    spread = matrix_of(orientations, orientation, 9)
    seen = _seen(place, surface)
    per_length = torch.rsqrt(inner(seen, seen))
    unit = (seen[0] * per_length, seen[1] * per_length, seen[2] * per_length)
    along = (
        inner(spread[0], unit),
        inner(spread[1], unit),
        inner(spread[2], unit),
    )
    size2 = inner(along, along) / (2 * decay[0])
    deepest = torch.atan2(orbit[4], orbit[3])
    crossing = crossing_of(orbit, deepest, radius[0], near)
    sigma2 = size2 + _smear2(orbit, vectors, radius[0], near, smear)
    recorded = recorded_part(orbit, deepest, radius[0], near, sigma2, phi)
    height = weight / torch.maximum(torch.sqrt(size2 / sigma2), phi[2])
    still = torch.clamp(height, max=1.0)
    partiality = torch.where(phi[2] > 0, still, recorded)
    variance = _spot_variance(
        seen,
        matrix_of(orientations, orientation, 18),
        sources[3][source],
        surface,
        decay[0],
    )
    columns = [torch.sqrt(orbit[1]), crossing, partiality, *variance]
    return torch.stack(columns)


def _smear2(
    orbit: Orbit, vectors: Tensor, radius: Tensor, angle: Tensor, smear: Tensor
) -> Tensor:
    star, square, still, cosine, sine = orbit
    cos_phi, sin_phi = torch.cos(angle), torch.sin(angle)
    towards = still + cosine * cos_phi + sine * sin_phi + radius
    far2 = square + 2 * radius * (towards - radius) + radius * radius
    per_far = torch.rsqrt(far2)
    cosine_2theta = towards * per_far
    lever = torch.clamp(1 - cosine_2theta * cosine_2theta, min=0.0) * (radius * radius)
    rest = 1 - cosine_2theta
    axis = [vectors[7, i] for i in range(3)]
    along = axis[0] * star[0] + axis[1] * star[1] + axis[2] * star[2]
    turned = (
        axis[1] * star[2] - axis[2] * star[1],
        axis[2] * star[0] - axis[0] * star[2],
        axis[0] * star[1] - axis[1] * star[0],
    )
    x, y, z = (
        (
            axis[i] * along
            + (star[i] - axis[i] * along) * cos_phi
            + turned[i] * sin_phi
            + radius * vectors[8, i]
        )
        * per_far
        for i in range(3)
    )
    beam = x * dot(smear[0], (x, y, z)) + y * dot(smear[1], (x, y, z))
    beam = (beam + z * dot(smear[2], (x, y, z))) * (radius * radius)
    return smear[3, 0] * lever + rest * rest * smear[4, 0] + beam


def _seen(place: Tensor, surface: Tensor) -> Triple:
    """Positions of places on the panel, metres."""
    x, y, z = (
        surface[0, i] + place[0] * surface[1, i] + place[1] * surface[2, i]
        for i in range(3)
    )
    return x, y, z


def _spot_variance(
    seen: Triple,
    narrow: Matrix,
    radius: Tensor,
    surface: Tensor,
    decay: Tensor,
) -> tuple[Tensor, Tensor]:
    x, y, z = seen
    far2 = x * x + y * y + z * z
    scale = radius * torch.rsqrt(far2)
    moves = []
    for number in (1, 2):
        share = dot(surface[number], (x, y, z)) / far2
        move = (
            (surface[number, 0] - x * share) * scale,
            (surface[number, 1] - y * share) * scale,
            (surface[number, 2] - z * share) * scale,
        )
        moves.append(tuple(inner(line, move) for line in narrow))
    (a, b, c), (d, e, f) = moves
    fast2, slow2 = a * a + b * b + c * c, d * d + e * e + f * f
    # Not fast² slow² less the square of their product: seen edge on, little is left.
    normal = (b * f - c * e, c * d - a * f, a * e - b * d)
    area = 2 * decay * inner(normal, normal)
    return slow2 / area, fast2 / area
