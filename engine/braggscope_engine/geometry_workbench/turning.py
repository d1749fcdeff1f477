"""Rotations as matrices and as angles about x, y and z."""

from __future__ import annotations

import math

import numpy as np

from ..models.axes import Vector
from .stance import Array

ANGLE_DIGITS = 12
"""Decimals of a degree that are kept: 1e-12° moves nothing by more than 1e-14 m."""


def about_xyz(angles_deg: Vector) -> Array:
    """Matrix of a rotation about laboratory x, then y, then z."""
    (cx, sx), (cy, sy), (cz, sz) = (
        (math.cos(angle), math.sin(angle)) for angle in map(math.radians, angles_deg)
    )
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return np.array(about_z @ about_y @ about_x)


def about_axis(axis: Array, angle_deg: float) -> Array:
    """Matrix of a right-handed rotation about a unit axis."""
    x, y, z = axis
    skew = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = math.radians(angle_deg)
    turned = np.eye(3) + math.sin(angle) * skew + (1 - math.cos(angle)) * skew @ skew
    return np.array(turned)


def angles_of(matrix: Array) -> Vector:
    """Angles about x, then y, then z of a rotation matrix, degrees.

    Well conditioned for every matrix: where x and z turn about the same direction, all
    of it is given to one of them.
    """
    upright = math.hypot(matrix[2, 1], matrix[2, 2])
    about_x = math.atan2(matrix[2, 1], matrix[2, 2]) if upright > 1e-8 else 0.0
    # Without the turn about x the matrix is Rz Ry, whose second column is z's alone.
    rest = matrix @ about_xyz((-math.degrees(about_x), 0.0, 0.0))
    about_z = math.atan2(-rest[0, 1], rest[1, 1])
    about_y = math.atan2(-rest[2, 0], rest[2, 2])
    angles = (math.degrees(angle) for angle in (about_x, about_y, about_z))
    x, y, z = (round(angle, ANGLE_DIGITS) + 0.0 for angle in angles)
    return x, y, z


def from_triad_to_triad(
    source: tuple[Array, Array], target: tuple[Array, Array]
) -> Array:
    """Rotation that takes two unit vectors at right angles to two others."""

    def triad(pair: tuple[Array, Array]) -> Array:
        first, second = pair
        return np.stack([first, second, np.cross(first, second)], axis=1)

    return np.array(triad(target) @ triad(source).T)
