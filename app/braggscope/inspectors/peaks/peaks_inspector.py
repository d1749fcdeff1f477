"""The reflections of the exact frame: where they are, how bright, how well known."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from braggscope_engine import EngineError, ReflectionRows, Statistics

from ...colours import error_colour
from ..copying_table import CopyingTable
from ..wrapped_label import WrappedLabel
from .reflection_model import ReflectionModel
from .reflection_view import ReflectionView

_EMPTY = (
    "The reflections of the exact frame appear here, brightest first. If there are "
    "none, nothing diffracts onto the panel, or the filter keeps nothing."
)
_FILTER_HELP = (
    "Show only some reflections: d < 3 and sum > 100, or h == 2 and abs(k) <= 1. "
    "Names of columns, numbers, < <= > >= == !=, and, or, not. Point at a heading for "
    "its name; right-click the headings to choose columns."
)
_TYPING_MS = 200


class PeaksInspector(QWidget):
    """Lists reflections; one can be selected here or from outside.

    Reflections are called by their number in the table that was shown.

    Signals
    -------
    peakSelected(object)
        The number that the user selected, or None.
    peakActivated(int)
        The number that the user double-clicked.
    exportWanted()
        The user wants the table in a file.
    """

    peakSelected = Signal(object)
    peakActivated = Signal(int)
    exportWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ReflectionModel(self)
        self._selected: int | None = None
        self._is_fitted = False
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Filter: d < 3 and sum > 100")
        self.filter.setClearButtonEnabled(True)
        self.filter.setToolTip(_FILTER_HELP)
        self.filter.setAccessibleName("Filter of reflections")
        self._problem = WrappedLabel(self)
        self._problem.hide()
        self._view = ReflectionView(self._model, _EMPTY, self)
        self._summary = WrappedLabel(self)
        self.export = QPushButton("Export…", self)
        self.export.setToolTip("Write the shown reflections, in this order, to a file.")
        line = QHBoxLayout()
        line.setContentsMargins(8, 8, 8, 4)
        line.addWidget(self.filter, 1)
        line.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self._problem)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._summary)
        self._statistics = ""
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._apply_filter)
        self.filter.textChanged.connect(self._typing.start)
        self.filter.returnPressed.connect(self._apply_filter)
        self.export.clicked.connect(self.exportWanted)
        self._view.doubleClicked.connect(self._activate)
        self._model.modelReset.connect(self._keep_selection)
        self._view.selectionModel().selectionChanged.connect(self._tell)
        self._colour_problem()

    @property
    def table(self) -> CopyingTable:
        """The table, for copying and for the keyboard focus."""
        return self._view

    @property
    def view(self) -> ReflectionView:
        """The table, with its columns."""
        return self._view

    @property
    def reflections(self) -> ReflectionRows | None:
        """All reflections of the image."""
        return self._model.table

    @property
    def shown(self) -> ReflectionRows | None:
        """Those that the filter keeps, in the order in which they stand."""
        table = self._model.table
        return None if table is None else table.take(self._model.rows)

    @property
    def problem(self) -> str:
        """What is wrong with the filter; empty when nothing is."""
        return self._problem.text()

    @property
    def selected(self) -> int | None:
        """Number of the selected reflection."""
        return self._selected

    def show_statistics(self, statistics: Statistics) -> None:
        """Say how bright the image is as a whole."""
        self._statistics = _summary(statistics)
        self._show_summary()

    def show_table(self, table: ReflectionRows) -> None:
        """Show the reflections of an exact frame.

        The selection stays on the reflection that it was on, if it is still there.
        """
        again = _same_reflection(self._model.table, self._selected, table)
        is_gone = self._selected is not None and again is None
        self._selected = again
        self._model.show(table)
        if not self._is_fitted:
            self._view.fit_columns()
            self._is_fitted = len(table) > 0
        if is_gone:
            self.peakSelected.emit(None)

    def select(self, number: int | None) -> None:
        """Select a reflection without telling of it."""
        self._selected = number
        self._view.select_number(number)

    def _keep_selection(self) -> None:
        self._view.select_number(self._selected)
        self._show_summary()

    def _tell(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        number = self._view.selected_number()
        if number != self._selected:
            self._selected = number
            self.peakSelected.emit(number)

    def _activate(self, index: QModelIndex) -> None:
        self.peakActivated.emit(int(self._model.rows[index.row()]))

    def _apply_filter(self) -> None:
        self._typing.stop()
        try:
            self._model.set_filter(self.filter.text())
        except EngineError as error:
            self._problem.setText(str(error))
            self._problem.show()
            return
        self._problem.setText("")
        self._problem.hide()

    def _show_summary(self) -> None:
        table = self._model.table
        if table is None:
            self._summary.setText(self._statistics)
            return
        count, every = len(self._model.rows), len(table)
        shown = f"{every} reflections" if count == every else f"{count} of {every}"
        parts = [shown.replace(" ", "\N{NO-BREAK SPACE}"), self._statistics]
        self._summary.setText(" · ".join(part for part in parts if part))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_problem()

    def _colour_problem(self) -> None:
        palette = self._problem.palette()
        colour = error_colour(self.palette())
        if palette.color(QPalette.ColorRole.WindowText) != colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self._problem.setPalette(palette)


def _same_reflection(
    before: ReflectionRows | None, number: int | None, now: ReflectionRows
) -> int | None:
    """Number of a reflection in another table; of several, the nearest on the panel."""
    if before is None or number is None:
        return None
    there = (now.columns["h"] == before.columns["h"][number]).copy()
    for index in "kl":
        there &= now.columns[index] == before.columns[index][number]
    rows = there.nonzero()[0]
    if len(rows) == 0:
        return None
    away = sum(
        (now.columns[axis][rows] - before.columns[axis][number]) ** 2
        for axis in ("fast", "slow")
    )
    return int(rows[away.argmin()])


def _summary(found: Statistics) -> str:
    values = {
        "maximum": found.maximum,
        "mean": found.mean,
        "rms": found.rms,
        "sum": found.total,
    }
    # A line breaks between values, never within one.
    return " · ".join(f"{name}\N{NO-BREAK SPACE}{v:.6g}" for name, v in values.items())
