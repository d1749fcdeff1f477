"""The pages of the Help menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from .actions import Actions
from .conventions_page import conventions_page
from .dialogs import Page, about_html, shortcuts_html


def connect_help(window: QWidget, actions: Actions, devices: Sequence[str]) -> None:
    """Let the actions of the Help menu show their pages."""

    def show_shortcuts() -> None:
        Page("Shortcuts", shortcuts_html(actions), window).show()

    def show_about() -> None:
        Page("About Braggscope", about_html(devices), window).show()

    actions.connect_to("shortcuts", show_shortcuts)
    actions.connect_to("conventions", lambda: conventions_page(window).show())
    actions.connect_to("about", show_about)
