"""Light or dark: as the system has it, or as the user wants it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ..settings import SettingsStore, Theme
from .actions import Actions

_SCHEMES = {
    Theme.SYSTEM: Qt.ColorScheme.Unknown,
    Theme.LIGHT: Qt.ColorScheme.Light,
    Theme.DARK: Qt.ColorScheme.Dark,
}
_Role = QPalette.ColorRole
_GROUNDS = {
    Theme.LIGHT: (
        "#efefef",
        "#ffffff",
        "#f7f7f7",
        "#000000",
        "#767676",
        "#308cc6",
        "#1b669e",
    ),
    Theme.DARK: (
        "#2b2d30",
        "#1e1f22",
        "#26282b",
        "#e6e6e6",
        "#9a9da3",
        "#3d7fc4",
        "#74b3ee",
    ),
}
"""Window, field, alternate row, text, faint text, accent and links."""


class ThemeControls(QObject):
    """Connects the choice of light and dark with the application."""

    def __init__(self, store: SettingsStore, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        actions.connect_choice("theme", self._choose)
        actions.choose("theme", str(store.settings.theme))
        if store.settings.theme is not Theme.SYSTEM:
            apply_theme(store.settings.theme)

    def _choose(self, name: str) -> None:
        theme = Theme(name)
        self._store.change(theme=theme)
        apply_theme(theme)


def apply_theme(theme: Theme) -> None:
    """Colour the application; a desktop without light and dark gets our own."""
    QApplication.setPalette(QPalette())
    hints = QGuiApplication.styleHints()
    if hasattr(hints, "setColorScheme"):  # from Qt 6.8
        hints.setColorScheme(_SCHEMES[theme])
    if theme is not Theme.SYSTEM and hints.colorScheme() != _SCHEMES[theme]:
        QApplication.setPalette(_palette(theme))


def _palette(theme: Theme) -> QPalette:
    names = _GROUNDS[theme]
    colours = (QColor(name) for name in names)
    window, field, alternate, text, faint, accent, link = colours
    # Qt derives the shades of frames and buttons from these two.
    palette = QPalette(window, window)
    for role in (_Role.Base, _Role.ToolTipBase):
        palette.setColor(role, field)
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.ToolTipText):
        palette.setColor(role, text)
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    palette.setColor(_Role.AlternateBase, alternate)
    palette.setColor(_Role.PlaceholderText, faint)
    palette.setColor(_Role.Highlight, accent)
    palette.setColor(_Role.HighlightedText, QColor("#ffffff"))
    palette.setColor(_Role.Link, link)
    return palette
