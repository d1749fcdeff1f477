"""Actions made from their table; each calls one function."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QUndoStack
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from .action_table import ALL_SPECS, ActionSpec
from .icons import icon


class Actions(QObject):
    """All actions of a window, by name.

    Actions belong to the window, so that their shortcuts work when menu and tool bar
    are hidden. A text field keeps plain letters for itself.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        for spec in ALL_SPECS:
            self.add(spec)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __contains__(self, name: str) -> bool:
        return name in self._actions

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())

    def add(self, spec: ActionSpec) -> QAction:
        """Make one action."""
        action = QAction(spec.text, self._window)
        action.setObjectName(spec.name)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        action.setCheckable(spec.checkable)
        if spec.group:
            self._group(spec.group).addAction(action)
        self._register(spec.name, action, spec.help)
        return action

    def add_undo(self, stack: QUndoStack) -> None:
        """Make undo and redo, which say what they would take back."""
        undo = stack.createUndoAction(self._window, "Undo")
        undo.setShortcut(QKeySequence("Ctrl+Z"))
        undo.setIcon(icon("undo"))
        redo = stack.createRedoAction(self._window, "Redo")
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        redo.setIcon(icon("redo"))
        for name, action in (("undo", undo), ("redo", redo)):
            action.setObjectName(name)
            self._register(name, action, action.text())
        stack.undoTextChanged.connect(_Tip(undo).follow)
        stack.redoTextChanged.connect(_Tip(redo).follow)

    def connect_to(self, name: str, function: Callable[[], object]) -> None:
        """Let an action call a function."""
        self._actions[name].triggered.connect(lambda: function())

    def connect_switch(self, name: str, function: Callable[[bool], object]) -> None:
        """Let a checkable action call a function with its state, when it changes."""
        self._actions[name].toggled.connect(function)

    def choose(self, group: str, name: str | None) -> None:
        """Show which of a group is chosen, without calling anything; or none."""
        actions = self._group(group)
        if name is not None and f"{group}:{name}" in self._actions:
            self._actions[f"{group}:{name}"].setChecked(True)
        elif (checked := actions.checkedAction()) is not None:
            policy = actions.exclusionPolicy()
            actions.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
            checked.setChecked(False)
            actions.setExclusionPolicy(policy)

    def connect_choice(self, group: str, function: Callable[[str], object]) -> None:
        """Let a group call a function with the name of what the user chose."""
        prefix = len(group) + 1
        self._group(group).triggered.connect(
            lambda action: function(action.objectName()[prefix:])
        )

    def _group(self, name: str) -> QActionGroup:
        if name not in self._groups:
            self._groups[name] = QActionGroup(self._window)
        return self._groups[name]

    def _register(self, name: str, action: QAction, help_text: str) -> None:
        self._actions[name] = action
        _say_shortcut(action, help_text)
        self._window.addAction(action)


class _Tip(QObject):
    """Keeps the tool tip of an action in step with its text, and lives as long."""

    def __init__(self, action: QAction) -> None:
        super().__init__(action)
        self._action = action

    def follow(self) -> None:
        # A history outlives its window, and clears itself when it goes.
        if isValid(self._action):
            _say_shortcut(self._action, self._action.text())


def _say_shortcut(action: QAction, text: str) -> None:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{text} ({keys})" if keys else text)
