"""What became of each option of a pasted command line."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QVBoxLayout,
    QWidget,
)

from braggscope_engine import Quirk
from braggscope_engine.io import Fate, OptionReport, ParsedCommand

from .copying_table import COPY_ROLE, TOP, CopyingTable, Index, ReadOnlyTableModel
from .wrapped_label import WrappedLabel

_OTHER_QUIRKS = (
    "This is what became of them when they were read. The model reproduces other "
    "quirks since then: paste the command again to see what becomes of it now."
)
_ORDER = (Fate.USED, Fate.OVERRIDDEN, Fate.NO_EFFECT, Fate.UNKNOWN)


class _OptionsModel(ReadOnlyTableModel):
    headings = ("option", "became", "why")

    def __init__(self) -> None:
        super().__init__()
        self._options: tuple[OptionReport, ...] = ()

    def show(self, options: tuple[OptionReport, ...]) -> None:
        self.beginResetModel()
        self._options = options
        self.endResetModel()

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self._options)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        report = self._options[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, COPY_ROLE):
            typed = " ".join((report.option, *report.values))
            return (typed, report.fate.value, report.reason)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return report.reason
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        if report.fate is Fate.USED:
            return None
        if role == Qt.ItemDataRole.FontRole and index.column() == 1:
            font = QFont()
            font.setBold(True)
            return font
        return None


class OptionsTable(CopyingTable):
    """One row for each option: as typed, what became of it, and why."""

    def __init__(self, empty_text: str, parent: QWidget | None = None) -> None:
        super().__init__(empty_text, parent)
        self.setAccessibleName("What became of each option")
        self._model = _OptionsModel()
        self.setModel(self._model)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.sectionResized.connect(lambda *_: self.resizeRowsToContents())

    def show_options(self, options: tuple[OptionReport, ...]) -> None:
        """Show the options of a command line."""
        self._model.show(options)
        self.resizeRowsToContents()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out again, and wrap the reasons to it."""
        super().resizeEvent(event)
        self.setColumnWidth(0, int(0.36 * self.viewport().width()))
        self.resizeRowsToContents()


class OptionsInspector(QWidget):
    """Shows the options of the command line that was read last."""

    def __init__(self, empty_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = OptionsTable(empty_text, self)
        self._summary = WrappedLabel(self)
        self._summary.hide()
        self._command: ParsedCommand | None = None
        self._quirks: frozenset[Quirk] = frozenset()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._summary)

    @property
    def table(self) -> OptionsTable:
        """The table of options."""
        return self._table

    def show_command(self, command: ParsedCommand | None) -> None:
        """Show what became of a command line; None empties the table."""
        self._command = command
        self._table.show_options(command.options if command is not None else ())
        self._show_summary()

    def show_quirks(self, quirks: frozenset[Quirk]) -> None:
        """Say where the command line was read with other quirks than the model has."""
        if quirks != self._quirks:
            self._quirks = quirks
            self._show_summary()

    def _show_summary(self) -> None:
        command = self._command
        self._summary.setVisible(command is not None)
        if command is None:
            return
        lines = [summary(command), *command.notes]
        if command.experiment.quirks != self._quirks:
            lines.append(_OTHER_QUIRKS)
        self._summary.setText("\n".join(lines))


def summary(command: ParsedCommand) -> str:
    """Count the options by what became of them."""
    counts = Counter(report.fate for report in command.options)
    parts = [f"{counts[fate]} {fate.value}" for fate in _ORDER if counts[fate]]
    return f"{len(command.options)} options: {', '.join(parts) or 'none'}."
