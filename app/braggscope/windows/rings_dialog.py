"""Asks which resolution rings to draw."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ..rings.choice import RingChoice, format_values, parse_values


class RingsDialog(QDialog):
    """Rings that suit the view, rings of the user's own, or both."""

    def __init__(self, choice: RingChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Resolution rings")
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
        self._problem = QLabel(self)
        self._problem.setWordWrap(True)
        kinds = (
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons = QDialogButtonBox(kinds, self)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.values.textChanged.connect(self._check)
        layout = QVBoxLayout(self)
        for widget in (
            *(self.automatic, label, self.values, self._problem, self._buttons),
        ):
            layout.addWidget(widget)
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
        self._problem.setText(problem)
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(not problem)


def ask_for_rings(choice: RingChoice, parent: QWidget) -> RingChoice | None:
    """Let the user choose; None if nothing is to change."""
    dialog = RingsDialog(choice, parent)
    try:
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
        return dialog.choice()
    finally:
        dialog.deleteLater()
