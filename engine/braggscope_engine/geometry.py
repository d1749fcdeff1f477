"""The geometry that results, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from .models.axes import Vector
from .models.detector import Convention, Pivot
from .models.experiment import Experiment
from .placement import PanelTensors, place_panel
from .tensors import Numbers, floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """Where the detector stands. Metres, laboratory frame, unless the name says else.

    Attributes
    ----------
    convention, pivot : Convention, Pivot
        The pivot is the one in force, not the one asked for.
    pix0_m : (3,)
        Outer corner of the first pixel.
    fast, slow, normal, beam, polarization, vertical, spindle, two_theta_axis : (3,)
        Directions; ``vertical`` is beam × polarisation.
    distance_m, close_distance_m : float
        Sample to panel along the beam and along the normal.
    fbeam_m, sbeam_m, fclose_m, sclose_m : float
        Spot of the direct beam and foot of the perpendicular, (fast, slow) from the
        outer corner of the first pixel; NaN where the beam runs along the panel.
    xbeam_m, ybeam_m, xclose_m, yclose_m : float
        The centre in the convention's own terms, after defaults.
    orgx_px, orgy_px : float
        The foot as XDS counts it: the centre of the first pixel is 1.
    dials_origin_mm : (3,)
        As nanoBragg's header states it; right where the beam is along +x.
    """

    convention: Convention
    pivot: Pivot
    pix0_m: Vector
    fast: Vector
    slow: Vector
    normal: Vector
    beam: Vector
    polarization: Vector
    vertical: Vector
    spindle: Vector
    two_theta_axis: Vector
    distance_m: float
    close_distance_m: float
    fbeam_m: float
    sbeam_m: float
    fclose_m: float
    sclose_m: float
    xbeam_m: float
    ybeam_m: float
    xclose_m: float
    yclose_m: float
    pixel_size_m: float
    size_fast_m: float
    size_slow_m: float
    pixels_fast: int
    pixels_slow: int

    @property
    def orgx_px(self) -> float:
        """ORGX of XDS: fast coordinate of the foot."""
        return self.fclose_m / self.pixel_size_m + 0.5

    @property
    def orgy_px(self) -> float:
        """ORGY of XDS: slow coordinate of the foot."""
        return self.sclose_m / self.pixel_size_m + 0.5

    @property
    def dials_origin_mm(self) -> Vector:
        """Origin as nanoBragg writes it, (z, y, -x)."""
        x, y, z = self.pix0_m
        return 1000.0 * z, 1000.0 * y, -1000.0 * x

    @property
    def beam_in_panel(self) -> Vector:
        """Beam in (fast, slow, normal): XDS's incident beam direction."""
        return (
            _dot(self.beam, self.fast),
            _dot(self.beam, self.slow),
            _dot(self.beam, self.normal),
        )

    @property
    def beam_centre_px(self) -> tuple[float, float] | None:
        """Where the beam hits (fast, slow), corner of the first pixel 0, 0; or None."""
        along_fast, along_slow, along = self.beam_in_panel
        close = _dot(self.pix0_m, self.normal)
        if abs(along) < 1e-12 or not close / along > 0:
            return None
        reach = close / along
        fast = reach * along_fast - _dot(self.pix0_m, self.fast)
        slow = reach * along_slow - _dot(self.pix0_m, self.slow)
        return fast / self.pixel_size_m, slow / self.pixel_size_m

    @property
    def foot_px(self) -> tuple[float, float]:
        """Foot of the perpendicular (fast, slow), corner of the first pixel 0, 0."""
        return self.fclose_m / self.pixel_size_m, self.sclose_m / self.pixel_size_m


def place(experiment: Experiment) -> Geometry:
    """Compute where the detector of an experiment stands."""
    return geometry_of(experiment, place_panel(Numbers(experiment)))


def geometry_of(experiment: Experiment, panel: PanelTensors) -> Geometry:
    """Write a placed panel as plain numbers."""

    def length(value: Tensor) -> float:
        return float(value.detach())

    return Geometry(
        convention=experiment.detector.convention,
        pivot=panel.pivot,
        pix0_m=floats(panel.pix0),
        fast=floats(panel.fast),
        slow=floats(panel.slow),
        normal=floats(panel.normal),
        beam=floats(panel.beam),
        polarization=floats(panel.polarization),
        vertical=floats(panel.vertical),
        spindle=floats(panel.spindle),
        two_theta_axis=floats(panel.two_theta_axis),
        distance_m=length(panel.distance),
        close_distance_m=length(panel.close_distance),
        fbeam_m=length(panel.fbeam),
        sbeam_m=length(panel.sbeam),
        fclose_m=length(panel.fclose),
        sclose_m=length(panel.sclose),
        xbeam_m=length(panel.xbeam),
        ybeam_m=length(panel.ybeam),
        xclose_m=length(panel.xclose),
        yclose_m=length(panel.yclose),
        pixel_size_m=length(panel.pixel),
        size_fast_m=length(panel.size_fast),
        size_slow_m=length(panel.size_slow),
        pixels_fast=experiment.detector.pixels_fast,
        pixels_slow=experiment.detector.pixels_slow,
    )


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
