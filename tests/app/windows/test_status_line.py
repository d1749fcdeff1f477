"""The line below the image, in windows of any width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from braggscope.windows.status_line import StatusLine
from braggscope_engine import Experiment, Probe, simulate


@pytest.fixture
def line(qtbot: QtBot, experiment: Experiment) -> Iterator[StatusLine]:
    # By itself it would not become narrower than its readouts.
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(2000, 24)
    made = StatusLine(window)
    made.show_frame(simulate(experiment))
    made.show_difference("Strict nanoBragg would differ here: stale-phi (29 %)")
    made.resize(2000, 24)
    window.show()
    qtbot.waitExposed(window)
    made.show_pixel(Probe(experiment).at(10.25, 20.75), 1.25)
    yield made
    window.close()


def shown(line: StatusLine) -> list[str]:
    return [label.text() for label in line.findChildren(QLabel) if label.isVisible()]


def overflow(line: StatusLine) -> int:
    """Pixels by which the last readout leaves the line."""
    ends = [
        label.geometry().right()
        for label in line.findChildren(QLabel)
        if label.isVisible()
    ]
    return max(ends) + 1 - line.width()


def test_a_wide_line_has_room_for_everything(line: StatusLine) -> None:
    texts = shown(line)
    for name in ("position", "lab", "resolution", "hkl", "F", "intensity"):
        assert line.text(name) in texts


def test_a_narrow_line_gives_up_what_is_least_asked_for(
    line: StatusLine, qtbot: QtBot
) -> None:
    line.show_other(1.25, 2.5, "another image")
    width = 2000
    while line.text("lab") in shown(line):
        assert overflow(line) <= 0
        width -= 25
        assert width > 400
        line.resize(width, 24)
        qtbot.wait(1)
    assert line.text("F") in shown(line)
    assert line.text("other") in shown(line)
    qtbot.waitUntil(lambda: overflow(line) <= 0)
    line.resize(2000, 24)
    assert line.text("lab") in shown(line)


def test_without_a_pixel_nothing_is_said_of_one(line: StatusLine) -> None:
    line.show_other(1.25, 2.5, "another image")
    line.clear_pixel()
    line.resize(1500, 24)
    assert not [text for text in shown(line) if text.startswith(("f ", "hkl", "B "))]
    assert line.text("made") in shown(line)
