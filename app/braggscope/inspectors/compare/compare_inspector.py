"""Holds another image against the model's: how both are shown, and how they differ."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QTabWidget, QVBoxLayout, QWidget

from braggscope_engine import HeaderRow

from ..wrapped_label import WrappedLabel
from .log_page import LogPage
from .other_picker import OtherPicker
from .plain_table import PlainTable, Row
from .view_buttons import ViewButtons
from .why_page import WhyPage

_NO_OTHER = (
    "Nothing to compare with yet. Take a snapshot of the model before you change it, "
    "or load a reference: a raw float image, SMV, CBF, TIFF, HDF5 …"
)
_NO_DIFFERENCE = "The same, value for value."
_SILENT_HEADER = (
    "What the header of a reference says stands here beside the model; this one says "
    "nothing."
)
_NO_NUMBERS = "The numbers of both images appear here once there are two of one size."


class CompareInspector(QWidget):
    """Shows what another image is and how it differs from the model's.

    ``headerWanted`` asks to take what a header says into the model.
    """

    headerWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picker = OtherPicker(self)
        self.views = ViewButtons(self)
        self._said = WrappedLabel(self)
        self.numbers = PlainTable(
            ("", "model", "other", "ratio"), _NO_NUMBERS, self, numbers=True
        )
        self.numbers.setAccessibleName("Numbers of both images")
        self.changes = PlainTable(
            ("", "model", "other"),
            _SILENT_HEADER,
            self,
        )
        self.changes.setAccessibleName("What differs between the models")
        self.pages = QTabWidget(self)
        self.pages.setDocumentMode(True)
        self.why = WhyPage(self)
        self.pages.addTab(self.why, "Why")
        self.pages.addTab(self.numbers, "Numbers")
        self.adopt_header = QPushButton("Adopt the header", self)
        self.adopt_header.setToolTip(
            "Take wavelength, distance, pixel size, beam centre and angles of the "
            "header into the model; can be undone."
        )
        self.adopt_header.clicked.connect(self.headerWanted)
        self.adopt_header.hide()
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.adopt_header)
        column.addWidget(self.changes, 1)
        self.pages.addTab(page, "What differs")
        self.log = LogPage(self)
        self.pages.addTab(self.log, "Log")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.setSpacing(6)
        layout.addWidget(self.picker)
        layout.addWidget(self.views)
        layout.addWidget(self._said)
        layout.addWidget(self.pages, 1)
        layout.addStretch(0)
        self.show_nothing()

    def set_views(self, actions: Sequence[QAction]) -> None:
        """Offer these views of two images."""
        self.views.show_actions(actions)

    @property
    def said(self) -> str:
        """What stands above the tables."""
        return self._said.text()

    def show_nothing(self) -> None:
        """There is nothing to compare with."""
        self.views.hide()
        self.pages.hide()
        self.say(_NO_OTHER)

    def show_other(self, name: str) -> None:
        """There is something to compare with."""
        self.views.show()
        self.pages.show()
        self.numbers.name_columns(("", "model", name, "ratio"))
        self.changes.name_columns(("", "model", name))
        self.say("")

    def say(self, text: str) -> None:
        """Say something of the comparison as a whole; nothing hides the line."""
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def show_changes(self, rows: Sequence[Row]) -> None:
        """Show what differs between two models; no rows say that nothing does."""
        self.adopt_header.hide()
        self.changes.show_rows(rows or [(_NO_DIFFERENCE, "", "")])

    def show_header(self, rows: Sequence[HeaderRow]) -> None:
        """Show what the header of a reference says, beside the model."""
        self.adopt_header.setVisible(any(row.differs for row in rows))
        self.changes.show_rows([_header_row(row) for row in rows])

    def show_numbers(
        self, rows: Sequence[Row], exact: Sequence[Row] | None = None
    ) -> None:
        """Show numbers of both images."""
        self.numbers.show_rows(rows, exact)


def _header_row(row: HeaderRow) -> Row:
    mark = "≠ " if row.differs else ""
    model = "–" if row.model is None else f"{row.model:.7g}"
    return f"{mark}{row.name}, {row.unit}", model, f"{row.header:.7g}"
