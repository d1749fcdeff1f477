"""How the spot of a region answers to each number of the model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QItemSelection, QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from braggscope_engine import Experiment, SensitivityRow

from ...fields import BY_PATH, full_name
from ..compare.plain_table import PlainTable
from ..wrapped_label import WrappedLabel

_HOW = (
    "How far the spot moves, and by how much its intensity changes, for one unit more "
    "of each number. Select a row to see the move as an arrow on the image."
)
_NIL = 1e-9
_SLOW_MS = 200
_WAITING = "Being computed …"


class SensitivityPage(QWidget):
    """A table of derivatives; a selected row is drawn on the image.

    Signals
    -------
    watched(bool)
        Whether somebody looks at it.
    rowSelected(object)
        The SensitivityRow that was selected, or None.
    """

    watched = Signal(bool)
    rowSelected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[SensitivityRow, ...] = ()
        self.said = WrappedLabel(self)
        self.everywhere = QCheckBox("Arrows on all bright spots", self)
        self.everywhere.setToolTip(
            "Draw how the brightest spots of the whole image move with the selected "
            "number, not only this one."
        )
        self.everywhere.toggled.connect(self._tell_again)
        self.scale = WrappedLabel(self)
        self.table = PlainTable(
            ("per unit of", "fast / px", "slow / px", "intensity"),
            "",
            self,
            numbers=True,
        )
        self.table.setAccessibleName("Sensitivity of the spot")
        self.table.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, header.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.everywhere)
        layout.addWidget(self.scale)
        self.table.selectionModel().selectionChanged.connect(self._tell)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(partial(self.said.setText, _WAITING))
        self.say(_HOW)

    @property
    def rows(self) -> tuple[SensitivityRow, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[SensitivityRow], experiment: Experiment) -> None:
        """Show the derivatives of a spot; the selected number stays selected."""
        chosen = self._selected()
        self._rows = tuple(rows)
        with QSignalBlocker(self.table.selectionModel()):
            self.table.show_rows(*_texts(self._rows, experiment))
            keys = [(row.path, row.component) for row in self._rows]
            key = None if chosen is None else (chosen.path, chosen.component)
            if key in keys:
                self.table.selectRow(keys.index(key))
        self.say(_HOW)
        self.rowSelected.emit(self._selected())

    def show_waiting(self) -> None:
        """Other derivatives are on their way; that is said when they take long."""
        self._slow.start()

    def show_scale(self, text: str) -> None:
        """Say below the table what the arrows on the image are."""
        self.scale.setText(text)

    def say(self, text: str) -> None:
        """Say something above the table."""
        self._slow.stop()
        self.said.setText(text)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that somebody looks."""
        super().showEvent(event)
        self.watched.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that nobody looks."""
        super().hideEvent(event)
        self.watched.emit(False)

    def _selected(self) -> SensitivityRow | None:
        rows = self.table.selectionModel().selectedRows()
        number = rows[0].row() if rows else -1
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def _tell(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        self.rowSelected.emit(self._selected())

    def _tell_again(self, _everywhere: bool) -> None:
        self.rowSelected.emit(self._selected())


def name_of(row: SensitivityRow, experiment: Experiment) -> str:
    """Write what a row is about."""
    field = BY_PATH.get(row.path)
    name = row.path if field is None else full_name(field, experiment)
    return name if row.component is None else f"{name} {'xyz'[row.component]}"


def _texts(
    rows: Sequence[SensitivityRow], experiment: Experiment
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Write rows: short, and exact for copying."""
    short: list[tuple[str, ...]] = []
    exact: list[tuple[str, ...]] = []
    for row in rows:
        name = name_of(row, experiment)
        short.append(
            (
                f"{name} ({row.unit})" if row.unit else name,
                _signed(row.fast_px, ""),
                _signed(row.slow_px, ""),
                _signed(100 * row.log_intensity, " %"),
            )
        )
        slopes = (row.fast_px, row.slow_px, row.log_intensity)
        exact.append((name, *(repr(slope) for slope in slopes)))
    return short, exact


def _signed(value: float, unit: str) -> str:
    if value != value:
        return ""
    if abs(value) < _NIL:
        return f"0{unit}"
    plain = 1e3 <= abs(value) < 1e6
    text = f"{value:+.0f}" if plain else f"{value:+.3g}"
    return f"{text}{unit}".replace("-", "−").replace("e−0", "e−").replace("e+0", "e")
