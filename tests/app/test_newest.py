"""Questions of which only the newest counts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from braggscope.background import Background, Job
from braggscope.newest import Newest
from braggscope_engine import FileFormatError


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    background = Background("test")
    yield background
    background.close()


def held(gate: threading.Event, done: list[str], name: str) -> Callable[[Job], object]:
    def work(_: Job) -> object:
        gate.wait(5)
        done.append(name)
        return name

    return work


def test_what_runs_is_told_of_and_of_what_waits_the_newest(
    background: Background, qtbot: QtBot
) -> None:
    newest, gate = Newest(background), threading.Event()
    told: list[object] = []
    done: list[str] = []
    newest.ready.connect(told.append)
    for name in "abc":
        newest.ask(held(gate, done, name))
    gate.set()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == done == ["a", "c"]
    assert not newest.is_busy


def test_a_forgotten_question_is_neither_told_of_nor_worked_on(
    background: Background, qtbot: QtBot
) -> None:
    newest, gate = Newest(background), threading.Event()
    told: list[object] = []
    done: list[str] = []
    newest.ready.connect(told.append)
    background.run(held(gate, done, "other"), done=lambda _: None, failed=pytest.fail)
    for name in "ab":
        newest.ask(held(gate, done, name))
        newest.forget()
    newest.ask(held(gate, done, "c"))
    gate.set()
    qtbot.waitUntil(lambda: told == ["c"])
    assert done == ["other", "c"]


def test_a_failure_is_said_and_the_next_question_answered(
    background: Background, qtbot: QtBot
) -> None:
    newest = Newest(background)
    told: list[object] = []
    newest.ready.connect(told.append)
    newest.failed.connect(told.append)

    def fail(_: Job) -> object:
        raise FileFormatError("No.")

    newest.ask(fail)
    newest.ask(lambda _: "yes")
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == ["No.", "yes"]
