"""Three hints for the first start, one at a time, dismissed for good."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from .icons import icon

HINTS = (
    "Drag the word “Distance” in the form to the left or right: the image follows.",
    "Paste a nanoBragg command line with Ctrl+Shift+V: the forms fill, and every "
    "option says what became of it.",
    "Point at the image: the line below tells position, resolution and hkl. The wheel "
    "zooms, a drag pans, a double click fits.",
)


class HintBar(QWidget):
    """Shows one hint after the other; ``dismissed`` when there is to be none again."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._sign = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._next = QPushButton(self)
        self._next.clicked.connect(self._advance)
        self._close = QToolButton(self)
        self._close.setIcon(icon("close"))
        self._close.setAutoRaise(True)
        self._close.setToolTip("Do not show these hints again")
        self._close.setAccessibleName("Do not show these hints again")
        self._close.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 4, 4)
        layout.setSpacing(8)
        layout.addWidget(self._sign)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._next, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._close)
        self._show()
        self._show_sign()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_sign()

    def _show_sign(self) -> None:
        self._sign.setPixmap(icon("info").pixmap(18, 18))

    def _advance(self) -> None:
        self._number += 1
        if self._number == len(HINTS):
            self.dismiss()
        else:
            self._show()

    def _show(self) -> None:
        self._text.setText(f"{self._number + 1} of {len(HINTS)}: {HINTS[self._number]}")
        last = self._number == len(HINTS) - 1
        self._next.setText("Done" if last else "Next hint")

    def dismiss(self) -> None:
        """Show no hints any more."""
        self.hide()
        self.dismissed.emit()
