"""The geometry that results, beside the one that was asked for in the forms."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from braggscope_engine import Geometry

from .geometry_rows import Row, Section, geometry_sections

_EXACT = Qt.ItemDataRole.UserRole


class GeometryInspector(QWidget):
    """Shows the effective geometry; a click on a value copies it with all digits.

    ``copied`` carries what was copied.
    """

    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tree = QTreeWidget(self)
        self._tree.setAccessibleName("Effective geometry")
        self._tree.setColumnCount(3)
        self._tree.setHeaderHidden(True)
        self._tree.setRootIsDecorated(False)
        self._tree.setItemsExpandable(False)
        self._tree.setIndentation(8)
        self._tree.setFrameShape(QTreeWidget.Shape.NoFrame)
        self._tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._tree.header().setSectionResizeMode(
            QHeaderView.ResizeMode.ResizeToContents
        )
        self._tree.header().setStretchLastSection(True)
        self._tree.itemClicked.connect(self._copy_item)
        self._message = QLabel(self)
        self._message.setWordWrap(True)
        self._message.setContentsMargins(8, 8, 8, 8)
        self._message.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._message)
        layout.addWidget(self._tree, 1)

    @property
    def tree(self) -> QTreeWidget:
        """The rows."""
        return self._tree

    def show_geometry(self, geometry: Geometry) -> None:
        """Show where the detector stands."""
        self._message.hide()
        sections = geometry_sections(geometry)
        if self._tree.topLevelItemCount() != len(sections):
            self._build(sections)
        for number, section in enumerate(sections):
            heading = self._tree.topLevelItem(number)
            if heading is not None:
                _fill(heading, section)

    def show_problem(self, message: str) -> None:
        """Say why there is no geometry; the last good one stays below."""
        self._message.setText(message)
        self._message.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the selected rows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        else:
            super().keyPressEvent(event)

    def copy_selected(self) -> None:
        """Copy the selected rows: label, value with all digits, unit."""
        lines = [
            "\t".join((item.text(0), str(item.data(1, _EXACT)), item.text(2)))
            for item in self._tree.selectedItems()
        ]
        if lines:
            self._put("\n".join(lines))

    def _build(self, sections: tuple[Section, ...]) -> None:
        self._tree.clear()
        for section in sections:
            heading = QTreeWidgetItem(self._tree, [section.title])
            heading.setFirstColumnSpanned(True)
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = heading.font(0)
            font.setBold(True)
            heading.setFont(0, font)
            for row in section.rows:
                item = QTreeWidgetItem(heading, [row.label])
                item.setToolTip(0, row.note)
                item.setFont(1, _figures(self.font()))
                # In the last column, whose width is what the others leave.
                item.setSizeHint(2, QSize(0, self.fontMetrics().height() + 4))
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
                item.setForeground(2, self.palette().placeholderText())
        self._tree.expandAll()

    def _copy_item(self, item: QTreeWidgetItem, column: int) -> None:
        exact = item.data(1, _EXACT)
        if column == 1 and isinstance(exact, str):
            self._put(exact)

    def _put(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)


def _figures(font: QFont) -> QFont:
    figures = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    figures.setPointSizeF(font.pointSizeF())
    return figures


def _fill(heading: QTreeWidgetItem, section: Section) -> None:
    for number, row in enumerate(section.rows):
        item = heading.child(number)
        if item is not None:
            _fill_row(item, row)


def _fill_row(item: QTreeWidgetItem, row: Row) -> None:
    item.setText(0, row.label)
    item.setText(1, row.value)
    item.setText(2, row.unit)
    item.setData(1, _EXACT, row.exact)
    item.setToolTip(1, f"{row.exact} {row.unit}\nA click copies it.".strip())
