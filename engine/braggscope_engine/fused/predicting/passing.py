"""Which points of a lattice pass the Ewald sphere, and when."""

from __future__ import annotations

import torch
from torch import Tensor

from .vectors import dot

PASSING_NUMBERS = 11
PASSING_VECTORS = 13
"""See ``pass_sphere``."""


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
    x, y, z, forward, slope = (dot(vectors[i], (h, k, l)) for i in range(5))
    square = x * x + y * y + z * z
    length = torch.sqrt(square)
    near = numbers[0] * length + numbers[1] * square + numbers[2]
    slope = torch.where(slope.abs() < numbers[3], numbers[3], slope)
    when, half = -(square + forward) / slope, (near / slope).abs()
    turn = torch.clamp(when, -numbers[4], numbers[4])
    inside = [
        dot(vectors[5 + i], (h, k, l))
        + dot(vectors[9 + i], (h, k, l)) * turn
        + numbers[7 + i]
        for i in range(4)
    ]
    least = torch.minimum(
        torch.minimum(inside[0], inside[1]), torch.minimum(inside[2], inside[3])
    )
    slack = numbers[5] + torch.minimum(half, 2 * numbers[4])
    seen = least >= -(length * slack + numbers[6])
    return when - half, when + half, (when.abs() - half <= numbers[4]) & seen
