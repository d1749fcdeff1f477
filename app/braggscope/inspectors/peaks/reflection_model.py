"""Thousands of reflections for Qt: filtered and sorted as arrays, written as seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt

from braggscope_engine import ReflectionRows, parse_filter

from ..copying_table import COPY_ROLE, TOP, Index, ReadOnlyTableModel
from .columns import COLUMNS, HKL

Rows = NDArray[np.int64]
_NO_ROWS: Rows = np.zeros(0, np.int64)


class ReflectionModel(ReadOnlyTableModel):
    """The rows that a filter keeps, in the order that was asked for."""

    headings = tuple(column.title for column in COLUMNS)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__()
        self.setParent(parent)
        self._table: ReflectionRows | None = None
        self._filter = ""
        self._rows: Rows = _NO_ROWS
        self._sorted_by = [c.name for c in COLUMNS].index("sum")
        self._descending = True

    @property
    def table(self) -> ReflectionRows | None:
        """All reflections."""
        return self._table

    @property
    def rows(self) -> Rows:
        """Numbers of the reflections that are shown, in their order."""
        return self._rows

    def show(self, table: ReflectionRows | None) -> None:
        """Show other reflections, filtered and sorted as before."""
        self.beginResetModel()
        self._table = table
        self._arrange()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Keep what an expression keeps.

        Raises
        ------
        InvalidParameterError
            When it is none; the rows stay.
        """
        if self._table is not None:
            parse_filter(text, tuple(self._table.columns))
        else:
            parse_filter(text)
        self.beginResetModel()
        self._filter = text
        self._arrange()
        self.endResetModel()

    def row_of(self, number: int) -> int | None:
        """Where a reflection stands, or None where it is filtered out."""
        found = np.flatnonzero(self._rows == number)
        return int(found[0]) if len(found) else None

    def sort(
        self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder
    ) -> None:
        """Sort by a column; rows without a number come last both ways."""
        if column < 0:
            return
        self.beginResetModel()
        self._sorted_by = column
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._arrange()
        self.endResetModel()

    def rowCount(self, parent: Index = TOP) -> int:
        """Count the rows that the filter keeps."""
        return 0 if parent.isValid() else len(self._rows)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Name and explain the columns."""
        horizontal = orientation == Qt.Orientation.Horizontal
        if horizontal and role == Qt.ItemDataRole.ToolTipRole:
            column = COLUMNS[section]
            names = "h, k, l" if column.name == HKL else column.name
            return f"{column.help}\nIn filters: {names}"
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Write one cell."""
        if self._table is None:
            return None
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, COPY_ROLE):
            return None
        columns = self._table.columns
        if column.name != HKL and column.name not in columns:
            return ""
        row = int(self._rows[index.row()])
        write = column.text if role == Qt.ItemDataRole.DisplayRole else column.exact
        return write(columns, row)

    def _arrange(self) -> None:
        if self._table is None:
            self._rows = _NO_ROWS
            return
        columns = self._table.columns
        rows: Rows = np.flatnonzero(self._kept()).astype(np.int64)
        column = COLUMNS[self._sorted_by]
        if column.name == HKL or column.name in columns:
            rows = column.order(columns, rows)
            if self._descending:
                rows = self._reversed(rows, column.name)
        self._rows = rows

    def _kept(self) -> NDArray[np.bool_]:
        assert self._table is not None
        if len(self._table) == 0 or not self._filter.strip():
            return np.ones(len(self._table), bool)
        return parse_filter(self._filter)(self._table.columns)

    def _reversed(self, rows: Rows, name: str) -> Rows:
        assert self._table is not None
        if name == HKL:
            return rows[::-1]
        count = int(np.isnan(self._table.columns[name][rows].astype(np.float64)).sum())
        numbers = len(rows) - count
        return np.concatenate([rows[:numbers][::-1], rows[numbers:]])
