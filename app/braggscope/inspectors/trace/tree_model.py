"""The tree of a trace, for Qt."""

from __future__ import annotations

from typing import overload

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QFont

from ..copying_table import TOP, Index
from .tree_rows import TreeRow

_HEADINGS = ("Term", "Value")


class TraceTreeModel(QAbstractItemModel):
    """Shows rows of terms; sub-steps are made when they are unfolded."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._top = TreeRow("")

    def show(self, top: TreeRow) -> None:
        """Show another trace."""
        self.beginResetModel()
        self._top = top
        self.endResetModel()

    def row_of(self, index: Index) -> TreeRow:
        """The row behind an index."""
        row = index.internalPointer() if index.isValid() else self._top
        assert isinstance(row, TreeRow)
        return row

    def index_of(self, row: TreeRow) -> QModelIndex:
        """The index of a row."""
        return TOP if row is self._top else self.createIndex(row.number, 0, row)

    @property
    def top(self) -> TreeRow:
        """The invisible row above all."""
        return self._top

    def index(self, row: int, column: int, parent: Index = TOP) -> QModelIndex:
        """Index of a row below another."""
        rows = self.row_of(parent).children
        if not 0 <= row < len(rows) or not 0 <= column < len(_HEADINGS):
            return QModelIndex()
        return self.createIndex(row, column, rows[row])

    @overload
    def parent(self) -> QObject | None: ...
    @overload
    def parent(self, child: Index) -> QModelIndex: ...
    def parent(self, child: Index | None = None) -> QObject | QModelIndex | None:
        """Index of the row above; without a child, the owner."""
        if child is None:
            return super().parent()
        above = self.row_of(child).parent
        return QModelIndex() if above is None else self.index_of(above)

    def rowCount(self, parent: Index = TOP) -> int:
        """Make the rows below and count them."""
        return len(self.row_of(parent).children) if parent.column() <= 0 else 0

    def hasChildren(self, parent: Index = TOP) -> bool:
        """Tell whether rows stand below, without making them."""
        return parent.column() <= 0 and self.row_of(parent).has_children

    def columnCount(self, parent: Index = TOP) -> int:
        """Name and value."""
        return len(_HEADINGS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Name the columns."""
        shown = role == Qt.ItemDataRole.DisplayRole
        return _HEADINGS[section] if shown else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, explanation; the final value stands out."""
        row = self.row_of(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name if index.column() == 0 else row.value
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip
        if role == Qt.ItemDataRole.FontRole and row.name == "photons":
            font = QFont()
            font.setBold(True)
            return font
        return None
