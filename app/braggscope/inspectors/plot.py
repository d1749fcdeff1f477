"""Curves in the colours of the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..colours import is_dark

_LIGHT = (QColor("#0062a3"), QColor("#b83a00"), QColor("#006b4e"))
_DARK = (QColor("#7cc8ff"), QColor("#ff9248"), QColor("#48e0ae"))
_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """One curve: points, or steps where ``x`` has one element more than ``y``."""

    name: str
    x: NDArray[np.number[Any]]
    y: NDArray[np.number[Any]]
    marks: bool = False


class Plot(QWidget):
    """Draws curves; told apart by colour and by dashes. The mouse pans and zooms.

    A curve takes milliseconds to lay out: nothing is drawn while nobody looks.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: tuple[Drawn, ...] = ()
        self._log = (False, False)
        self._is_drawn = False
        self._looks: tuple[tuple[str, bool, bool], ...] = ()
        self._lines: list[Any] = []
        self._plot = pg.PlotWidget(self)
        self._item = self._plot.getPlotItem()
        self._item.setMenuEnabled(False)
        self._item.hideButtons()
        self._legend = self._item.addLegend(offset=(-4, 4), verSpacing=-4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self.setMinimumHeight(120)
        self._follow_palette()

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """The curves that are shown."""
        return self._drawn

    def set_log(self, x: bool, y: bool) -> None:
        """Draw by decades, or evenly."""
        self._log = (x, y)
        self._draw_afresh()

    def show_curves(
        self,
        curves: Sequence[Drawn],
        x_label: str,
        y_label: str,
        *,
        falling: bool = False,
    ) -> None:
        """Show curves instead of those before; ``falling`` turns the x axis round."""
        self._drawn = tuple(curves)
        for side, text in (("bottom", x_label), ("left", y_label)):
            if self._item.getAxis(side).labelText != text:
                self._item.setLabel(side, text)
        self._item.getViewBox().invertX(falling)
        self._draw_if_seen()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while nobody looked."""
        super().showEvent(event)
        if not self._is_drawn:
            self._draw_if_seen()

    def _draw_if_seen(self) -> None:
        self._is_drawn = self.isVisible()
        if not self._is_drawn:
            return
        looks = tuple((c.name, c.marks, len(c.x) > len(c.y)) for c in self._drawn)
        if looks == self._looks:
            for line, curve in zip(self._lines, self._drawn, strict=True):
                line.setData(*self._positive(curve))
        else:
            self._draw()
            self._looks = looks
        # At once, so that what is painted first is what stays.
        self._item.enableAutoRange()
        self._item.getViewBox().updateAutoRange()

    def _draw_afresh(self) -> None:
        """Draw in other colours, or on other axes."""
        self._looks = ()
        self._draw_if_seen()

    def _draw(self) -> None:
        self._item.clear()
        self._lines = []
        self._item.setLogMode(*self._log)
        self._legend.setVisible(len(self._drawn) > 1)
        colours = _DARK if is_dark(self.palette()) else _LIGHT
        for number, curve in enumerate(self._drawn):
            ink = colours[number % len(colours)]
            pen = pg.mkPen(ink, width=1.5, style=_STYLES[number % len(_STYLES)])
            x, y = self._positive(curve)
            steps = {"stepMode": "center"} if len(x) == len(y) + 1 else {}
            marks = {"symbol": "o", "symbolSize": 5, "symbolBrush": ink}
            line = self._item.plot(
                x,
                y,
                pen=pen,
                name=curve.name,
                connect="finite",
                **steps,
                **(marks if curve.marks else {}),
            )
            self._lines.append(line)

    def _positive(self, curve: Drawn) -> tuple[Any, Any]:
        """Leave out what a logarithm has no room for."""
        x, y = (np.array(v, dtype=np.float64) for v in (curve.x, curve.y))
        if self._log[1]:
            y[~(y > 0)] = np.nan
        if self._log[0] and len(x) == len(y):
            x, y = x[x > 0], y[x > 0]
        return x, y

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._follow_palette()

    def _follow_palette(self) -> None:
        palette = self.palette()
        text = palette.color(QPalette.ColorRole.Text)
        self._plot.setBackground(palette.color(QPalette.ColorRole.Base))
        for side in ("bottom", "left"):
            axis = self._item.getAxis(side)
            axis.enableAutoSIPrefix(False)
            # Room for numbers that comes and goes would lay the plot out each time.
            axis.setStyle(autoReduceTextSpace=False)
            axis.setPen(text)
            axis.setTextPen(text)
        self._legend.setLabelTextColor(text)
        self._draw_afresh()
