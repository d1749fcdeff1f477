"""The origin vector: typed or pasted in any length, and how exactly it comes back."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from braggscope.fields import BY_PATH, Slot, slots_of
from braggscope_engine import (
    Experiment,
    InvalidParameterError,
    Pix0Parameters,
    parameters_from_pix0,
)

from .form_context import FormContext
from .form_row import NumbersRow
from .look import MutedLabel, SlimButton

__all__ = ["Pix0Row"]

_REST_MS = 400
"""How long an edit rests before its round trip is worked out: the image comes first."""


class Pix0Row(NumbersRow):
    """pix0, what it comes to in other numbers, and a way back to those.

    Distance, beam centre and ORGX, ORGY follow an edit. How far the detector that they
    give stands from the pix0 is shown beside the title.
    """

    def __init__(self, context: FormContext) -> None:
        field = BY_PATH["detector.pix0_mm"]
        super().__init__(field.label, slots_of(field), context)
        self.round_trip = MutedLabel()
        self.round_trip.setObjectName("pix0.round_trip")
        self.add_to_head(self.round_trip)
        self._clear = SlimButton("Clear")
        self._clear.setAccessibleName("Clear pix0")
        self._clear.setToolTip("Place the detector by distance and centre again.")
        self._clear.clicked.connect(self._leave_out)
        self.add_to_head(self._clear)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._show_round_trip)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what the experiment holds; the round trip follows when it rests."""
        super().show_experiment(experiment)
        self._clear.setVisible(experiment.detector.pix0_mm is not None)
        self._rest.start()

    def _leave_out(self) -> None:
        self._context.write(Slot(self._fields[0]), None)

    def _show_round_trip(self) -> None:
        geometry = self._context.in_force.geometry
        if geometry is None:
            self.round_trip.clear()
            return
        try:
            found = parameters_from_pix0(self._context.experiment, geometry.pix0_m)
        except InvalidParameterError:
            self.round_trip.clear()
            return
        self.round_trip.setText(f"round trip {found.residual_m:.1g} m")
        self.round_trip.setToolTip(_explained(found))


def _explained(found: Pix0Parameters) -> str:
    numbers = (
        f"distance {found.distance_mm:.10g} mm, close distance "
        f"{found.close_distance_mm:.10g} mm, beam centre X, Y {found.beam_x_mm:.10g}, "
        f"{found.beam_y_mm:.10g} mm, ORGX, ORGY {found.org_x_px:.10g}, "
        f"{found.org_y_px:.10g} px"
    )
    return (
        "<p style='white-space: normal'><b>Round trip of pix0</b><br>"
        f"This pix0 is {numbers}.<br>The {found.way} gives it back, "
        f"{found.residual_m:.2g} m away.</p>"
    )
