"""A number entry that shows a rounded number and keeps the exact one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QWidget

from braggscope.fields import StepSize
from braggscope.quantities import split_triple

from .look import GAP, error_colour, muted_colour, tabular

__all__ = ["UNKNOWN", "QuantityEdit", "step_size"]

UNKNOWN = "auto"
"""What stands for a number that is not given and cannot be told."""

_NOTCH = 120
"""What one step of a wheel turns it by, in eighths of a degree."""

_USUAL_UNIT = "/m²"
"""The widest of the units that most numbers have."""

_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


def step_size(modifiers: Qt.KeyboardModifier) -> StepSize:
    """Return how far to step: Shift is coarse, Alt is fine."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return StepSize.COARSE
    if modifiers & Qt.KeyboardModifier.AltModifier:
        return StepSize.FINE
    return StepSize.NORMAL


class QuantityEdit(QLineEdit):
    """Shows one number with its unit; asks for changes, and makes none itself.

    At rest it shows the rounded text; with the focus it shows all digits, so that
    looking at a number never changes it. Only a text that was edited is committed, on
    Return or when the focus leaves. Escape brings back what was there.

    Signals
    -------
    committed(text)         the text was edited and is to be read
    stepped(count, size)    Up, Down or the wheel
    triplePasted(text)      three numbers were pasted at once
    ended()                 the focus left: a series of steps is over
    restored()              Escape
    menuOpened(menu)        entries can be added to the context menu
    """

    committed = Signal(str)
    stepped = Signal(int, object)
    triplePasted = Signal(str)
    ended = Signal()
    restored = Signal()
    menuOpened = Signal(object)

    def __init__(self, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rounded = ""
        self._exact = ""
        self._unit = ""
        self._unit_width = 0
        self._in_column = False
        self._in_error = False
        self._turned = 0
        self._takes_three = False
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFont(tabular(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Wide enough for a sign and seven digits; narrower than Qt's own minimum.
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("-000.000") + 8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.returnPressed.connect(self._commit)
        self._mute_placeholder()
        self.set_unit(unit)

    @property
    def unit(self) -> str:
        """The unit that is shown."""
        return self._unit

    def set_unit(self, unit: str, *, in_column: bool = False) -> None:
        """Show a unit behind the number.

        Parameters
        ----------
        unit : str
        in_column : bool
            Leave room for any usual unit, so that the numbers of entries below each
            other end at the same place.
        """
        self._unit = unit
        self._in_column = in_column
        metrics = self.fontMetrics()
        self._unit_width = metrics.horizontalAdvance(unit)
        if in_column:
            usual = metrics.horizontalAdvance(_USUAL_UNIT)
            self._unit_width = max(self._unit_width, usual)
        gap = GAP + 2 if self._unit_width else 0
        self.setTextMargins(0, 0, self._unit_width + gap, 0)
        self.update()

    def accept_three(self) -> None:
        """Ask for three numbers pasted at once."""
        self._takes_three = True

    def show_texts(self, rounded: str, exact: str, placeholder: str = "") -> None:
        """Show a number; what is being typed stays unless the number changed.

        Parameters
        ----------
        rounded, exact : str
            Empty where the number is not given.
        placeholder : str
            What then stands there, greyed.
        """
        if placeholder != self.placeholderText():
            self.setPlaceholderText(placeholder)
        if (rounded, exact) == (self._rounded, self._exact):
            return
        self._rounded, self._exact = rounded, exact
        self._show_stored()

    def discard(self) -> None:
        """Drop what was typed and show the number again."""
        self._show_stored()

    @property
    def is_edited(self) -> bool:
        """Whether the text is the user's and not yet taken over."""
        return self.isModified()

    @property
    def is_in_error(self) -> bool:
        """Whether the text is marked as wrong."""
        return self._in_error

    def mark_error(self, in_error: bool) -> None:
        """Draw the border that says that something is wrong, or remove it."""
        if in_error != self._in_error:
            self._in_error = in_error
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, restore, or paste three numbers."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._step(_STEPS[key], step_size(event.modifiers()))
        elif key == Qt.Key.Key_Escape and (self.is_edited or self._in_error):
            self._show_stored()
            self.selectAll()
            self.restored.emit()
        elif event.matches(QKeySequence.StandardKey.Paste) and self._paste_three():
            pass
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step with the focus; without it the wheel scrolls the form."""
        if not self.hasFocus():
            event.ignore()  # it scrolls the form
            return
        self._turned += event.angleDelta().y() or event.angleDelta().x()
        notches = int(self._turned / _NOTCH)
        self._turned -= notches * _NOTCH
        if notches:
            self._step(notches, step_size(event.modifiers()))
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show all digits."""
        if not self.is_edited:
            self._set_text(self._exact)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit what was edited, and show the rounded number."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        if self.is_edited:
            self._commit()
        else:
            self._set_text(self._rounded)
        self.ended.emit()

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the document where nothing was typed."""
        # A line edit claims Ctrl+Z even when it has nothing to take back; the history
        # of the document is meant then.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self.is_edited
            and (
                event.matches(QKeySequence.StandardKey.Undo)
                or event.matches(QKeySequence.StandardKey.Redo)
            )
        ):
            event.ignore()
            return False
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow palette and font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._mute_placeholder()
        elif event.type() == QEvent.Type.FontChange:
            self.set_unit(self._unit, in_column=self._in_column)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of a line edit, with what others add to it."""
        menu: QMenu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menuOpened.emit(menu)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the unit behind the number, and the border of an error."""
        super().paintEvent(event)
        painter = QPainter(self)
        if self._unit and (self.text() or self.placeholderText() != UNKNOWN):
            painter.setPen(muted_colour(self.palette()))
            left = self.width() - GAP - 2 - self._unit_width
            painter.drawText(
                self.rect().adjusted(left, 0, 0, 0),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                self._unit,
            )
        if self._in_error:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(error_colour(self.palette()), 2.0))
            frame = QRectF(QPointF(1, 1), QPointF(self.width() - 1, self.height() - 1))
            painter.drawRoundedRect(frame, 2.0, 2.0)
        painter.end()

    def _commit(self) -> None:
        if self.is_edited:
            self.committed.emit(self.text())
        self.ended.emit()
        if self.hasFocus():
            self.selectAll()

    def _step(self, count: int, size: StepSize) -> None:
        if self.is_edited:
            self.committed.emit(self.text())
        if not self._in_error:
            self.stepped.emit(count, size)

    def _paste_three(self) -> bool:
        text = QGuiApplication.clipboard().text()
        if not self._takes_three or split_triple(text) is None:
            return False
        self.triplePasted.emit(text)
        return True

    def _show_stored(self) -> None:
        self._set_text(self._exact if self.hasFocus() else self._rounded)

    def _set_text(self, text: str) -> None:
        at_end = self.hasFocus()
        self.setText(text)
        self.setModified(False)
        if not at_end:
            self.setCursorPosition(0)  # shows the leading digits where room is short

    def _mute_placeholder(self) -> None:
        palette = self.palette()
        muted = muted_colour(palette)
        if palette.color(QPalette.ColorRole.PlaceholderText) != muted:
            palette.setColor(QPalette.ColorRole.PlaceholderText, muted)
            self.setPalette(palette)
