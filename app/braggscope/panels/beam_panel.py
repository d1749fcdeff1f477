"""The beam: wavelength, intensity, polarisation, spread and sources."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from braggscope.fields import BY_PATH
from braggscope.quantities import convert, rounded_text
from braggscope_engine import Experiment

from .form_context import FormContext
from .form_panel import FormPanel
from .form_row import FormRow
from .look import GAP, no_margins, tabular

__all__ = ["BeamPanel"]


class BeamPanel(FormPanel):
    """Fields of the beam."""

    def __init__(self, context: FormContext) -> None:
        super().__init__(context)
        self.add("beam.wavelength_angstrom")
        self.add_row(_EnergyRow(context))
        self.add(
            "beam.flux_per_s",
            "beam.exposure_s",
            "beam.beam_size_mm",
            "beam.fluence_per_m2",
            "beam.kahn_factor",
            "beam.apply_polarization",
        )
        self.add_section(
            "beam.divergence",
            "Divergence",
            *_spread("horizontal_divergence"),
            *_spread("vertical_divergence"),
            "beam.round_divergence",
        )
        self.add_section(
            "beam.dispersion",
            "Dispersion",
            *_spread("dispersion"),
            "beam.symmetric_grid",
        )
        self.add_section(
            "beam.sources", "Sources", "beam.sources", "beam.use_source_weights"
        )


def _spread(name: str) -> tuple[str, str, str]:
    return f"beam.{name}.range", f"beam.{name}.step", f"beam.{name}.count"


class _EnergyRow(FormRow):
    """The photon energy that goes with the wavelength; to be read and copied."""

    def __init__(self, context: FormContext) -> None:
        super().__init__((), context)
        self._label = QLabel("Photon energy")
        self._value = QLabel()
        self._value.setFont(tabular(self._value.font()))
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._value.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._value.setToolTip("An energy can be typed as the wavelength: 12.4 keV")
        line = QHBoxLayout()
        no_margins(line, spacing=GAP * 2)
        line.addWidget(self._label)
        line.addWidget(self._value, 1)
        self._layout.addLayout(line)

    def show_experiment(self, experiment: Experiment) -> None:
        field = BY_PATH["beam.wavelength_angstrom"]
        energy = convert(field.read(experiment), field.dimension, field.unit, "keV")
        self._value.setText(f"{rounded_text(energy, 5)} keV")
        super().show_experiment(experiment)

    def label_widget(self) -> QWidget:
        return self._label
