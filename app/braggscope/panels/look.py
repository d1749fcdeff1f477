"""Colours and distances of the forms, taken from the palette of the platform."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QLayout, QPushButton, QSizePolicy

from braggscope.colours import error_colour, is_dark, muted_colour, tabular

__all__ = [
    "GAP",
    "SPACE",
    "MutedLabel",
    "SlimButton",
    "error_colour",
    "is_dark",
    "muted_colour",
    "no_margins",
    "tabular",
]

GAP = 4
"""Pixels between things that belong together."""
SPACE = 8
"""Pixels between things that do not."""


def no_margins(layout: QLayout, spacing: int = GAP) -> None:
    """Let a layout use all of its widget."""
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)


class MutedLabel(QLabel):
    """A label in a lighter tone."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self._muted = True
        self._mute()

    def set_muted(self, muted: bool) -> None:
        """Take the lighter tone, or that of any label."""
        self._muted = muted
        self._mute()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._mute()

    def _mute(self) -> None:
        palette = self.palette()
        colour = palette.color(QPalette.ColorRole.Text)
        if self._muted:
            colour = muted_colour(palette)
        if palette.color(QPalette.ColorRole.WindowText) != colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.setPalette(palette)


class SlimButton(QPushButton):
    """A push button as wide as its text, for lines where room is short."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room of the text."""
        width = self.fontMetrics().horizontalAdvance(self.text()) + 4 * GAP
        return QSize(width, super().sizeHint().height())
