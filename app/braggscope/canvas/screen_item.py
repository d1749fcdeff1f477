"""Graphics items that paint in screen coordinates over a view box."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from braggscope.canvas.viewport import Viewport


class ScreenItem(QGraphicsItem):
    """Fills its view box and paints in logical screen pixels from its corner.

    Parameters
    ----------
    view_box : pyqtgraph.ViewBox
        Becomes the parent.
    viewport : callable
        Tells what part of the detector is shown at the moment of painting.
    z_value : float
        Height in the stack.
    """

    def __init__(
        self, view_box: Any, viewport: Callable[[], Viewport], *, z_value: float
    ) -> None:
        super().__init__()
        self._viewport = viewport
        self._area = QRectF(view_box.rect())
        self.setParentItem(view_box)
        self.setZValue(z_value)

    def fill(self, area: QRectF) -> None:
        """Take the view box' new area."""
        self.prepareGeometryChange()
        self._area = QRectF(area)

    def boundingRect(self) -> QRectF:
        """Cover the whole view box."""
        return self._area

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint between a save and a restore of the painter."""
        painter.save()
        self.paint_screen(painter, self._viewport(), widget)
        painter.restore()

    def paint_screen(
        self, painter: QPainter, viewport: Viewport, widget: QWidget | None
    ) -> None:
        """Paint; coordinates are logical screen pixels of the viewport."""
        raise NotImplementedError


def palette_of(widget: QWidget | None) -> QPalette:
    """Palette to paint with; the program's own when there is no widget."""
    return widget.palette() if widget is not None else QGuiApplication.palette()
