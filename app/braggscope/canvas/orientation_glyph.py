"""The glyph that tells which way the picture is seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from braggscope.canvas.kept_layer import KeptLayer
from braggscope.canvas.overlay_style import plate_colour
from braggscope.canvas.screen_item import ScreenItem, palette_of
from braggscope.canvas.viewport import Viewport

_MARGIN = 8.0
_PADDING = 8.0
_ARROW = 26.0
_HEAD = 4.0
_SYMBOL = 6.0


class OrientationGlyph(ScreenItem):
    """Fast axis, slow axis and beam direction, in the lower left corner.

    The beam is drawn as physics does: an arrow's point (circle with a dot) comes out
    of the screen, its feathers (circle with a cross) go into it.
    """

    def __init__(self, view_box: Any, viewport: Callable[[], Viewport]) -> None:
        super().__init__(view_box, viewport, z_value=20)
        self._along = True
        self._layer = KeptLayer()

    def set_seen(self, *, along: bool) -> None:
        """Tell whether the picture is seen along the beam or against it."""
        if along != self._along:
            self._along = along
            self.update()

    @property
    def seen_along(self) -> bool:
        """Whether the picture is seen along the beam."""
        return self._along

    @property
    def text(self) -> str:
        """How the picture is seen, in words."""
        return "seen along the beam" if self._along else "seen against the beam"

    def place(self, viewport: Viewport) -> QRectF:
        """Screen rectangle of the glyph's plate."""
        size = self._size()
        bottom = viewport.height - _MARGIN
        return QRectF(QPointF(_MARGIN, bottom - size.height()), size)

    def _size(self) -> QSizeF:
        metrics = QFontMetricsF(QGuiApplication.font())
        line = metrics.height()
        arrows = _ARROW + 4 + metrics.horizontalAdvance("fast")
        sentence = 2 * _SYMBOL + 5 + metrics.horizontalAdvance(self.text)
        width = max(arrows, sentence) + 2 * _PADDING
        height = line / 2 + _ARROW + line + 4 + line + 2 * _PADDING
        return QSizeF(width, height)

    def paint_screen(
        self, painter: QPainter, viewport: Viewport, widget: QWidget | None
    ) -> None:
        """Paint the plate, the two axes and the beam."""
        plate = self.place(viewport)
        if widget is None:
            self._draw(painter, plate, widget)
            return
        # The layer begins on a whole pixel: it would be blurred elsewhere.
        corner = QPointF(plate.topLeft().toPoint())
        plate.translate(-corner)
        key = plate.getRect(), self._along
        if not self._layer.is_for(key, widget):
            size = QSizeF(plate.right() + 1, plate.bottom() + 1)
            draw = partial(self._draw, plate=plate, widget=widget)
            self._layer.paint(key, widget, size, draw)
        self._layer.show(painter, corner)

    def _draw(self, painter: QPainter, plate: QRectF, widget: QWidget | None) -> None:
        palette = palette_of(widget)
        ink = palette.color(QPalette.ColorRole.WindowText)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(QGuiApplication.font())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(plate_colour(palette))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(QPen(ink, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(ink)
        line = QFontMetricsF(painter.font()).height()
        origin = plate.topLeft() + QPointF(_PADDING + _SYMBOL, _PADDING + line / 2)
        _arrow(painter, origin, QPointF(1, 0))
        _arrow(painter, origin, QPointF(0, 1))
        fast_text = QRectF(origin.x() + _ARROW + 6, plate.top() + _PADDING, 200, line)
        painter.drawText(fast_text, Qt.AlignmentFlag.AlignVCenter, "fast")
        slow_top = origin.y() + _ARROW - line / 2
        slow_text = QRectF(origin.x() + _HEAD + 4, slow_top, 200, line)
        painter.drawText(slow_text, Qt.AlignmentFlag.AlignVCenter, "slow")
        self._paint_beam(painter, plate, line)

    def _paint_beam(self, painter: QPainter, plate: QRectF, line: float) -> None:
        middle = plate.bottom() - _PADDING - line / 2
        centre = QPointF(plate.left() + _PADDING + _SYMBOL, middle)
        ink = painter.brush()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, _SYMBOL, _SYMBOL)
        if self._along:
            reach = _SYMBOL * 0.7071
            painter.drawLine(
                centre - QPointF(reach, reach), centre + QPointF(reach, reach)
            )
            painter.drawLine(
                centre - QPointF(reach, -reach), centre + QPointF(reach, -reach)
            )
        else:
            painter.setBrush(ink)
            painter.drawEllipse(centre, 1.2, 1.2)
        text = QRectF(centre.x() + _SYMBOL + 5, middle - line / 2, 400, line)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self.text)


def _arrow(painter: QPainter, start: QPointF, direction: QPointF) -> None:
    tip = start + direction * _ARROW
    aside = QPointF(-direction.y(), direction.x())
    back = tip - direction * (1.6 * _HEAD)
    painter.drawLine(start, back)
    painter.drawPolygon([tip, back + aside * _HEAD, back - aside * _HEAD])
