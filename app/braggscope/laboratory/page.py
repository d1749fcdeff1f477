"""The page of the laboratory: the picture, and what is shown in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from .laboratory_view import LaboratoryView
from .viewpoint import NAMED_VIEWS

_VIEW_WORDS = {
    "isometric": ("Oblique", "From the source's side, obliquely from above."),
    "beam": ("Along beam", "As the beam sees it, up as in the picture's slow axis."),
    "side": ("Side", "From the side; the beam goes to the right."),
    "top": ("Top", "From above; the beam goes to the right."),
}
_HOW = (
    "Drag turns, wheel zooms, double click fits. Drag pix0 or the panel's edge to move "
    "the panel in its plane; with Shift along its normal."
)


class LaboratoryPage(QWidget):
    """Picture of the laboratory with the buttons above it.

    Signals
    -------
    shown()
        It came into sight: whoever fills it should do so now.
    choices_changed()
        Cones or the image were switched on or off.
    """

    shown = Signal()
    choices_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = LaboratoryView(self)
        bar = QHBoxLayout()
        bar.setContentsMargins(4, 4, 4, 4)
        bar.setSpacing(2)
        for name in NAMED_VIEWS:
            bar.addWidget(self._view_button(name))
        bar.addStretch(1)
        self.cones = self._switch(
            "Cones", "Show the cones of the resolution rings between sample and panel."
        )
        self.image = self._switch("Image", "Show the image faintly on the panel.")
        self.image.setChecked(True)
        bar.addWidget(self.cones)
        bar.addWidget(self.image)
        self._message = QLabel(self)
        self._message.setWordWrap(True)
        self._message.setContentsMargins(8, 6, 8, 6)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._message)
        self.show_problem("")

    def show_problem(self, sentence: str) -> None:
        """Say why the picture is not that of the present numbers; empty: it is."""
        self._message.setText(sentence or _HOW)
        self.view.setEnabled(not sentence)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask to be filled."""
        super().showEvent(event)
        self.shown.emit()

    def _view_button(self, name: str) -> QToolButton:
        text, tip = _VIEW_WORDS[name]
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAutoRaise(True)
        button.setObjectName(f"view_{name}")
        button.clicked.connect(lambda: self.view.show_view(name))
        return button

    def _switch(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.toggled.connect(self.choices_changed)
        return button
