"""The quirks in groups: those that change the present image stand first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from braggscope_engine import (
    QUIRK_DESCRIPTIONS,
    READING_QUIRKS,
    WRITING_QUIRKS,
    Quirk,
    QuirkEffect,
)

from .look import muted_colour
from .quirk_words import effect_lines, explanation, title, weight

__all__ = ["QuirkTree"]

_KEY = Qt.ItemDataRole.UserRole
_CHANGES = "Change the present image"
_OTHERS = "Do not change it"
_UNKNOWN = "Not yet compared with the present image"
_READING = "Decided when a command line or a file is read"
_WRITING = "Decided when files are written"
_NOTES = {
    _CHANGES: "Each is switched alone, and the two images are compared.",
    _READING: "Read the command line or file again to see what these change.",
    _WRITING: "The image does not show these; exported files do.",
}
_ROW_PX = 6
_HEADING_PX = 14


class _Airy(QStyledItemDelegate):
    """Gives rows room, headings more, and each box an outline that can be seen."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        if not index.parent().isValid():
            return
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        widget = option.widget
        where = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        box = widget.style().subElementRect(where, whole, widget)
        painter.save()
        painter.setPen(muted_colour(widget.palette()))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        hint = super().sizeHint(option, index)
        is_heading = not index.parent().isValid()
        return hint + QSize(0, _HEADING_PX if is_heading else _ROW_PX)


class QuirkTree(QTreeWidget):
    """All quirks; a checked one is reproduced.

    ``toggled`` carries a quirk and whether it is wanted; ``chosen`` the current one.
    """

    toggled = Signal(object, bool)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Quirks of nanoBragg")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setItemDelegate(_Airy(self))
        self._groups = {name: self._group(name) for name in _GROUPS}
        self._items = {quirk: _item(quirk) for quirk in Quirk}
        self._effects: dict[Quirk, QuirkEffect] = {}
        self._order: tuple[Quirk, ...] = ()
        self._arrange()
        self.itemChanged.connect(self._tell_toggled)
        self.currentItemChanged.connect(self._tell_chosen)

    @property
    def quirks(self) -> tuple[Quirk, ...]:
        """All quirks, from top to bottom."""
        return self._order

    @property
    def headings(self) -> tuple[str, ...]:
        """Headings of the groups that are shown, from top to bottom."""
        return tuple(g.text(0) for g in self._groups.values() if not g.isHidden())

    def item(self, quirk: Quirk) -> QTreeWidgetItem:
        """Return the row of a quirk."""
        return self._items[quirk]

    def choose(self, quirk: Quirk) -> None:
        """Make a quirk the current one."""
        self.setCurrentItem(self._items[quirk])

    def check(self, quirks: frozenset[Quirk]) -> None:
        """Show which quirks are reproduced, without telling of it."""
        with QSignalBlocker(self):
            for quirk, item in self._items.items():
                state = Qt.CheckState.Checked if quirk in quirks else _UNCHECKED
                item.setCheckState(0, state)

    def show_effect(self, effect: QuirkEffect) -> None:
        """Say what one quirk would change; it stays where it stands."""
        with QSignalBlocker(self):
            self._effects[effect.quirk] = effect
            _say(self._items[effect.quirk], effect)

    def arrange(self, effects: Iterable[QuirkEffect]) -> None:
        """Put the quirks in order, when the effects of all are known."""
        self._effects = {effect.quirk: effect for effect in effects}
        with QSignalBlocker(self):
            current: QTreeWidgetItem | None = self.currentItem()
            for effect in self._effects.values():
                _say(self._items[effect.quirk], effect)
            self._arrange()
            if current is not None:
                self.setCurrentItem(current)

    def effect(self, quirk: Quirk) -> QuirkEffect | None:
        """Return the effect that is shown."""
        return self._effects.get(quirk)

    def _arrange(self) -> None:
        wanted = _grouped(self._effects)
        self._order = tuple(quirk for quirks in wanted.values() for quirk in quirks)
        top = self.verticalScrollBar().value()
        for group in self._groups.values():
            group.takeChildren()
        for name, quirks in wanted.items():
            group = self._groups[name]
            group.addChildren([self._items[quirk] for quirk in quirks])
            group.setHidden(not quirks)
            group.setExpanded(True)
        self.verticalScrollBar().setValue(top)

    def _group(self, name: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self, [name])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = self.font()
        font.setBold(True)
        group.setFont(0, font)
        group.setToolTip(0, _NOTES.get(name, ""))
        return group

    def _tell_toggled(self, item: QTreeWidgetItem) -> None:
        quirk = Quirk(item.data(0, _KEY))
        self.toggled.emit(quirk, item.checkState(0) is Qt.CheckState.Checked)

    def _tell_chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.data(0, _KEY) is not None:
            self.chosen.emit(Quirk(item.data(0, _KEY)))


_GROUPS = (_UNKNOWN, _CHANGES, _OTHERS, _READING, _WRITING)
_UNCHECKED = Qt.CheckState.Unchecked


def _grouped(effects: Mapping[Quirk, QuirkEffect]) -> dict[str, list[Quirk]]:
    groups: dict[str, list[Quirk]] = {name: [] for name in _GROUPS}
    for quirk in Quirk:
        groups[_group_of(quirk, effects.get(quirk))].append(quirk)
    groups[_CHANGES].sort(key=lambda quirk: -weight(effects[quirk]))
    return groups


def _group_of(quirk: Quirk, effect: QuirkEffect | None) -> str:
    if quirk in READING_QUIRKS:
        return _READING
    if quirk in WRITING_QUIRKS:
        return _WRITING
    if effect is None:
        return _UNKNOWN
    return _CHANGES if effect.changes_image or effect.pix0_shift_mm else _OTHERS


def _item(quirk: Quirk) -> QTreeWidgetItem:
    words = QUIRK_DESCRIPTIONS[quirk]
    item = QTreeWidgetItem([title(quirk)])
    item.setData(0, _KEY, quirk.value)
    item.setToolTip(0, explanation(quirk))
    item.setData(
        0,
        Qt.ItemDataRole.AccessibleDescriptionRole,
        f"With it: {words.what} Without: {words.instead}",
    )
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled
        | Qt.ItemFlag.ItemIsSelectable
        | Qt.ItemFlag.ItemIsUserCheckable
    )
    item.setCheckState(0, _UNCHECKED)
    return item


def _say(item: QTreeWidgetItem, effect: QuirkEffect) -> None:
    matters = effect.changes_image or effect.pix0_shift_mm > 0.0
    name = title(effect.quirk)
    item.setText(0, "\n".join((name, *effect_lines(effect))) if matters else name)
