"""Frames and rotations of plain float64 vectors."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...models.axes import Vector

Array = NDArray[np.float64]
_PARALLEL = 1e-6
X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def array(vector: Sequence[float]) -> Array:
    """A vector as float64 array (3,)."""
    return np.array(vector, dtype=np.float64)


def vector(values: Array) -> Vector:
    """Plain numbers of an array (3,), without negative zeros."""
    x, y, z = (values + 0.0).tolist()
    return x, y, z


def unit(values: Sequence[float] | Array) -> Array:
    """A vector divided by its length."""
    direction = np.asarray(values, dtype=np.float64)
    return np.asarray(direction / np.linalg.norm(direction))


def across(values: Sequence[float], along: Sequence[float] | Array) -> Array | None:
    """Unit vector of what is perpendicular to another one; None where nothing is."""
    axis = unit(along)
    rest = np.cross(np.cross(axis, unit(values)), axis)
    return unit(rest) if np.linalg.norm(rest) > _PARALLEL else None


def frame(along: Sequence[float] | Array, *candidates: Sequence[float]) -> Array:
    """Rows x, y, z of a right-handed frame.

    z is along the first vector, x along the first candidate as far as that is
    perpendicular to it.
    """
    z = unit(along)
    options = (across(axis, along) for axis in (*candidates, X, Y))
    x = next(axis for axis in options if axis is not None)
    return np.stack([x, np.cross(z, x), z])


def misset_matrix(angles_deg: Sequence[float]) -> Array:
    """Rotation about x, then y, then z, shape (3, 3)."""
    (cx, sx), (cy, sy), (cz, sz) = (
        (math.cos(angle), math.sin(angle)) for angle in map(math.radians, angles_deg)
    )
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return np.asarray(about_z @ about_y @ about_x)


def misset_angles_deg(rotation: Array) -> Vector:
    """Angles about x, then y, then z, of a rotation matrix; degrees."""
    across_y = math.hypot(rotation[0, 0], rotation[1, 0])
    about_y = math.atan2(-rotation[2, 0], across_y)
    if across_y > 1e-12:
        about_x = math.atan2(rotation[2, 1], rotation[2, 2])
        about_z = math.atan2(rotation[1, 0], rotation[0, 0])
    else:  # x and z turn about the same axis: one angle says both
        about_x = math.atan2(-rotation[1, 2], rotation[1, 1])
        about_z = 0.0
    x, y, z = (math.degrees(angle) + 0.0 for angle in (about_x, about_y, about_z))
    return x, y, z
