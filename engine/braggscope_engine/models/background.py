"""Scattering that is not the crystal's, and what the readout adds."""

from __future__ import annotations

from dataclasses import dataclass

from . import checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Amorphous scattering.

    Attributes
    ----------
    water_um : float   edge of a cube of water in the beam, µm; 0 is none
    """

    water_um: float = 0.0

    def __post_init__(self) -> None:
        checks.not_negative("background.water_um", self.water_um, unit="µm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readout:
    """From photons to detector units; never part of the float image.

    Attributes
    ----------
    adc_offset_adu : float            added to each pixel of integer images
    adu_per_photon : float or None    scale of the integer image; None chooses
    noise_seed : int                  seed of the photon-counting noise
    """

    adc_offset_adu: float = 40.0
    adu_per_photon: float | None = None
    noise_seed: int = 1

    def __post_init__(self) -> None:
        checks.finite("readout.adc_offset_adu", self.adc_offset_adu)
        if self.adu_per_photon is not None:
            checks.positive("readout.adu_per_photon", self.adu_per_photon)
        checks.count("readout.noise_seed", self.noise_seed, -(2**31) + 1, 2**31 - 1)
