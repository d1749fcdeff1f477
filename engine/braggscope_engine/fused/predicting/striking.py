"""How far from the sphere reflections are, and where they hit a flat panel."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ..arithmetic import Triple
from .vectors import combined, dot, inner, matrix_of

ORIENTATION_NUMBERS = 29
SOURCE_NUMBERS = 4
"""See ``strike``."""


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
    lattice = matrix_of(orientations, orientation, 0)
    beam, radius = _beam(sources, source)
    star = combined(lattice, indices)
    x, y, z = (star[i] + beam[i] * radius for i in range(3))
    far = torch.sqrt(x * x + y * y + z * z)
    error = far - radius
    ray = (x / far, y / far, z / far)
    spread = matrix_of(orientations, orientation, 9)
    across = (inner(spread[0], ray), inner(spread[1], ray), inner(spread[2], ray))
    square = inner(across, across)
    moved = combined(spread, across)
    share = error / square
    x, y, z = x - moved[0] * share, y - moved[1] * share, z - moved[2] * share
    per_length = 1.0 / torch.sqrt(x * x + y * y + z * z)
    ray = (x * per_length, y * per_length, z * per_length)
    facing = dot(panel[0], ray)
    reach = panel[3, 0] / facing
    reach = torch.where((facing != 0) & (reach > 0), reach, math.nan)
    place = [reach * dot(panel[1 + i], ray) - panel[3, 1 + i] for i in range(2)]
    weight = torch.exp(-decay[0] * (error * share))
    return weight, torch.stack(place)


def _beam(sources: Tensor, source: Tensor) -> tuple[Triple, Tensor]:
    x, y, z, radius = (sources[i][source] for i in range(4))
    return (x, y, z), radius
