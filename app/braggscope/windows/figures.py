"""Numbers that do not dance: tabular figures in the platform's own font."""

from __future__ import annotations

from PySide6.QtGui import QFont


def tabular(font: QFont) -> QFont:
    """Return the font with figures of equal width, where it can have them."""
    figures = QFont(font)
    if hasattr(QFont, "setFeature"):  # from Qt 6.7; many fonts have no others anyway
        figures.setFeature(QFont.Tag("tnum"), 1)
    return figures
