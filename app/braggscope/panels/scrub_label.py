"""A label that scrubs its number: a drag to the right is more, to the left less."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QWidget

from braggscope.fields import StepSize

from .quantity_edit import step_size

__all__ = ["ScrubLabel"]

_PIXELS_PER_STEP = 4
_DEAD_ZONE = 3
"""Pixels that a click may wander without being a drag."""
_AT_LEAST_MS = 12
"""Between two signals: a mouse may move a thousand times a second, and no image can."""


class ScrubLabel(QLabel):
    """A label beside a number; a drag on it changes the number, a click goes there.

    Shift makes the steps coarse and Alt fine, also half way. Escape takes the whole
    drag back.

    Signals
    -------
    scrubStarted()
    scrubbed(count, size)   steps since the last signal, never 0; not for each move of
                            the mouse
    scrubEnded(kept)        False after Escape
    """

    scrubStarted = Signal()
    scrubbed = Signal(int, object)
    scrubEnded = Signal(bool)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._pressed_at: float | None = None
        self._counted_to = 0.0
        self._scrubbing = False
        self._steps = 0
        self._size = StepSize.NORMAL
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_AT_LEAST_MS)
        self._pause.timeout.connect(self._tell)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click or a drag begins."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._pressed_at = self._counted_to = event.globalPosition().x()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub once the mouse has left the dead zone."""
        if self._pressed_at is None:
            return
        x = event.globalPosition().x()
        if not self._scrubbing and abs(x - self._pressed_at) > _DEAD_ZONE:
            self._start(x)
        if self._scrubbing:
            steps = int((x - self._counted_to) / _PIXELS_PER_STEP)
            if steps:
                self._counted_to += steps * _PIXELS_PER_STEP
                self._count(steps, step_size(event.modifiers()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag; a click goes to the number."""
        if self._pressed_at is None:
            return
        self._pressed_at = None
        if self._scrubbing:
            self._end(kept=True)
        elif (buddy := self.buddy()) is not None:
            buddy.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the drag back on Escape, wherever the focus is."""
        escape = (
            event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        )
        if escape and self._scrubbing:
            self._pressed_at = None
            self._end(kept=False)
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _start(self, x: float) -> None:
        self._scrubbing = True
        self._counted_to = x
        application = QGuiApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self.scrubStarted.emit()

    def _count(self, steps: int, size: StepSize) -> None:
        if size is not self._size:
            self._tell()
        self._steps, self._size = self._steps + steps, size
        if not self._pause.isActive():
            self._tell()

    def _tell(self) -> None:
        steps, self._steps = self._steps, 0
        if steps:
            self._pause.start()
            self.scrubbed.emit(steps, self._size)

    def _end(self, *, kept: bool) -> None:
        self._scrubbing = False
        if kept:
            self._tell()
        self._pause.stop()
        self._steps = 0
        application = QGuiApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.scrubEnded.emit(kept)
