"""Another program's trace, pasted beside ours."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from braggscope_engine import (
    ComparedTerm,
    EngineError,
    Trace,
    compare_traces,
    parse_trace,
)

from ..compare.plain_table import PlainTable
from ..wrapped_label import WrappedLabel
from .words import short

_PAUSE_MS = 250
_HOW = (
    "Paste another program's trace of this pixel: what nanoBragg prints with "
    "-printout_pixel, or lines such as 'F_cell = 300.58'."
)


class OtherProgram(QWidget):
    """Compares the trace with a pasted one, term by term, in calculation order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trace: Trace | None = None
        self.pasted = QPlainTextEdit(self)
        self.pasted.setPlaceholderText(_HOW)
        self.pasted.setAccessibleName("Another program's trace")
        self.said = WrappedLabel(self)
        self.table = PlainTable(
            ("", "term", "ours", "theirs"), "Terms that both have appear here.", self
        )
        self.table.setAccessibleName("Terms of both traces")
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(32)
        header.setSectionResizeMode(0, header.ResizeMode.ResizeToContents)
        parts = QSplitter(self)
        parts.setOrientation(parts.orientation().Vertical)
        parts.addWidget(self.pasted)
        parts.addWidget(self.table)
        parts.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.said)
        layout.addWidget(parts, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._compare)
        self.pasted.textChanged.connect(self._pause.start)
        self.said.hide()

    def show_trace(self, trace: Trace | None) -> None:
        """Compare with another trace of ours from now on."""
        self._trace = trace
        self._compare()

    def _compare(self) -> None:
        text = self.pasted.toPlainText()
        if self._trace is None or not text.strip():
            self._say("")
            self.table.show_rows([])
            return
        try:
            found = compare_traces(self._trace, parse_trace(text))
        except EngineError as error:
            self._say(str(error))
            self.table.show_rows([])
            return
        rows = [_row(term, is_first=term is found.first) for term in found.rows]
        exact = [_row(term, is_first=False, exact=True) for term in found.rows]
        self.table.show_rows(rows, exact)
        self._mark(found.first, found.rows, found.unmatched)

    def _mark(
        self,
        first: ComparedTerm | None,
        rows: tuple[ComparedTerm, ...],
        unmatched: tuple[str, ...],
    ) -> None:
        if first is None:
            text = f"All {len(rows)} terms agree."
        else:
            text = (
                f"The first disagreement is <b>{first.name}</b>: "
                f"{_numbers(first.ours)} here, {_numbers(first.theirs)} there."
            )
            number = rows.index(first)
            self.table.selectRow(number)
            self.table.scrollTo(
                self.table.model().index(number, 0),
                PlainTable.ScrollHint.PositionAtCenter,
            )
        if unmatched:
            text += f" Not known here: {', '.join(unmatched[:8])}."
        self._say(text)

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))


def _row(
    term: ComparedTerm, *, is_first: bool, exact: bool = False
) -> tuple[str, str, str, str]:
    mark = "" if term.agrees else "▶ ≠" if is_first else "≠"
    name = f"{term.name} {term.unit and f'({term.unit})'}".rstrip()
    if exact:
        exact_ours, exact_theirs = (
            " ".join(repr(v) for v in values) for values in (term.ours, term.theirs)
        )
        return mark, name, exact_ours, exact_theirs
    return mark, name, _numbers(term.ours), _numbers(term.theirs)


def _numbers(values: tuple[float, ...]) -> str:
    return short(values)
