"""The detector: convention, distance, centre, attitude, size, axes and sensor."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from braggscope_engine import Convention, Experiment

from .convention_row import ConventionRow
from .form_context import FormContext
from .form_panel import FormPanel
from .hold_row import HoldRow
from .pix0_row import Pix0Row
from .preset_row import PresetRow

__all__ = ["DetectorPanel"]

_BEAM = ("detector.beam_x_mm", "detector.beam_y_mm")
_ORG = ("detector.org_x_px", "detector.org_y_px")
_NEAR = ("detector.close_x_mm", "detector.close_y_mm")
_AXES = ("beam", "fast", "slow", "normal", "two_theta", "polarization", "spindle")


class DetectorPanel(FormPanel):
    """Fields of the detector; the centre that the convention uses stands first."""

    def __init__(self, context: FormContext) -> None:
        super().__init__(context)
        self.add_row(PresetRow(context))
        self.convention = ConventionRow(context)
        self.convention.reordered.connect(self.reordered)
        self.add_row(self.convention)
        self.add("detector.distance_mm", "detector.close_distance_mm")
        self._centres = {path: self.row(path) for path in (*_BEAM, *_ORG, *_NEAR)}
        self._first: tuple[str, ...] = ()
        self._others = self.add_section(
            "detector.centres",
            "Other centres and pivot",
            *self._centres.values(),
            "detector.pivot",
        )
        self._pivot = next(r for r in self.rows if r.shows("detector.pivot"))
        self.add("detector.rotation_deg", "detector.two_theta_deg")
        self.add_row(HoldRow(context))
        self.add_row(Pix0Row(context))
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

    def show_in_steps(self, now: Callable[[], Experiment]) -> Iterator[None]:
        """Show what the experiment holds."""
        convention = now().detector.convention
        by_org = convention in (Convention.XDS, Convention.DIALS)
        self._put_first(_ORG if by_org else _BEAM)
        self._axes.setVisible(convention is Convention.CUSTOM)
        yield from super().show_in_steps(now)

    def _put_first(self, first: tuple[str, ...]) -> None:
        if first == self._first:
            return
        self._first = first
        self.arrange(
            self._others,
            above=[self._centres[path] for path in first],
            inside=[
                *(row for path, row in self._centres.items() if path not in first),
                self._pivot,
            ],
        )
        self.reordered.emit()
