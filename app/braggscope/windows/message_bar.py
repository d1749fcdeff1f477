"""One sentence above the image: what went wrong, or what was done."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from .icons import icon


class Severity(Enum):
    """How much a message matters; each has its sign besides its colour."""

    PROBLEM = "warning"
    NOTICE = "info"


_NOTICE_MS = 8000

_TINT = {Severity.PROBLEM: QColor("#d55e00"), Severity.NOTICE: QColor("#0072b2")}


class MessageBar(QWidget):
    """Shows one message until it is mended, replaced or closed; a notice passes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._severity = Severity.NOTICE
        self._act: Callable[[], object] | None = None
        self._sign = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred
        )
        self._button = QPushButton(self)
        self._button.clicked.connect(self._press)
        self._close = QToolButton(self)
        self._close.setIcon(icon("close"))
        self._close.setAutoRaise(True)
        self._close.setToolTip("Close this message")
        self._close.setAccessibleName("Close this message")
        self._close.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 4, 4)
        layout.setSpacing(8)
        layout.addWidget(self._sign)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        layout.addWidget(self._close)
        self._passing = QTimer(self)
        self._passing.setSingleShot(True)
        self._passing.setInterval(_NOTICE_MS)
        self._passing.timeout.connect(self.clear)
        self.hide()

    @property
    def text(self) -> str:
        """The message that is shown; empty when there is none."""
        return "" if self.isHidden() else self._text.text()

    @property
    def severity(self) -> Severity:
        """How much the message matters."""
        return self._severity

    def set_closable(self, closable: bool) -> None:
        """Let the user close the message, or only what mends it."""
        self._close.setVisible(closable)

    def show_message(
        self,
        text: str,
        severity: Severity = Severity.PROBLEM,
        *,
        button: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        """Show a message, with a button for the way out where there is one."""
        self._severity = severity
        self._act = act
        self._passing.stop()
        if severity is Severity.NOTICE and not button:
            self._passing.start()
        self._text.setText(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._show_sign()
        self.setAccessibleName(text)
        self.show()
        self.update()
        alert = QAccessibleEvent(self, QAccessible.Event.Alert)
        QAccessible.updateAccessibility(alert)

    def clear(self) -> None:
        """Show nothing."""
        self._act = None
        self._passing.stop()
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint the ground, so that the text keeps the palette's contrast."""
        painter = QPainter(self)
        tint = QColor(_TINT[self._severity])
        tint.setAlphaF(0.16)
        painter.fillRect(self.rect(), tint)
        painter.fillRect(0, 0, 4, self.height(), _TINT[self._severity])

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_sign()

    def _show_sign(self) -> None:
        self._sign.setPixmap(icon(self._severity.value).pixmap(18, 18))

    def _press(self) -> None:
        act = self._act
        self.clear()
        if act is not None:
            act()
