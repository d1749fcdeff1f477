"""The middle of the window: the image, and what is said about it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..canvas.level_bar import LevelBar
from .busy_line import BusyLine
from .hints import HintBar
from .message_bar import MessageBar
from .twin_canvas import TwinCanvas


class Centre(QWidget):
    """Progress, message, canvas, levels and hints, from top to bottom.

    ``canvas`` shows the model; ``twin`` holds it, and the other image beside it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.busy_line = BusyLine(self)
        self.messages = MessageBar(self)
        self.twin = TwinCanvas(self)
        self.canvas = self.twin.canvas
        self.level_bar = LevelBar(self.canvas.shown, parent=self)
        self.hints = HintBar(self)
        self.hints.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.busy_line)
        layout.addWidget(self.messages)
        layout.addWidget(self.twin, 1)
        layout.addWidget(self.level_bar)
        layout.addWidget(self.hints)
