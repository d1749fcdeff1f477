"""The frozen first column: what each row is, its unit in a lighter tone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QHeaderView, QWidget

from .table_model import GeometryModel

_INDENT = 8
_GAP = 6


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
        font = self.font()
        font.setBold(row.is_heading)
        painter.setFont(font)
        ink = self.palette().color(QPalette.ColorRole.Text)
        painter.setPen(ink)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        indent = _INDENT if row.is_heading else 2 * _INDENT
        painter.drawText(rect.adjusted(indent, 0, -_GAP, 0), left, row.label)
        ink.setAlphaF(0.62)
        painter.setPen(ink)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -_GAP, 0), right, row.unit)
        painter.restore()

    def _needed(self) -> int:
        metrics = self.fontMetrics()
        widths = [
            metrics.horizontalAdvance(f"{row.label}  {row.unit}")
            for row in self._model.table.rows
            if not row.is_heading
        ]
        return max(widths, default=0) + 2 * _INDENT + 2 * _GAP
