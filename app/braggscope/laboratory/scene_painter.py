"""Paints a scene: the panel, the lines before and behind it, the labels."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
    QTransform,
)

from ..canvas.label_layout import LabelLayout
from ..canvas.overlay_style import corners_around, draw_label, label_font, label_size
from .colours import colours_on
from .furniture import paint_scale_bar, paint_triad
from .hiding import behind, pieces
from .projection import Array, Projection
from .scene import Line, Mark, Panel, Role, Scene

_HEAD = 9.0
_HEAD_ASIDE = 3.6
_PANEL_ALPHA = 46
_IMAGE_OPACITY = 0.55
_MARK_SIZE = 4.0
_FAINT = 90
_WIDTHS = {Role.CONE: 1.0, Role.NORMAL: 1.3, Role.FOOT: 1.3, Role.PIX0: 1.3}


@dataclass(slots=True, kw_only=True)
class ScenePainter:
    """Paints one picture.

    Attributes
    ----------
    painter : QPainter
    view : Projection
    palette : QPalette
    image : QImage or None     what the panel sees, its first pixel at the upper left
    grabbed : bool             the panel is under the hand
    """

    painter: QPainter
    view: Projection
    palette: QPalette
    image: QImage | None = None
    grabbed: bool = False
    _colours: dict[Role, QColor] = field(init=False)

    def __post_init__(self) -> None:
        self._colours = colours_on(self.palette)

    def paint(self, scene: Scene) -> None:
        """Paint all of it."""
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cuts = []
        for line in scene.lines:
            cut = pieces(line.points)
            cuts.append((line, cut, behind(cut, scene.panel, self.view.camera.eye_mm)))
        self._panel(scene.panel)
        for line, cut, hidden in cuts:
            # The panel is like glass: what is behind it shows through, faintly.
            self._stroke(line, cut[hidden], faint=True)
            self._stroke(line, cut[~hidden], faint=False)
            self._heads(line, faint=bool(hidden[-1:].any()))
        for mark in scene.marks:
            self._mark(mark)
        layout = LabelLayout(QRectF(0, 0, self.view.width, self.view.height))
        ink = self.palette.color(QPalette.ColorRole.WindowText)
        layout.take(paint_triad(self.painter, self.view, ink))
        layout.take(paint_scale_bar(self.painter, self.view, ink))
        self._labels(scene, layout)

    def _pen(self, role: Role, *, faint: bool, dashed: bool) -> QPen:
        colour = QColor(self._colours[role])
        if faint or (role is Role.CONE and dashed):
            colour.setAlpha(_FAINT // 2 if role is Role.CONE else _FAINT)
        pen = QPen(colour, _WIDTHS.get(role, 1.9))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    def _stroke(self, line: Line, cut: Array, *, faint: bool) -> None:
        if not len(cut):
            return
        if line.dashed:
            cut = cut[::2] if len(line.points) == 2 else cut
        screen = self.view.to_screen(cut.reshape(-1, 3)).reshape(-1, 4)
        screen = screen[np.isfinite(screen).all(axis=1)]
        self.painter.setPen(self._pen(line.role, faint=faint, dashed=line.dashed))
        self.painter.drawLines([QLineF(*ends) for ends in screen.tolist()])

    def _heads(self, line: Line, *, faint: bool) -> None:
        colour = self._pen(line.role, faint=faint, dashed=False).color()
        if line.arrow:
            self._head(colour, line.points[-2], line.points[-1])
        if line.both_ways:
            self._head(colour, line.points[1], line.points[0])

    def _head(self, colour: QColor, start: Array, end: Array) -> None:
        tail, tip = self.view.to_screen(np.stack([start, end]))
        along = tip - tail
        length = float(np.hypot(*along))
        if not length > 2.0:  # end-on, or not in front of the eye
            return
        along = along / length
        size = min(_HEAD, 0.5 * length)
        aside = np.array([-along[1], along[0]]) * _HEAD_ASIDE * size / _HEAD
        back = tip - along * size
        corners = [QPointF(*each) for each in (tip, back + aside, back - aside)]
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawPolygon(QPolygonF(corners))

    def _panel(self, panel: Panel) -> None:
        outline = self.view.to_screen(panel.outline)
        if not np.isfinite(outline).all():
            self._cut_outline(panel)
            return
        polygon = QPolygonF([QPointF(x, y) for x, y in outline.tolist()])
        ground = QColor(self._colours[Role.PANEL])
        ground.setAlpha(_PANEL_ALPHA)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(ground)
        self.painter.drawPolygon(polygon)
        if self.image is not None and panel.is_flat:
            self._image(self.image, panel)
        pen = QPen(self._colours[Role.PANEL], 2.6 if self.grabbed else 1.4)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPolygon(polygon)

    def _cut_outline(self, panel: Panel) -> None:
        """A panel that reaches behind the eye: only its edges, where they are seen."""
        self.painter.setPen(QPen(self._colours[Role.PANEL], 1.4))
        for start, end in zip(panel.outline[:-1], panel.outline[1:], strict=True):
            seen = self.view.clipped(start, end)
            if seen is not None:
                ends = self.view.to_screen(np.stack(seen)).reshape(4).tolist()
                self.painter.drawLine(QLineF(*ends))

    def _image(self, image: QImage, panel: Panel) -> None:
        corners = self.view.to_screen(panel.corners)
        target = QPolygonF([QPointF(x, y) for x, y in corners.tolist()])
        width, height = image.width(), image.height()
        source = QPolygonF(
            [
                QPointF(x, y)
                for x, y in ((0, 0), (width, 0), (width, height), (0, height))
            ]
        )
        # A picture of a plane is a projective map, so this is exact.
        mapping = QTransform()
        if not QTransform.quadToQuad(source, target, mapping):
            return  # seen edge-on
        self.painter.save()
        self.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.painter.setOpacity(_IMAGE_OPACITY)
        self.painter.setTransform(mapping, True)
        self.painter.drawImage(QPointF(0, 0), image)
        self.painter.restore()

    def _mark(self, mark: Mark) -> None:
        x, y = self.view.to_screen(mark.at[None])[0].tolist()
        if not np.isfinite(x):
            return
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(self._colours[mark.role])
        if mark.role is Role.SAMPLE:
            self.painter.drawEllipse(QPointF(x, y), _MARK_SIZE, _MARK_SIZE)
            return
        size = _MARK_SIZE + (1.5 if self.grabbed else 0.0)
        self.painter.drawRect(QRectF(x - size, y - size, 2 * size, 2 * size))

    def _labels(self, scene: Scene, layout: LabelLayout) -> None:
        font = label_font(self.painter.font())
        self.painter.setFont(font)
        wanted = [(mark.label, mark.role, mark.at[None]) for mark in scene.marks]
        wanted += [
            (line.label, line.role, _anchors(line))
            for line in scene.lines
            if line.label
        ]
        for label, role, anchors in wanted:
            size = label_size(label, font)
            for x, y in self.view.to_screen(anchors).tolist():
                if not np.isfinite(x):
                    continue
                point = QPointF(x, y)
                places = (
                    corner
                    for distance in ((3.0,) if role is Role.CONE else (5.0, 14.0, 26.0))
                    for corner in corners_around(point, size, distance)
                )
                place = layout.place(size, places)
                if place is not None:
                    draw_label(
                        self.painter, place, label, self.palette, self._colours[role]
                    )
                    break


def _anchors(line: Line) -> Array:
    """Where its label may stand, the best first: its end, then along it; (n, 3)."""
    points = line.points[np.isfinite(line.points).all(axis=1)]
    if len(points) == 2:
        part = np.array([1.0, 0.75, 0.5, 0.25, 0.0])[:, None]
        along: Array = points[0] + part * (points[1] - points[0])
        return along
    return points[:: -max(1, len(points) // 12)]
