"""Names to choose from, in rows: tabs that never scroll out of sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QSizePolicy,
    QToolButton,
    QWidget,
)

_COLUMNS = 5


class TabGrid(QWidget):
    """One flat button for each name; exactly one is down.

    ``chosen`` carries the number of the one that was pressed.
    """

    chosen = Signal(int)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idToggled.connect(self._tell)
        grid = QGridLayout(self)
        grid.setContentsMargins(4, 4, 4, 0)
        grid.setSpacing(2)
        for number, name in enumerate(names):
            button = QToolButton(self)
            button.setText(name)
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"{name} inspector")
            button.setSizePolicy(
                QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
            )
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(name) + 8)
            self._group.addButton(button, number)
            grid.addWidget(button, number // _COLUMNS, number % _COLUMNS)
        if names:
            self._group.button(0).setChecked(True)

    def choose(self, number: int) -> None:
        """Press one of them."""
        self._group.button(number).setChecked(True)

    def sizeHint(self) -> QSize:
        """Be as small as the names allow."""
        return self.minimumSizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next or the former one with the arrow keys."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -_COLUMNS,
            Qt.Key.Key_Down: _COLUMNS,
        }
        key = Qt.Key(event.key())
        wanted = self._group.checkedId() + steps.get(key, 0)
        if key in steps and self._group.button(wanted) is not None:
            self.choose(wanted)
            self._group.button(wanted).setFocus()
        else:
            super().keyPressEvent(event)

    def _tell(self, number: int, down: bool) -> None:
        if down:
            self.chosen.emit(number)
