"""Where the parts of the level bar are, and how they are painted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPolygonF,
)

from braggscope.canvas.colour_maps import colour_map
from braggscope.canvas.level_axis import LevelAxis, tick_text, ticks

_MARGIN = 10.0
_HISTOGRAM = 34.0
_STRIP = 7.0
_TICK = 4.0
_GRIP = 5.0
_GRADIENT_STOPS = 32
_WIDEST_TICK = "-1e-10"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BarContent:
    """What the bar shows; positions are fractions of the axis."""

    axis: LevelAxis
    counts: NDArray[np.intp]
    low: float
    high: float
    selected: str | None
    colour_map: str


class BarLayout:
    """Maps (along the axis, across it) to the widget, in either orientation.

    Across counts from the top of the histogram: histogram, colour strip, ticks.
    """

    def __init__(self, orientation: Qt.Orientation, size: QSize, font: QFont) -> None:
        self.is_wide = orientation == Qt.Orientation.Horizontal
        self.metrics = QFontMetricsF(font)
        self._size = size
        extent = size.width() if self.is_wide else size.height()
        self.length = max(1.0, extent - 2 * _MARGIN)
        across = size.height() if self.is_wide else size.width()
        self.histogram = max(
            8.0, across - _GRIP - _STRIP - _TICK - self._text(self.metrics) - 2
        )

    def _text(self, metrics: QFontMetricsF) -> float:
        return text_room(metrics, is_wide=self.is_wide)

    @staticmethod
    def thickness(orientation: Qt.Orientation, font: QFont) -> int:
        """Extent across the axis that the texts and the histogram need."""
        text = text_room(
            QFontMetricsF(font), is_wide=orientation == Qt.Orientation.Horizontal
        )
        return int(np.ceil(_GRIP + _HISTOGRAM + _STRIP + _TICK + text + 2))

    @property
    def strip(self) -> float:
        """Where, across, the colour strip begins."""
        return _GRIP + self.histogram

    @property
    def tick(self) -> float:
        """Where, across, the ticks begin."""
        return self.strip + _STRIP

    def point(self, fraction: float, across: float) -> QPointF:
        """Widget position."""
        along = fraction * self.length
        if self.is_wide:
            return QPointF(_MARGIN + along, across)
        return QPointF(across, self._size.height() - _MARGIN - along)

    def fraction(self, at: QPointF) -> float:
        """Fraction of the axis at a widget position."""
        if self.is_wide:
            return (at.x() - _MARGIN) / self.length
        return (self._size.height() - _MARGIN - at.y()) / self.length

    def rect(self, first: float, last: float, near: float, far: float) -> QRectF:
        """Rectangle between two fractions and two distances across."""
        corners = self.point(first, near), self.point(last, far)
        return QRectF(*corners).normalized()

    def closest_ticks(self) -> float:
        """Distance between ticks whose texts do not touch, as a fraction."""
        if self.is_wide:
            needed = self.metrics.horizontalAdvance(_WIDEST_TICK) + 8
        else:
            needed = self.metrics.height() * 1.4
        return min(1.0, needed / self.length)


def text_room(metrics: QFontMetricsF, *, is_wide: bool) -> float:
    """Extent of the tick texts across the axis."""
    return metrics.height() if is_wide else metrics.horizontalAdvance(_WIDEST_TICK) + 3


def paint_bar(
    painter: QPainter, layout: BarLayout, content: BarContent, palette: QPalette
) -> None:
    """Paint the whole bar."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_histogram(painter, layout, content, palette)
    _paint_strip(painter, layout, content)
    _paint_ticks(painter, layout, content, palette)
    for name, fraction in (("low", content.low), ("high", content.high)):
        is_selected = content.selected == name
        _paint_handle(painter, layout, fraction, palette, is_selected=is_selected)


def _paint_histogram(
    painter: QPainter, layout: BarLayout, content: BarContent, palette: QPalette
) -> None:
    area = layout.rect(0, 1, _GRIP, layout.strip)
    painter.fillRect(area, palette.color(QPalette.ColorRole.Base))
    path = _histogram_path(layout, content.counts)
    between = layout.rect(content.low, content.high, _GRIP, layout.strip)
    ink = palette.color(QPalette.ColorRole.WindowText)
    for clip, alpha in ((area, 60), (between, 110)):
        shade = QColor(ink)
        shade.setAlpha(alpha)
        painter.save()
        painter.setClipRect(clip)
        painter.fillPath(path, shade)
        painter.restore()


def _histogram_path(layout: BarLayout, counts: NDArray[np.intp]) -> QPainterPath:
    """Outline of the counts; logarithmic, or a few peaks would not show."""
    heights = np.log1p(counts)
    heights = heights / max(float(heights.max()), 1e-9) * (layout.histogram - 3)
    path = QPainterPath(layout.point(0, layout.strip))
    for nth, height in enumerate(heights.tolist()):
        for edge in (nth, nth + 1):
            path.lineTo(layout.point(edge / len(heights), layout.strip - height))
    path.lineTo(layout.point(1, layout.strip))
    path.closeSubpath()
    return path


def _paint_strip(painter: QPainter, layout: BarLayout, content: BarContent) -> None:
    rgb = colour_map(content.colour_map).rgb
    last = len(rgb) - 1
    gradient = QLinearGradient(
        layout.point(content.low, 0), layout.point(content.high, 0)
    )
    for nth in range(_GRADIENT_STOPS + 1):
        red, green, blue = rgb[nth * last // _GRADIENT_STOPS].tolist()
        gradient.setColorAt(nth / _GRADIENT_STOPS, QColor(red, green, blue))
    strip = layout.rect(0, 1, layout.strip, layout.tick)
    painter.fillRect(strip, gradient)


def _paint_ticks(
    painter: QPainter, layout: BarLayout, content: BarContent, palette: QPalette
) -> None:
    painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1))
    height = layout.metrics.height()
    for value in ticks(content.axis, closest=layout.closest_ticks()):
        fraction = content.axis.fraction(value)
        start, end = (
            layout.point(fraction, layout.tick),
            layout.point(fraction, layout.tick + _TICK),
        )
        painter.drawLine(start, end)
        text = tick_text(value)
        width = layout.metrics.horizontalAdvance(text)
        if layout.is_wide:
            left = max(
                0.0, min(end.x() - width / 2, layout.point(1, 0).x() + _MARGIN - width)
            )
            place = QRectF(left, end.y(), width + 1, height)
        else:
            place = QRectF(end.x() + 3, end.y() - height / 2, width + 1, height)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)


def _paint_handle(
    painter: QPainter,
    layout: BarLayout,
    fraction: float,
    palette: QPalette,
    *,
    is_selected: bool,
) -> None:
    """A line with a grip on either end; the selected one is filled with the accent."""
    ink = palette.color(QPalette.ColorRole.WindowText)
    accent = palette.color(QPalette.ColorRole.Highlight)
    painter.setPen(QPen(accent if is_selected else ink, 2.5 if is_selected else 1.5))
    painter.drawLine(layout.point(fraction, _GRIP), layout.point(fraction, layout.tick))
    painter.setPen(QPen(ink, 1))
    painter.setBrush(
        accent if is_selected else palette.color(QPalette.ColorRole.Window)
    )
    reach = _GRIP / layout.length
    grip = QPolygonF(
        [
            layout.point(fraction - reach, 0.5),
            layout.point(fraction + reach, 0.5),
            layout.point(fraction + reach, _GRIP),
            layout.point(fraction, 2 * _GRIP),
            layout.point(fraction - reach, _GRIP),
        ]
    )
    painter.drawPolygon(grip)
