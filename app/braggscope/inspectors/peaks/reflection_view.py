"""The table of reflections: its columns can be chosen, and one row is selected."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QItemSelectionModel, QPoint, QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QWidget

from ...colours import tabular
from ..copying_table import CopyingTable
from .columns import COLUMNS
from .reflection_model import ReflectionModel

_MEASURED_ROWS = 60


class ReflectionView(CopyingTable):
    """Shows a ReflectionModel; right-click its headings to choose the columns."""

    def __init__(
        self, model: ReflectionModel, empty_text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(empty_text, parent)
        self._reflections = model
        self._chosen = {column.name for column in COLUMNS if column.shown}
        self.setModel(model)
        self.setFont(tabular(self.font()))
        self.setAccessibleName("Reflections")
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(_MEASURED_ROWS)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(24)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._offer_columns)
        sum_column = next(i for i, c in enumerate(COLUMNS) if c.name == "sum")
        header.setSortIndicator(sum_column, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        model.modelReset.connect(self._show_chosen)
        self._show_chosen()

    @property
    def chosen_columns(self) -> frozenset[str]:
        """Names of the columns that the user wants to see."""
        return frozenset(self._chosen)

    def choose_columns(self, names: Iterable[str]) -> None:
        """Show these columns and no others; names that are none are passed over."""
        self._chosen = {column.name for column in COLUMNS} & set(names)
        self._show_chosen()

    def choose_column(self, name: str, shown: bool) -> None:
        """Show a column, or hide it."""
        if shown:
            self._chosen.add(name)
        else:
            self._chosen.discard(name)
        self._show_chosen()

    def fit_columns(self) -> None:
        """Make the columns as wide as what they show, and use all of the width."""
        self.resizeColumnsToContents()
        shown = [n for n in range(len(COLUMNS)) if not self.isColumnHidden(n)]
        free = self.viewport().width() - sum(self.columnWidth(n) for n in shown)
        share = max(0, free // max(1, len(shown)))
        for n in shown:
            self.setColumnWidth(n, self.columnWidth(n) + share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit_columns()

    def copied_columns(self) -> list[int]:
        """Copy what is seen."""
        return [n for n in range(len(COLUMNS)) if not self.isColumnHidden(n)]

    def select_number(self, number: int | None) -> None:
        """Select a reflection by its number without telling of it."""
        row = None if number is None else self._reflections.row_of(number)
        index = self._reflections.index(-1 if row is None else row, 0)
        # Not selectRow: it would extend the selection while Shift is held.
        whole = QItemSelectionModel.SelectionFlag.ClearAndSelect
        with QSignalBlocker(self.selectionModel()):
            rows = QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, whole | rows)
            if row is None:
                self.clearSelection()
        if row is not None:
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        self.viewport().update()

    def selected_number(self) -> int | None:
        """Number of the selected reflection: of several, the topmost."""
        rows = [index.row() for index in self.selectionModel().selectedRows()]
        return int(self._reflections.rows[min(rows)]) if rows else None

    def _show_chosen(self) -> None:
        table = self._reflections.table
        there = table.columns if table is not None else {}
        before = self.copied_columns()
        for number, column in enumerate(COLUMNS):
            missing = column.of_reference and column.name not in there
            self.setColumnHidden(number, missing or column.name not in self._chosen)
        if self.copied_columns() != before:
            self.fit_columns()

    def _offer_columns(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        table = self._reflections.table
        for column in COLUMNS:
            if column.of_reference and (
                table is None or column.name not in table.columns
            ):
                continue
            action = menu.addAction(column.title)
            action.setToolTip(column.help)
            action.setCheckable(True)
            action.setChecked(column.name in self._chosen)
            action.toggled.connect(
                lambda on, name=column.name: self.choose_column(name, on)
            )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.horizontalHeader().mapToGlobal(at))
