"""Files come in by content, go out whole, and nothing is lost unasked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from braggscope.transfer import read_command
from braggscope.windows import dialogs
from braggscope.windows.main_window import MainWindow
from braggscope.windows.message_bar import Severity
from braggscope.windows.paste_dialog import PasteDialog, looks_like_command
from braggscope_engine import Experiment, Frame, Quirk
from braggscope_engine.io import ParsedCommand, Session, parse_nanobragg, write_session

Settle = Callable[[MainWindow], Frame]
MeetDialog = Callable[[Callable[[QWidget], object]], list[QWidget]]

COMMAND = (
    "nanoBragg -cell 40 50 60 -default_F 10 -detpixels 16 -pixel 2 -oversample 1 "
    "-distance 90 -lambda 1.2"
)


def drop(window: MainWindow, data: QMimeData) -> None:
    event = QDropEvent(
        QPointF(100, 100),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def drop_file(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop(window, data)


def moved(experiment: Experiment, distance_mm: float) -> Experiment:
    detector = replace(experiment.detector, distance_mm=distance_mm)
    return replace(experiment, detector=detector)


def test_a_dropped_command_is_one_edit_and_says_what_became_of_its_options(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "run.sh"
    path.write_text(f"#!/bin/sh\n{COMMAND} -coherent > log\n")
    drop_file(window, path)
    qtbot.waitUntil(lambda: window.document.undo_stack.count() == 1)
    assert window.document.experiment.beam.wavelength_angstrom == 1.2
    assert window.tabs.currentWidget() is window.tabs.options
    assert window.tabs.options.table.model().rowCount() == 8
    assert window.recent.paths == (path,)


def test_a_dropped_session_is_opened_and_gives_the_window_its_name(
    window: MainWindow, experiment: Experiment, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "mine.json"
    write_session(path, Session(experiment=moved(experiment, 77.0)))
    drop_file(window, path)
    qtbot.waitUntil(lambda: window.document.path == path)
    assert window.document.experiment.detector.distance_mm == 77.0
    assert window.windowTitle().startswith("mine.json")
    assert not window.isWindowModified()


def test_a_dropped_reflection_list_replaces_only_the_reflections(
    window: MainWindow, experiment: Experiment, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "list"
    path.write_text("1 0 0 10.5\n0 1 0 20\n")
    drop_file(window, path)
    qtbot.waitUntil(lambda: window.document.undo_stack.count() == 1)
    table = window.document.experiment.crystal.reflections
    assert table is not None
    assert table.amplitude.tolist() == [10.5, 20.0]
    assert window.document.experiment.detector == experiment.detector


def test_a_dropped_matrix_brings_orientation_and_cell(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "A.mat"
    path.write_text("0.02 0 0\n0 0.02 0\n0 0 0.02\n")
    drop_file(window, path)
    qtbot.waitUntil(lambda: window.document.undo_stack.count() == 1)
    crystal = window.document.experiment.crystal
    assert crystal.matrix is not None
    assert crystal.cell is None
    assert crystal.misset_deg == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01binary", "no image file that is known"),
        (b"Dear diary\n", "not recognised"),
        (b"", "not recognised"),
        (b"-cell 1 2\n-lambda red\n", "-lambda"),
        (b'{"format": "braggscope session"', "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_changes_nothing(
    window: MainWindow,
    experiment: Experiment,
    tmp_path: Path,
    qtbot: QtBot,
    content: bytes,
    said: str,
) -> None:
    path = tmp_path / "thing"
    path.write_bytes(content)
    drop_file(window, path)
    qtbot.waitUntil(lambda: bool(window.centre.messages.text))
    assert said in window.centre.messages.text
    assert window.centre.messages.severity is Severity.PROBLEM
    assert window.document.experiment is experiment


def test_dropped_text_is_offered_for_pasting(
    window: MainWindow, meet_dialog: MeetDialog
) -> None:
    texts: list[str] = []
    data = QMimeData()
    data.setText(COMMAND)
    meet_dialog(lambda dialog: texts.append(dialog.box.toPlainText()))  # type: ignore[attr-defined]
    drop(window, data)
    assert texts == [COMMAND]


def test_paste_takes_the_clipboard_when_it_looks_like_a_command(
    window: MainWindow, meet_dialog: MeetDialog
) -> None:
    texts: list[str] = []
    for clipboard in (COMMAND, "milk, bread, -eggs"):
        QGuiApplication.clipboard().setText(clipboard)
        meet_dialog(lambda dialog: texts.append(dialog.box.toPlainText()))  # type: ignore[attr-defined]
        window.commands["paste"].trigger()
    assert texts == [COMMAND, ""]


def test_paste_says_what_is_wrong_in_place_and_cannot_be_accepted(
    window: MainWindow,
    experiment: Experiment,
    meet_dialog: MeetDialog,
    qtbot: QtBot,
) -> None:
    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, PasteDialog)
        dialog.box.setPlainText(f"{COMMAND} -hkl missing.hkl")
        qtbot.waitUntil(lambda: bool(dialog.problem.text))
        assert "missing.hkl" in dialog.problem.text
        assert not dialog.accept_button.isEnabled()
        dialog.box.setPlainText(f"{COMMAND} -frobnicate")
        qtbot.waitUntil(lambda: "-frobnicate" in dialog.problem.text)
        dialog.strict.click()
        qtbot.waitUntil(dialog.accept_button.isEnabled)
        assert dialog.problem.text == ""
        assert "1 unknown" in dialog.summary.text()

    meet_dialog(act)
    window.commands["paste"].trigger()
    assert window.document.experiment is experiment


def test_a_text_that_was_changed_while_it_was_read_cannot_be_accepted(
    window: MainWindow,
    experiment: Experiment,
    meet_dialog: MeetDialog,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    reading, go_on = threading.Event(), threading.Event()

    def held(text: str, quirks: frozenset[Quirk], folder: Path) -> ParsedCommand:
        reading.set()
        go_on.wait(10)
        return read_command(text, quirks, folder)

    monkeypatch.setattr("braggscope.windows.paste_dialog.read_command", held)

    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, PasteDialog)
        dialog.box.setPlainText(COMMAND)
        qtbot.waitUntil(reading.is_set)
        dialog.box.setPlainText("")
        go_on.set()
        qtbot.wait(50)
        assert not dialog.accept_button.isEnabled()
        assert dialog.command is None

    meet_dialog(act)
    window.commands["paste"].trigger()
    assert window.document.experiment is experiment


def test_the_folder_of_a_command_is_remembered(
    window: MainWindow, tmp_path: Path, meet_dialog: MeetDialog, qtbot: QtBot
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "tiny.hkl").write_text("1 0 0 5\n")

    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, PasteDialog)
        dialog.box.setPlainText(f"{COMMAND} -hkl tiny.hkl")
        dialog.folder_edit.setText(str(folder))
        qtbot.waitUntil(dialog.accept_button.isEnabled)
        dialog.accept_button.click()

    meet_dialog(act)
    window.commands["paste"].trigger()
    assert window.files.folder == folder
    table = window.document.experiment.crystal.reflections
    assert table is not None
    assert len(table) == 1


def test_a_session_is_saved_and_then_counts_as_saved(
    window: MainWindow,
    experiment: Experiment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.document.edit(moved(experiment, 88.0), "Move")
    assert window.isWindowModified()
    path = tmp_path / "a.bscope"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: path)
    window.commands["save"].trigger()
    assert not window.isWindowModified()
    assert window.windowTitle().startswith("a.bscope")
    monkeypatch.setattr(dialogs, "ask_save", pytest.fail)
    window.document.edit(moved(experiment, 99.0), "Move")
    window.commands["save"].trigger()
    assert not window.isWindowModified()


def test_a_folder_that_cannot_be_written_is_said(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "missing" / "a.bscope"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: path)
    window.commands["save"].trigger()
    assert str(path) in window.centre.messages.text
    assert window.document.path is None


@pytest.mark.parametrize("answer", list(dialogs.Answer))
def test_closing_with_changes_asks(
    window: MainWindow,
    experiment: Experiment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: dialogs.Answer,
) -> None:
    window.document.edit(moved(experiment, 88.0), "Move")
    path = tmp_path / "a.bscope"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: path)
    monkeypatch.setattr(dialogs, "ask_unsaved", lambda *_: answer)
    window.close()
    assert window.isVisible() is (answer is dialogs.Answer.CANCEL)
    assert path.exists() is (answer is dialogs.Answer.SAVE)


def test_the_copied_command_gives_the_same_model(
    window: MainWindow, experiment: Experiment
) -> None:
    window.commands["copy_command"].trigger()
    text = QGuiApplication.clipboard().text()
    assert looks_like_command(text)
    assert "copied" in window.centre.messages.text
    words = text.replace("\\\n", " ").split()[1:]
    again = parse_nanobragg(words).experiment
    assert again.detector.distance_mm == experiment.detector.distance_mm


def test_new_begins_with_the_demo_and_no_history(
    window: MainWindow, experiment: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_unsaved", lambda *_: dialogs.Answer.DISCARD)
    window.document.edit(moved(experiment, 88.0), "Move")
    window.commands["new"].trigger()
    assert window.document.experiment.crystal.reflections is not None
    assert not window.document.undo_stack.canUndo()
    window.renderer.cancel()
