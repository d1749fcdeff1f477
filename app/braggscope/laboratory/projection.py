"""From laboratory millimetres to screen pixels and back: perspective, no Qt.

The camera's axes are right, up and back (towards the viewer), a right-handed system, so
a right-handed laboratory looks right-handed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]

#: Focal length over the shorter side of the picture: a field of view of 31 degrees.
FOCAL_LENGTH = 1.8
#: Nothing nearer than this part of the camera's distance is drawn.
NEAR = 0.05
_PARALLEL = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """Directions that a viewer can name.

    Attributes
    ----------
    beam, up, side : ndarray, shape (3,)
        Unit vectors at right angles; side = beam × up is to the right of someone who
        looks along the beam.
    """

    beam: Array
    up: Array
    side: Array

    @classmethod
    def of(cls, beam: Array, up: Array) -> Frame:
        """Make `up` upright on the beam; any direction will do where it is parallel."""
        along = beam / np.linalg.norm(beam)
        upright = up - (up @ along) * along
        if np.linalg.norm(upright) < 1e-6:
            helper = np.eye(3)[int(np.argmin(np.abs(along)))]
            upright = helper - (helper @ along) * along
        upright = upright / np.linalg.norm(upright)
        return cls(beam=along, up=upright, side=np.cross(along, upright))


@dataclass(frozen=True, kw_only=True, eq=False)
class Camera:
    """From where the laboratory is seen.

    Attributes
    ----------
    frame : Frame
    azimuth_deg : float
        About `up`: 0 looks along the beam, 90 looks from the side with the beam going
        to the right.
    elevation_deg : float
        Above the beam's plane, -90 to 90.
    target_mm : ndarray, shape (3,)
        What is in the middle of the picture.
    distance_mm : float
        From the eye to the target.
    """

    frame: Frame
    azimuth_deg: float
    elevation_deg: float
    target_mm: Array
    distance_mm: float

    @cached_property
    def axes(self) -> Array:
        """Rows right, up and back: the rotation from laboratory to camera, (3, 3)."""
        azimuth = math.radians(self.azimuth_deg)
        elevation = math.radians(self.elevation_deg)
        beam, up, side = self.frame.beam, self.frame.up, self.frame.side
        level = -math.cos(azimuth) * beam + math.sin(azimuth) * side
        back = math.cos(elevation) * level + math.sin(elevation) * up
        right = math.sin(azimuth) * beam + math.cos(azimuth) * side
        return np.array([right, np.cross(back, right), back])

    @property
    def eye_mm(self) -> Array:
        """Where the viewer is, shape (3,)."""
        eye: Array = self.target_mm + self.distance_mm * self.axes[2]
        return eye

    def orbited(self, right_deg: float, up_deg: float) -> Camera:
        """Walk around the target; over the top there is no way."""
        elevation = min(90.0, max(-90.0, self.elevation_deg + up_deg))
        azimuth = (self.azimuth_deg + right_deg + 180.0) % 360.0 - 180.0
        return replace(self, azimuth_deg=azimuth, elevation_deg=elevation)

    def zoomed(self, factor: float) -> Camera:
        """Come nearer by a factor."""
        return replace(self, distance_mm=self.distance_mm / factor)


@dataclass(frozen=True, kw_only=True, eq=False)
class Projection:
    """A camera with a picture of a size in screen pixels."""

    camera: Camera
    width: float
    height: float

    @property
    def focal_px(self) -> float:
        """Focal length, screen pixels."""
        return FOCAL_LENGTH * min(self.width, self.height)

    @property
    def nearest_mm(self) -> float:
        """Depth of the plane in front of which nothing is drawn."""
        return NEAR * self.camera.distance_mm

    def depths(self, points: Array) -> Array:
        """Distances in front of the eye along its axis, shape (n,), mm."""
        depths: Array = (self.camera.eye_mm - points) @ self.camera.axes[2]
        return depths

    def to_screen(self, points: Array) -> Array:
        """Screen positions (x right, y down), shape (n, 2), of points (n, 3).

        Points that are not in front of the eye give NaN.
        """
        seen = (points - self.camera.target_mm) @ self.camera.axes.T
        depth = self.camera.distance_mm - seen[:, 2]
        depth = np.where(depth >= self.nearest_mm * (1 - _PARALLEL), depth, np.nan)
        x = self.width / 2 + self.focal_px * seen[:, 0] / depth
        y = self.height / 2 - self.focal_px * seen[:, 1] / depth
        return np.stack([x, y], axis=1)

    def ray(self, x: float, y: float) -> Array:
        """Unit vector from the eye through a screen position, shape (3,)."""
        sideways = (x - self.width / 2) / self.focal_px
        upwards = (self.height / 2 - y) / self.focal_px
        direction = np.array([sideways, upwards, -1.0]) @ self.camera.axes
        ray: Array = direction / np.linalg.norm(direction)
        return ray

    def on_plane(self, x: float, y: float, point: Array, normal: Array) -> Array | None:
        """Point of a plane seen at a screen position; None where there is none."""
        ray = self.ray(x, y)
        across = float(ray @ normal)
        if abs(across) < 1e-3 * float(np.linalg.norm(normal)):
            return None
        reach = float((point - self.camera.eye_mm) @ normal) / across
        return self.camera.eye_mm + reach * ray if reach > 0 else None

    def on_line(self, x: float, y: float, point: Array, along: Array) -> Array | None:
        """Point of a line nearest to what is seen at a screen position.

        None where the line is seen end-on.
        """
        ray = self.ray(x, y)
        cosine = float(ray @ along)
        across = 1.0 - cosine * cosine
        if across < 1e-3:
            return None
        offset = point - self.camera.eye_mm
        reach = (cosine * float(offset @ ray) - float(offset @ along)) / across
        return point + reach * along

    def clipped(self, start: Array, end: Array) -> tuple[Array, Array] | None:
        """Part of a line (3,) to (3,) that is in front of the eye, or None."""
        near = self.nearest_mm
        depth_start, depth_end = self.depths(np.stack([start, end]))
        if depth_start < near and depth_end < near:
            return None
        if depth_start >= near and depth_end >= near:
            return start, end
        part = (near - depth_start) / (depth_end - depth_start)
        cut = start + part * (end - start)
        return (cut, end) if depth_start < near else (start, cut)


def fitted(camera: Camera, points: Array, width: float, height: float) -> Camera:
    """Move the camera so that it sees all points, and fills the picture with them.

    Parameters
    ----------
    camera : Camera
        Its direction stays.
    points : ndarray, shape (n, 3)
    width, height : float
        Size of what the points may fill, screen pixels.
    """
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    radius = float(np.linalg.norm(points - middle, axis=1).max()) or 1.0
    camera = replace(camera, target_mm=middle, distance_mm=6.0 * radius)
    for _ in range(8):
        view = Projection(camera=camera, width=width, height=height)
        seen = view.to_screen(points)
        low, high = np.nanmin(seen, axis=0), np.nanmax(seen, axis=0)
        off = (low + high) / 2 - np.array([width, height]) / 2
        per_px = camera.distance_mm / view.focal_px
        target = camera.target_mm + per_px * (
            off[0] * camera.axes[0] - off[1] * camera.axes[1]
        )
        fill = float(max((high - low) / np.array([width, height])))
        distance = max(camera.distance_mm * fill, 1.3 * radius)
        camera = replace(camera, target_mm=target, distance_mm=distance)
    return camera


def turned(vectors: Array, axis: Array, angles_deg: Array) -> Array:
    """Turn one vector (3,) right-handedly about an axis, by each angle; (n, 3)."""
    unit = axis / np.linalg.norm(axis)
    angles = np.radians(angles_deg)[:, None]
    along = unit * (unit @ vectors)
    across = vectors - along
    swung: Array = (
        along + np.cos(angles) * across + np.sin(angles) * np.cross(unit, across)
    )
    return swung
