"""What the lines and points of the laboratory are, one sentence each."""

from __future__ import annotations

import numpy as np

from .hiding import pieces
from .projection import Array, Projection
from .scene import Role, Scene

_NEAR_PX = 8.0

WORDS = {
    Role.BEAM: "Direct beam: comes from the left end, passes the sample, and ends "
    "where it meets the panel.",
    Role.PANEL: "Panel: the sensitive surface, to scale. Drag its edge to move it.",
    Role.FAST: "Fast axis: the direction in which the column number grows.",
    Role.SLOW: "Slow axis: the direction in which the row number grows.",
    Role.NORMAL: "Normal: at right angles to the panel, away from the sample.",
    Role.PIX0: "pix0: from the sample to the outer corner of the first pixel. Drag the "
    "square to move the panel; with Shift along its normal.",
    Role.FOOT: "Foot of the perpendicular: the point of the panel's plane nearest to "
    "the sample; its distance is the close distance.",
    Role.SPINDLE: "Rotation axis (spindle): the crystal turns about it, right-handed "
    "towards the arrow.",
    Role.TWO_THETA: "Two-theta axis: the detector swings about it, right-handed "
    "towards the arrow; the arc is the angle swung.",
    Role.POLARISATION: "Polarisation: the direction in which the electric field of "
    "the beam swings.",
    Role.CONE: "Ring and cone of one resolution: rays scattered by the same angle.",
    Role.SAMPLE: "Sample: the origin of the laboratory.",
}


def role_at(scene: Scene, view: Projection, x: float, y: float) -> Role | None:
    """What is at a screen position, the points before the lines; None for nothing."""
    here = np.array([x, y])
    for mark in scene.marks:
        if np.hypot(*(view.to_screen(mark.at[None])[0] - here)) <= _NEAR_PX:
            return mark.role
    found = [
        (_distance(view, line.points, here), number)
        for number, line in enumerate(scene.lines)
    ]
    distance, number = min(found)
    if distance <= _NEAR_PX:
        return scene.lines[number].role
    # Last, because the axes of the panel run along its edge.
    at_edge = _distance(view, scene.panel.outline, here) <= _NEAR_PX
    return Role.PANEL if at_edge else None


def _distance(view: Projection, points: Array, here: Array) -> float:
    """From a screen position to a curve as it is seen, pixels."""
    cut = pieces(points)
    screen = view.to_screen(cut.reshape(-1, 3)).reshape(-1, 2, 2)
    start, along = screen[:, 0], screen[:, 1] - screen[:, 0]
    length = np.maximum((along * along).sum(axis=1), 1e-12)
    part = np.clip(((here - start) * along).sum(axis=1) / length, 0, 1)
    distances = np.hypot(*(here - start - part[:, None] * along).T)
    return float(np.nanmin(distances, initial=np.inf))
