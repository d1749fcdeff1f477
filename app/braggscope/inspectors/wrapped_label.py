"""A paragraph that is never cut off."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

_UNLIMITED = 16_777_215
"""Qt's QWIDGETSIZE_MAX."""


class WrappedLabel(QLabel):
    """Wraps its text to its width, and keeps the height that this takes.

    A dock does not ask its content how high it is at a width, so the label insists.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setContentsMargins(8, 4, 8, 4)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self._take_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height for the new width."""
        super().resizeEvent(event)
        self._take_height()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height for the width that it has now."""
        super().showEvent(event)
        self._take_height()

    def hideEvent(self, event: QHideEvent) -> None:
        """Insist on nothing for a width that may be gone when it is shown again."""
        super().hideEvent(event)
        self._take_height()

    def _take_height(self) -> None:
        # A label never says that it needs less than its minimum.
        self.setMinimumHeight(0)
        if self.isVisible():
            self.setFixedHeight(max(0, self.heightForWidth(self.width())))
        else:
            self.setMaximumHeight(_UNLIMITED)
