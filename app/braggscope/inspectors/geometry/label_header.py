"""The frozen first column: what each row is, its unit in a lighter tone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QHeaderView, QWidget

from braggscope.colours import muted_colour

from .table_model import GeometryModel

_INDENT = 8
_GAP = 6
_OPEN, _FOLDED = (
    "\N{BLACK DOWN-POINTING SMALL TRIANGLE}",
    ("\N{BLACK RIGHT-POINTING SMALL TRIANGLE}"),
)


class LabelHeader(QHeaderView):
    """Labels to the left, units to the right of them; headings in bold."""

    def __init__(self, model: GeometryModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._model = model
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setAccessibleName("Quantities")

    def sizeHint(self) -> QSize:
        """Return the width of the widest label with its unit."""
        return QSize(self._needed(), super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Follow the font."""
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        return super().event(event)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one label."""
        row = self._model.row(section)
        painter.save()
        painter.fillRect(rect, self.palette().color(QPalette.ColorRole.Base))
        if row.is_heading:
            self.paint_heading(painter, rect, section)
        else:
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            painter.drawText(rect.adjusted(2 * _INDENT, 0, -_GAP, 0), _LEFT, row.label)
            painter.setPen(muted_colour(self.palette()))
            painter.drawText(rect.adjusted(0, 0, -_GAP, 0), _RIGHT, row.unit)
        painter.restore()

    def paint_heading(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw a heading with the sign that says whether its rows are folded.

        The rectangle may lie beside the header: a heading runs on over the columns.
        """
        label = self._model.row(section).label
        folded = section + 1 < self.count() and self.isSectionHidden(section + 1)
        painter.setPen(muted_colour(self.palette()))
        painter.drawText(rect.adjusted(2, 0, 0, 0), _LEFT, _FOLDED if folded else _OPEN)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(rect.adjusted(2 * _INDENT, 0, 0, 0), _LEFT, label)

    def _needed(self) -> int:
        metrics = self.fontMetrics()
        widths = [
            metrics.horizontalAdvance(f"{row.label}  {row.unit}")
            for row in self._model.table.rows
            if not row.is_heading
        ]
        return max(widths, default=0) + 2 * _INDENT + 2 * _GAP


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
