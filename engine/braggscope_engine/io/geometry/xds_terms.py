"""Geometry in XDS terms, which XDS.INP and XPARM.XDS share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import FileFormatError
from ...models.axes import Vector
from ...models.detector import Convention, Detector, Pivot
from .held import HeldPanel, Reading, Requested
from .vectors import X, Y, array, misset_angles_deg, unit, vector
from .words import right_angle


@dataclass(frozen=True, slots=True, kw_only=True)
class XdsPanel:
    """A detector as XDS describes it.

    Attributes
    ----------
    orgx_px, orgy_px : float
        Foot of the perpendicular; the centre of the first pixel is 1.
    distance_mm : float
        Along ED3 = ED1 × ED2 from the crystal, negative where that points back.
    fast, slow : (3,)           ED1 and ED2
    pixel_size_mm : float
    pixels_fast, pixels_slow : int
    """

    orgx_px: float
    orgy_px: float
    distance_mm: float
    fast: Vector
    slow: Vector
    pixel_size_mm: float
    pixels_fast: int
    pixels_slow: int

    def held(self, name: str) -> HeldPanel:
        """Place the panel in the frame of XDS.

        Raises
        ------
        FileFormatError
            For axes that are no right angle apart.
        """
        right_angle(self.fast, self.slow, name)
        fast = unit(self.fast)
        # The few digits of a file leave the axes a little askew.
        slow = array(self.slow) - (fast @ array(self.slow)) * fast
        slow = unit(slow)
        if self.distance_mm == 0:
            raise FileFormatError(f"{name}: DETECTOR_DISTANCE is 0; it must not be.")
        origin = (
            -(self.orgx_px - 0.5) * self.pixel_size_mm * fast
            - (self.orgy_px - 0.5) * self.pixel_size_mm * slow
            + self.distance_mm * np.cross(fast, slow)
        )
        return HeldPanel(
            origin_mm=vector(origin),
            fast=vector(fast),
            slow=vector(slow),
            pixel_size_mm=self.pixel_size_mm,
            pixels_fast=self.pixels_fast,
            pixels_slow=self.pixels_slow,
        )

    def natural(self, panel: HeldPanel, beam: Vector) -> Detector:
        """Return the detector in the XDS convention's own numbers."""
        fast, slow = array(panel.fast), array(panel.slow)
        normal = np.cross(fast, slow)
        along = abs(float(normal @ unit(beam)))
        close = abs(self.distance_mm)
        tilted = not (panel.fast == X and panel.slow == Y)
        turn = np.stack([fast, slow, normal], axis=1)
        return Detector(
            convention=Convention.XDS,
            pivot=Pivot.SAMPLE,
            distance_mm=close / along if along > 1e-9 else close,
            close_distance_mm=close if tilted else None,
            org_x_px=self.orgx_px,
            org_y_px=self.orgy_px,
            rotation_deg=misset_angles_deg(turn) if tilted else (0.0, 0.0, 0.0),
        )

    def requested(self) -> tuple[Requested, ...]:
        """The numbers as the file has them."""
        return (
            Requested(
                label="ORGX",
                value=f"{self.orgx_px:.10g}",
                unit="px",
                cell="org_x_px",
                numbers=(self.orgx_px,),
                note=FOOT_NOTE,
                readings=self._readings(),
            ),
            Requested(
                label="ORGY",
                value=f"{self.orgy_px:.10g}",
                unit="px",
                cell="org_y_px",
                numbers=(self.orgy_px,),
            ),
            Requested(
                label="DETECTOR_DISTANCE",
                value=f"{self.distance_mm:.10g}",
                unit="mm",
                cell="close_distance_mm",
                numbers=(abs(self.distance_mm),),
                note="" if self.distance_mm > 0 else _NEGATIVE,
            ),
            direction_requested("DIRECTION_OF_DETECTOR_X-AXIS", self.fast, "fast"),
            direction_requested("DIRECTION_OF_DETECTOR_Y-AXIS", self.slow, "slow"),
            Requested(label="QX", value=f"{self.pixel_size_mm:.10g}", unit="mm"),
        )

    def _readings(self) -> tuple[Reading, ...]:
        x, y = self.orgx_px, self.orgy_px
        return (
            Reading(
                label="Take ORGX, ORGY for the direct beam",
                cells=(("beam_fast_px", x - 0.5), ("beam_slow_px", y - 0.5)),
            ),
            Reading(
                label="Count ORGX, ORGY from the outer corner of the first pixel",
                cells=(("org_x_px", x + 0.5), ("org_y_px", y + 0.5)),
            ),
        )


def direction_requested(label: str, values: Vector, cell: str) -> Requested:
    """Show a direction of the file, of which the length says nothing."""
    return Requested(
        label=label,
        value=", ".join(f"{x:.10g}" for x in values),
        cell=cell,
        numbers=vector(unit(values)),
        tolerance=_AXIS_DIGITS,
    )


def vector_requested(label: str, values: Vector, unit_name: str = "") -> Requested:
    """Show a vector of the file."""
    text = ", ".join(f"{x:.10g}" for x in values)
    return Requested(label=label, value=text, unit=unit_name)


def reciprocal_of(
    axes: tuple[Vector, Vector, Vector], name: str
) -> tuple[Vector, Vector, Vector]:
    """a*, b*, c* of the direct axes (rows), Å⁻¹.

    Raises
    ------
    FileFormatError
        For axes that lie in one plane.
    """
    direct = np.array(axes)
    lengths = np.linalg.norm(direct, axis=1)
    if not abs(np.linalg.det(direct)) > 1e-9 * float(np.prod(lengths)) > 0:
        raise FileFormatError(
            f"{name}: the three axes of the unit cell lie in one plane."
        )
    a, b, c = (vector(row) for row in np.linalg.inv(direct).T)
    return a, b, c


_AXIS_DIGITS = 1e-5
"""Axes have six digits in XDS' files; what they leave askew is made square."""

_NEGATIVE = (
    "It is negative: the normal, X-axis × Y-axis, points back to the crystal. The "
    "distance is the same."
)

FOOT_NOTE = (
    "ORGX, ORGY are the foot of the perpendicular, not the beam; XDS counts the centre "
    "of the first pixel as 1, half a pixel more than from its outer corner."
)
