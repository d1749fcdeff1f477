"""Right-handed rotations of vectors in the laboratory frame."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from .tensors import cosine, cross, sine, tensor


def about_axis(vector: Tensor, axis: Tensor, angle: Tensor) -> Tensor:
    """Rotate about an axis through the origin (Rodrigues).

    The axis is not normalised: one that is not of unit length scales and shears, as
    in nanoBragg.

    Parameters
    ----------
    vector, axis : Tensor, shape (3,)
    angle : Tensor, shape ()    radians
    """
    if _is_nothing(angle):
        return vector
    c, s = cosine(angle), sine(angle)
    along = axis * (torch.dot(axis, vector) * (1.0 - c))
    return along + vector * c + cross(axis, vector) * s


def about_xyz(angles: Tensor) -> Callable[[Tensor], Tensor]:
    """Rotation of vectors (3,) about laboratory x, then y, then z.

    Parameters
    ----------
    angles : Tensor, shape (3,)    radians
    """
    if _is_nothing(angles):
        return lambda vector: vector
    about_x, about_y, about_z = _elementary(angles)
    return lambda vector: about_z @ (about_y @ (about_x @ vector))


def _elementary(angles: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Matrices of rotations about x, y and z.

    Parameters
    ----------
    angles : Tensor, shape (3,)    radians

    Returns
    -------
    three of Tensor, shape (3, 3)
    """
    (cx, cy, cz), (sx, sy, sz) = cosine(angles), sine(angles)
    one, nil = tensor(1.0), tensor(0.0)

    def matrix(*rows: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        return torch.stack([torch.stack(row) for row in rows])

    return (
        matrix((one, nil, nil), (nil, cx, -sx), (nil, sx, cx)),
        matrix((cy, nil, sy), (nil, one, nil), (-sy, nil, cy)),
        matrix((cz, -sz, nil), (sz, cz, nil), (nil, nil, one)),
    )


def matrices_about(axis: Tensor, angles: Tensor) -> Tensor:
    """Rotation matrices about one axis for many angles.

    Parameters
    ----------
    axis : Tensor, shape (3,)
    angles : Tensor, shape (n,)    radians

    Returns
    -------
    Tensor, shape (n, 3, 3)        rows are output components
    """
    x, y, z = axis
    nil = torch.zeros_like(x)
    skew = torch.stack([nil, -z, y, z, nil, -x, -y, x, nil]).reshape(3, 3)
    c, s = cosine(angles)[:, None, None], sine(angles)[:, None, None]
    identity = torch.eye(3, dtype=axis.dtype)
    return c * identity + (1 - c) * torch.outer(axis, axis) + s * skew


def _is_nothing(angles: Tensor) -> bool:
    """Whether there is nothing to rotate by, nor to differentiate by."""
    return not angles.requires_grad and not bool(angles.any())
