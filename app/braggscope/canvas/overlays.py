"""Overlays on the picture: what is shown, what is switched on, what was clicked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QRectF, Signal

from braggscope.canvas.colour_maps import ColourMap
from braggscope.canvas.overlay_item import OverlayItem
from braggscope.canvas.overlay_marks import (
    OVERLAY_KINDS,
    Marks,
    OverlayKind,
    Readout,
    Ring,
    RoiBox,
    Spots,
    as_point,
    as_positions,
    ring_at,
    roi_at,
)
from braggscope.canvas.viewport import Viewport

__all__ = ["OVERLAY_KINDS", "OverlayKind", "Overlays", "RoiBox"]

_GRAB_RADIUS = 7.0
_ROI_TOLERANCE = 3.0


class Overlays(QObject):
    """The overlays of one canvas. All positions are detector pixels (fast, slow).

    Signals
    -------
    roi_clicked(int)
        Index of a region of interest in the list last shown.
    visibility_changed()
        A kind was switched on or off.
    drag_moved(str, int, float, float)
        A mark of a draggable kind is being dragged: kind, index, and the position to
        which it should go. The mark itself stays until it is shown elsewhere.
    drag_finished(str, int)
        The mouse was released: kind, index.
    drag_cancelled(str, int)
        Escape was pressed before that: kind, index.
    """

    roi_clicked = Signal(int)
    visibility_changed = Signal()
    drag_moved = Signal(str, int, float, float)
    drag_finished = Signal(str, int)
    drag_cancelled = Signal(str, int)

    def __init__(
        self,
        view_box: Any,
        viewport: Callable[[], Viewport],
        reserved: Callable[[], list[QRectF]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self._marks = Marks()
        self._draggable: set[OverlayKind] = set()
        self.item = OverlayItem(view_box, viewport, self._marks, reserved)

    @property
    def rois(self) -> tuple[RoiBox, ...]:
        """The regions of interest that were last shown."""
        return self._marks.rois

    def show_beam(self, fast: float | None, slow: float | None = None) -> None:
        """Show where the direct beam meets the panel; None where it does not."""
        self._marks.beam = as_point(fast, slow, "direct beam")
        self.item.refresh()

    def show_foot(self, fast: float | None, slow: float | None = None) -> None:
        """Show the foot of the perpendicular from the sample; None hides it."""
        self._marks.foot = as_point(fast, slow, "foot of the perpendicular")
        self.item.refresh()

    def show_rings(self, rings: Iterable[tuple[str, Any]]) -> None:
        """Show resolution rings.

        Parameters
        ----------
        rings : iterable of (label, points)
            Points of shape (n, 2); a row with NaN interrupts the line. A ring in
            several pieces may come as one curve or as several with the same label.
        """
        self._marks.rings = _as_rings(rings)
        self.item.refresh()

    def show_ice(self, rings: Iterable[tuple[str, Any]]) -> None:
        """Show the rings of ice, in strokes of their own; as ``show_rings``."""
        self._marks.ice = _as_rings(rings)
        self.item.refresh()

    def show_readout(self, text: str, fast: float = 0.0, slow: float = 0.0) -> None:
        """Say something beside a position, over everything else; empty for nothing."""
        readout = Readout(text=text, fast=fast, slow=slow) if text else None
        if readout != self._marks.readout:
            self._marks.readout = readout
            self.item.refresh()

    def show_spots(
        self,
        positions: Any,
        labels: Sequence[str] = (),
        *,
        unlisted: Any | None = None,
    ) -> None:
        """Show predicted reflections.

        Parameters
        ----------
        positions : array_like, shape (n, 2)
        labels : sequence of str, optional
            One each, shown where there is room.
        unlisted : array_like of bool, shape (n,), optional
            True for reflections without a structure factor of their own: squares.
        """
        points = as_positions(positions, "spots")
        if len(labels) not in (0, len(points)):
            raise ValueError(f"spots: {len(labels)} labels for {len(points)} positions")
        self._marks.spots = Spots(
            positions=points,
            labels=tuple(labels),
            unlisted=np.zeros(len(points), np.bool_)
            if unlisted is None
            else np.asarray(unlisted, np.bool_),
        )
        self.item.refresh()

    def show_rois(self, rois: Iterable[RoiBox], selected: int | None = None) -> None:
        """Show regions of interest; `selected` is highlighted."""
        self._marks.rois = tuple(rois)
        self._marks.selected_roi = selected
        self.item.refresh()

    def show_panel(self, fast: float | None, slow: float | None = None) -> None:
        """Show the outline of a panel of this size in pixels; None hides it."""
        panel = as_point(fast, slow, "panel outline")
        # Comes with each frame, and seldom brings news.
        if panel != self._marks.panel:
            self._marks.panel = panel
            self.item.refresh()

    def set_visible(self, kind: OverlayKind, visible: bool) -> None:
        """Switch one kind of overlay on or off; what it shows is kept."""
        self._check(kind)
        if visible:
            self._marks.visible.add(kind)
        else:
            self._marks.visible.discard(kind)
        self.item.refresh()
        self.visibility_changed.emit()

    def is_visible(self, kind: OverlayKind) -> bool:
        """Tell whether a kind is switched on."""
        self._check(kind)
        return kind in self._marks.visible

    def set_draggable(self, kind: OverlayKind, draggable: bool) -> None:
        """Let the mouse drag the beam, the foot, the rings or the regions of interest.

        A drag that starts on such a mark sends ``drag_moved`` instead of panning.
        """
        self._check(kind)
        if kind not in ("beam", "foot", "rings", "rois"):
            raise ValueError(f"overlay {kind!r} cannot be dragged")
        if draggable:
            self._draggable.add(kind)
        else:
            self._draggable.discard(kind)

    def let_lag(self, may_lag: bool) -> None:
        """Allow marks to lag behind a picture that moves, or call them back."""
        self.item.let_lag(may_lag)

    def show_on(self, colour_map: ColourMap) -> None:
        """Use colours that stand out from a colour map."""
        self.item.show_on(colour_map)

    def click(self, fast: float, slow: float) -> None:
        """Send ``roi_clicked`` if a visible region of interest is at this position."""
        if "rois" not in self._marks.visible:
            return
        tolerance = _ROI_TOLERANCE / self._viewport().scale
        index = roi_at(self._marks.rois, fast, slow, tolerance)
        if index is not None:
            self.roi_clicked.emit(index)

    def grabbed_at(self, fast: float, slow: float) -> tuple[OverlayKind, int] | None:
        """Kind and index of the draggable, visible mark at a position, or None."""
        reach = _GRAB_RADIUS / self._viewport().scale
        active = self._draggable & self._marks.visible
        points: tuple[tuple[OverlayKind, tuple[float, float] | None], ...] = (
            ("beam", self._marks.beam),
            ("foot", self._marks.foot),
        )
        for kind, point in points:
            if kind in active and point is not None:
                if max(abs(point[0] - fast), abs(point[1] - slow)) <= reach:
                    return kind, 0
        if "rois" in active:
            index = roi_at(self._marks.rois, fast, slow, 0)
            if index is not None:
                return "rois", index
        if "rings" in active:
            index = ring_at(self._marks.rings, fast, slow, reach)
            if index is not None:
                return "rings", index
        return None

    def anchor_of(self, kind: OverlayKind) -> tuple[float, float] | None:
        """Where the mark of a kind is that is a single point; None for the others."""
        points = {"beam": self._marks.beam, "foot": self._marks.foot}
        return points.get(kind)

    @staticmethod
    def _check(kind: str) -> None:
        if kind not in OVERLAY_KINDS:
            allowed = ", ".join(OVERLAY_KINDS)
            raise ValueError(f"overlay {kind!r} is unknown: choose one of {allowed}")


def _as_rings(rings: Iterable[tuple[str, Any]]) -> tuple[Ring, ...]:
    return tuple(
        Ring(label=label, points=as_positions(points, f"ring {label}"))
        for label, points in rings
    )
