"""The brightest peaks of the exact frame, in a table."""

from __future__ import annotations

import math

from PySide6.QtCore import (
    QItemSelection,
    QModelIndex,
    QSignalBlocker,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QVBoxLayout,
    QWidget,
)

from braggscope_engine import Peak, Statistics

from .copying_table import (
    COPY_ROLE,
    SORT_ROLE,
    TOP,
    CopyingTable,
    Index,
    ReadOnlyTableModel,
)
from .wrapped_label import WrappedLabel

_FIRST_WIDE = 5
"""Columns from here on share the width; indices need only their digits."""


class _PeaksModel(ReadOnlyTableModel):
    headings = ("fast", "slow", "h", "k", "l", "d / Å", "max", "sum")

    def __init__(self) -> None:
        super().__init__()
        self.peaks: tuple[Peak, ...] = ()

    def show(self, peaks: tuple[Peak, ...]) -> None:
        self.beginResetModel()
        self.peaks = peaks
        self.endResetModel()

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self.peaks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        value = _values(self.peaks[index.row()])[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _short(value) if isinstance(value, float) else str(value)
        if role == COPY_ROLE:
            return repr(value)
        if role == SORT_ROLE:
            return value
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


class PeaksInspector(QWidget):
    """Shows peaks; one can be selected here or from outside.

    ``peakSelected`` carries the number of the peak that the user selected, in the
    order in which the peaks were shown, or None.
    """

    peakSelected = Signal(object)
    peakActivated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _PeaksModel()
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._model)
        self._sorted.setSortRole(SORT_ROLE)
        self._table = CopyingTable(
            "The brightest peaks of the exact frame appear here. If there are none, "
            "nothing diffracts onto the panel.",
            self,
        )
        self._table.setAccessibleName("Brightest peaks")
        self._table.setModel(self._sorted)
        self._table.setSelectionMode(
            QAbstractItemView.SelectionMode.ContiguousSelection
        )
        self._table.setSortingEnabled(True)
        self._table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in range(_FIRST_WIDE, len(_PeaksModel.headings)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(0)
        self._summary = WrappedLabel(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._summary)
        self._table.selectionModel().selectionChanged.connect(self._tell)
        self._table.doubleClicked.connect(self._activate)

    @property
    def table(self) -> CopyingTable:
        """The table, for copying and for the keyboard focus."""
        return self._table

    @property
    def peaks(self) -> tuple[Peak, ...]:
        """The peaks that are shown."""
        return self._model.peaks

    def show_peaks(self, peaks: tuple[Peak, ...], statistics: Statistics) -> None:
        """Show the peaks and statistics of an exact frame.

        The selection stays on the reflection that it was on.
        """
        chosen = self.selected
        hkl = self.peaks[chosen].hkl if chosen is not None else None
        self._model.show(peaks)
        self._summary.setText(_summary(statistics))
        again = next((i for i, peak in enumerate(peaks) if peak.hkl == hkl), None)
        self.select(again)
        if again != chosen:
            self.peakSelected.emit(again)

    @property
    def selected(self) -> int | None:
        """Number of the selected peak."""
        rows = self._table.selectionModel().selectedRows()
        return self._sorted.mapToSource(rows[0]).row() if rows else None

    def select(self, number: int | None) -> None:
        """Select a peak without telling of it."""
        with QSignalBlocker(self._table.selectionModel()):
            self._table.clearSelection()
            if number is not None:
                row = self._sorted.mapFromSource(self._model.index(number, 0))
                self._table.selectRow(row.row())
                self._table.scrollTo(row)
        self._table.viewport().update()

    def _tell(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        self.peakSelected.emit(self.selected)

    def _activate(self, index: QModelIndex) -> None:
        self.peakActivated.emit(self._sorted.mapToSource(index).row())


def _short(value: float) -> str:
    if math.isinf(value):
        return "∞"
    return f"{value:.0f}" if 1e4 <= value < 1e8 else f"{value:.4g}"


def _values(peak: Peak) -> tuple[int | float, ...]:
    return (
        peak.fast_px,
        peak.slow_px,
        *peak.hkl,
        peak.d_angstrom,
        peak.maximum,
        peak.total,
    )


def _summary(found: Statistics) -> str:
    values = {
        "maximum": found.maximum,
        "mean": found.mean,
        "rms": found.rms,
        "sum": found.total,
    }
    # A line breaks between values, never within one.
    return " · ".join(f"{name}\N{NO-BREAK SPACE}{v:.6g}" for name, v in values.items())
