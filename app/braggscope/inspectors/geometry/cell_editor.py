"""Edits a number where it stands; a refused one stays, with the reason below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
)
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLabel,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from braggscope.colours import error_colour

from ..copying_table import COPY_ROLE, Index
from .table import Cell
from .table_model import GeometryModel

__all__ = ["CellDelegate", "CellEditor", "Commit"]

Commit = Callable[[Cell, int, str], str]
"""Takes over what was typed in a cell of a column, or says in a sentence why not."""

_WIDEST_REASON = 300


class CellEditor(QLineEdit):
    """A line edit, with a sentence below it where its text is refused."""

    def __init__(self, index: Index, parent: QWidget) -> None:
        super().__init__(parent)
        self.index = QPersistentModelIndex(index)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFrame(False)
        self.setAutoFillBackground(True)
        self._reason = QLabel(parent)
        self._reason.setWordWrap(True)
        self._reason.setTextFormat(Qt.TextFormat.PlainText)
        self._reason.setAutoFillBackground(True)
        # Within a table a label would take the roles of the table.
        self._reason.setForegroundRole(QPalette.ColorRole.WindowText)
        self._reason.setBackgroundRole(QPalette.ColorRole.Window)
        self._reason.setFrameShape(QLabel.Shape.Box)
        self._reason.setMargin(6)
        self._reason.hide()
        self.destroyed.connect(self._reason.deleteLater)
        self.textEdited.connect(lambda _: self.show_reason(""))

    @property
    def reason(self) -> str:
        """Why the text is refused; empty where it is not."""
        return "" if self._reason.isHidden() else self._reason.text()

    def show_reason(self, reason: str) -> None:
        """Say below the cell why the text is refused."""
        self._reason.setText(f"⚠ {reason}" if reason else "")
        self.setAccessibleDescription(reason)
        if reason:
            self._place_reason()
        self._reason.setVisible(bool(reason))

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the sentence along."""
        self._reason.hide()
        super().hideEvent(event)

    def _place_reason(self) -> None:
        around = self.parentWidget()
        assert around is not None
        room, own = around.rect(), self.geometry()
        width = min(_WIDEST_REASON, room.width())
        height = self._reason.heightForWidth(width)
        left = max(0, min(own.right() - width + 1, room.width() - width))
        below = own.bottom() + 1
        top = below if below + height <= room.height() else own.top() - height
        self._reason.setGeometry(left, top, width, height)
        palette = self._reason.palette()
        palette.setColor(
            QPalette.ColorRole.Window, self.palette().color(QPalette.ColorRole.Base)
        )
        ink = error_colour(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, ink)
        self._reason.setPalette(palette)
        self._reason.raise_()


class CellDelegate(QStyledItemDelegate):
    """Tints the column of the present convention, and edits numbers.

    Parameters
    ----------
    model : GeometryModel
    commit : callable
    """

    def __init__(
        self, model: GeometryModel, commit: Commit, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._commit = commit

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Tint the column of the present convention."""
        if index.column() == 0 and self._model.cell(index) is not None:
            tint = option.palette.color(QPalette.ColorRole.Highlight)
            tint.setAlphaF(0.10)
            painter.fillRect(option.rect, tint)
        super().paint(painter, option, index)

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """Make the entry."""
        return CellEditor(index, parent)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show all digits; what is being typed stays."""
        if isinstance(editor, CellEditor) and not editor.isModified():
            with QSignalBlocker(editor):
                editor.setText(str(index.data(COPY_ROLE)))
                editor.selectAll()

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: Index
    ) -> None:
        """Do nothing: what is typed is taken over on Return and on leaving."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Commit on Return and when the focus leaves; Escape drops what was typed."""
        if isinstance(watched, CellEditor):
            if event.type() == QEvent.Type.FocusOut:
                self._finish(watched, stay=False)
                return False
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                    self._finish(watched, stay=True)
                    return True
        return super().eventFilter(watched, event)

    def _finish(self, editor: CellEditor, *, stay: bool) -> None:
        cell = self._model.cell(editor.index) if editor.index.isValid() else None
        if cell is not None and editor.isModified():
            reason = self._commit(cell, editor.index.column(), editor.text())
            if reason and stay:
                editor.show_reason(reason)
                return
        editor.setModified(False)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
