"""Keeps the picture of the laboratory in step with the document, while it is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from braggscope_engine import (
    EngineError,
    Experiment,
    Vector,
    panel_outline_mm,
    panel_points_mm,
    place,
    with_pix0,
)

from ..canvas.image_canvas import ImageCanvas
from ..document import Document
from ..laboratory.page import LaboratoryPage
from ..laboratory.scene import Cone, Scene, make_scene
from ..messages import sentence
from ..rings.ring import RingOnPanel

_IMAGE_PX = 384
_M_PER_MM = 1e-3


class LaboratoryLink(QObject):
    """Shows the document's geometry in the laboratory, and takes its panel by the hand.

    Parameters
    ----------
    document : Document
    page : LaboratoryPage
    canvas : ImageCanvas
        Its image is shown on the panel.
    rings : callable
        The rings whose cones are shown.
    """

    def __init__(
        self,
        document: Document,
        page: LaboratoryPage,
        canvas: ImageCanvas,
        rings: Callable[[], tuple[RingOnPanel, ...]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._page = page
        self._canvas = canvas
        self._rings = rings
        self._before: Experiment | None = None
        self._gesture = object()
        self._image_is_old = True
        document.experimentChanged.connect(self.refresh)
        page.shown.connect(self.refresh)
        page.shown.connect(self._show_image)
        page.choices_changed.connect(self.refresh)
        page.choices_changed.connect(self._age_image)
        canvas.shown.image_changed.connect(self._age_image)
        canvas.shown.levels_changed.connect(self._age_image)
        canvas.shown.appearance_changed.connect(self._age_image)
        page.view.panel_moved.connect(self._move)
        page.view.panel_released.connect(self._release)
        page.view.panel_cancelled.connect(self._cancel)

    def refresh(self) -> None:
        """Show the present geometry, if anyone looks."""
        if not self._page.isVisible():
            return
        try:
            scene = self._scene(self._document.experiment)
        except EngineError as error:
            self._page.show_problem(sentence(error))
            return
        self._page.show_problem("")
        self._page.view.show_scene(scene)

    def _scene(self, experiment: Experiment) -> Scene:
        detector = experiment.detector
        level = replace(detector, rotation_deg=(0.0, 0.0, 0.0), two_theta_deg=0.0)
        size = (detector.pixels_fast, detector.pixels_slow)
        cones = self._rings() if self._page.cones.isChecked() else ()
        return make_scene(
            place(experiment),
            place(replace(experiment, detector=level)),
            panel_outline_mm(experiment),
            is_flat=not detector.curved,
            two_theta_deg=detector.two_theta_deg,
            cones=tuple(
                Cone(
                    label=ring.label,
                    points=panel_points_mm(experiment, ring.within(*size)),
                )
                for ring in cones
            ),
        )

    # The image

    def _age_image(self) -> None:
        self._image_is_old = True
        self._show_image()

    def _show_image(self) -> None:
        if not (self._image_is_old and self._page.isVisible()):
            return
        self._image_is_old = False
        wanted = self._page.image.isChecked()
        self._page.view.show_image(
            self._canvas.shown.thumbnail(_IMAGE_PX) if wanted else None
        )

    # The hand

    def _move(self, pix0_mm: Vector) -> None:
        if self._before is None:
            self._before = self._document.experiment
            self._gesture = object()
        x, y, z = (_M_PER_MM * each for each in pix0_mm)
        try:
            moved = with_pix0(self._before, (x, y, z))
        except EngineError as error:
            self._page.view.show_readout(sentence(error))
            return
        text = "pix0 " + ", ".join(f"{each:.2f}" for each in pix0_mm) + " mm"
        self._document.edit(moved, f"Move detector to {text}", self._gesture)
        self._page.view.show_readout(
            f"{text}, moved {_moved_mm(self._before, pix0_mm):.2f} mm".replace("-", "−")
        )

    def _release(self) -> None:
        self._before = None

    def _cancel(self) -> None:
        if self._before is not None:
            self._document.edit(self._before, "Move detector back", self._gesture)
        self._before = None


def _moved_mm(before: Experiment, pix0_mm: Vector) -> float:
    start = place(before).pix0_m
    steps = (1e3 * a - b for a, b in zip(start, pix0_mm, strict=True))
    return float(sum(step * step for step in steps) ** 0.5)
