"""The detector: convention, distance, centre, attitude, size, axes and sensor."""

from __future__ import annotations

from braggscope.fields import BY_PATH, Slot, slots_of
from braggscope_engine import Convention, Experiment

from .form_context import FormContext
from .form_panel import FormPanel
from .form_row import NumbersRow
from .look import SlimButton

__all__ = ["DetectorPanel"]

_BEAM = ("detector.beam_x_mm", "detector.beam_y_mm")
_ORG = ("detector.org_x_px", "detector.org_y_px")
_NEAR = ("detector.close_x_mm", "detector.close_y_mm")
_AXES = ("beam", "fast", "slow", "normal", "two_theta", "polarization", "spindle")


class DetectorPanel(FormPanel):
    """Fields of the detector; the centre that the convention uses stands first."""

    def __init__(self, context: FormContext) -> None:
        super().__init__(context)
        self.add(
            "detector.convention",
            "detector.distance_mm",
            "detector.close_distance_mm",
        )
        self._centres = {path: self.row(path) for path in (*_BEAM, *_ORG, *_NEAR)}
        self._first: tuple[str, ...] = ()
        self._others = self.add_section(
            "detector.centres", "Other centres", *self._centres.values()
        )
        self.add("detector.rotation_deg", "detector.two_theta_deg", "detector.pivot")
        self.add_row(_Pix0Row(context))
        self.add(
            "detector.pixel_size_mm", "detector.pixels_fast", "detector.pixels_slow"
        )
        self.add_section(
            "detector.size",
            "Size and mask",
            "detector.size_fast_mm",
            "detector.size_slow_mm",
            "detector.mask",
        )
        self._axes = self.add_section(
            "detector.axes", "Axes", *(f"detector.custom_axes.{n}" for n in _AXES)
        )
        self.add_section(
            "detector.sensor",
            "Sensor",
            "detector.sensor.thickness_um",
            "detector.sensor.attenuation_depth_um",
            "detector.sensor.layers",
            "detector.curved",
            "detector.point_pixel",
        )

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what the experiment holds."""
        convention = experiment.detector.convention
        by_org = convention in (Convention.XDS, Convention.DIALS)
        self._put_first(_ORG if by_org else _BEAM)
        self._axes.setVisible(convention is Convention.CUSTOM)
        super().show_experiment(experiment)

    def _put_first(self, first: tuple[str, ...]) -> None:
        if first == self._first:
            return
        self._first = first
        self.arrange(
            self._others,
            above=[self._centres[path] for path in first],
            inside=[row for path, row in self._centres.items() if path not in first],
        )
        self.reordered.emit()


class _Pix0Row(NumbersRow):
    """The origin vector, with a way back to the distance and the beam centre."""

    def __init__(self, context: FormContext) -> None:
        field = BY_PATH["detector.pix0_mm"]
        super().__init__(field.label, slots_of(field), context)
        self._clear = SlimButton("Clear")
        self._clear.setAccessibleName("Clear pix0")
        self._clear.setToolTip("Place the detector by distance and centre again.")
        self._clear.clicked.connect(self._leave_out)
        self.add_to_head(self._clear)

    def show_experiment(self, experiment: Experiment) -> None:
        super().show_experiment(experiment)
        self._clear.setVisible(experiment.detector.pix0_mm is not None)

    def _leave_out(self) -> None:
        self._context.write(Slot(self._fields[0]), None)
