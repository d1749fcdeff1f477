"""What prediction does with many reflections, as kernels that are compiled.

The same as ``braggscope_engine.prediction`` does step by step, each part in one pass;
the tests hold the two together. All of it is float64.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from .arithmetic import Triple

PASSING_NUMBERS = 11
PASSING_VECTORS = 13
"""See ``pass_sphere``."""
ORIENTATION_NUMBERS = 29
"""See ``strike``."""
SOURCE_NUMBERS = 4
"""See ``strike``."""
ORBIT_VECTORS = 9
"""See ``describe``."""


def pass_sphere(
    row: Tensor, begin: Tensor, step: Tensor, vectors: Tensor, numbers: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """When n points of a lattice may be near the Ewald sphere; see ``Smear.passage``.

    Parameters
    ----------
    row : int64 Tensor, shape (n,)       row of the lattice that each point lies in
    begin : Tensor, shape (3, rows)      so that point i lies i steps from there
    step : Tensor, shape (3,)            indices from point to point
    vectors : Tensor, shape (13, 3)
        Rows that take indices to Å⁻¹ (3), to 2/λ times the component along the beam,
        and to what that changes by per radian; to how far inside the sides of the
        frustum G is (4), and to what that changes by per radian (4).
    numbers : Tensor, shape (11,)
        What is near: times |G|, times G², and besides; least change; largest rotation;
        how far rays may pass the panel, times |G| and besides; how far inside the sides
        the beam is (4).

    Returns
    -------
    enter, leave : Tensor, shape (n,)    rotations, radians
    there : bool Tensor, shape (n,)
        Whether within the largest rotation, and seen by the panel.
    """
    point = torch.arange(row.shape[0], device=row.device)
    h, k, l = (begin[axis][row] + step[axis] * point for axis in range(3))
    x, y, z, forward, slope = (_dot(vectors[i], (h, k, l)) for i in range(5))
    square = x * x + y * y + z * z
    length = torch.sqrt(square)
    near = numbers[0] * length + numbers[1] * square + numbers[2]
    slope = torch.where(slope.abs() < numbers[3], numbers[3], slope)
    when, half = -(square + forward) / slope, (near / slope).abs()
    turn = torch.clamp(when, -numbers[4], numbers[4])
    inside = [
        _dot(vectors[5 + i], (h, k, l))
        + _dot(vectors[9 + i], (h, k, l)) * turn
        + numbers[7 + i]
        for i in range(4)
    ]
    least = torch.minimum(
        torch.minimum(inside[0], inside[1]), torch.minimum(inside[2], inside[3])
    )
    slack = numbers[5] + torch.minimum(half, 2 * numbers[4])
    seen = least >= -(length * slack + numbers[6])
    return when - half, when + half, (when.abs() - half <= numbers[4]) & seen


def strike(
    table: Tensor,
    number: Tensor,
    orientation: Tensor,
    source: Tensor,
    orientations: Tensor,
    sources: Tensor,
    panel: Tensor,
    decay: Tensor,
) -> tuple[Tensor, Tensor]:
    """Excitation of n reflections, and where they hit a flat panel; see ``hits``.

    Parameters
    ----------
    table : Tensor, shape (3, r)                     whole numbers
    number, orientation, source : int64 Tensor, shape (n,)
        Which of these indices, and of the following.
    orientations : Tensor, shape (29, m)
        Of each: a*, b*, c* (9), rows of the spread (9) and of its inverse transposed
        (9), cosine and sine of the spindle angle.
    sources : Tensor, shape (4, s)                   incident beam (3), 1/λ
    panel : Tensor, shape (4, 3)
        Normal; vectors that read off fast and slow, pixels; and of each of them the
        product with the corner.
    decay : Tensor, shape (1,)

    Returns
    -------
    weight : Tensor, shape (n,)
    place : Tensor, shape (2, n)
    """
    indices = (table[0][number], table[1][number], table[2][number])
    lattice = _matrix(orientations, orientation, 0)
    beam, radius = _beam(sources, source)
    star = _combined(lattice, indices)
    x, y, z = (star[i] + beam[i] * radius for i in range(3))
    far = torch.sqrt(x * x + y * y + z * z)
    error = far - radius
    ray = (x / far, y / far, z / far)
    spread = _matrix(orientations, orientation, 9)
    across = (_sum(spread[0], ray), _sum(spread[1], ray), _sum(spread[2], ray))
    square = _sum(across, across)
    moved = _combined(spread, across)
    share = error / square
    x, y, z = x - moved[0] * share, y - moved[1] * share, z - moved[2] * share
    per_length = 1.0 / torch.sqrt(x * x + y * y + z * z)
    ray = (x * per_length, y * per_length, z * per_length)
    facing = _dot(panel[0], ray)
    reach = panel[3, 0] / facing
    reach = torch.where((facing != 0) & (reach > 0), reach, math.nan)
    place = [reach * _dot(panel[1 + i], ray) - panel[3, 1 + i] for i in range(2)]
    weight = torch.exp(-decay[0] * (error * share))
    return weight, torch.stack(place)


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
    _, square, still, cosine, sine = _orbit(hkl, vectors)
    level = -square / (2 * radius[0]) - still
    cos_phi, sin_phi = orientations[27][orientation], orientations[28][orientation]
    reach = torch.sqrt(cosine * cosine + sine * sine)
    rises = cosine * sin_phi > sine * cos_phi
    return (rises & (level < cosine_apart[0] * reach)).to(torch.int64)


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
    orbit = _orbit(hkl, vectors)
    spread = _matrix(orientations, orientation, 9)
    seen = _seen(place, surface)
    per_length = torch.rsqrt(_sum(seen, seen))
    unit = (seen[0] * per_length, seen[1] * per_length, seen[2] * per_length)
    along = (_sum(spread[0], unit), _sum(spread[1], unit), _sum(spread[2], unit))
    size2 = _sum(along, along) / (2 * decay[0])
    deepest = torch.atan2(orbit[4], orbit[3])
    crossing = _crossing(orbit, deepest, radius[0], near)
    sigma2 = size2 + _smear2(orbit, vectors, radius[0], near, smear)
    recorded = _recorded(orbit, deepest, radius[0], near, sigma2, phi)
    height = weight / torch.maximum(torch.sqrt(size2 / sigma2), phi[2])
    still = torch.clamp(height, max=1.0)
    partiality = torch.where(phi[2] > 0, still, recorded)
    variance = _spot_variance(
        seen,
        _matrix(orientations, orientation, 18),
        sources[3][source],
        surface,
        decay[0],
    )
    columns = [torch.sqrt(orbit[1]), crossing, partiality, *variance]
    return torch.stack(columns)


_Orbit = tuple[Triple, Tensor, Tensor, Tensor, Tensor]
"""G at no rotation, its square, and what ``Orbits`` has as still, cosine and sine."""


def _orbit(hkl: Tensor, vectors: Tensor) -> _Orbit:
    indices = (hkl[0], hkl[1], hkl[2])
    x, y, z, still, cosine, sine = (_dot(vectors[i], indices) for i in range(6))
    return (x, y, z), x * x + y * y + z * z, still, cosine, sine


def _crossing(orbit: _Orbit, deepest: Tensor, radius: Tensor, near: Tensor) -> Tensor:
    _, square, still, cosine, sine = orbit
    level = -square / (2 * radius) - still
    reach = torch.clamp(torch.sqrt(cosine * cosine + sine * sine), min=1e-300)
    gap = torch.acos(torch.clamp(level / reach, -1.0, 1.0))
    before = _within_half_a_turn(deepest - gap - near)
    after = _within_half_a_turn(deepest + gap - near)
    return near + torch.where(before.abs() <= after.abs(), before, after)


def _error(orbit: _Orbit, radius: Tensor, angle: Tensor) -> Tensor:
    _, square, still, cosine, sine = orbit
    forward = still + cosine * torch.cos(angle) + sine * torch.sin(angle)
    excess = square + 2 * radius * forward
    far = torch.sqrt(torch.clamp(excess + radius * radius, min=0.0))
    return excess / (far + radius)


def _recorded(
    orbit: _Orbit,
    deepest: Tensor,
    radius: Tensor,
    near: Tensor,
    sigma2: Tensor,
    phi: Tensor,
) -> Tensor:
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


def _smear2(
    orbit: _Orbit, vectors: Tensor, radius: Tensor, angle: Tensor, smear: Tensor
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
    beam = x * _dot(smear[0], (x, y, z)) + y * _dot(smear[1], (x, y, z))
    beam = (beam + z * _dot(smear[2], (x, y, z))) * (radius * radius)
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
    narrow: tuple[Triple, Triple, Triple],
    radius: Tensor,
    surface: Tensor,
    decay: Tensor,
) -> tuple[Tensor, Tensor]:
    x, y, z = seen
    far2 = x * x + y * y + z * z
    scale = radius * torch.rsqrt(far2)
    moves = []
    for number in (1, 2):
        share = _dot(surface[number], (x, y, z)) / far2
        move = (
            (surface[number, 0] - x * share) * scale,
            (surface[number, 1] - y * share) * scale,
            (surface[number, 2] - z * share) * scale,
        )
        moves.append(tuple(_sum(line, move) for line in narrow))
    (a, b, c), (d, e, f) = moves
    fast2, slow2 = a * a + b * b + c * c, d * d + e * e + f * f
    # Not fast² slow² less the square of their product: seen edge on, little is left.
    normal = (b * f - c * e, c * d - a * f, a * e - b * d)
    area = 2 * decay * _sum(normal, normal)
    return slow2 / area, fast2 / area


def _within_half_a_turn(angle: Tensor) -> Tensor:
    turns = torch.floor((angle + math.pi) * (1 / (2 * math.pi)))
    return angle - turns * (2 * math.pi)


def _matrix(table: Tensor, number: Tensor, first: int) -> tuple[Triple, Triple, Triple]:
    """Rows of one of the matrices of a table (29, m) for each number (n,)."""
    a, b, c, d, e, f, g, h, i = (table[first + j][number] for j in range(9))
    return (a, b, c), (d, e, f), (g, h, i)


def _beam(sources: Tensor, source: Tensor) -> tuple[Triple, Tensor]:
    x, y, z, radius = (sources[i][source] for i in range(4))
    return (x, y, z), radius


def _dot(vector: Tensor, other: Triple) -> Tensor:
    return vector[0] * other[0] + vector[1] * other[1] + vector[2] * other[2]


def _sum(one: Triple, two: Triple) -> Tensor:
    return one[0] * two[0] + one[1] * two[1] + one[2] * two[2]


def _combined(rows: tuple[Triple, Triple, Triple], factors: Triple) -> Triple:
    """Sum of rows, each times its factor."""
    x, y, z = (
        rows[0][i] * factors[0] + rows[1][i] * factors[1] + rows[2][i] * factors[2]
        for i in range(3)
    )
    return x, y, z
