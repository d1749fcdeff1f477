"""A section that folds: a quiet header, and what it holds below it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QSizePolicy,
    QStyle,
    QStyleOptionFocusRect,
    QVBoxLayout,
    QWidget,
)

from .look import GAP, SPACE, muted_colour, no_margins

__all__ = ["FoldHeader", "FoldSection"]


class FoldHeader(QAbstractButton):
    """The line that folds and unfolds a section.

    Space and Return toggle it, Right unfolds and Left folds.
    """

    def __init__(self, title: str, *, top: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._top = top
        self._summary = ""
        self._title = title
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if top:
            font = self.font()
            font.setBold(True)
            self.setFont(font)
        self.toggled.connect(self._describe)
        self._describe()

    @property
    def summary(self) -> str:
        """What the folded section holds that is not at its default."""
        return self._summary

    def set_summary(self, summary: str, details: str) -> None:
        """Show a few words at the end of the header, and more in the tooltip."""
        if summary != self._summary or details != self.toolTip():
            self._summary = summary
            self.setToolTip(details)
            self._describe()
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room of title and chevron."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self._title) + self._indent() + SPACE
        return QSize(width, metrics.height() + (2 * SPACE if self._top else SPACE))

    def minimumSizeHint(self) -> QSize:
        """Return the room of the chevron: titles may be cut."""
        return QSize(self._indent() + SPACE, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fold and unfold by keyboard."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle()
        elif key == Qt.Key.Key_Right:
            self.setChecked(True)
        elif key == Qt.Key.Key_Left:
            self.setChecked(False)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw chevron, title and, when folded, the summary."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, metrics = self.palette(), self.fontMetrics()
        lit = self.underMouse() and self.isEnabled()
        if self._top:
            painter.setPen(QPen(_line_colour(palette), 1.0))
            painter.drawLine(0, 0, self.width(), 0)
        self._draw_chevron(painter, lit)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        text = self.rect().adjusted(self._indent(), 0, 0, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | middle, self._title)
        used = metrics.horizontalAdvance(self._title) + 2 * SPACE
        room = text.adjusted(used, 0, -GAP, 0)
        if self._summary and not self.isChecked() and room.width() > 0:
            self._draw_summary(painter, room)
        if self.hasFocus():
            self._draw_focus(painter)
        painter.end()

    def _draw_chevron(self, painter: QPainter, lit: bool) -> None:
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(colour if lit else muted_colour(self.palette()), 1.6))
        x, y, r = self._indent() / 2.0, self.height() / 2.0, 3.5
        if self.isChecked():
            points = [QPointF(x - r, y - r / 2), QPointF(x, y + r / 2)]
            points.append(QPointF(x + r, y - r / 2))
        else:
            points = [QPointF(x - r / 2, y - r), QPointF(x + r / 2, y)]
            points.append(QPointF(x - r / 2, y + r))
        painter.drawPolyline(QPolygonF(points))

    def _draw_summary(self, painter: QPainter, room: QRect) -> None:
        font = self.font()
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(muted_colour(self.palette()))
        text = painter.fontMetrics().elidedText(
            f"● {self._summary}", Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(
            room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text
        )

    def _draw_focus(self, painter: QPainter) -> None:
        option = QStyleOptionFocusRect()
        option.initFrom(self)
        self.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self
        )

    def _indent(self) -> int:
        return self.fontMetrics().height() + GAP

    def _describe(self) -> None:
        state = "open" if self.isChecked() else "folded"
        self.setAccessibleName(f"{self._title}, section, {state}")
        self.setAccessibleDescription("" if self.isChecked() else self._summary)


class FoldSection(QWidget):
    """A header and a body that can be hidden.

    Parameters
    ----------
    key : str       stands for the section in the settings
    title : str
    body : QWidget
    top : bool      one of the main sections of the form
    """

    toggled = Signal(bool)

    def __init__(
        self, key: str, title: str, body: QWidget, *, top: bool = False
    ) -> None:
        super().__init__()
        self._key = key
        self._body = body
        self._header = FoldHeader(title, top=top)
        self._header.toggled.connect(self._show_body)
        layout = QVBoxLayout(self)
        no_margins(layout, spacing=0)
        layout.addWidget(self._header)
        layout.addWidget(body)
        body.hide()

    @property
    def key(self) -> str:
        """What stands for the section in the settings."""
        return self._key

    @property
    def header(self) -> FoldHeader:
        """The line that folds it."""
        return self._header

    @property
    def is_open(self) -> bool:
        """Whether the body is shown."""
        return self._header.isChecked()

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end of the body."""
        layout = self._body.layout()
        if layout is not None:
            layout.addWidget(widget)

    def set_open(self, is_open: bool) -> None:
        """Fold or unfold."""
        self._header.setChecked(is_open)

    def show_changes(self, changes: list[str]) -> None:
        """Say what is not at its default while the section is folded."""
        if not changes:
            self._header.set_summary("", "")
            return
        short = changes[0] if len(changes) == 1 else f"{len(changes)} changed"
        self._header.set_summary(short, "\n".join(["Not at their defaults:", *changes]))

    def _show_body(self, is_open: bool) -> None:
        self._body.setVisible(is_open)
        self.toggled.emit(is_open)


def _line_colour(palette: QPalette) -> QColor:
    colour = palette.color(QPalette.ColorRole.WindowText)
    colour.setAlphaF(0.15)
    return colour
