"""Tones taken from the palette of the platform, and figures of equal width."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QPalette

__all__ = ["error_colour", "is_dark", "muted_colour", "tabular"]

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
