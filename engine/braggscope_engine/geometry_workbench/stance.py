"""Where a flat panel truly stands, whatever its numbers say: the common ground.

Every convention states the same few vectors. Here they are free of pivots, defaults and
quirks, so that one convention can be written from another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..geometry import Geometry
from ..models.axes import Vector

Array = NDArray[np.float64]

EDGE_ON = 1e-9
"""|beam · normal| below which the beam runs along the panel and meets it nowhere."""


@dataclass(frozen=True, kw_only=True, eq=False)  # no slots: what is asked often is kept
class Stance:
    """A panel, the beam and the axes about which things turn, in one laboratory.

    Attributes
    ----------
    pix0 : (3,)                    outer corner of the first pixel, metres
    fast, slow : (3,)              from one pixel to the next, over the pixel size
    beam, spindle, polarization, two_theta_axis : (3,)   directions
    pixel_m, size_fast_m, size_slow_m : float            metres
    """

    pix0: Array
    fast: Array
    slow: Array
    beam: Array
    spindle: Array
    polarization: Array
    two_theta_axis: Array
    pixel_m: float
    size_fast_m: float
    size_slow_m: float

    @classmethod
    def of(cls, geometry: Geometry) -> Stance:
        """Take the stance of a placed panel."""
        return cls(
            pix0=np.array(geometry.pix0_m),
            fast=np.array(geometry.fast),
            slow=np.array(geometry.slow),
            beam=np.array(geometry.beam),
            spindle=np.array(geometry.spindle),
            polarization=np.array(geometry.polarization),
            two_theta_axis=np.array(geometry.two_theta_axis),
            pixel_m=geometry.pixel_size_m,
            size_fast_m=geometry.size_fast_m,
            size_slow_m=geometry.size_slow_m,
        )

    @cached_property
    def facing(self) -> Array:
        """Unit vector along fast × slow: towards the sample, or away from it."""
        return unit(np.cross(self.fast, self.slow))

    @cached_property
    def normal(self) -> Array:
        """Unit vector across the panel, away from the sample."""
        facing = self.facing
        return -facing if _dot(facing, self.pix0) < 0 else facing

    @property
    def is_right_handed(self) -> bool:
        """Whether fast × slow points away from the sample."""
        return _dot(self.facing, self.pix0) >= 0

    @property
    def along(self) -> float:
        """r: cosine between the beam and the normal."""
        return _dot(self.beam, self.normal)

    @property
    def close_m(self) -> float:
        """Distance from the sample to the plane of the panel; zero or more."""
        return _dot(self.normal, self.pix0)

    @cached_property
    def distance_m(self) -> float:
        """Distance along the beam; NaN where the beam does not meet the panel."""
        if self.along < EDGE_ON or not self.close_m > 0:
            return math.nan
        return self.close_m / self.along

    @cached_property
    def spot_m(self) -> tuple[float, float] | None:
        """Where the beam meets the plane (fast, slow), metres from the corner."""
        if math.isnan(self.distance_m):
            return None
        return self.panel_coordinates(self.distance_m * self.beam)

    @cached_property
    def foot_m(self) -> tuple[float, float]:
        """Foot of the perpendicular (fast, slow), metres from the corner."""
        return self.panel_coordinates(np.zeros(3))

    @cached_property
    def dual(self) -> tuple[Array, Array]:
        """Vectors whose products with a point of the plane are its coordinates.

        They are fast and slow themselves where those stand at right angles.
        """
        across = self.facing
        over_slow = np.cross(self.slow, across)
        over_fast = np.cross(across, self.fast)
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            return (
                over_slow / _dot(self.fast, over_slow),
                over_fast / _dot(self.slow, over_fast),
            )

    def panel_coordinates(self, point: Array) -> tuple[float, float]:
        """Return (fast, slow) of a point, dropped along the normal; metres."""
        to_fast, to_slow = self.dual
        with np.errstate(invalid="ignore", over="ignore"):
            away = point - self.pix0
        return _dot(to_fast, away), _dot(to_slow, away)

    def corners(self) -> Array:
        """Outer corners of the panel, shape (4, 3), metres."""
        return np.array(
            [
                self.pix0 + f * self.fast + s * self.slow
                for f in (0.0, self.size_fast_m)
                for s in (0.0, self.size_slow_m)
            ]
        )

    def turned(self, matrix: Array) -> Stance:
        """Turn the whole laboratory."""
        return replace(
            self,
            pix0=matrix @ self.pix0,
            fast=matrix @ self.fast,
            slow=matrix @ self.slow,
            beam=matrix @ self.beam,
            spindle=matrix @ self.spindle,
            polarization=matrix @ self.polarization,
            two_theta_axis=matrix @ self.two_theta_axis,
        )

    def at(self, pix0: Array) -> Stance:
        """Move the panel without turning it."""
        return replace(self, pix0=pix0)


def unit(vector: Array) -> Array:
    """Divide a vector by its length."""
    return vector / np.linalg.norm(vector)


def as_vector(values: Array) -> Vector:
    """Three plain numbers, without negative zeros."""
    x, y, z = (float(value) + 0.0 for value in values)
    return x, y, z


def largest_move_m(a: Stance, b: Stance) -> float:
    """How far the corner that moves most is from one stance to the other, metres."""
    return float(np.linalg.norm(a.corners() - b.corners(), axis=1).max())


def _dot(a: Array, b: Array) -> float:
    """Scalar product in plain floats: what overflows is no number, and no warning."""
    return float(sum(x * y for x, y in zip(a.tolist(), b.tolist(), strict=True)))
