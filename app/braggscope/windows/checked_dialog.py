"""A dialog that lets go only of what is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

_Answer = TypeVar("_Answer")


class CheckedDialog(QDialog):
    """Fields, a sentence about what stands in them, OK and Cancel."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._verdict = QLabel(self)
        self._verdict.setWordWrap(True)

    def lay_out(self, *parts: QWidget | QLayout) -> None:
        """Stack the parts, once they are made: the buttons come last, also by Tab."""
        kinds = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel, self)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (*parts, self._verdict, self._buttons):
            if isinstance(part, QLayout):
                layout.addLayout(part)
            else:
                layout.addWidget(part)

    def show_check(self, verdict: str, *, is_right: bool) -> None:
        """Say what the fields amount to; only what is right may be accepted."""
        self._verdict.setText(verdict)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(is_right)

    def ask(self, answer: Callable[[], _Answer]) -> _Answer | None:
        """Wait for the user, and be gone; None when they thought better of it."""
        try:
            accepted = self.exec() == QDialog.DialogCode.Accepted
            return answer() if accepted else None
        finally:
            self.deleteLater()
