"""What the numbers of each convention mean, with a drawing of each."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
    QTextDocument,
)
from PySide6.QtWidgets import QWidget

from .dialogs import Page

_SIZE = QSizeF(210, 150)
_PANEL = QRectF(38, 28, 130, 100)
_SPOT = QPointF(112, 84)
_SHARPNESS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Convention:
    """How one convention counts the centre, seen with fast right and slow down."""

    name: str
    along_fast: str
    along_slow: str
    from_bottom: bool = False
    spot: str = "direct beam"
    text: str


_CONVENTIONS = (
    _Convention(
        name="MOSFLM",
        along_fast="Y",
        along_slow="X",
        text="X counts along slow, Y along fast, in mm; both from the centre of the "
        "first pixel: nanoBragg adds half a pixel. Beam along +x, fast along z, slow "
        "along −y; tilts leave the beam spot in place.",
    ),
    _Convention(
        name="DENZO",
        along_fast="Y",
        along_slow="X",
        text="As MOSFLM, but from the outer corner of the first pixel: no half pixel "
        "is added.",
    ),
    _Convention(
        name="ADXV",
        along_fast="X",
        along_slow="Y",
        from_bottom=True,
        text="X counts along fast from the corner, Y upwards from the far edge of "
        "slow, in mm. Beam along +z, fast along x, slow along −y; tilts leave the beam "
        "spot in place.",
    ),
    _Convention(
        name="XDS",
        along_fast="ORGX",
        along_slow="ORGY",
        spot="foot of the perpendicular",
        text="ORGX, ORGY count pixels, the centre of the first pixel is 1. They are "
        "where the panel is nearest to the sample, not where the beam hits. Beam along "
        "+z, fast along x, slow along y; tilts leave the sample distance in place.",
    ),
    _Convention(
        name="DIALS",
        along_fast="ORGX",
        along_slow="ORGY",
        spot="foot of the perpendicular",
        text="The frame of XDS, with spindle, two-theta axis and polarisation along y. "
        "DIALS itself writes the origin: the position of the first pixel's outer "
        "corner, pix0 here.",
    ),
    _Convention(
        name="CUSTOM",
        along_fast="X",
        along_slow="Y",
        text="X counts along fast and Y along slow, in mm from the corner of the first "
        "pixel. All directions are given as vectors, and pix0 may place the panel.",
    ),
)


def conventions_page(parent: QWidget) -> Page:
    """Make the page."""
    page = Page("Conventions", "", parent)
    document = page.browser.document()
    palette = page.palette()
    parts = [
        "<p>All drawings show the image as Braggscope does: fast to the right, slow "
        "down, the first pixel at the upper left. Position 0, 0 in the status line is "
        "the outer corner of the first pixel.</p>"
    ]
    for convention in _CONVENTIONS:
        url = f"drawing:{convention.name}"
        image = _drawing(convention, palette)
        document.addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(url), image
        )
        width, height = round(_SIZE.width()), round(_SIZE.height())
        parts.append(
            f"<h3>{convention.name}</h3><table width='100%'><tr>"
            f"<td width='{width + 16}'>"
            f"<img src='{url}' width='{width}' height='{height}'></td>"
            f"<td>{convention.text}</td></tr></table>"
        )
    page.browser.setHtml("".join(parts))
    return page


def _drawing(convention: _Convention, palette: QPalette) -> QImage:
    image = QImage(
        (_SIZE * _SHARPNESS).toSize(), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(_SHARPNESS)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = palette.color(QPalette.ColorRole.Text)
    faint = QColor(ink)
    faint.setAlphaF(0.5)
    painter.setPen(QPen(faint, 1.2))
    painter.drawRect(_PANEL)
    _arrow(painter, QPointF(38, 16), QPointF(78, 16), faint)
    painter.drawText(QPointF(82, 20), "fast")
    _arrow(painter, QPointF(22, 28), QPointF(22, 62), faint)
    painter.drawText(QPointF(8, 76), "slow")
    accent = palette.color(QPalette.ColorRole.Highlight)
    painter.setPen(QPen(ink, 1.2))
    painter.drawLine(QLineF(_SPOT.x() - 5, _SPOT.y(), _SPOT.x() + 5, _SPOT.y()))
    painter.drawLine(QLineF(_SPOT.x(), _SPOT.y() - 5, _SPOT.x(), _SPOT.y() + 5))
    painter.drawText(QPointF(_PANEL.left(), _PANEL.bottom() + 16), convention.spot)
    edge = _PANEL.bottom() if convention.from_bottom else _PANEL.top()
    _measure(painter, QPointF(_PANEL.left(), _SPOT.y()), accent, convention.along_fast)
    _measure(painter, QPointF(_SPOT.x(), edge), accent, convention.along_slow)
    painter.end()
    return image


def _measure(painter: QPainter, start: QPointF, colour: QColor, label: str) -> None:
    _arrow(painter, start, _SPOT + (start - _SPOT) * 0.08, colour)
    middle = (start + _SPOT) / 2
    painter.setPen(QPen(painter.pen().color(), 1))
    painter.drawText(middle + QPointF(5, -5), label)


def _arrow(painter: QPainter, start: QPointF, end: QPointF, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1.6))
    painter.drawLine(QLineF(start, end))
    along = QLineF(end, start)
    head = QPolygonF([end])
    for turn in (24.0, -24.0):
        side = QLineF(along)
        side.setLength(8)
        side.setAngle(along.angle() + turn)
        head.append(side.p2())
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(head)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.2))
