"""Every action is triggered and every field edited: nothing breaks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from braggscope.windows import dialogs
from braggscope.windows.dialogs import Page
from braggscope.windows.export_formats import FLOAT
from braggscope.windows.main_window import MainWindow
from braggscope.windows.message_bar import Severity
from braggscope_engine import Experiment, Frame
from braggscope_engine.io import geometry_format

Settle = Callable[[MainWindow], Frame]
MeetDialog = Callable[[Callable[[QWidget], object]], list[QWidget]]


@pytest.fixture
def _answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer the file dialogs, which are the platform's."""
    (tmp_path / "given.txt").write_text(
        "-cell 40 50 60 -default_F 10 -detpixels 16 -pixel 2 -oversample 1 -distance 90"
    )
    answers = {
        "ask_open": tmp_path / "given.txt",
        "ask_reference": None,
        "ask_save": tmp_path / "saved.bscope",
        "ask_export": (tmp_path / "image.bin", FLOAT),
        "ask_export_reflections": tmp_path / "reflections.csv",
        "ask_geometry": None,
        "ask_export_geometry": (tmp_path / "a.poni", geometry_format("poni")),
        "ask_losses": True,
    }
    for name, answer in answers.items():
        monkeypatch.setattr(dialogs, name, lambda *_, answer=answer: answer)
    monkeypatch.setattr(dialogs, "ask_unsaved", lambda *_: dialogs.Answer.DISCARD)


@pytest.mark.usefixtures("_answers")
def test_every_action_works(
    window: MainWindow,
    settle: Settle,
    meet_dialog: MeetDialog,
    experiment: Experiment,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    names = [action.objectName() for action in window.commands]
    met: list[list[QWidget]] = []
    for name in names:
        if name in ("quit", "new"):
            continue
        if name in ("paste", "choose_rings"):
            met.append(meet_dialog(lambda _: None))
        window.commands[name].trigger()
        QApplication.processEvents()
        messages = window.centre.messages
        assert not messages.text or messages.severity is Severity.NOTICE, name
    settle(window)
    assert [len(each) for each in met] == [1, 1]
    assert (tmp_path / "saved.bscope").is_file()
    qtbot.waitUntil((tmp_path / "image.bin").is_file)
    assert (tmp_path / "a.poni").is_file()
    titles = {page.windowTitle() for page in window.findChildren(Page)}
    assert titles == {"Shortcuts", "Conventions", "About Braggscope"}
    window.commands["quit"].trigger()
    assert window.isHidden()


def test_every_action_stands_in_a_menu_and_has_a_shortcut_of_its_own(
    window: MainWindow,
) -> None:
    in_menus: set[QAction] = set()
    for menu in window.menuBar().findChildren(QMenu):
        in_menus |= set(menu.actions())
    assert set(window.commands) <= in_menus
    shortcuts = [action.shortcut() for action in window.commands]
    assert all(not keys.isEmpty() for keys in shortcuts)
    texts = [keys.toString() for keys in shortcuts]
    assert len(texts) == len(set(texts))
    native = QKeySequence.SequenceFormat.NativeText
    for action in window.commands:
        assert action.shortcut().toString(native) in action.toolTip()


def _edit_once(editor: QWidget) -> None:
    editor.setFocus()
    if isinstance(editor, QComboBox):
        editor.setCurrentIndex((editor.currentIndex() + 1) % editor.count())
    elif isinstance(editor, QCheckBox):
        editor.click()
    elif isinstance(editor, QLineEdit):
        QTest.keyClick(editor, Qt.Key.Key_Up)
        QTest.keyClick(editor, Qt.Key.Key_Return)


@pytest.mark.slow
def test_every_field_can_be_edited_and_taken_back(
    window: MainWindow, experiment: Experiment
) -> None:
    for section in window.forms.sections.values():
        section.set_open(True)
    stack = window.document.undo_stack
    edited = 0
    for row in window.forms.rows:
        for editor in list(row.editors()):
            if not isinstance(editor, QComboBox | QCheckBox | QLineEdit):
                continue
            if not editor.isEnabled():
                continue
            _edit_once(editor)
            edited += stack.canUndo()
            while stack.canUndo():
                stack.undo()
            assert window.document.experiment is experiment, editor.objectName()
            QApplication.processEvents()
    assert edited > 60
