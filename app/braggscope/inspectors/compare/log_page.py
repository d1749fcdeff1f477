"""What another program printed, beside the model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from braggscope_engine.io import LogRow

from ..wrapped_label import WrappedLabel
from .plain_table import PlainTable, Row

_ASK = (
    "Paste or open what nanoBragg, or another port of it, printed: its fluence, "
    "steps, distances, beam centres, axes and cell stand here beside the model's, "
    "those that differ first."
)


class LogPage(QWidget):
    """Takes the text of a log and shows its numbers.

    Signals
    -------
    logGiven(str)
        Text that was pasted.
    logWanted()
        Open a file.
    """

    logGiven = Signal(str)
    logWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paste = QPushButton("Paste log", self)
        self.paste.setToolTip("Read the text on the clipboard.")
        self.paste.clicked.connect(
            lambda: self.logGiven.emit(QGuiApplication.clipboard().text())
        )
        self.open = QPushButton("Open log…", self)
        self.open.clicked.connect(self.logWanted)
        self._said = WrappedLabel(self)
        self.table = PlainTable(("", "model", "log"), "", self, numbers=True)
        self.table.setAccessibleName("Numbers of the log")
        buttons = QHBoxLayout()
        buttons.addWidget(self.paste, 1)
        buttons.addWidget(self.open, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(buttons)
        layout.addWidget(self._said)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        self.table.hide()
        self.say(_ASK)

    @property
    def said(self) -> str:
        """What stands above the table."""
        return self._said.text()

    def say(self, text: str) -> None:
        """Say something of the log as a whole."""
        self._said.setText(text)

    def show_rows(self, rows: Sequence[LogRow]) -> None:
        """Show the numbers of a log beside the model's."""
        differing = sum(row.differs for row in rows)
        self.say(
            f"{differing} of {len(rows)} numbers differ."
            if differing
            else f"All {len(rows)} numbers agree."
        )
        self.table.show()
        self.table.show_rows(
            [_row(row, "{:.7g}") for row in rows],
            [_row(row, "{!r}") for row in rows],
        )


def _row(row: LogRow, form: str) -> Row:
    name = f"{row.name}, {row.unit}" if row.unit else row.name
    mark = "≠ " if row.differs else ""
    texts = [
        "–" if values is None else " ".join(form.format(value) for value in values)
        for values in (row.model, row.log)
    ]
    return f"{mark}{name}", texts[0], texts[1]
