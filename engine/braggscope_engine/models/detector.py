"""The detector as it was asked for; ``placement`` turns it into a position."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidParameterError
from . import checks
from .axes import Axes, Vector

MAX_PIXELS = 200_000_000


class Convention(StrEnum):
    """Whose axes and beam-centre numbers are meant."""

    ADXV = "adxv"
    MOSFLM = "mosflm"
    DENZO = "denzo"
    XDS = "xds"
    DIALS = "dials"
    CUSTOM = "custom"


class Pivot(StrEnum):
    """What a tilt of the detector leaves in place."""

    BEAM = "beam"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PixelMask:
    """Pixels to leave out.

    Attributes
    ----------
    keep : bool array, shape (slow, fast)   False is left out of the simulation
    name : str                              where it came from, for the user
    """

    keep: NDArray[np.bool_]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """Absorbing layer of the detector.

    Attributes
    ----------
    thickness_um : float                 0 absorbs everything in a plane
    attenuation_depth_um : float or None 1/μ; None takes the thickness, inf is μ = 0
    layers : int or None                 slices of the sensor; None chooses
    """

    thickness_um: float = 0.0
    attenuation_depth_um: float | None = None
    layers: int | None = None

    def __post_init__(self) -> None:
        checks.not_negative(
            "detector.sensor.thickness_um", self.thickness_um, unit="µm"
        )
        depth = self.attenuation_depth_um
        if depth is not None and depth != math.inf:
            checks.positive("detector.sensor.attenuation_depth_um", depth, unit="µm")
        if self.layers is not None:
            checks.count("detector.sensor.layers", self.layers, 1, 10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """One flat or curved panel, in the numbers the user gave.

    None means "not given": a default or another number then decides. What results
    is computed by ``geometry.place`` and never stored here.

    Attributes
    ----------
    convention : Convention
    pivot : Pivot
        What rotations leave in place: the beam spot or the sample distance.
    custom_axes : Axes
        Directions of the CUSTOM convention; unused by the others.
    distance_mm : float
        Sample to panel along the beam, mm.
    close_distance_mm : float or None
        Sample to panel along the panel normal, mm; wins over ``distance_mm``.
    beam_x_mm, beam_y_mm : float or None
        Direct beam in the order and origin of the convention, mm.
    close_x_mm, close_y_mm : float or None
        Foot of the perpendicular from the sample (fast, slow), mm from the corner.
    org_x_px, org_y_px : float or None
        The same foot as XDS counts it: pixels, centre of the first pixel is 1.
    pix0_mm : (3,) or None
        Outer corner of the first pixel in the laboratory frame, mm, final.
    rotation_deg : (3,)
        Rotation of the panel about laboratory x, then y, then z, degrees.
    two_theta_deg : float
        Swing about the two-theta axis, degrees.
    pixel_size_mm : float
        Edge of the square pixels, mm.
    pixels_fast, pixels_slow : int
        Pixel counts.
    size_fast_mm, size_slow_mm : float or None
        Edge lengths where they were given instead of pixel counts.
    curved : bool
        Bend the panel to a sphere about the sample.
    point_pixel : bool
        Leave the obliquity out of the solid angle.
    sensor : Sensor
    mask : PixelMask or None
    """

    convention: Convention = Convention.MOSFLM
    pivot: Pivot = Pivot.BEAM
    custom_axes: Axes = field(default_factory=Axes)
    distance_mm: float = 100.0
    close_distance_mm: float | None = None
    beam_x_mm: float | None = None
    beam_y_mm: float | None = None
    close_x_mm: float | None = None
    close_y_mm: float | None = None
    org_x_px: float | None = None
    org_y_px: float | None = None
    pix0_mm: Vector | None = None
    rotation_deg: Vector = (0.0, 0.0, 0.0)
    two_theta_deg: float = 0.0
    pixel_size_mm: float = 0.1
    pixels_fast: int = 1024
    pixels_slow: int = 1024
    size_fast_mm: float | None = None
    size_slow_mm: float | None = None
    curved: bool = False
    point_pixel: bool = False
    sensor: Sensor = field(default_factory=Sensor)
    mask: PixelMask | None = None

    def __post_init__(self) -> None:
        checks.choices("detector", self)
        checks.positive("detector.distance_mm", self.distance_mm, unit="mm")
        if self.close_distance_mm is not None:
            checks.finite(
                "detector.close_distance_mm", self.close_distance_mm, unit="mm"
            )
        for name in (
            *("beam_x_mm", "beam_y_mm", "close_x_mm", "close_y_mm"),
            *("org_x_px", "org_y_px"),
        ):
            value = getattr(self, name)
            if value is not None:
                checks.finite(f"detector.{name}", value, unit=name[-2:])
        if self.pix0_mm is not None:
            checks.vector("detector.pix0_mm", self.pix0_mm)
        checks.vector("detector.rotation_deg", self.rotation_deg, nonzero=False)
        checks.finite("detector.two_theta_deg", self.two_theta_deg, unit="°")
        checks.positive("detector.pixel_size_mm", self.pixel_size_mm, unit="mm")
        self._check_size()

    def _check_size(self) -> None:
        for name in ("pixels_fast", "pixels_slow"):
            checks.count(f"detector.{name}", getattr(self, name), 1, 100_000)
        if self.pixels_fast * self.pixels_slow > MAX_PIXELS:
            raise InvalidParameterError(
                "detector.pixels_fast × pixels_slow",
                self.pixels_fast * self.pixels_slow,
                f"at most {MAX_PIXELS:,}",
            )
        for name in ("size_fast_mm", "size_slow_mm"):
            if getattr(self, name) is not None:
                checks.positive(f"detector.{name}", getattr(self, name), unit="mm")
        shape = (self.pixels_slow, self.pixels_fast)
        if self.mask is not None and self.mask.keep.shape != shape:
            raise InvalidParameterError(
                "detector.mask",
                self.mask.keep.shape,
                f"of the detector's shape (slow, fast) = {shape}",
            )

    @property
    def shape(self) -> tuple[int, int]:
        """(slow, fast) pixel counts: the shape of the image."""
        return self.pixels_slow, self.pixels_fast
