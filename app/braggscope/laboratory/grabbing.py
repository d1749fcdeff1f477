"""Taking hold of the panel in the picture, and where the hand then has it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .projection import Array, Projection
from .scene import Panel

_CORNER_PX = 9.0
_EDGE_PX = 5.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PanelGrip:
    """A point of the panel under the hand.

    Attributes
    ----------
    pix0, normal, at : ndarray, shape (3,)
        The panel when it was taken, and where it was; mm.
    """

    pix0: Array
    normal: Array
    at: Array

    def moved_to(
        self, view: Projection, x: float, y: float, *, along_normal: bool
    ) -> tuple[float, float, float] | None:
        """pix0 with the grip under a screen position; None where that cannot be.

        Parameters
        ----------
        view : Projection
        x, y : float
        along_normal : bool
            Move along the normal, else within the plane.
        """
        if along_normal:
            there = view.on_line(x, y, self.at, self.normal)
        else:
            there = view.on_plane(x, y, self.at, self.normal)
        if there is None:
            return None
        px, py, pz = (self.pix0 + there - self.at).tolist()
        return px, py, pz


def grip_at(view: Projection, panel: Panel, x: float, y: float) -> PanelGrip | None:
    """Take the panel by pix0 or by an edge near a screen position, or None."""
    here = np.array([x, y])
    corner = view.to_screen(panel.pix0[None])[0]
    if np.hypot(*(corner - here)) <= _CORNER_PX:
        return PanelGrip(pix0=panel.pix0, normal=panel.normal, at=panel.pix0)
    screen = view.to_screen(panel.outline)
    start, along = screen[:-1], np.diff(screen, axis=0)
    length = np.maximum((along * along).sum(axis=1), 1e-12)
    part = np.clip(((here - start) * along).sum(axis=1) / length, 0, 1)
    distances = np.hypot(*(here - start - part[:, None] * along).T)
    if not np.nanmin(distances, initial=np.inf) <= _EDGE_PX:
        return None
    # The point in space that is seen there, which is not linear along the edge.
    at = view.on_plane(x, y, panel.pix0, panel.normal) if panel.is_flat else None
    if at is None:
        edge = int(np.nanargmin(distances))
        at = panel.outline[edge]
    return PanelGrip(pix0=panel.pix0, normal=panel.normal, at=at)
