"""Rotation, pixels and region: how finely the image is sampled."""

from __future__ import annotations

from braggscope.fields import BY_PATH, Slot

from .form_context import FormContext
from .form_panel import FormPanel
from .form_row import FormRow, NumbersRow

__all__ = ["SamplingPanel"]


class SamplingPanel(FormPanel):
    """Fields of the sampling."""

    def __init__(self, context: FormContext) -> None:
        super().__init__(context)
        self.add(
            "sampling.phi_start_deg",
            "sampling.osc_deg",
            "sampling.phi_steps",
            "sampling.phi_step_deg",
            "sampling.phi_at_slice_centres",
            "sampling.oversample",
            "sampling.d_min_angstrom",
        )
        self.add_section(
            "sampling.roi",
            "Region of interest",
            self._edges("Fast pixels", "fast"),
            self._edges("Slow pixels", "slow"),
        )
        self.add_section(
            "sampling.oversampling",
            "Oversampled factors",
            "sampling.oversample_solid_angle",
            "sampling.oversample_polarization",
            "sampling.oversample_absorption",
        )

    def _edges(self, title: str, axis: str) -> FormRow:
        paths = (f"sampling.roi.{axis}_{end}" for end in ("min", "max"))
        slots = tuple(Slot(BY_PATH[path]) for path in paths)
        return NumbersRow(title, slots, self._context)
