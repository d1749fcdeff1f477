"""What a drag of a mark on the image does to the detector."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from braggscope_engine import (
    EngineError,
    Experiment,
    Geometry,
    place,
    with_beam_centre_px,
    with_foot_px,
    with_ring_through,
)

from ..canvas.image_canvas import ImageCanvas
from ..canvas.overlays import OverlayKind
from ..document import Document
from ..messages import sentence
from ..rings.ring import WantedRing
from .ring_overlay import RingOverlay

_DRAGGABLE: tuple[OverlayKind, ...] = ("beam", "foot", "rings")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drag:
    """One drag: what it began with, and what holds its edits together."""

    before: Experiment
    geometry: Geometry
    gesture: object
    ring: WantedRing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What a drag has come to: the edit, its name, and the words beside the hand."""

    experiment: Experiment
    text: str
    readout: str


class CanvasDrags(QObject):
    """Lets the beam's cross, the foot and the rings be dragged.

    The cross and the foot take the panel along in its plane; a ring keeps its value and
    changes the distance, and the beam spot stays. One drag is one step of the history,
    and Escape before its end leaves none.
    """

    def __init__(
        self,
        document: Document,
        canvas: ImageCanvas,
        rings: RingOverlay,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._overlays = canvas.overlays
        self._rings = rings
        self._drag: _Drag | None = None
        for kind in _DRAGGABLE:
            self._overlays.set_draggable(kind, True)
        self._overlays.drag_moved.connect(self._move)
        self._overlays.drag_finished.connect(self._finish)
        self._overlays.drag_cancelled.connect(self._cancel)

    @property
    def is_dragging(self) -> bool:
        """Whether a mark is being dragged now."""
        return self._drag is not None

    def _move(self, kind: str, index: int, fast: float, slow: float) -> None:
        if kind not in _DRAGGABLE:
            return
        try:
            drag = self._drag or self._begin(kind, index)
            outcome = _outcome(drag, kind, fast, slow)
        except EngineError as error:
            self._overlays.show_readout(sentence(error), fast, slow)
            return
        self._document.edit(outcome.experiment, outcome.text, drag.gesture)
        self._overlays.show_readout(outcome.readout.replace("-", "−"), fast, slow)

    def _begin(self, kind: str, index: int) -> _Drag:
        before = self._document.experiment
        ring = self._rings.shown[index].value if kind == "rings" else None
        self._drag = _Drag(
            before=before, geometry=place(before), gesture=object(), ring=ring
        )
        self._rings.hold(True)
        return self._drag

    def _finish(self, kind: str, index: int) -> None:
        self._drag = None
        self._overlays.show_readout("")
        self._rings.hold(False)

    def _cancel(self, kind: str, index: int) -> None:
        if self._drag is not None:
            self._document.edit(self._drag.before, "Put back", self._drag.gesture)
        self._finish(kind, index)


def _outcome(drag: _Drag, kind: str, fast: float, slow: float) -> _Outcome:
    if kind == "rings" and drag.ring is not None:
        return _ring_outcome(drag, drag.ring, fast, slow)
    if kind == "beam":
        moved, name = with_beam_centre_px(drag.before, fast, slow), "beam"
        start = drag.geometry.beam_centre_px or (fast, slow)
    else:
        moved, name = with_foot_px(drag.before, fast, slow), "foot"
        start = drag.geometry.foot_px
    where = f"{fast:.2f}, {slow:.2f} px"
    return _Outcome(
        experiment=moved,
        text=f"Move {'direct beam' if name == 'beam' else name} to {where}",
        readout=f"{name} {where}  ({fast - start[0]:+.2f}, {slow - start[1]:+.2f})",
    )


def _ring_outcome(drag: _Drag, ring: WantedRing, fast: float, slow: float) -> _Outcome:
    moved = with_ring_through(
        drag.before,
        fast,
        slow,
        d_angstrom=ring.d_angstrom,
        two_theta_deg=ring.two_theta_deg,
    )
    distance_mm = 1e3 * place(moved).distance_m
    change_mm = distance_mm - 1e3 * drag.geometry.distance_m
    return _Outcome(
        experiment=moved,
        text=f"Drag ring {ring.label}: {distance_mm:.2f} mm along the beam",
        readout=f"{ring.label}: {distance_mm:.2f} mm along beam  ({change_mm:+.2f})",
    )
