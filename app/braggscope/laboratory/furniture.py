"""What helps to read the picture: the laboratory's axes and a scale bar."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from .projection import Projection

_MARGIN = 10.0
_AXIS = 24.0
_LABEL_GAP = 9.0
_LONGEST_BAR = 110.0


def paint_triad(painter: QPainter, view: Projection, ink: QColor) -> QRectF:
    """Laboratory x, y and z as the camera is turned; returns what they take up."""
    room = _AXIS + 2 * _LABEL_GAP
    middle = QPointF(_MARGIN + room, view.height - _MARGIN - room)
    axes = view.camera.axes
    # Those that point away from the viewer are painted first.
    for index in np.argsort(axes[2]).tolist():
        right, up = float(axes[0, index]), float(axes[1, index])
        colour = QColor(ink)
        colour.setAlpha(255 if axes[2, index] >= -0.05 else 130)
        tip = middle + QPointF(right, -up) * _AXIS
        painter.setPen(QPen(colour, 1.6))
        painter.drawLine(QLineF(middle, tip))
        length = math.hypot(right, up)
        along = QPointF(right, -up) / length if length > 0.15 else QPointF(0.7, 0.7)
        at = tip + along * _LABEL_GAP
        box = QRectF(at.x() - 9, at.y() - 9, 18, 18)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "xyz"[index])
    return QRectF(middle.x() - room, middle.y() - room, 2 * room, 2 * room)


def paint_scale_bar(painter: QPainter, view: Projection, ink: QColor) -> QRectF:
    """Length at the distance of what is in the middle; returns what it takes up."""
    px_per_mm = view.focal_px / view.camera.distance_mm
    length_mm = round_below(_LONGEST_BAR / px_per_mm)
    length = length_mm * px_per_mm
    text = f"{length_mm:g} mm" if length_mm < 1e4 else f"{length_mm / 1e3:g} m"
    metrics = QFontMetricsF(painter.font())
    right, bottom = view.width - _MARGIN, view.height - _MARGIN
    painter.setPen(QPen(ink, 1.6))
    painter.drawLine(QLineF(right - length, bottom, right, bottom))
    for x in (right - length, right):
        painter.drawLine(QLineF(x, bottom - 5, x, bottom))
    width = max(length, metrics.horizontalAdvance(text))
    place = QRectF(
        right - length / 2 - width / 2,
        bottom - 6 - metrics.height(),
        width,
        metrics.height(),
    )
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    return place.adjusted(-4, -2, 4, 8)


def round_below(value: float) -> float:
    """Largest of 1, 2 and 5 times a power of ten that is no larger than a value."""
    decade = 10.0 ** math.floor(math.log10(value))
    return max(
        step * decade for step in (1.0, 2.0, 5.0) if step * decade <= value * (1 + 1e-9)
    )
