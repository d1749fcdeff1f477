"""What was asked for beside what it became, with a way to have it either way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import zip_longest

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from braggscope_engine import Detector, RequestedRow

from ..wrapped_label import WrappedLabel

__all__ = ["RequestsPanel"]

_GAP = 4
_NOTHING = "Nothing was asked of the geometry: every number is nanoBragg's own choice."
_HELP = (
    "What the command line, a geometry file or the forms ask of the geometry, beside "
    "what this image and nanoBragg make of it."
)


class RequestsPanel(QWidget):
    """One entry for each request that became something else, or could be mistaken.

    Signals
    -------
    adopted(experiment, text)   a meaning is to be taken; the text is for the history
    """

    adopted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[RequestedRow, ...] = ()
        self._title = QLabel(self)
        self._title.setToolTip(_HELP)
        self._title.setContentsMargins(8, _GAP, 8, _GAP)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName("Asked for, and what it became")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._title)
        layout.addWidget(self._scroll, 1)

    @property
    def title(self) -> str:
        """How many requests became something else."""
        return self._title.text()

    @property
    def rows(self) -> tuple[RequestedRow, ...]:
        """The requests that are shown."""
        return self._rows

    def show_rows(self, rows: Sequence[RequestedRow], source: str) -> None:
        """Show requests.

        Parameters
        ----------
        rows : sequence of RequestedRow
        source : str
            Where they come from: "the command line", "XPARM.XDS", "the forms".
        """
        shown = tuple(row for row in rows if row.is_trap or row.reason)
        as_asked = [_asked(row) for row in rows if row not in shown and row.requested]
        traps = sum(row.is_trap for row in shown)
        self._title.setText(
            f"Asked for by {source}: {_count(traps)}"
            if traps
            else f"Asked for by {source}: all as asked"
        )
        self._rows = shown
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 0, 8, 8)
        layout.setSpacing(_GAP)
        for row, following in zip_longest(shown, shown[1:]):
            self._add(row, following, layout)
        if as_asked:
            layout.addSpacing(_GAP)
            layout.addWidget(_paragraph(f"As asked: {' · '.join(as_asked)}", content))
        elif not shown:
            layout.addWidget(_paragraph(_NOTHING, content))
        layout.addStretch(1)
        self._scroll.setWidget(content)

    def _add(
        self, row: RequestedRow, following: RequestedRow | None, layout: QVBoxLayout
    ) -> None:
        """Add a row; what it has in common with the next, as X with Y, stands there."""
        head = QLabel(headline(row))
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setWordWrap(True)
        font = head.font()
        font.setBold(row.is_trap)
        head.setFont(font)
        head.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addSpacing(_GAP)
        layout.addWidget(head)
        offers_the_same = following is not None and _ways(row) == _ways(following)
        says_the_same = following is not None and row.reason == following.reason
        if row.reason and not (offers_the_same and says_the_same):
            layout.addWidget(_paragraph(row.reason))
        if offers_the_same:
            return
        for adoption in row.adopt:
            button = QPushButton(adoption.label)
            button.setAutoDefault(False)
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            button.setToolTip(f"{adoption.label}: one edit, which can be undone.")
            button.setAccessibleName(f"{row.label}: {adoption.label}")
            text = f"{adoption.label} ({row.label})"
            button.clicked.connect(
                partial(self.adopted.emit, adoption.experiment, text)
            )
            layout.addWidget(button)


def _ways(row: RequestedRow) -> list[tuple[str, Detector]]:
    return [(way.label, way.experiment.detector) for way in row.adopt]


def headline(row: RequestedRow) -> str:
    """Write a request and what it became in one line."""
    sign = "⚠ " if row.is_trap else ""
    asked = _asked(row)
    if not row.is_trap or not row.effective:
        return f"{sign}{asked}"
    here = f"here {row.effective}"
    there = f", nanoBragg {row.nanobragg}" if row.nanobragg else ""
    return f"{sign}{asked} → {here}{there}"


def _asked(row: RequestedRow) -> str:
    return " ".join(word for word in (row.label, row.requested, row.unit) if word)


def _count(number: int) -> str:
    if number == 1:
        return "1 is not what it seems"
    return f"{number} are not what they seem"


def _paragraph(text: str, parent: QWidget | None = None) -> QLabel:
    label = WrappedLabel(parent)
    label.setContentsMargins(0, 0, 0, 0)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    return label
