"""One line that leads somewhere, cut at its end where there is no room for it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QSizePolicy,
    QStyle,
    QStyleOptionFocusRect,
    QWidget,
)

_MARGIN_PX = 4


class ElidedLink(QAbstractButton):
    """A text to click on; the tooltip has all of it. It is gone while it is empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._short = ""
        self.show_text("")

    def show_text(self, text: str, short: str = "") -> None:
        """Show a text, a shorter one where there is no room, or nothing."""
        self._short = short
        self.setText(text)
        self.setToolTip(text)
        self.setEnabled(bool(text))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of the whole text."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * _MARGIN_PX
        return QSize(width, metrics.height() + 2)

    def hitButton(self, pos: QPoint) -> bool:
        """Take clicks on the text only, not on the empty room beside it."""
        return self._place().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text at the right end, underlined under the mouse."""
        if not self.text():
            return
        painter = QPainter(self)
        font = self.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.Link))
        middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self._place(), middle, self._cut())
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            option.rect = self._place()
            focus = QStyle.PrimitiveElement.PE_FrameFocusRect
            self.style().drawPrimitive(focus, option, painter, self)

    def _cut(self) -> str:
        room = max(0, self.width() - 2 * _MARGIN_PX)
        metrics = self.fontMetrics()
        fits = metrics.horizontalAdvance(self.text()) <= room
        text = self.text() if fits or not self._short else self._short
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _place(self) -> QRect:
        needed = self.fontMetrics().horizontalAdvance(self._cut()) + 2 * _MARGIN_PX
        width = min(needed, self.width())
        return QRect(self.width() - width, 0, width, self.height())
