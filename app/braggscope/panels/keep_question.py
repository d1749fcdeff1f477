"""Asks what stays when the convention changes, and says what was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from braggscope_engine import Keep

from .look import GAP, SPACE, SlimButton

__all__ = ["KeepQuestion"]

_TINT = QColor("#0072b2")
_NAMES: dict[Keep, str] = {"detector": "The detector", "numbers": "The numbers"}
_HELP: dict[Keep, str] = {
    "detector": "The panel stays where it is to beam and crystal; its numbers are "
    "written as the new convention means them, and the image stays.",
    "numbers": "All numbers stay as they were typed and mean something else now; the "
    "panel moves.",
}


class KeepQuestion(QWidget):
    """Two answers, each with what it would change; then what was chosen.

    Signals
    -------
    answered(keep)   "detector" or "numbers"
    cancelled()      the convention is to stay
    forgotten()      ask again next time
    """

    answered = Signal(str)
    cancelled = Signal()
    forgotten = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = QLabel()
        self._title.setWordWrap(True)
        self._buttons: dict[Keep, SlimButton] = {}
        self._words: dict[Keep, QLabel] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(SPACE + GAP, GAP, SPACE, GAP)
        self._layout.setSpacing(GAP)
        self._layout.addWidget(self._title)
        for keep in _NAMES:
            self._add_answer(keep)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(GAP)
        self._foot.addStretch(1)
        self._cancel = self._small("Cancel", "Stay with the present convention.")
        self._ask_again = self._small("Ask next time", "Ask at the next change.")
        self._cancel.clicked.connect(self.cancelled)
        self._ask_again.clicked.connect(self.forgotten)
        self._layout.addLayout(self._foot)
        self.hide()

    @property
    def buttons(self) -> Mapping[Keep, SlimButton]:
        """The answers."""
        return self._buttons

    def stops(self) -> Iterator[QWidget]:
        """Yield the buttons that can be pressed now, in the order of reading."""
        for button in (*self._buttons.values(), self._cancel, self._ask_again):
            if not button.isHidden():
                yield button

    def ask(
        self,
        convention: str,
        answers: Mapping[Keep, tuple[str, ...]],
        refused: Mapping[Keep, str],
    ) -> None:
        """Ask what stays.

        Parameters
        ----------
        convention : str
            The one that was chosen.
        answers : mapping
            What each answer would change.
        refused : mapping
            Why an answer cannot be given.
        """
        self._title.setText(f"Change to {convention}: what stays?")
        for keep, button in self._buttons.items():
            button.setText(_NAMES[keep])
            button.show()
            button.setEnabled(keep in answers)
            said = answers.get(keep, (refused.get(keep, ""),))
            self._words[keep].setText(" ".join(said))
            self._words[keep].show()
        self._cancel.show()
        self._ask_again.hide()
        self.show()

    def say(self, keep: Keep, sentences: tuple[str, ...], other_works: bool) -> None:
        """Say what was done, and offer the other answer instead."""
        self._title.setText(" ".join(sentences))
        for each, button in self._buttons.items():
            button.setText(f"Keep {_NAMES[each].lower()} instead")
            button.setVisible(each != keep and other_works)
            button.setEnabled(True)
            self._words[each].hide()
        self._cancel.hide()
        self._ask_again.show()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint the ground, as messages do."""
        painter = QPainter(self)
        tint = QColor(_TINT)
        tint.setAlphaF(0.12)
        painter.fillRect(self.rect(), tint)
        painter.fillRect(0, 0, 3, self.height(), _TINT)

    def _add_answer(self, keep: Keep) -> None:
        button = SlimButton(_NAMES[keep])
        button.setToolTip(_HELP[keep])
        button.setAccessibleName(f"Keep {_NAMES[keep].lower()}")
        button.setAccessibleDescription(_HELP[keep])
        button.clicked.connect(lambda: self.answered.emit(keep))
        words = QLabel()
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        font = words.font()
        font.setPointSizeF(font.pointSizeF() * 0.92)
        words.setFont(font)
        self._buttons[keep], self._words[keep] = button, words
        self._layout.addWidget(button)
        self._layout.addWidget(words)

    def _small(self, text: str, help_text: str) -> SlimButton:
        button = SlimButton(text)
        button.setFlat(True)
        button.setAccessibleName(text)
        button.setToolTip(help_text)
        self._foot.addWidget(button)
        return button
