"""What the header of an image says of beam, detector and crystal."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderGeometry:
    """Geometry as an image's header states it; None where it does not.

    Attributes
    ----------
    wavelength_angstrom, distance_mm, pixel_size_mm, exposure_s : float or None
    beam_fast_px, beam_slow_px : float or None
        Where the direct beam hits, pixels from the outer corner of the first pixel.
    two_theta_deg, phi_start_deg, osc_deg : float or None
    centre_from : str
        Which words of the header the beam centre was taken from, and how.
    """

    wavelength_angstrom: float | None = None
    distance_mm: float | None = None
    pixel_size_mm: float | None = None
    beam_fast_px: float | None = None
    beam_slow_px: float | None = None
    two_theta_deg: float | None = None
    phi_start_deg: float | None = None
    osc_deg: float | None = None
    exposure_s: float | None = None
    centre_from: str = ""

    @property
    def says_something(self) -> bool:
        """Whether there is any number."""
        return any(
            isinstance(getattr(self, field.name), float) for field in fields(self)
        )

    def or_none(self) -> HeaderGeometry | None:
        """Itself, or None where it says nothing."""
        return self if self.says_something else None
