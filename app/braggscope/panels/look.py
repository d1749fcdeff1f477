"""Colours and distances of the forms, taken from the palette of the platform."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QLabel, QLayout, QPushButton, QSizePolicy

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

_MUTED = 0.62
_ERROR_LIGHT = QColor(0xB3, 0x1D, 0x28)
_ERROR_DARK = QColor(0xFF, 0x8A, 0x80)


def is_dark(palette: QPalette) -> bool:
    """Whether text is lighter than what it stands on."""
    text = palette.color(QPalette.ColorRole.Text)
    return text.lightness() > palette.color(QPalette.ColorRole.Base).lightness()


def muted_colour(palette: QPalette) -> QColor:
    """Return a lighter tone of the text, readable on fields and on the window."""
    text = palette.color(QPalette.ColorRole.Text)
    base = palette.color(QPalette.ColorRole.Base)
    channels = (
        round(_MUTED * t + (1 - _MUTED) * b)
        for t, b in (
            (text.red(), base.red()),
            (text.green(), base.green()),
            (text.blue(), base.blue()),
        )
    )
    return QColor(*channels)


def error_colour(palette: QPalette) -> QColor:
    """Return the colour of what is wrong, readable on the window."""
    return _ERROR_DARK if is_dark(palette) else _ERROR_LIGHT


def tabular(font: QFont) -> QFont:
    """Return the font with figures of equal width, where it can have them."""
    figures = QFont(font)
    if hasattr(figures, "setFeature"):  # since Qt 6.7
        figures.setFeature(QFont.Tag("tnum"), 1)
    return figures


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
