"""Long work that leaves the hand time between its steps."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from braggscope.in_turns import InTurns


class Work:
    """Ten steps, each longer than what may be done at once."""

    def __init__(self) -> None:
        self.done: list[int] = []

    def __call__(self) -> Iterator[None]:
        for step in range(10):
            time.sleep(0.003)
            self.done.append(step)
            yield


def test_all_steps_are_done_in_order_and_others_get_their_turn(qtbot: QtBot) -> None:
    work = Work()
    turns = InTurns(work)
    seen: list[int] = []
    beat = QTimer()
    beat.timeout.connect(lambda: seen.append(len(work.done)))
    beat.start(1)
    turns.begin()
    assert work.done == []
    qtbot.waitUntil(lambda: not turns.is_under_way)
    assert work.done == list(range(10))
    assert len(set(seen) - {0, 10}) > 2


def test_begun_again_it_is_first_finished_and_then_done_once_more(
    qtbot: QtBot,
) -> None:
    work = Work()
    turns = InTurns(work)
    turns.begin()
    qtbot.waitUntil(lambda: len(work.done) > 2)
    turns.begin()
    turns.begin()
    qtbot.waitUntil(lambda: not turns.is_under_way)
    assert work.done == [*range(10), *range(10)]


def test_done_now_it_is_all_done_and_not_gone_on_with(qtbot: QtBot) -> None:
    work = Work()
    turns = InTurns(work)
    turns.begin()
    qtbot.waitUntil(lambda: len(work.done) > 0)
    work.done.clear()
    turns.do_now()
    assert work.done == list(range(10))
    qtbot.wait(30)
    assert work.done == list(range(10))
