"""The oddities of nanoBragg, to be reproduced one by one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from braggscope.document import Document
from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    QUIRK_DESCRIPTIONS,
    Experiment,
    Quirk,
)

from .look import GAP, SPACE

__all__ = ["QuirksPanel"]

_KEY = Qt.ItemDataRole.UserRole

_SPELLINGS = {
    "dials": "DIALS",
    "dmin": "d_min",
    "hkl": "hkl",
    "phi": "φ",
    "pix0": "pix0",
    "polarization": "polarisation",
    "twotheta": "two-theta",
}
"""Words of the field that the names on the command line spell more plainly."""


class QuirksPanel(QWidget):
    """A list of all quirks; a checked one is reproduced.

    Below the list stands what the current one does, and what is done without it.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._count = QLabel()
        self._all = QPushButton("All")
        self._none = QPushButton("None")
        self._all.setToolTip("Strict nanoBragg: reproduce every quirk.")
        self._none.setToolTip("As intended: the physics, without any quirk.")
        self._all.clicked.connect(lambda: self._set(ALL_QUIRKS))
        self._none.clicked.connect(lambda: self._set(NO_QUIRKS))
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._count, 1)
        head.addWidget(self._all)
        head.addWidget(self._none)
        self._list = QListWidget()
        self._list.setAccessibleName("Quirks of nanoBragg")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setSpacing(1)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        for quirk in Quirk:
            self._list.addItem(_item(quirk))
        self._list.itemChanged.connect(self._toggle)
        self._list.currentItemChanged.connect(self._describe)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text.setMinimumHeight(5 * self.fontMetrics().lineSpacing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(head)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._text)
        document.experimentChanged.connect(self.show_experiment)
        self._list.setCurrentRow(0)
        self.show_experiment(document.experiment)

    def show_experiment(self, experiment: Experiment) -> None:
        """Check the quirks that the experiment reproduces."""
        chosen = experiment.quirks
        with QSignalBlocker(self._list):
            for number in range(self._list.count()):
                item = self._list.item(number)
                on = item.data(_KEY) in chosen
                item.setCheckState(
                    Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
                )
        self._count.setText(f"{len(chosen)} of {len(ALL_QUIRKS)} reproduced")
        self._all.setEnabled(chosen != ALL_QUIRKS)
        self._none.setEnabled(chosen != NO_QUIRKS)

    def _toggle(self, item: QListWidgetItem) -> None:
        quirk = Quirk(item.data(_KEY))
        on = item.checkState() is Qt.CheckState.Checked
        chosen = self._document.experiment.quirks
        self._set(chosen | {quirk} if on else chosen - {quirk})

    def _set(self, quirks: frozenset[Quirk]) -> None:
        experiment = self._document.experiment
        changed = quirks ^ experiment.quirks
        if quirks == ALL_QUIRKS:
            text = "Switch to strict nanoBragg"
        elif quirks == NO_QUIRKS:
            text = "Switch to the physics as intended"
        else:
            verb = "Reproduce" if changed <= quirks else "Leave out"
            text = f"{verb} {', '.join(sorted(changed))}"
        self._document.edit(replace(experiment, quirks=quirks), text)

    def _describe(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._text.setText(_rich(Quirk(item.data(_KEY))))


def _item(quirk: Quirk) -> QListWidgetItem:
    words = QUIRK_DESCRIPTIONS[quirk]
    item = QListWidgetItem(_title(quirk))
    item.setData(_KEY, quirk.value)
    item.setToolTip(_rich(quirk))
    item.setData(
        Qt.ItemDataRole.AccessibleDescriptionRole,
        f"With it: {words.what} Without: {words.instead}",
    )
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled
        | Qt.ItemFlag.ItemIsSelectable
        | Qt.ItemFlag.ItemIsUserCheckable
    )
    return item


def _title(quirk: Quirk) -> str:
    words = [_SPELLINGS.get(word, word) for word in quirk.value.split("-")]
    first, *rest = words
    if first not in _SPELLINGS.values():
        first = first.capitalize()
    return " ".join([first, *rest])


def _rich(quirk: Quirk) -> str:
    words = QUIRK_DESCRIPTIONS[quirk]
    return f"<p><b>With it:</b> {words.what}</p><p><b>Without:</b> {words.instead}</p>"
