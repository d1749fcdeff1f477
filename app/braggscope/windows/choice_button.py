"""A tool button that shows which of several actions is chosen, and offers all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget


class ChoiceButton(QToolButton):
    """Shows the text of the checked action; a press opens a menu of all.

    Parameters
    ----------
    title : str                    what is chosen
    actions : sequence of QAction  of which one, or none, is checked
    """

    def __init__(
        self, title: str, actions: Sequence[QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._choices = tuple(actions)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.addActions(list(self._choices))
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for action in self._choices:
            action.toggled.connect(self._show_choice)
        self._show_choice()

    def _show_choice(self) -> None:
        chosen = next((each for each in self._choices if each.isChecked()), None)
        text = "Some quirks" if chosen is None else _plain(chosen.text())
        self.setText(text)
        self.setToolTip(f"{self._title}: {text}")
        self.setAccessibleName(self._title)


def _plain(text: str) -> str:
    return text.replace("&", "")
