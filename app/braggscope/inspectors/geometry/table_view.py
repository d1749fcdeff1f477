"""The table of conventions: copied with a click, edited with a double click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from braggscope.colours import tabular

from ..copying_table import Index
from .cell_editor import CellDelegate, Commit
from .label_header import LabelHeader
from .table import Cell, GeometryTable, Row
from .table_model import GeometryModel

__all__ = ["ConventionsTable"]

_ROW_GAP = 5
_COLUMN_GAP = 10


class ConventionsTable(QTableView):
    """Rows are quantities, columns conventions; labels stay where they are.

    Signals
    -------
    copied(text)
    optionsWanted(column)   the nanoBragg options of a column are to be copied
    """

    copied = Signal(str)
    optionsWanted = Signal(int)

    def __init__(self, commit: Commit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = GeometryModel(self)
        self._folded: set[str] = set()
        self.setAccessibleName("Geometry in every convention")
        self.setModel(self._model)
        self._labels = LabelHeader(self._model, self)
        self.setVerticalHeader(self._labels)
        self.setItemDelegate(CellDelegate(self._model, commit, self))
        self._set_up_look()
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self._model.modelReset.connect(self._lay_out)
        self.verticalHeader().sectionClicked.connect(self._toggle_group)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().customContextMenuRequested.connect(self._row_menu)
        self.horizontalHeader().customContextMenuRequested.connect(self._column_menu)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._cell_menu)

    @property
    def table(self) -> GeometryTable:
        """What is shown."""
        return self._model.table

    def show_table(self, table: GeometryTable) -> None:
        """Show a geometry."""
        self._model.show(table)
        self._fit_columns()

    def index_of(self, key: str, component: int = 0, column: int = 0) -> QModelIndex:
        """Find the cell of a quantity."""
        for number, row in enumerate(self.table.rows):
            if row.cells and (row.cells[0].key, row.cells[0].component) == (
                key,
                component,
            ):
                return self._model.index(number, column)
        raise KeyError(key)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Copy what is clicked."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        alone = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.button() == Qt.MouseButton.LeftButton and alone and index.isValid():
            if len(self.selectedIndexes()) <= 1:
                self.copy_cell(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the selected cells; Return edits."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and self.state() != QAbstractItemView.State.EditingState
        ):
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let headings run on from the labels over the columns."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        width = self._labels.width()
        for number, row in enumerate(self.table.rows):
            if row.is_heading:
                top, height = self.rowViewportPosition(number), self.rowHeight(number)
                place = QRect(-width, top, width + self.viewport().width(), height)
                self._labels.paint_heading(painter, place, number)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def copy_cell(self, index: Index) -> None:
        """Copy one number with all digits."""
        cell = self._model.cell(index)
        if cell is not None and cell.exact:
            self._put(cell.exact)

    def copy_selected(self) -> None:
        """Copy the selected numbers: rows below each other, tabs between columns."""
        rows: dict[int, list[str]] = {}
        for index in sorted(
            self.selectedIndexes(), key=lambda i: (i.row(), i.column())
        ):
            cell = self._model.cell(index)
            if cell is not None:
                rows.setdefault(index.row(), []).append(cell.exact)
        if rows:
            self._put("\n".join("\t".join(line) for line in rows.values()))

    def copy_row(self, number: int) -> None:
        """Copy one quantity in all conventions."""
        row = self._model.row(number)
        self._put("\t".join((_named(row), *(cell.exact for cell in row.cells))))

    def copy_column(self, column: int) -> None:
        """Copy one convention: a name, a value and a unit in each line."""
        lines = [self.table.columns[column].name]
        lines += [
            "\t".join((cell.label, cell.exact, cell.unit)).rstrip()
            for row in self.table.rows
            if row.cells and (cell := row.cells[column]).exact
        ]
        self._put("\n".join(lines))

    def copy_all(self) -> None:
        """Copy the whole table with its headings."""
        lines = ["\t".join(("", *(c.name for c in self.table.columns)))]
        lines += [
            "\t".join((_named(row), *(cell.exact for cell in row.cells)))
            for row in self.table.rows
        ]
        self._put("\n".join(lines))

    def cell_menu(self, index: Index) -> QMenu:
        """Build what can be done with a cell."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        cell = self._model.cell(index)
        if cell is not None and cell.exact:
            copy = menu.addAction(f"Copy {cell.exact}")
            copy.triggered.connect(lambda: self.copy_cell(index))
            self._offer_vector(menu, cell)
        if cell is not None and cell.editable:
            edit = menu.addAction("Edit")
            edit.triggered.connect(lambda: self.edit(index))
        if cell is not None:
            row = menu.addAction(f"Copy row {cell.label}")
            row.triggered.connect(lambda: self.copy_row(index.row()))
        menu.addSeparator()
        self._offer_column(menu, index.column())
        return menu

    def _offer_vector(self, menu: QMenu, cell: Cell) -> None:
        if len(cell.values) > 1:
            text = " ".join(f"{value:.17g}" for value in cell.values)
            action = menu.addAction("Copy all three")
            action.triggered.connect(lambda: self._put(text))

    def _offer_column(self, menu: QMenu, column: int) -> None:
        name = self.table.columns[column].name
        options = menu.addAction(f"Copy nanoBragg options ({name})")
        options.setToolTip("Options that put this detector there in nanoBragg.")
        options.triggered.connect(lambda: self.optionsWanted.emit(column))
        copy = menu.addAction(f"Copy column {name}")
        copy.triggered.connect(lambda: self.copy_column(column))
        everything = menu.addAction("Copy table")
        everything.triggered.connect(self.copy_all)

    def _cell_menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if index.isValid():
            self.cell_menu(index).popup(self.viewport().mapToGlobal(where))

    def _row_menu(self, where: QPoint) -> None:
        number = self.verticalHeader().logicalIndexAt(where)
        if number >= 0:
            menu = self.cell_menu(self._model.index(number, 0))
            menu.popup(self.verticalHeader().mapToGlobal(where))

    def _column_menu(self, where: QPoint) -> None:
        column = self.horizontalHeader().logicalIndexAt(where)
        if column >= 0:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._offer_column(menu, column)
            menu.popup(self.horizontalHeader().mapToGlobal(where))

    def _put(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def _set_up_look(self) -> None:
        self.setFont(tabular(self.font()))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight)
        header.setSectionsClickable(True)

    def _lay_out(self) -> None:
        height = self.fontMetrics().height() + _ROW_GAP
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalHeader().updateGeometry()
        self._fit_columns()
        self._fold()

    def _fit_columns(self) -> None:
        """Give each column the room of its widest number; never less than before."""
        metrics = self.fontMetrics()
        for column, convention in enumerate(self.table.columns):
            texts = [row.cells[column].text for row in self.table.rows if row.cells]
            widest = max(
                map(metrics.horizontalAdvance, (convention.name + "M", *texts))
            )
            if widest + _COLUMN_GAP > self.columnWidth(column) or not self.isVisible():
                self.setColumnWidth(column, widest + _COLUMN_GAP)

    def _toggle_group(self, number: int) -> None:
        row = self._model.row(number)
        if row.is_heading:
            self._folded ^= {row.label}
            self._fold()

    def _fold(self) -> None:
        group = ""
        for number, row in enumerate(self.table.rows):
            if row.is_heading:
                group = row.label
            else:
                self.setRowHidden(number, group in self._folded)


def _named(row: Row) -> str:
    return f"{row.label} / {row.unit}" if row.unit else row.label
