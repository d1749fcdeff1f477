"""What is added to the scattering: water, and what the readout does."""

from __future__ import annotations

from .form_context import FormContext
from .form_panel import FormPanel

__all__ = ["BackgroundPanel"]


class BackgroundPanel(FormPanel):
    """Fields of background, noise and integer images."""

    def __init__(self, context: FormContext) -> None:
        super().__init__(context)
        self.add(
            "background.water_um",
            "readout.noise_seed",
            "readout.adc_offset_adu",
            "readout.adu_per_photon",
        )
