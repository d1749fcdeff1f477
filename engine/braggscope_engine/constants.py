"""Numbers of nature and of the reference program, each with unit and source."""

from __future__ import annotations

import math

CLASSICAL_ELECTRON_RADIUS_SQUARED_M2 = 7.94079248018965e-30
"""r_e², m²: the Thomson cross-section as nanoBragg writes it."""

DEFAULT_FLUENCE_PER_M2 = 125932015286227086360700780544.0
"""photons/m²: nanoBragg's default, chosen there so that r_e² times it is 1."""

PHOTON_ENERGY_EV_ANGSTROM = 12398.42
"""h·c in eV·Å, as nanoBragg (CODATA 2018: 12398.41984)."""

AVOGADRO_PER_MOL = 6.02214179e23
"""CODATA 2006, as nanoBragg."""

DEGREES_PER_RADIAN = 180.0 * (1.0 / math.pi)
"""Written this way, not as 180/π: the last bit decides parity with nanoBragg."""


def radians(degrees: float) -> float:
    """Convert as nanoBragg does, by division, so that the last bit agrees."""
    return degrees / DEGREES_PER_RADIAN
