"""The table of conventions for Qt."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QFont

from ..copying_table import COPY_ROLE, TOP, Index
from .table import Cell, GeometryTable, Row

__all__ = ["GeometryModel"]

_Display = Qt.ItemDataRole.DisplayRole


class GeometryModel(QAbstractTableModel):
    """Shows a `GeometryTable`; what stays where it is keeps its selection."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = GeometryTable()

    @property
    def table(self) -> GeometryTable:
        """What is shown."""
        return self._table

    def show(self, table: GeometryTable) -> None:
        """Show other numbers, or another table."""
        before, self._table = self._table, table
        if table.shape != before.shape:
            self.beginResetModel()
            self.endResetModel()
        elif table != before:
            last = self.index(len(table.rows) - 1, len(table.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            # What a row is may change with the numbers: its tooltip.
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(table.rows) - 1)

    def row(self, number: int) -> Row:
        """Return a row."""
        return self._table.rows[number]

    def cell(self, index: Index) -> Cell | None:
        """Return what stands in a place; None in headings."""
        return self._table.cell(index.row(), index.column())

    def rowCount(self, parent: Index = TOP) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: Index = TOP) -> int:
        """Count the conventions."""
        return 0 if parent.isValid() else len(self._table.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be selected, and only some numbers can be edited."""
        cell = self.cell(index)
        if cell is None:
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if cell.editable else flags

    def data(self, index: Index, role: int = _Display) -> object:
        """Say what stands in a place."""
        cell = self.cell(index)
        if cell is None:
            return None
        if role == _Display:
            return cell.text
        if role in (COPY_ROLE, Qt.ItemDataRole.EditRole):
            return cell.exact
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index, cell)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._name(index, cell)}: {cell.text} {cell.unit}".strip()
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Display
    ) -> object:
        """Name conventions and quantities."""
        if orientation == Qt.Orientation.Horizontal:
            return self._about_column(section, role)
        row = self._table.rows[section]
        if role == _Display:
            return row.label
        return row.note if role == Qt.ItemDataRole.ToolTipRole else None

    def _about_column(self, column: int, role: int) -> object:
        name = self._table.columns[column].name
        if role == _Display:
            return name
        if role == Qt.ItemDataRole.FontRole and column == 0:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            about = "the convention of the model" if column == 0 else "translated"
            return f"{name}: {about}. A right click copies the column."
        return None

    def _name(self, index: Index, cell: Cell) -> str:
        convention = self._table.columns[index.column()].name
        return f"{cell.label} ({convention})"

    def _tip(self, index: Index, cell: Cell) -> str:
        if not cell.text:
            return ""
        value = f"{cell.exact} {cell.unit}".strip() or "There is none at present."
        how = "A click copies it." if cell.exact else ""
        if cell.editable:
            how = f"{how} A double click edits it.".strip()
        lines = (self._name(index, cell), value, cell.note, how)
        return "\n".join(line for line in lines if line)
