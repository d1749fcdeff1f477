"""The graphics item that paints all overlays, with labels that know each other."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSizeF, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from braggscope.canvas.colour_maps import ColourMap
from braggscope.canvas.kept_layer import KeptLayer
from braggscope.canvas.label_layout import LabelLayout
from braggscope.canvas.overlay_marks import Marks, Readout
from braggscope.canvas.overlay_painter import (
    CROSS_ARM,
    FOOT_SIZE,
    PAINTERS,
    Labels,
)
from braggscope.canvas.overlay_style import (
    ON_DARK,
    ON_LIGHT,
    corners_around,
    draw_label,
    label_font,
    label_size,
)
from braggscope.canvas.screen_item import ScreenItem, palette_of
from braggscope.canvas.viewport import Viewport

_LAG_MS = 100
"""How long marks lag behind a picture that moves, if they are allowed to."""
_PATIENCE_MS = 250
"""So long they wait for the next picture, to be painted together with it."""
_HAND = 16.0
"""A readout keeps this far from the pointer, screen pixels."""


class OverlayItem(ScreenItem):
    """Paints all visible overlays at once, so that their labels know each other.

    Parameters
    ----------
    view_box : pyqtgraph.ViewBox
    viewport : callable
    marks : Marks
        Read at each paint.
    reserved : callable
        Screen rectangles that labels must leave free.
    """

    def __init__(
        self,
        view_box: Any,
        viewport: Callable[[], Viewport],
        marks: Marks,
        reserved: Callable[[], list[QRectF]],
    ) -> None:
        super().__init__(view_box, viewport, z_value=10)
        self._marks = marks
        self._reserved = reserved
        self._style = ON_LIGHT
        self._layer = KeptLayer()
        self._is_stale = True
        self._may_lag = False
        self._painted_at = -math.inf
        self._patience = QTimer(view_box)  # ends with what it updates
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._catch_up)

    def show_on(self, colour_map: ColourMap) -> None:
        """Use the colours that stand out from a colour map."""
        self._style = ON_LIGHT if colour_map.light_ground else ON_DARK
        self.refresh()

    def paint_screen(
        self, painter: QPainter, viewport: Viewport, widget: QWidget | None
    ) -> None:
        """Paint onto a layer that is kept while nothing on it changes."""
        if widget is None:
            self._paint_marks(painter, viewport, None)
            return
        reserved = tuple(place.getRect() for place in self._reserved())
        key = viewport, reserved
        if not self._layer.is_for(key, widget) or (self._is_stale and self._is_due()):
            self._is_stale = False
            self._patience.stop()
            self._painted_at = time.monotonic()
            size = QSizeF(viewport.width, viewport.height)
            draw = partial(self._paint_marks, viewport=viewport, widget=widget)
            self._layer.paint(key, widget, size, draw)
        self._layer.show(painter, QPointF(0, 0))

    def refresh(self) -> None:
        """Paint the marks afresh, or with one of the next pictures if they may lag."""
        self._is_stale = True
        if not self._may_lag:
            self.update()
        elif not self._patience.isActive():
            self._patience.start()

    def let_lag(self, may_lag: bool) -> None:
        """Leave the time to the picture: paint the marks ten times a second at most."""
        self._may_lag = may_lag
        if not may_lag:
            self._patience.stop()
            self._catch_up()

    def _is_due(self) -> bool:
        lag_s = time.monotonic() - self._painted_at
        return not self._may_lag or 1000 * lag_s >= _LAG_MS

    def _catch_up(self) -> None:
        if self._is_stale:
            self.update()

    def _paint_marks(
        self, painter: QPainter, viewport: Viewport, widget: QWidget | None
    ) -> None:
        """Paint lines first, then the labels for which there is room."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        labels: Labels = []
        for kind, paint in PAINTERS.items():
            if kind in self._marks.visible:
                labels = paint(painter, viewport, self._marks, self._style) + labels
        self._paint_labels(painter, viewport, labels, widget)
        if self._marks.readout is not None:
            self._paint_readout(painter, viewport, self._marks.readout, widget)

    def _paint_labels(
        self,
        painter: QPainter,
        viewport: Viewport,
        labels: Labels,
        widget: QWidget | None,
    ) -> None:
        layout = LabelLayout(QRectF(0, 0, viewport.width, viewport.height))
        for place in self._reserved() + self._mark_places(viewport):
            layout.take(place)
        palette = palette_of(widget)
        font = label_font(painter.font())
        painter.setFont(font)
        for text, colour, anchors in labels:
            size = label_size(text, font)
            place_found = layout.place(size, _corners(anchors, size))
            if place_found is not None:
                draw_label(painter, place_found, text, palette, colour)

    def _paint_readout(
        self,
        painter: QPainter,
        viewport: Viewport,
        readout: Readout,
        widget: QWidget | None,
    ) -> None:
        """Beside the hand, and on the screen whatever is below it."""
        x, y = viewport.to_screen(readout.fast, readout.slow)
        size = label_size(readout.text, painter.font())
        left = min(max(x + _HAND, 4.0), viewport.width - size.width() - 4)
        top = min(max(y - _HAND - size.height(), 4.0), viewport.height - size.height())
        place = QRectF(QPointF(left, top), size)
        draw_label(painter, place, readout.text, palette_of(widget), self._style.beam)

    def _mark_places(self, viewport: Viewport) -> list[QRectF]:
        """Screen rectangles of the beam's cross and of the foot's diamond."""
        marks = self._marks
        places = []
        for kind, position, reach in (
            ("beam", marks.beam, CROSS_ARM),
            ("foot", marks.foot, FOOT_SIZE),
        ):
            if kind in marks.visible and position is not None:
                x, y = viewport.to_screen(*position)
                places.append(QRectF(x - reach, y - reach, 2 * reach, 2 * reach))
        return places


def _corners(anchors: list[QPointF], size: QSizeF) -> Iterator[QPointF]:
    """Corners of a label centred on each anchor; one anchor gets it beside itself."""
    if len(anchors) == 1:
        for distance in (7.0, 15.0):
            yield from corners_around(anchors[0], size, distance)
        return
    for anchor in anchors:
        yield anchor - QPointF(size.width() / 2, size.height() / 2)
