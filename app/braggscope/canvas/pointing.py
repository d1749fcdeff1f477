"""What the mouse means on the canvas: hover, click, drag a mark, pan, zoom."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal

from braggscope.canvas.canvas_view import CanvasView
from braggscope.canvas.navigation import Navigation
from braggscope.canvas.overlays import OverlayKind, Overlays


class Handle(Protocol):
    """Something on the screen that can be dragged sideways."""

    def is_on_line(self, at: QPointF) -> bool:
        """Whether a screen position would take hold of it."""
        ...

    def drag_line(self, at: QPointF) -> None:
        """Go to a screen position."""
        ...


class Pointing(QObject):
    """Turns screen positions into detector positions, and drags into pans.

    Attributes
    ----------
    is_active : bool
        Whether there is an image to hover over.

    Signals
    -------
    hovered(float, float), left(), clicked(float, float)
        As those of the canvas.
    context_requested(float, float, QPoint)
        As that of the canvas.
    sketched(str, float, float, float, float, bool)
        As that of the canvas.
    """

    hovered = Signal(float, float)
    left = Signal()
    clicked = Signal(float, float)
    context_requested = Signal(float, float, QPoint)
    sketched = Signal(str, float, float, float, float, bool)

    def __init__(
        self,
        view: CanvasView,
        navigation: Navigation,
        overlays: Overlays,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.is_active = False
        self._view = view
        self._navigation = navigation
        self._overlays = overlays
        self._pointer: QPointF | None = None
        self._is_over_image = False
        self._grabbed: tuple[OverlayKind, int] | None = None
        self._offset = (0.0, 0.0)
        self._is_cancelled = False
        self._handles: list[Handle] = []
        self._held: Handle | None = None
        self._sketch: tuple[str, float, float] | None = None
        navigation.changed.connect(self._report_pointer)
        view.pointer_moved.connect(self._on_pointer_moved)
        view.pointer_left.connect(self._on_pointer_left)
        view.clicked.connect(self._on_clicked)
        view.double_clicked.connect(self._on_double_clicked)
        view.drag_started.connect(self._on_drag_started)
        view.drag_moved.connect(self._on_drag_moved)
        view.drag_ended.connect(self._on_drag_ended)
        view.wheel_turned.connect(self._on_wheel_turned)
        view.menu_requested.connect(self._on_menu_requested)

    def add_handle(self, handle: Handle) -> None:
        """Let the mouse drag something that is no mark on the detector."""
        self._handles.append(handle)

    def _handle_at(self, at: QPointF) -> Handle | None:
        return next((each for each in self._handles if each.is_on_line(at)), None)

    def _on_pointer_moved(self, at: QPointF) -> None:
        self._pointer = at
        if self._handle_at(at) is not None:
            shape = Qt.CursorShape.SplitHCursor
        elif self._overlays.grabbed_at(*self._position(at)) is not None:
            shape = Qt.CursorShape.SizeAllCursor
        else:
            shape = Qt.CursorShape.CrossCursor
        self._show_cursor(shape)
        self._report_pointer()

    def _show_cursor(self, shape: Qt.CursorShape) -> None:
        surface = self._view.viewport()
        if surface.cursor().shape() != shape:
            surface.setCursor(shape)

    def _on_pointer_left(self) -> None:
        self._pointer = None
        self._report_pointer()

    def _report_pointer(self) -> None:
        if self._pointer is not None and self.is_active:
            fast, slow = self._position(self._pointer)
            n_fast, n_slow = self._navigation.size_px
            if 0 <= fast < n_fast and 0 <= slow < n_slow:
                self._is_over_image = True
                self.hovered.emit(fast, slow)
                return
        if self._is_over_image:
            self._is_over_image = False
            self.left.emit()

    def _position(self, at: QPointF) -> tuple[float, float]:
        return self._navigation.viewport().to_detector(at.x(), at.y())

    def _on_clicked(self, at: QPointF) -> None:
        position = self._position(at)
        self.clicked.emit(*position)
        self._overlays.click(*position)

    def _on_double_clicked(self) -> None:
        self._navigation.fit()

    def _on_menu_requested(self, at: QPointF, on_screen: QPoint) -> None:
        self.context_requested.emit(*self._position(at), on_screen)

    def _on_drag_started(self, at: QPointF) -> None:
        self._is_cancelled = False
        self._sketch = self._begun_sketch(at)
        if self._sketch is not None:
            return
        self._held = self._handle_at(at)
        if self._held is not None:
            return
        fast, slow = self._position(at)
        is_left = self._view.drag_button == Qt.MouseButton.LeftButton
        self._grabbed = self._overlays.grabbed_at(fast, slow) if is_left else None
        if self._grabbed is not None:
            # A point is taken where it was touched: it does not jump to the pointer.
            anchor = self._overlays.anchor_of(self._grabbed[0]) or (fast, slow)
            self._offset = anchor[0] - fast, anchor[1] - slow
        else:
            self._show_cursor(Qt.CursorShape.ClosedHandCursor)

    def _on_drag_moved(self, at: QPointF, step: QPointF) -> None:
        self._pointer = at
        if self._sketch is not None:
            self.sketched.emit(*self._sketch, *self._position(at), False)
        elif self._held is not None:
            self._held.drag_line(at)
        elif self._grabbed is not None:
            fast, slow = self._position(at)
            there = fast + self._offset[0], slow + self._offset[1]
            self._overlays.drag_moved.emit(*self._grabbed, *there)
        elif not self._is_cancelled:
            self._navigation.pan(step.x(), step.y())

    def _begun_sketch(self, at: QPointF) -> tuple[str, float, float] | None:
        """What a drag that begins with a key draws, and from where."""
        if self._view.drag_button != Qt.MouseButton.LeftButton or not self.is_active:
            return None
        keys = self._view.drag_keys
        if keys & Qt.KeyboardModifier.ShiftModifier:
            return "box", *self._position(at)
        if keys & Qt.KeyboardModifier.ControlModifier:
            return "line", *self._position(at)
        return None

    def cancel_drag(self) -> bool:
        """Let go of a mark as if it had not been dragged; tell whether one was held."""
        grabbed, self._grabbed = self._grabbed, None
        if grabbed is None:
            return False
        self._is_cancelled = True
        self._overlays.drag_cancelled.emit(*grabbed)
        return True

    def _on_drag_ended(self) -> None:
        self._show_cursor(Qt.CursorShape.CrossCursor)
        self._held = None
        sketch, self._sketch = self._sketch, None
        if sketch is not None and self._pointer is not None:
            self.sketched.emit(*sketch, *self._position(self._pointer), True)
        grabbed, self._grabbed = self._grabbed, None
        if grabbed is not None:
            self._overlays.drag_finished.emit(*grabbed)

    def _on_wheel_turned(self, notches: float, at: QPointF) -> None:
        self._pointer = at
        self._navigation.zoom(notches, at.x(), at.y())
