"""Where a direction from the sample meets a panel: what a ring needs to know of it.

A ring is the set of directions at one angle to the beam. On a flat panel it is a conic,
on a panel bent about the sample a curve in two angles. Either way an edge of the panel
is a plane of directions, so a ring meets it at angles that are known in closed form.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from ..geometry import Geometry
from ..models.experiment import Experiment
from ..quirks import Quirk
from .stance import Array, Stance, unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Border:
    """Directions u with ``u · across = offset``: where a ring may enter or leave."""

    across: Array
    offset: float = 0.0


class RingSurface(Protocol):
    """A panel as seen from the sample. Positions are pixels (fast, slow)."""

    def seen(self, directions: Array) -> Array:
        """Where directions (n, 3) meet the panel's surface, (n, 2); NaN nowhere."""
        ...

    def borders(self, low: Array, high: Array) -> list[Border]:
        """Where the surface ends, and the edges of a rectangle in it."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class FlatSurface:
    """The plane of a flat panel, on the side to which rays go.

    Attributes
    ----------
    stance : Stance
    """

    stance: Stance

    @cached_property
    def _plane(self) -> tuple[Array, float, Array]:
        """Normal, close distance, and the stance's dual as columns: asked for often."""
        stance = self.stance
        return stance.normal, stance.close_m, np.stack(stance.dual, axis=1)

    def seen(self, directions: Array) -> Array:
        """Where directions (n, 3) meet the plane, (n, 2) pixels; NaN nowhere."""
        normal, close_m, dual = self._plane
        towards = directions @ normal
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.where(towards > 0, close_m / towards, np.nan)
            points = reach[:, None] * directions - self.stance.pix0
        seen: Array = points @ dual / self.stance.pixel_m
        return seen

    def borders(self, low: Array, high: Array) -> list[Border]:
        """Horizon of the plane, and the edges of a rectangle."""
        stance, (normal, close_m, duals) = self.stance, self._plane
        found = [Border(across=normal)]
        for axis, dual in enumerate(duals.T):
            for edge in (low[axis], high[axis]):
                # (reach u - pix0) · dual = edge, with reach = close / (u · normal)
                along = edge * stance.pixel_m + stance.pix0 @ dual
                across = close_m * dual - along * normal
                found.append(Border(across=across))
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BentSurface:
    """A panel rolled onto the sphere about the sample.

    Attributes
    ----------
    beam, right, up : (3,)        the beam, and where fast and slow run at its spot
    spot_px : (2,)                the beam spot
    radius_px : float             radius of the sphere over the pixel size
    """

    beam: Array
    right: Array
    up: Array
    spot_px: Array
    radius_px: float

    def seen(self, directions: Array) -> Array:
        """Where directions (n, 3) meet the sphere, (n, 2) pixels."""
        upright = np.clip(directions @ self.up, -1.0, 1.0)
        aside = np.arctan2(directions @ self.right, directions @ self.beam)
        level = np.hypot(directions @ self.right, directions @ self.beam)
        angles = np.stack([aside, np.arctan2(upright, level)], axis=1)
        return self.spot_px + self.radius_px * angles

    def borders(self, low: Array, high: Array) -> list[Border]:
        """The seam behind the sample, and the edges of a rectangle."""
        found = [Border(across=self.right)]
        for edge in (low[0], high[0]):
            angle = (edge - self.spot_px[0]) / self.radius_px
            across = math.cos(angle) * self.right - math.sin(angle) * self.beam
            found.append(Border(across=across))
        for edge in (low[1], high[1]):
            angle = (edge - self.spot_px[1]) / self.radius_px
            found.append(Border(across=self.up, offset=math.sin(angle)))
        return found


def ring_surface(experiment: Experiment, geometry: Geometry) -> RingSurface | None:
    """The surface of a panel; None where no direction leads to it.

    That is where its plane goes through the sample, and where it is bent about a beam
    that runs along it.
    """
    stance = Stance.of(geometry)
    if not stance.close_m > 0:
        return None
    if not experiment.detector.curved:
        return FlatSurface(stance=stance)
    if Quirk.TRANSPOSED_CURVED_DETECTOR in experiment.quirks:
        return None
    spot_m = np.array([geometry.fbeam_m, geometry.sbeam_m])
    if not np.isfinite(spot_m).all():
        return None
    right = unit(stance.fast - (stance.fast @ stance.beam) * stance.beam)
    up = np.cross(stance.beam, right)
    return BentSurface(
        beam=stance.beam,
        right=right,
        up=up * math.copysign(1.0, up @ stance.slow),
        spot_px=spot_m / stance.pixel_m,
        radius_px=abs(geometry.distance_m) / stance.pixel_m,
    )
