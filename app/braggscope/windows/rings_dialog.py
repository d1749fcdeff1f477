"""Asks which resolution rings to draw."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget

from ..rings.choice import RingChoice, format_values, parse_values
from .checked_dialog import CheckedDialog


class RingsDialog(CheckedDialog):
    """Rings that suit the view, rings of the user's own, or both."""

    def __init__(self, choice: RingChoice, parent: QWidget | None = None) -> None:
        super().__init__("Resolution rings", parent)
        self.automatic = QCheckBox("&Round resolutions that suit the view", self)
        self.automatic.setChecked(choice.automatic)
        self.values = QLineEdit(format_values(choice.values), self)
        self.values.setPlaceholderText("3.5  2.8  20°")
        self.values.setMinimumWidth(320)
        self.values.setToolTip(
            "Resolutions in Å, and scattering angles 2θ with a degree sign; blanks or "
            "semicolons stand between them."
        )
        label = QLabel("&Also at: resolutions in Å, angles 2θ with °", self)
        label.setBuddy(self.values)
        self.values.textChanged.connect(self._check)
        self.lay_out(self.automatic, label, self.values)
        self._check()

    def choice(self) -> RingChoice:
        """What stands in the fields; they are known to be right."""
        return RingChoice(
            automatic=self.automatic.isChecked(),
            values=parse_values(self.values.text()),
        )

    def _check(self) -> None:
        try:
            parse_values(self.values.text())
            problem = ""
        except ValueError as error:
            problem = str(error)
        self.show_check(problem, is_right=not problem)


def ask_for_rings(choice: RingChoice, parent: QWidget) -> RingChoice | None:
    """Let the user choose; None if nothing is to change."""
    dialog = RingsDialog(choice, parent)
    return dialog.ask(dialog.choice)
