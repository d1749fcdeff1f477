"""What a tilt, a swing or a distance leaves in place: a habit of the editor."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from braggscope_engine import Hold

from .choice_row import CalmComboBox
from .form_context import FormContext
from .form_row import FormRow
from .look import GAP, no_margins

__all__ = ["HoldRow"]

_CHOICES: tuple[tuple[Hold | None, str, str], ...] = (
    (
        Hold.BEAM_SPOT,
        "Beam spot",
        "The pixel that the direct beam hits stays, and its distance from the sample.",
    ),
    (
        Hold.FOOT,
        "Foot of perpendicular",
        "The pixel nearest to the sample stays (ORGX, ORGY), and the close distance.",
    ),
    (
        Hold.PIX0,
        "pix0",
        "The outer corner of the first pixel stays where it is in the laboratory.",
    ),
    (
        None,
        "Nothing but the numbers",
        "Only the number that you change changes; the pivot decides what that leaves "
        "in place, as in nanoBragg.",
    ),
)
_HELP = (
    "<p style='white-space: normal'><b>Hold</b><br>What stays in place when you change "
    "rotation, two-theta or distance here: the other numbers follow. It is a habit of "
    "this form and no part of the model; what nanoBragg itself turns a panel about is "
    "the pivot, under Other centres.</p>"
)


class HoldRow(FormRow):
    """Chooses what edits of the detector leave in place."""

    def __init__(self, context: FormContext) -> None:
        super().__init__((), context)
        self._label = QLabel("Hold")
        self._box = CalmComboBox()
        self._box.setObjectName("hold")
        self._box.setAccessibleName("Hold")
        self._box.setAccessibleDescription("What a change of the detector leaves")
        self._label.setBuddy(self._box)
        self._label.setToolTip(_HELP)
        for number, (_, label, help_text) in enumerate(_CHOICES):
            self._box.addItem(label)
            self._box.setItemData(number, help_text, Qt.ItemDataRole.ToolTipRole)
        self._box.activated.connect(self._choose)
        line = QHBoxLayout()
        no_margins(line, spacing=GAP * 2)
        line.addWidget(self._label)
        line.addWidget(self._box, 1)
        self._layout.addLayout(line)
        context.holdChanged.connect(self._show)
        self._show(context.hold)

    def label_widget(self) -> QWidget:
        """Return the label that stands in the column of labels."""
        return self._label

    def editors(self) -> Iterator[QWidget]:
        """Yield what takes the focus, in the order of reading."""
        yield self._box

    def shows(self, path: str) -> bool:
        """Whether an error about this path belongs here."""
        return path == "hold"

    def _choose(self, number: int) -> None:
        self._context.choose_hold(_CHOICES[number][0])

    def _show(self, hold: Hold | None) -> None:
        number = next(i for i, choice in enumerate(_CHOICES) if choice[0] is hold)
        with QSignalBlocker(self._box):
            self._box.setCurrentIndex(number)
        self._box.setToolTip(f"{_HELP}<p>{_CHOICES[number][2]}</p>")
