"""From where the laboratory is seen: a named view, until the hand moves it; no Qt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .projection import Array, Camera, Projection, fitted
from .scene import Scene

#: Azimuth and elevation, degrees, of each named view.
NAMED_VIEWS = {
    "isometric": (42.0, 24.0),
    "beam": (0.0, 0.0),
    "side": (90.0, 0.0),
    "top": (90.0, 90.0),
}
_RIM = 0.84


class Viewpoint:
    """The camera of a picture, whose size is in screen pixels.

    Attributes
    ----------
    name : str             the one of ``NAMED_VIEWS`` that was chosen last
    camera : Camera or None
        None before the first scene.
    is_whole : bool        whether the camera stands where the whole fits
    """

    def __init__(self) -> None:
        self.name = "isometric"
        self.camera: Camera | None = None
        self.is_whole = False

    def see_whole(self, scene: Scene, width: int, height: int) -> None:
        """See the whole of a scene in the named view."""
        azimuth, elevation = NAMED_VIEWS[self.name]
        camera = Camera(
            frame=scene.frame,
            azimuth_deg=azimuth,
            elevation_deg=elevation,
            target_mm=np.zeros(3),
            distance_mm=1.0,
        )
        fit = fitted(camera, scene.extent, _RIM * width, _RIM * height)
        # The focal length follows the picture, and the rim is part of it.
        self.camera = replace(fit, distance_mm=fit.distance_mm / _RIM)
        self.is_whole = True

    def projection(self, width: int, height: int) -> Projection | None:
        """How points come onto the screen now."""
        if self.camera is None:
            return None
        return Projection(camera=self.camera, width=width, height=height)

    def sees_any(self, points: Array, width: int, height: int) -> bool:
        """Whether any of some points, shape (n, 3), mm, is in the picture."""
        view = self.projection(width, height)
        if view is None:
            return False
        seen = view.to_screen(points)
        inside = (seen >= 0) & (seen <= [width, height])
        return bool(inside.all(axis=1).any())

    def orbit(self, right_deg: float, up_deg: float) -> None:
        """Go round what is looked at."""
        if self.camera is not None:
            self._look_from(self.camera.orbited(right_deg, up_deg))

    def zoom(self, factor: float) -> None:
        """Come nearer by a factor above 1."""
        if self.camera is not None:
            self._look_from(self.camera.zoomed(factor))

    def pan(self, right_px: float, down_px: float, width: int, height: int) -> None:
        """Move the picture."""
        view = self.projection(width, height)
        if view is None:
            return
        camera = view.camera
        per_px = camera.distance_mm / view.focal_px
        right, up = camera.axes[0], camera.axes[1]
        target = camera.target_mm + per_px * (down_px * up - right_px * right)
        self._look_from(replace(camera, target_mm=target))

    def _look_from(self, camera: Camera) -> None:
        self.camera = camera
        self.is_whole = False
