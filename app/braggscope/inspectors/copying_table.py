"""A table whose rows can be copied out, and which says what would fill it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

Index = QModelIndex | QPersistentModelIndex

TOP = QModelIndex()
"""The parent of all rows of a table."""

COPY_ROLE = Qt.ItemDataRole.UserRole
"""What a cell is worth when it is copied: all digits."""

SORT_ROLE = Qt.ItemDataRole.UserRole + 1
"""What a cell is sorted by."""


class ReadOnlyTableModel(QAbstractTableModel):
    """A table of rows that are replaced together."""

    headings: tuple[str, ...] = ()

    def columnCount(self, parent: Index = TOP) -> int:
        """Count the headings."""
        return 0 if parent.isValid() else len(self.headings)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Name a column; rows are numbered."""
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                return self.headings[section]
            return str(section + 1)
        return None


class CopyingTable(QTableView):
    """Shows a model; Ctrl+C and the context menu copy rows, tab separated.

    Parameters
    ----------
    empty_text : str
        Shown in place of the rows while there are none.
    """

    def __init__(self, empty_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty_text = empty_text
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self._add_copying()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model; its emptiness is announced by painting."""
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self.viewport().update)

    def copy_rows(self) -> None:
        """Copy the selected rows."""
        rows = sorted({i.row() for i in self.selectionModel().selectedIndexes()})
        self._copy(rows)

    def copied_columns(self) -> Sequence[int]:
        """Which columns are copied: all."""
        return range(self.model().columnCount())

    def copy_all(self) -> None:
        """Copy the table with its headings."""
        self._copy(range(self.model().rowCount()), with_headings=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or what would fill the table."""
        super().paintEvent(event)
        if self.model() is not None and self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            area = self.viewport().rect().adjusted(16, 16, -16, -16)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, int(flags), self._empty_text)

    def _copy(self, rows: Sequence[int], *, with_headings: bool = False) -> None:
        model = self.model()
        columns = self.copied_columns()
        lines = []
        if with_headings:
            horizontal = Qt.Orientation.Horizontal
            lines.append([str(model.headerData(c, horizontal)) for c in columns])
        lines += [
            [str(model.index(row, c).data(COPY_ROLE)) for c in columns] for row in rows
        ]
        if lines:
            text = "\n".join("\t".join(line) for line in lines)
            QGuiApplication.clipboard().setText(text)

    def _add_copying(self) -> None:
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction("Copy rows", self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_rows)
        everything = QAction("Copy table", self)
        everything.triggered.connect(self.copy_all)
        self.addActions([copy, everything])
