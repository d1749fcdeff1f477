"""A table of texts under headings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from ..copying_table import COPY_ROLE, TOP, CopyingTable, Index, ReadOnlyTableModel

Row = tuple[str, ...]


class _TextModel(ReadOnlyTableModel):
    def __init__(self, headings: Sequence[str], numbers: bool) -> None:
        super().__init__()
        self.headings = tuple(headings)
        self._numbers = numbers
        self._rows: tuple[Row, ...] = ()
        self._exact: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row], exact: Sequence[Row] | None) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self._exact = tuple(exact if exact is not None else rows)
        self.endResetModel()

    def name(self, headings: Sequence[str]) -> None:
        self.headings = tuple(headings)
        last = len(self.headings) - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        text = self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role in (COPY_ROLE, Qt.ItemDataRole.ToolTipRole):
            return self._exact[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft
            if self._numbers and index.column() > 0:
                side = Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.FontRole and index.column() == 0:
            return QFont()
        return None


class PlainTable(CopyingTable):
    """Shows rows of texts; the first column names them.

    Parameters
    ----------
    headings : sequence of str
    empty_text : str
        Stands in place of the rows while there are none.
    numbers : bool
        Whether all columns but the first hold numbers.
    """

    def __init__(
        self,
        headings: Sequence[str],
        empty_text: str,
        parent: QWidget | None = None,
        *,
        numbers: bool = False,
    ) -> None:
        super().__init__(empty_text, parent)
        self._model = _TextModel(headings, numbers)
        self.setModel(self._model)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.sectionResized.connect(lambda *_: self._fit_rows())

    def show_rows(
        self, rows: Sequence[Row], exact: Sequence[Row] | None = None
    ) -> None:
        """Show rows; ``exact`` is what is copied of them, with all digits."""
        self._model.show(rows, exact)
        self._fit_rows()

    def name_columns(self, headings: Sequence[str]) -> None:
        """Give the columns other names."""
        self._model.name(headings)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows as they are shown."""
        model = self._model
        columns = range(model.columnCount())
        return tuple(
            tuple(str(model.index(row, c).data()) for c in columns)
            for row in range(model.rowCount())
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the rows to the new width."""
        super().resizeEvent(event)
        self._fit_rows()

    def showEvent(self, event: QShowEvent) -> None:
        """Wrap the rows that came while nobody looked."""
        super().showEvent(event)
        self._fit_rows()

    def _fit_rows(self) -> None:
        if self.isVisible():
            self.resizeRowsToContents()
