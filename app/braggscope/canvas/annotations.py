"""What inspectors draw on the picture: a pixel, named boxes, a line, arrows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from braggscope.canvas.colour_maps import ColourMap
from braggscope.canvas.overlay_style import (
    ON_DARK,
    ON_LIGHT,
    draw_label,
    label_font,
    label_size,
    pens,
)
from braggscope.canvas.screen_item import ScreenItem, palette_of
from braggscope.canvas.viewport import Viewport

Line = tuple[float, float, float, float]
Pixel = tuple[int, int]
_LEAST_PIXEL = 7.0
_HEAD = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBox:
    """A rectangle in detector pixels, half open, with a name."""

    name: str
    fast0: float
    slow0: float
    fast1: float
    slow1: float


class Annotations(ScreenItem):
    """Paints them over everything else, as long as somebody shows them."""

    def __init__(self, view_box: Any, viewport: Callable[[], Viewport]) -> None:
        super().__init__(view_box, viewport, z_value=11)
        self._style = ON_LIGHT
        self._pixel: Pixel | None = None
        self._boxes: tuple[NamedBox, ...] = ()
        self._chosen: str | None = None
        self._line: Line | None = None
        self._arrows: tuple[Line, ...] = ()

    @property
    def pixel(self) -> Pixel | None:
        """The pixel that is marked."""
        return self._pixel

    @property
    def boxes(self) -> tuple[NamedBox, ...]:
        """The boxes that are drawn."""
        return self._boxes

    @property
    def line(self) -> Line | None:
        """The line that is drawn."""
        return self._line

    @property
    def arrows(self) -> tuple[Line, ...]:
        """The arrows that are drawn."""
        return self._arrows

    def show_pixel(self, pixel: Pixel | None) -> None:
        """Mark a pixel (fast, slow), or none."""
        self._pixel = pixel
        self.update()

    def show_boxes(self, boxes: Sequence[NamedBox], chosen: str | None = None) -> None:
        """Draw boxes with their names; the chosen one stands out."""
        self._boxes, self._chosen = tuple(boxes), chosen
        self.update()

    def show_line(self, line: Line | None) -> None:
        """Draw a line (fast0, slow0, fast1, slow1), or none."""
        self._line = line
        self.update()

    def show_arrows(self, arrows: Sequence[Line]) -> None:
        """Draw arrows from (fast0, slow0) to (fast1, slow1)."""
        # None are shown in place of none at every selection: that paints nothing.
        if tuple(arrows) != self._arrows:
            self._arrows = tuple(arrows)
            self.update()

    def show_on(self, colour_map: ColourMap) -> None:
        """Use the colours that stand out from a colour map."""
        self._style = ON_LIGHT if colour_map.light_ground else ON_DARK
        self.update()

    def paint_screen(
        self, painter: QPainter, viewport: Viewport, widget: QWidget | None
    ) -> None:
        """Paint all that is shown."""
        if not (self._boxes or self._arrows or self._line or self._pixel):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._style.rois
        if self._arrows:
            self._draw(painter, viewport, self._arrows, self._style.spots, head=True)
        if self._line is not None:
            self._draw(painter, viewport, (self._line,), colour, head=False)
        painter.setFont(label_font(painter.font()))
        for box in self._boxes:
            chosen = box.name == self._chosen
            ink = self._style.selected_roi if chosen else colour
            place = _on_screen(viewport, (box.fast0, box.slow0, box.fast1, box.slow1))
            self._outline(painter, place, ink)
            self._name(painter, place, box.name, ink, widget)
        if self._pixel is not None:
            fast, slow = self._pixel
            place = _on_screen(viewport, (fast, slow, fast + 1, slow + 1))
            short = max(0.0, _LEAST_PIXEL - place.width()) / 2
            place = place.adjusted(-short, -short, short, short)
            self._outline(painter, place, self._style.selected_roi)

    def _outline(self, painter: QPainter, place: QRectF, colour: QColor) -> None:
        painter.setBrush(QColor(0, 0, 0, 0))
        for pen in pens(colour, self._style):
            painter.setPen(pen)
            painter.drawRect(place)

    def _name(
        self,
        painter: QPainter,
        place: QRectF,
        name: str,
        colour: QColor,
        widget: QWidget | None,
    ) -> None:
        if not name:
            return
        size = label_size(name, painter.font())
        corner = place.topLeft() - QPointF(0, size.height() + 2)
        draw_label(painter, QRectF(corner, size), name, palette_of(widget), colour)

    def _draw(
        self,
        painter: QPainter,
        viewport: Viewport,
        lines: Sequence[Line],
        colour: QColor,
        *,
        head: bool,
    ) -> None:
        drawn: list[QLineF] = []
        for line in lines:
            drawn += _strokes(viewport, line, head=head)
        for pen in pens(colour, self._style):
            painter.setPen(QPen(pen))
            painter.drawLines(drawn)


def _on_screen(viewport: Viewport, box: Line) -> QRectF:
    corners = viewport.to_screen(*box[:2]), viewport.to_screen(*box[2:])
    return QRectF(QPointF(*corners[0]), QPointF(*corners[1]))


def _strokes(viewport: Viewport, line: Line, *, head: bool) -> list[QLineF]:
    shaft = QLineF(
        QPointF(*viewport.to_screen(*line[:2])), QPointF(*viewport.to_screen(*line[2:]))
    )
    if not head or shaft.length() < 1:
        return [shaft]
    barbs = []
    for turn in (150.0, -150.0):
        barb = QLineF(shaft.p2(), shaft.p2() + QPointF(1, 0))
        barb.setAngle(shaft.angle() + turn)
        barb.setLength(min(_HEAD, shaft.length()))
        barbs.append(barb)
    return [shaft, *barbs]
