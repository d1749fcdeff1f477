"""The thin line that tells of work going on, without standing in its way."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

PATIENCE_MS = 200
_HEIGHT_PX = 3


class BusyLine(QWidget):
    """Appears when work takes longer than 200 ms; its length is how far it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT_PX)
        self.setAccessibleName("Progress")
        self._fraction = 0.0
        self._busy: set[str] = set()
        self._is_shown = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_line)

    @property
    def is_shown(self) -> bool:
        """Whether the line is visible."""
        return self._is_shown

    def set_busy(self, busy: bool, work: str = "image") -> None:
        """Tell that work has begun or ended; there may be several at once."""
        was_busy = bool(self._busy)
        self._fraction = 0.0
        if busy:
            self._busy.add(work)
        else:
            self._busy.discard(work)
        if self._busy and not was_busy:
            self._patience.start()
        elif not self._busy:
            self._patience.stop()
            self._is_shown = False
        self.update()

    def set_fraction(self, fraction: float) -> None:
        """Tell how far the work is, 0 to 1."""
        self._fraction = min(max(fraction, 0.0), 1.0)
        if self._is_shown:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the line as there is progress, and always a little."""
        if self._is_shown:
            painter = QPainter(self)
            length = max(24, round(self._fraction * self.width()))
            accent = self.palette().color(QPalette.ColorRole.Highlight)
            painter.fillRect(0, 0, length, self.height(), accent)

    def _show_line(self) -> None:
        self._is_shown = True
        self.update()
