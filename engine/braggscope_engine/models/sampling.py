"""How finely the physics is sampled: rotation steps, sub-pixels, region."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import InvalidParameterError
from . import checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Roi:
    """Region to render, pixels, both ends included; None is the detector's edge."""

    fast_min: int | None = None
    fast_max: int | None = None
    slow_min: int | None = None
    slow_max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """Steps and regions of one simulation; None means "not given".

    Attributes
    ----------
    phi_start_deg : float
        Spindle angle at the start, degrees.
    osc_deg : float or None
        Oscillation range of the image, degrees.
    phi_step_deg : float or None
        Distance of the phi steps, degrees.
    phi_steps : int or None
        Number of phi steps.
    phi_at_slice_centres : bool
        Put each step in the middle of its slice; False puts it at the start, as
        nanoBragg.
    oversample : int or None
        Sub-pixels along each edge of a pixel; None chooses.
    oversample_solid_angle, oversample_polarization, oversample_absorption : bool
        nanoBragg's -oversample_omega, -oversample_polar and -oversample_thick.
    d_min_angstrom : float
        Leave out scattering beyond this resolution, Å; 0 leaves out nothing.
    roi : Roi
    """

    phi_start_deg: float = 0.0
    osc_deg: float | None = None
    phi_step_deg: float | None = None
    phi_steps: int | None = None
    phi_at_slice_centres: bool = False
    oversample: int | None = None
    oversample_solid_angle: bool = False
    oversample_polarization: bool = False
    oversample_absorption: bool = False
    d_min_angstrom: float = 0.0
    roi: Roi = Roi()

    def __post_init__(self) -> None:
        checks.choices("sampling", self)
        checks.finite("sampling.phi_start_deg", self.phi_start_deg, unit="°")
        for name in ("osc_deg", "phi_step_deg"):
            value = getattr(self, name)
            if value is not None:
                checks.within(f"sampling.{name}", value, 0, 36_000, "°")
        if self.phi_steps is not None:
            checks.count("sampling.phi_steps", self.phi_steps, 1, 1_000_000)
        if self.oversample is not None:
            checks.count("sampling.oversample", self.oversample, 1, 100)
        checks.not_negative("sampling.d_min_angstrom", self.d_min_angstrom, unit="Å")
        for name in ("fast_min", "fast_max", "slow_min", "slow_max"):
            edge = getattr(self.roi, name)
            if edge is not None and not (isinstance(edge, int) and edge >= 0):
                raise InvalidParameterError(
                    f"sampling.roi.{name}", edge, "a pixel number, zero or more"
                )
