"""Mouse, wheel and keyboard of the canvas, as signals in screen pixels."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

_PAN_BUTTONS = Qt.MouseButton.LeftButton | Qt.MouseButton.MiddleButton
_NOTCH = 120.0


class CanvasView(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """A graphics view whose view box fills it and which only reports the hand.

    The scene gets no mouse events: what a click or a drag means is decided in one
    place, by whoever listens to the signals.

    Signals
    -------
    pointer_moved(QPointF), pointer_left()
        The mouse moved without a drag; it left the widget.
    clicked(QPointF), double_clicked(QPointF)
        Left button.
    drag_started(QPointF), drag_moved(QPointF, QPointF), drag_ended()
        Left or middle button: where it was pressed; where it is, and the step since the
        last signal.
    wheel_turned(float, QPointF)
        Notches away from the user, and where.
    menu_requested(QPointF, QPoint)
        In the view, and on the screen.
    """

    pointer_moved = Signal(QPointF)
    pointer_left = Signal()
    clicked = Signal(QPointF)
    double_clicked = Signal(QPointF)
    drag_started = Signal(QPointF)
    drag_moved = Signal(QPointF, QPointF)
    drag_ended = Signal()
    wheel_turned = Signal(float, QPointF)
    menu_requested = Signal(QPointF, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed_at: QPointF | None = None
        self._button = Qt.MouseButton.NoButton
        self._keys = Qt.KeyboardModifier.NoModifier
        self._last: QPointF | None = None
        self._is_dragging = False
        self.view_box = pg.ViewBox(
            lockAspect=True, invertY=True, enableMenu=False, enableMouse=False
        )
        self.view_box.disableAutoRange()
        self.setCentralItem(self.view_box)
        # A picture as large as the widget is repainted whole in any case.
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    @property
    def drag_button(self) -> Qt.MouseButton:
        """The button that is down for a click or a drag."""
        return self._button

    @property
    def drag_keys(self) -> Qt.KeyboardModifier:
        """The keys that were held when that button went down."""
        return self._keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click or a drag begins."""
        event.accept()
        if self._pressed_at is None and event.button() & _PAN_BUTTONS:
            self._pressed_at = self._last = event.position()
            self._button = event.button()
            self._keys = event.modifiers()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Report the pointer, or a drag once it is longer than a click's tremble."""
        event.accept()
        here = event.position()
        if self._pressed_at is None or self._last is None:
            self.pointer_moved.emit(here)
            return
        if not self._is_dragging:
            moved = (here - self._pressed_at).manhattanLength()
            if moved < QApplication.startDragDistance():
                return
            self._is_dragging = True
            self.drag_started.emit(self._pressed_at)
        step, self._last = here - self._last, here
        self.drag_moved.emit(here, step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or report a click."""
        event.accept()
        if self._pressed_at is None or event.button() != self._button:
            return
        was_drag, button = self._is_dragging, self._button
        pressed_at = self._pressed_at
        self._forget_press()
        if was_drag:
            self.drag_ended.emit()
        elif button == Qt.MouseButton.LeftButton:
            self.clicked.emit(pressed_at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Report a double click; its second release is no click."""
        event.accept()
        self._forget_press()
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(event.position())

    def _forget_press(self) -> None:
        self._pressed_at = self._last = None
        self._is_dragging = False
        self._button = Qt.MouseButton.NoButton

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Report the wheel."""
        event.accept()
        turned = event.angleDelta().y() / _NOTCH
        if turned:
            self.wheel_turned.emit(turned, event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Report that the pointer is gone."""
        event.accept()
        self.pointer_left.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu, at the mouse or, for the menu key, at the pointer."""
        event.accept()
        at, on_screen = event.pos(), event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.mapFromGlobal(QCursor.pos())
            if not self.rect().contains(at):
                at = self.rect().center()
            on_screen = self.mapToGlobal(at)
        self.menu_requested.emit(QPointF(at), on_screen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys to the parent."""
        event.ignore()
