"""What a command line asks of the geometry beside what it becomes, trap by trap."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from braggscope.inspectors.geometry.requests import headline
from braggscope.windows.main_window import MainWindow
from braggscope.windows.paste_dialog import PasteDialog
from braggscope_engine import ALL_QUIRKS, Frame, parse_nanobragg, place

Settle = Callable[[MainWindow], Frame]
MeetDialog = Callable[[Callable[[QWidget], object]], list[QWidget]]

BASE = (
    "-cell 50 60 70 90 90 90 -default_F 100 -N 5 -detpixels 64 -pixel 0.1 "
    "-distance 100 -oversample 1 "
)


def take(window: MainWindow, words: str, *, strict: bool = False) -> None:
    quirks = ALL_QUIRKS if strict else frozenset()
    command = parse_nanobragg((BASE + words).split(), quirks=quirks)
    window.files.take_command(command, "Read command line")
    window.commands["tab:geometry"].trigger()


def wait_for_rows(window: MainWindow, qtbot: QtBot, source: str) -> None:
    requests = window.tabs.geometry_inspector.requests
    qtbot.waitUntil(lambda: f"Asked for by {source}" in requests.title)


def said(window: MainWindow) -> str:
    labels = window.tabs.geometry_inspector.requests.findChildren(QLabel)
    return "\n".join(label.text() for label in labels)


@pytest.mark.parametrize(
    ("words", "headlines", "sentence"),
    [
        (
            "-pix0_vector 0.1 0.01 -0.02",
            ["⚠ -pix0_vector 0.1 0.01 -0.02 m"],
            "nanoBragg uses 0.1000000 0.0032000 -0.0032000 m",
        ),
        (
            "-xds -Xbeam 3 -Ybeam 2",
            ["⚠ -Xbeam 3 mm → here 3.0000, nanoBragg 3.2000", "⚠ -Ybeam 2 mm"],
            "1.217 mm away",
        ),
        ("-xds -Xclose 3 -Yclose 2", ["⚠ -Xclose 3 mm", "⚠ -Yclose 2 mm"], "1.217 mm"),
        ("-mosflm -ORGX 30.5 -ORGY 20.5", ["⚠ -ORGX 30.5 px"], "33.5000 px"),
        (
            "-mosflm -Xbeam 3 -Ybeam 2 -twotheta 9 -pivot sample",
            ["⚠ -pivot sample → here sample, nanoBragg beam"],
            "nanoBragg pivots about the beam",
        ),
        (
            "-fdet_vector 0 0 1 -pivot sample -Xbeam 3 -Ybeam 2 -twotheta 9",
            ["⚠ -Xbeam 3 mm"],
            "takes it for the foot of the perpendicular",
        ),
        ("-denzo -Xbeam 3 -Ybeam 2", ["-Xbeam 3 mm"], "half a pixel (0.05 mm)"),
        ("-xds -ORGX 30 -ORGY 20", ["⚠ DIALS_ORIGIN"], "as if the beam were along +x"),
        ("-Xbeam 3 -Ybeam 2", ["Convention"], "although its help says ADXV"),
    ],
)
def test_each_trap_is_said_in_words(
    window: MainWindow, qtbot: QtBot, words: str, headlines: list[str], sentence: str
) -> None:
    take(window, words)
    wait_for_rows(window, qtbot, "the command line")
    rows = window.tabs.geometry_inspector.requests.rows
    written = [headline(row) for row in rows]
    for start in headlines:
        assert any(line.startswith(start) for line in written), written
    assert sentence in said(window)


def press(window: MainWindow, label: str) -> None:
    panel = window.tabs.geometry_inspector.requests
    button = next(b for b in panel.findChildren(QPushButton) if b.text() == label)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_either_meaning_is_taken_with_one_click_and_taken_back(
    window: MainWindow, qtbot: QtBot, settle: Settle
) -> None:
    take(window, "-pix0_vector 0.1 0.01 -0.02")
    wait_for_rows(window, qtbot, "the command line")
    read = window.document.experiment
    count = window.document.undo_stack.count()
    press(window, "Put the panel where nanoBragg has it")
    here = place(window.document.experiment).pix0_m
    assert math.dist(here, (0.1, 0.0032, -0.0032)) < 1e-12
    assert window.document.undo_stack.count() == count + 1
    wait_for_rows(window, qtbot, "the forms")
    window.commands["undo"].trigger()
    assert window.document.experiment is read
    wait_for_rows(window, qtbot, "the command line")
    settle(window)


def test_as_strict_nanobragg_has_it_the_word_can_be_taken_instead(
    window: MainWindow, qtbot: QtBot
) -> None:
    take(window, "-xds -Xbeam 3 -Ybeam 2", strict=True)
    wait_for_rows(window, qtbot, "the command line")
    assert place(window.document.experiment).beam_centre_px == pytest.approx((32, 32))
    press(window, "Put the panel where this says")
    assert place(window.document.experiment).beam_centre_px == pytest.approx((30, 20))


def test_a_pasted_command_is_compared_in_the_real_dialog(
    window: MainWindow, qtbot: QtBot, meet_dialog: MeetDialog
) -> None:
    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, PasteDialog)
        dialog.box.setPlainText(BASE + "-xds -Xbeam 3 -Ybeam 2")
        qtbot.waitUntil(lambda: dialog.command is not None)
        dialog.accept_button.click()

    window.commands["tab:geometry"].trigger()
    meet_dialog(act)
    window.commands["paste"].trigger()
    window.commands["tab:options"].trigger()
    qtbot.wait(300)  # until what waits for edits to rest has looked, and seen no tab
    window.commands["tab:geometry"].trigger()
    wait_for_rows(window, qtbot, "the command line: 3 are not what")


def test_a_command_is_pasted_as_the_model_is_read(
    window: MainWindow, meet_dialog: MeetDialog
) -> None:
    chosen: list[bool] = []

    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, PasteDialog)
        chosen.append(dialog.strict.isChecked())
        dialog.reject()

    for mode in ("strict", "intended"):
        window.commands[f"mode:{mode}"].trigger()
        meet_dialog(act)
        window.commands["paste"].trigger()
    assert chosen == [True, False]


def test_what_both_numbers_of_a_pair_would_say_is_said_once(
    window: MainWindow, qtbot: QtBot
) -> None:
    take(window, "-xds -Xbeam 3 -Ybeam 2")
    wait_for_rows(window, qtbot, "the command line")
    assert said(window).count("This image follows it; nanoBragg uses 3.2000 mm") == 1
    panel = window.tabs.geometry_inspector.requests
    labels = [button.text() for button in panel.findChildren(QPushButton)]
    assert labels == ["Put the panel where nanoBragg has it"]


def test_what_became_of_options_is_not_said_of_another_mode(
    window: MainWindow, qtbot: QtBot
) -> None:
    take(
        window,
        "-fdet_vector 0 0 1 -sdet_vector 0 -1 0 -odet_vector 1 0 0 -Xbeam 3 -Ybeam 2 "
        "-pix0_vector_mm 100 2.5 -3.5",
    )
    wait_for_rows(window, qtbot, "the command line")
    options = window.tabs.options
    texts = [label.text() for label in options.findChildren(QLabel)]
    assert "Overridden by -pix0_vector_mm" in said(window)
    assert not any("paste the command again" in text for text in texts)
    window.commands["mode:strict"].trigger()
    pix0 = "-pix0_vector_mm is not what results: this image uses 100.0000"
    qtbot.waitUntil(lambda: pix0 in said(window))
    assert "Overridden by" not in said(window)
    texts = [label.text() for label in options.findChildren(QLabel)]
    assert any("paste the command again" in text for text in texts)
