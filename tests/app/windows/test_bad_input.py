"""Whatever is typed, pasted or opened: one sentence, and the model stays."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from braggscope.windows.main_window import MainWindow
from braggscope.windows.message_bar import Severity
from braggscope.windows.paste_dialog import PasteDialog
from braggscope_engine import Experiment
from braggscope_engine.io import Session, format_session

MeetDialog = Callable[[Callable[[QWidget], object]], list[QWidget]]

NONSENSE = ["word", "nan", "-inf", "1 2", "-1e999", "--5", "-" + "9" * 400, "\u202e5\0"]


def numbers(window: MainWindow) -> list[QLineEdit]:
    return [
        editor
        for row in window.forms.rows
        for editor in row.editors()
        if isinstance(editor, QLineEdit) and editor.isEnabled()
    ]


@pytest.mark.slow
def test_nonsense_in_any_field_is_marked_there_and_changes_nothing(
    window: MainWindow, experiment: Experiment
) -> None:
    for section in window.forms.sections.values():
        section.set_open(True)
    QApplication.processEvents()
    fields = numbers(window)
    assert len(fields) > 60
    for field in fields:
        for text in NONSENSE:
            field.setFocus()
            field.setText(text)
            field.setModified(True)
            QTest.keyClick(field, Qt.Key.Key_Return)
            message = f"{field.objectName()}: {text!r}"
            assert window.document.experiment == experiment, message
            QTest.keyClick(field, Qt.Key.Key_Escape)
        QApplication.processEvents()
    assert window.document.undo_stack.count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n",
        "\x00\x01\x02\xff",
        "nanoBragg",
        "nanoBragg -cell",
        "-cell 1 2 3 4 5 6 -lambda nan -default_F 1",
        "-hkl missing.hkl -cell 50 60 70 90 90 90",
        "-cell 'unclosed",
        "-distance 1e400 -cell 50 60 70 90 90 90 -default_F 1",
        "-detpixels 99999999 -cell 50 60 70 90 90 90 -default_F 1",
        "Dear diary, " * 1000,
        "-lambda 1 " * 200_000,
    ],
    ids=lambda text: repr(text[:24]),
)
def test_what_is_no_command_cannot_be_used(
    window: MainWindow,
    experiment: Experiment,
    meet_dialog: MeetDialog,
    qtbot: QtBot,
    text: str,
) -> None:
    seen: list[str] = []

    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, PasteDialog)
        dialog.box.setPlainText(text)
        if dialog.box.toPlainText().strip():
            qtbot.waitUntil(lambda: bool(dialog.problem.text), timeout=20_000)
        seen.append(dialog.problem.text)
        assert not dialog.accept_button.isEnabled()

    meet_dialog(act)
    window.commands["paste"].trigger()
    assert window.document.experiment is experiment
    assert len(seen) == 1
    assert "\n" not in seen[0]
    assert "Unexpected" not in seen[0]


HKL = b"".join(b"%d %d %d %d\n" % (h, h, 1, h + 1) for h in range(50))
FILES = {
    "empty.hkl": b"",
    "binary.hkl": b"1 0 0 5\n" + bytes(range(256)),
    "nan.hkl": b"1 0 0 nan\n",
    "infinite.hkl": b"1 0 0 inf\n",
    "truncated.hkl": HKL[:-3] + b"\n7 7",
    "words.hkl": HKL + b"the end\n",
    "far.hkl": b"1 0 0 5\n2000000000 0 0 5\n",
    "beyond.hkl": b"99999999999999999999 0 0 5\n",
    "short.mat": b"0.02 0 0\n0 0.02 0\n",
    "nan.mat": b"nan 0 0\n0 0.02 0\n0 0 0.02\n",
    "flat.mat": b"0.02 0 0\n0.02 0 0\n0 0 0.02\n",
    "binary.mat": b"\x89PNG\r\n\x1a\n\0\0\0",
    "utf16.txt": "-cell 1 2 3".encode("utf-16"),
    "latin.txt": b"-cell 50 60 70 \xe9\xe8\n",
    "list.json": b"[1, 2, 3]",
    "deep.bscope": b'{"a":' * 5000,
    "other.bscope": b'{"format": "something else"}',
    "zip.bscope": b"PK\x03\x04\0\0",
    "cut.cbf": b"###CBF: VERSION 1.5\r\n_array_data.data\r\n;\r\n\x0c\x1a\x04\xd5\0\0",
    "cut.img": b"{\nHEADER_BYTES=512;\nSIZE1=64;\nSIZE2=48;\n}\n".ljust(600, b"\0"),
    "cut.tif": b"II*\0\x08\0\0\0\x01",
    "cut.h5": b"\x89HDF\r\n\x1a\n\0\0",
    "cut.npy": b"\x93NUMPY\x01\0v\0{'descr'",
    "cut.pgm": b"P5\n64 48\n255\n\x01\x02",
    "cut.bin": b"\0" * 1234,
}


def open_and_wait(window: MainWindow, path: Path, qtbot: QtBot) -> str:
    window.files.open_path(path)
    qtbot.waitUntil(lambda: bool(window.centre.messages.text), timeout=20_000)
    return window.centre.messages.text


def check_sentence(window: MainWindow, experiment: Experiment, said: str) -> None:
    assert window.centre.messages.severity is Severity.PROBLEM
    assert "\n" not in said
    assert "Unexpected" not in said
    assert window.document.experiment is experiment
    assert window.recent.paths == ()


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_one_sentence(
    window: MainWindow, experiment: Experiment, tmp_path: Path, qtbot: QtBot, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    said = open_and_wait(window, path, qtbot)
    check_sentence(window, experiment, said)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_session_is_one_sentence(
    window: MainWindow,
    experiment: Experiment,
    tmp_path: Path,
    qtbot: QtBot,
    kept: float,
) -> None:
    text = format_session(Session(experiment=experiment))
    path = tmp_path / "cut.bscope"
    path.write_text(text[: int(kept * len(text))])
    said = open_and_wait(window, path, qtbot)
    check_sentence(window, experiment, said)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1", '"far"', "1e400", "[]"])
def test_a_session_with_an_impossible_number_is_one_sentence(
    window: MainWindow,
    experiment: Experiment,
    tmp_path: Path,
    qtbot: QtBot,
    number: str,
) -> None:
    text = format_session(Session(experiment=experiment))
    assert '"distance_mm": 100.0' in text
    path = tmp_path / "odd.bscope"
    path.write_text(text.replace('"distance_mm": 100.0', f'"distance_mm": {number}'))
    said = open_and_wait(window, path, qtbot)
    check_sentence(window, experiment, said)


def test_a_folder_or_nothing_is_one_sentence(
    window: MainWindow, experiment: Experiment, tmp_path: Path, qtbot: QtBot
) -> None:
    said = open_and_wait(window, tmp_path, qtbot)
    check_sentence(window, experiment, said)
    window.centre.messages.clear()
    said = open_and_wait(window, tmp_path / "gone.hkl", qtbot)
    check_sentence(window, experiment, said)


@pytest.mark.skipif(sys.platform == "win32", reason="makes a sparse file")
def test_a_file_larger_than_memory_is_refused_unread(
    window: MainWindow, experiment: Experiment, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "huge.hkl"
    with path.open("wb") as file:
        file.write(HKL)
        file.truncate(2**43)
    said = open_and_wait(window, path, qtbot)
    check_sentence(window, experiment, said)
