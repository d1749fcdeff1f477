"""Painting of each kind of overlay, in screen pixels.

A painter draws its lines and returns the labels it would like to have.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPolygonF

from braggscope.canvas.overlay_lines import on_screen, to_screen, visible_segments
from braggscope.canvas.overlay_marks import Marks, OverlayKind, Positions, Ring
from braggscope.canvas.overlay_style import OverlayStyle, pens
from braggscope.canvas.viewport import Viewport

_CROSS_GAP = 4.0
CROSS_ARM = 13.0
FOOT_SIZE = 6.5
_SPOT_RADIUS = 5.0
_EDGE = 18.0
_SPOT_EXTENT = 16.0
_MAX_ANCHORS = 40
#: More spots than this on the screen: their labels would be a wall of text.
_MAX_SPOT_LABELS = 60

#: Text, colour, and screen positions where it may stand, the best first.
Labels: TypeAlias = list[tuple[str, QColor, list[QPointF]]]


def paint_panel(
    painter: QPainter, viewport: Viewport, marks: Marks, style: OverlayStyle
) -> Labels:
    """Outline of the panel."""
    if marks.panel is None:
        return []
    outline = QRectF(
        QPointF(*viewport.to_screen(0, 0)), QPointF(*viewport.to_screen(*marks.panel))
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pens(style.panel, style)[1])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawRect(outline)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return []


def paint_rings(
    painter: QPainter, viewport: Viewport, marks: Marks, style: OverlayStyle
) -> Labels:
    """Curves of constant resolution."""
    return _paint_curves(painter, viewport, marks.rings, style.rings, style)


def paint_ice(
    painter: QPainter, viewport: Viewport, marks: Marks, style: OverlayStyle
) -> Labels:
    """Rings of ice: every other chord, so that they are told by their stroke too."""
    return _paint_curves(painter, viewport, marks.ice, style.ice, style, dashed=True)


def _paint_curves(
    painter: QPainter,
    viewport: Viewport,
    rings: Sequence[Ring],
    colour: QColor,
    style: OverlayStyle,
    *,
    dashed: bool = False,
) -> Labels:
    lines: list[QLineF] = []
    labels: Labels = []
    for ring in rings:
        points = to_screen(ring.points, viewport)
        segments = visible_segments(points, viewport)
        lines += segments[::2] if dashed else segments
        anchors = _ring_anchors(points, viewport)
        if anchors:
            labels.append((ring.label, colour, anchors))
    for pen in pens(colour, style):
        painter.setPen(pen)
        painter.drawLines(lines)
    return labels


def _ring_anchors(points: Positions, viewport: Viewport) -> list[QPointF]:
    """Places on a ring for its label, the one furthest up and right first."""
    visible = points[on_screen(points, viewport, 4)]
    order = np.argsort(visible[:, 1] - visible[:, 0], kind="stable")
    stride = max(1, len(order) // _MAX_ANCHORS)
    anchors = [QPointF(x, y) for x, y in visible[order[::stride]].tolist()]
    # Two anchors at least: a label stands on its ring, not beside it.
    return anchors if len(anchors) > 1 else anchors * 2


def paint_spots(
    painter: QPainter, viewport: Viewport, marks: Marks, style: OverlayStyle
) -> Labels:
    """Circles at predicted reflections, squares where F is not listed."""
    if marks.spots is None or len(marks.spots.positions) == 0:
        return []
    points = to_screen(marks.spots.positions, viewport)
    shown = np.flatnonzero(on_screen(points, viewport, -_SPOT_RADIUS)).tolist()
    ratio = painter.device().devicePixelRatioF()
    stamps = [_spot_stamp(style, ratio, square=square) for square in (False, True)]
    corner = QPointF(_SPOT_EXTENT, _SPOT_EXTENT) / 2
    unlisted = marks.spots.unlisted[shown].tolist()
    for (x, y), square in zip(points[shown].tolist(), unlisted, strict=True):
        painter.drawPixmap(QPointF(x, y) - corner, stamps[square])
    if len(marks.spots.labels) == 0 or len(shown) > _MAX_SPOT_LABELS:
        return []
    return [
        (
            marks.spots.labels[index],
            style.spots,
            [QPointF(float(points[index, 0]), float(points[index, 1]))],
        )
        for index in shown
    ]


def _spot_stamp(style: OverlayStyle, ratio: float, *, square: bool) -> QPixmap:
    """One mark with its halo: thousands are stamped faster than stroked."""
    extent = math.ceil(_SPOT_EXTENT * ratio)
    stamp = QPixmap(extent, extent)
    stamp.setDevicePixelRatio(ratio)
    stamp.fill(Qt.GlobalColor.transparent)
    painter = QPainter(stamp)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for pen in pens(style.spots, style):
        painter.setPen(pen)
        middle = QPointF(_SPOT_EXTENT, _SPOT_EXTENT) / 2
        if square:
            reach = QPointF(_SPOT_RADIUS, _SPOT_RADIUS)
            painter.drawRect(QRectF(middle - reach, middle + reach))
        else:
            painter.drawEllipse(middle, _SPOT_RADIUS, _SPOT_RADIUS)
    painter.end()
    return stamp


def paint_rois(
    painter: QPainter, viewport: Viewport, marks: Marks, style: OverlayStyle
) -> Labels:
    """Boxes of the regions of interest; the selected one is thicker."""
    screen = QRectF(0, 0, viewport.width, viewport.height)
    boxes: list[QRectF] = []
    chosen: list[QRectF] = []
    labels: Labels = []
    for index, roi in enumerate(marks.rois):
        corner = QPointF(*viewport.to_screen(roi.fast, roi.slow))
        size = QSizeF(roi.width * viewport.scale, roi.height * viewport.scale)
        box = QRectF(corner, size)
        if not box.intersects(screen):
            continue
        is_selected = index == marks.selected_roi
        (chosen if is_selected else boxes).append(box)
        colour = style.selected_roi if is_selected else style.rois
        # The selected one comes first: it has the first choice of room.
        at = 0 if is_selected else len(labels)
        labels.insert(at, (roi.label, colour, [box.topRight() + QPointF(-5, 5)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # Upright lines are crisp without antialiasing, and thin ones stay thin.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for group, colour, width in (
        (boxes, style.rois, 1.0),
        (chosen, style.selected_roi, 1.9),
    ):
        for pen in pens(colour, style, width=width):
            painter.setPen(pen)
            painter.drawRects(group)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return labels


def paint_foot(
    painter: QPainter, viewport: Viewport, marks: Marks, style: OverlayStyle
) -> Labels:
    """Diamond at the foot of the perpendicular from the sample to the panel."""
    if marks.foot is None:
        return []
    at = QPointF(*viewport.to_screen(*marks.foot))
    if not _shows(at, viewport, -FOOT_SIZE):
        return []
    painter.setBrush(Qt.BrushStyle.NoBrush)
    diamond = QPolygonF(
        [
            at + QPointF(*corner) * FOOT_SIZE
            for corner in ((0, -1), (1, 0), (0, 1), (-1, 0))
        ]
    )
    for pen in pens(style.foot, style):
        painter.setPen(pen)
        painter.drawPolygon(diamond)
    return [("foot", style.foot, [at])]


def paint_beam(
    painter: QPainter, viewport: Viewport, marks: Marks, style: OverlayStyle
) -> Labels:
    """Open cross at the direct beam; an arrow at the rim when it is off the screen."""
    if marks.beam is None:
        return []
    at = QPointF(*viewport.to_screen(*marks.beam))
    if not _shows(at, viewport, 0):
        return _paint_pointer(painter, at, viewport, style)
    for pen in pens(style.beam, style, width=1.4):
        painter.setPen(pen)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            arm = QPointF(dx, dy)
            painter.drawLine(at + arm * _CROSS_GAP, at + arm * CROSS_ARM)
    return [("beam", style.beam, [at])]


def _paint_pointer(
    painter: QPainter, at: QPointF, viewport: Viewport, style: OverlayStyle
) -> Labels:
    middle = QPointF(viewport.width / 2, viewport.height / 2)
    away = at - middle
    reach = min(
        (middle.x() - _EDGE) / max(abs(away.x()), 1e-9),
        (middle.y() - _EDGE) / max(abs(away.y()), 1e-9),
    )
    tip = middle + away * reach
    length = float(np.hypot(away.x(), away.y()))
    ahead = away / length
    aside = QPointF(-ahead.y(), ahead.x())
    back = tip - ahead * 9
    head = QPolygonF([tip, back + aside * 5, back - aside * 5])
    painter.setBrush(style.beam)
    painter.setPen(pens(style.beam, style)[0])
    painter.drawPolygon(head)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(head)
    return [("beam", style.beam, [tip - ahead * 12])]


def _shows(at: QPointF, viewport: Viewport, margin: float) -> bool:
    inside_x = margin <= at.x() <= viewport.width - margin
    return inside_x and margin <= at.y() <= viewport.height - margin


#: From the lowest layer to the topmost; labels find room in the opposite order.
PAINTERS: dict[OverlayKind, Callable[..., Labels]] = {
    "panel": paint_panel,
    "ice": paint_ice,
    "rings": paint_rings,
    "spots": paint_spots,
    "rois": paint_rois,
    "foot": paint_foot,
    "beam": paint_beam,
}
