"""The other image over that of the model: beside a line, or multiplied with it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QWidget

from braggscope.canvas.picture_item import PictureItem
from braggscope.canvas.viewport import Viewport

_REACH = 8.0
_GRIP = 9.0
_EDGE = 0.02
"""The line stays this part of the width away from the sides."""


class Arrangement(StrEnum):
    """Where the other image is painted."""

    HIDDEN = "hidden"
    RIGHT_OF_LINE = "right of a line"
    MULTIPLIED = "multiplied"


class OtherPicture(PictureItem):
    """Paints the other image; its line can be dragged across the canvas.

    Attributes
    ----------
    names : (str, str)   what stands left and right of the line
    """

    def __init__(self, view_box: Any, viewport: Callable[[], Viewport]) -> None:
        super().__init__(view_box, viewport)
        self.setZValue(-9)
        self.names = ("", "")
        self._part = 0.5
        self.arrange(Arrangement.HIDDEN)

    @property
    def line_part(self) -> float:
        """Where the line is, as part of the width of the canvas."""
        return self._part

    def arrange(self, arrangement: Arrangement) -> None:
        """Choose where the image is painted."""
        self._arrangement = arrangement
        self.setVisible(arrangement is not Arrangement.HIDDEN)
        self.update()

    def is_on_line(self, at: QPointF) -> bool:
        """Whether a screen position would take hold of the line."""
        if self._arrangement is not Arrangement.RIGHT_OF_LINE:
            return False
        return abs(at.x() - self._part * self._viewport().width) <= _REACH

    def drag_line(self, at: QPointF) -> None:
        """Move the line to a screen position."""
        part = at.x() / self._viewport().width
        self._part = min(max(part, _EDGE), 1 - _EDGE)
        self.update()

    def paint_screen(
        self, painter: QPainter, viewport: Viewport, widget: QWidget | None
    ) -> None:
        """Paint where the arrangement says."""
        if self._arrangement is Arrangement.MULTIPLIED:
            mode = QPainter.CompositionMode.CompositionMode_Multiply
            painter.setCompositionMode(mode)
            super().paint_screen(painter, viewport, widget)
        elif self._arrangement is Arrangement.RIGHT_OF_LINE:
            x = round(self._part * viewport.width)
            painter.save()
            painter.setClipRect(QRectF(x, 0, viewport.width - x, viewport.height))
            super().paint_screen(painter, viewport, widget)
            painter.restore()
            self._paint_line(painter, x, viewport)

    def _paint_line(self, painter: QPainter, x: float, viewport: Viewport) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        light, dark = QColor(255, 255, 255, 220), QColor(30, 30, 30)
        line = QLineF(x, 0, x, viewport.height)
        for colour, width in ((light, 3.0), (dark, 1.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(line)
        painter.setPen(QPen(dark, 1.0))
        painter.setBrush(light)
        painter.drawEllipse(QPointF(x, viewport.height / 2), _GRIP, _GRIP)
        self._paint_names(painter, x)

    def _paint_names(self, painter: QPainter, x: float) -> None:
        font = QFont(painter.font())
        font.setBold(True)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        for name, is_left in zip(self.names, (True, False), strict=True):
            width = metrics.horizontalAdvance(name) + 12
            left = x - width - 6 if is_left else x + 6
            box = QRectF(left, 8, width, metrics.height() + 4)
            painter.setPen(QColor(30, 30, 30))
            painter.setBrush(QColor(255, 255, 255, 210))
            painter.drawRoundedRect(box, 4, 4)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)
