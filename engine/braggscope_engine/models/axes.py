"""The seven directions of the laboratory that a convention fixes."""

from __future__ import annotations

from dataclasses import dataclass, fields

from . import checks

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """Directions in the laboratory frame, before any rotation of the detector.

    They need not be given as unit vectors. The defaults are those with which
    nanoBragg starts its CUSTOM convention.

    Attributes
    ----------
    beam : (3,)           incident beam, from the sample towards the detector
    fast, slow : (3,)     directions in which the pixel indices grow
    normal : (3,) or None detector normal; None means fast × slow
    two_theta : (3,)      axis of the two-theta swing
    polarization : (3,)   direction of the electric field of the beam
    spindle : (3,)        rotation axis of the crystal
    """

    beam: Vector = (1.0, 0.0, 0.0)
    fast: Vector = (0.0, 0.0, 1.0)
    slow: Vector = (0.0, -1.0, 0.0)
    normal: Vector | None = None
    two_theta: Vector = (0.0, 1.0, 0.0)
    polarization: Vector = (0.0, 0.0, 1.0)
    spindle: Vector = (0.0, 0.0, 1.0)

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None or field.name != "normal":
                checks.vector(f"detector.custom_axes.{field.name}", value)
