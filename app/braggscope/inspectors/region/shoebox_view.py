"""Pixels of a box, one square each, with their values where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from braggscope_engine import Shoebox

from ...colours import is_dark

_GAP = 6.0
_LARGEST_CELL = 44.0
_SMALLEST_FONT = 6.5
_DECADES = 4.0
_BLUE, _RED = (33, 102, 172), (178, 24, 43)

Panel = tuple[str, Shoebox, bool]
"""Title, pixels, and whether they are a difference, which has signs."""


class ShoeboxView(QWidget):
    """Shows boxes beside each other on one scale, darkest where they are brightest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panels: tuple[Panel, ...] = ()
        self._log = True
        self.setMinimumHeight(140)
        self.setMouseTracking(True)
        self.setAccessibleName("Pixels of the region")

    @property
    def panels(self) -> tuple[Panel, ...]:
        """What is shown."""
        return self._panels

    def show_panels(self, panels: Sequence[Panel]) -> None:
        """Show other boxes."""
        self._panels = tuple(panels)
        self.update()

    def set_log(self, on: bool) -> None:
        """Show decades, or even steps."""
        self._log = on
        self.update()

    def cell_px(self) -> float:
        """Screen pixels of one pixel."""
        return self._cell(self._columns())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the boxes with titles, in as many rows as make them largest."""
        painter = QPainter(self)
        across = self._columns()
        cell = self._cell(across)
        top = max(
            (float(np.nanmax(values)) for values in self._intensities()), default=0.0
        )
        for number, (title, box, signed) in enumerate(self._panels):
            rows, columns = box.values.shape
            x = _GAP + number % across * (columns * cell + _GAP)
            y = number // across * (rows * cell + self._title_height() + 2 * _GAP)
            place = QRectF(
                x, y + self._title_height() + _GAP, columns * cell, rows * cell
            )
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            painter.drawText(QPointF(x, y + self._title_height()), title)
            self._paint_box(painter, place, box, cell, top, signed=signed)

    def _columns(self) -> int:
        """How many boxes stand beside each other, for the largest pixels."""
        return max(range(1, len(self._panels) + 1), key=self._cell, default=1)

    def _cell(self, across: int) -> float:
        if not self._panels:
            return 0.0
        rows, columns = self._panels[0][1].values.shape
        down = -(-len(self._panels) // across)
        width = (self.width() - _GAP * (across + 1)) / (across * columns)
        each = self.height() / down - self._title_height() - 2 * _GAP
        return float(max(1.0, min(width, each / rows, _LARGEST_CELL)))

    def _intensities(self) -> list[NDArray[np.floating[Any]]]:
        boxes = [box.values for _, box, signed in self._panels if not signed]
        return [values for values in boxes if np.isfinite(values).any()]

    def _title_height(self) -> float:
        return QFontMetricsF(self.font()).height()

    def _paint_box(
        self,
        painter: QPainter,
        place: QRectF,
        box: Shoebox,
        cell: float,
        top: float,
        *,
        signed: bool,
    ) -> None:
        fraction = _signed(box.values) if signed else self._fraction(box.values, top)
        font = self._font_for(cell)
        dark = is_dark(self.palette())
        for (row, column), value in np.ndenumerate(box.values):
            square = QRectF(
                place.x() + column * cell, place.y() + row * cell, cell, cell
            )
            part = float(fraction[row, column])
            colour = _difference(part) if signed else _grey(part, dark=dark)
            painter.fillRect(square, colour)
            if font is not None and math.isfinite(float(value)):
                painter.setFont(font)
                light = colour.lightness() < 128
                painter.setPen(QColor("white") if light else QColor("black"))
                painter.drawText(square, Qt.AlignmentFlag.AlignCenter, _text(value))
        painter.setFont(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRect(place)

    def _fraction(
        self, values: NDArray[np.floating[Any]], top: float
    ) -> NDArray[np.floating[Any]]:
        scaled = np.clip(values / top, 0.0, 1.0) if top > 0 else values * 0.0
        if not self._log:
            return np.asarray(scaled)
        with np.errstate(divide="ignore"):
            return np.asarray(np.clip(1.0 + np.log10(scaled) / _DECADES, 0.0, 1.0))

    def _font_for(self, cell: float) -> QFont | None:
        """A font whose five figures fit a cell, or None."""
        font = QFont(self.font())
        wide = QFontMetricsF(font).horizontalAdvance("00000")
        size = font.pointSizeF() * min(1.0, (cell - 2) / wide)
        if size < _SMALLEST_FONT:
            return None
        font.setPointSizeF(size)
        return font


def _signed(values: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    there = np.isfinite(values)
    reach = float(np.abs(values[there]).max()) if there.any() else 0.0
    return values / reach if reach > 0 else values * 0.0


def _grey(part: float, *, dark: bool) -> QColor:
    if math.isnan(part):
        return QColor(120, 135, 150)
    level = round(255 * (part if dark else 1.0 - part))
    return QColor(level, level, level)


def _difference(part: float) -> QColor:
    if math.isnan(part):
        return QColor(120, 135, 150)
    end = _RED if part > 0 else _BLUE
    return QColor(*(round(255 + abs(part) * (c - 255)) for c in end))


def _text(value: float) -> str:
    size = abs(value)
    if size >= 1e5 or 0 < size < 1e-2:
        return f"{value:.0e}".replace("e+0", "e").replace("e-0", "e−")
    return f"{value:.{0 if size >= 1000 else 1 if size >= 10 else 2}f}"
