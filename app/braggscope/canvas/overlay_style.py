"""Colours of the overlays: two sets, for light and for dark pictures.

Hues follow Okabe and Ito's palette for colour-blind readers, shifted in lightness
until they stand out from the ground. Each kind also has a shape of its own, so nothing
is told by colour alone, and each line has a halo, so it also shows on the other ground.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen

LINE_WIDTH = 1.4
HALO_WIDTH = 3.2

_PLATE_ALPHA = 225
_PADDING = QSizeF(3, 0)
_FONT_SHRINK = 0.88


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayStyle:
    """Line colours by kind, and the halo under all of them."""

    beam: QColor
    foot: QColor
    rings: QColor
    ice: QColor
    spots: QColor
    rois: QColor
    selected_roi: QColor
    panel: QColor
    halo: QColor


ON_LIGHT = OverlayStyle(
    beam=QColor("#b83a00"),
    foot=QColor("#006b4e"),
    rings=QColor("#0062a3"),
    ice=QColor("#006d77"),
    spots=QColor("#8f4a78"),
    rois=QColor("#6f3fa0"),
    selected_roi=QColor("#c2004f"),
    panel=QColor("#6e6e6e"),
    halo=QColor("#ffffff"),
)

ON_DARK = OverlayStyle(
    beam=QColor("#ff9248"),
    foot=QColor("#48e0ae"),
    rings=QColor("#7cc8ff"),
    ice=QColor("#7fe3e3"),
    spots=QColor("#f2a6d0"),
    rois=QColor("#d7b0ff"),
    selected_roi=QColor("#fff04a"),
    panel=QColor("#a8a8a8"),
    halo=QColor("#101010"),
)


def pens(
    colour: QColor, style: OverlayStyle, *, width: float = 1.0
) -> tuple[QPen, QPen]:
    """Return the pens of a line: first its halo, then the line itself."""
    drawn = []
    for ink, thickness in ((style.halo, HALO_WIDTH), (colour, LINE_WIDTH)):
        pen = QPen(ink, thickness + LINE_WIDTH * (width - 1))
        # Round caps would make lines five times as slow.
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        drawn.append(pen)
    return drawn[0], drawn[1]


def label_font(font: QFont) -> QFont:
    """Font of labels on the picture: a little smaller than the window's."""
    smaller = QFont(font)
    if font.pointSizeF() > 0:
        smaller.setPointSizeF(font.pointSizeF() * _FONT_SHRINK)
    return smaller


def label_size(text: str, font: QFont) -> QSizeF:
    """Size of a label with its plate."""
    metrics = QFontMetricsF(font)
    return QSizeF(
        metrics.horizontalAdvance(text) + 2 * _PADDING.width(),
        metrics.height() + 2 * _PADDING.height(),
    )


def draw_label(
    painter: QPainter, place: QRectF, text: str, palette: QPalette, edge: QColor
) -> None:
    """Write a label on a plate in the palette's own contrast."""
    painter.setPen(QPen(edge, 1))
    painter.setBrush(plate_colour(palette))
    painter.drawRoundedRect(place, 3, 3)
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def plate_colour(palette: QPalette) -> QColor:
    """Almost opaque ground for text on the picture."""
    plate = QColor(palette.color(QPalette.ColorRole.Window))
    plate.setAlpha(_PLATE_ALPHA)
    return plate


def corners_around(point: QPointF, size: QSizeF, distance: float) -> list[QPointF]:
    """Upper left corners of labels around a point, clockwise from the upper right."""
    right, left = point.x() + distance, point.x() - distance - size.width()
    above, below = point.y() - distance - size.height(), point.y() + distance
    return [
        QPointF(right, above),
        QPointF(right, below),
        QPointF(left, below),
        QPointF(left, above),
    ]
