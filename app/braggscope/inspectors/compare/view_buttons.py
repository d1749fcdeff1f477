"""One button for each view of two images, in as many rows as they need."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

_COLUMNS = 4


class ViewButtons(QWidget):
    """Buttons of actions that exclude each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)

    def show_actions(self, actions: Sequence[QAction]) -> None:
        """Show these actions, in reading order."""
        for number, action in enumerate(actions):
            button = QToolButton(self)
            button.setDefaultAction(action)
            # Flat, so that the one that is down stands out in light and dark.
            button.setAutoRaise(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._grid.addWidget(button, number // _COLUMNS, number % _COLUMNS)
