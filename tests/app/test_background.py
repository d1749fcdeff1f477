"""Work beside the window: results and errors come back, and closing is orderly."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from braggscope.background import Background, Job


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    background = Background("test")
    yield background
    background.close()


def unexpected(error: BaseException) -> None:
    raise error


def test_results_arrive_in_order_in_the_thread_that_asked(
    background: Background, qtbot: QtBot
) -> None:
    got: list[object] = []
    for number in range(3):
        background.run(
            lambda _, n=number: (n, threading.current_thread().name),  # type: ignore[misc]
            done=lambda result: got.append((result, threading.current_thread().name)),
            failed=unexpected,
        )
    qtbot.waitUntil(lambda: len(got) == 3)
    here = threading.current_thread().name
    assert got == [((n, "test"), here) for n in range(3)]


def test_an_error_arrives_and_the_next_work_is_done(
    background: Background, qtbot: QtBot
) -> None:
    errors: list[BaseException] = []
    results: list[int] = []

    def fail(_: Job) -> int:
        raise ValueError("no")

    background.run(fail, done=results.append, failed=errors.append)
    background.run(lambda _: 1, done=results.append, failed=unexpected)
    qtbot.waitUntil(lambda: results == [1])
    assert [str(error) for error in errors] == ["no"]


def test_work_is_told_to_stop(background: Background, qtbot: QtBot) -> None:
    entered = threading.Event()
    stopped: list[bool] = []

    def work(job: Job) -> bool:
        entered.set()
        while not job.is_stopped():
            threading.Event().wait(0.005)
        return True

    job = background.run(work, done=stopped.append, failed=unexpected)
    entered.wait(5)
    job.stop()
    qtbot.waitUntil(lambda: stopped == [True])


def test_progress_is_told_but_not_more_often_than_is_seen(
    background: Background, qtbot: QtBot
) -> None:
    told: list[float] = []
    finished: list[None] = []

    def work(job: Job) -> None:
        for number in range(1000):
            job.report(number / 1000)

    background.run(
        work, done=finished.append, failed=unexpected, progressed=told.append
    )
    qtbot.waitUntil(lambda: finished == [None])
    assert told[0] == 0.0
    assert len(told) < 100


def test_nothing_is_told_after_close_and_what_waits_is_dropped(qtbot: QtBot) -> None:
    background = Background("test")
    entered = threading.Event()
    done: list[object] = []
    begun: list[int] = []

    def work(job: Job) -> int:
        entered.set()
        while not job.is_stopped():
            threading.Event().wait(0.005)
        return 1

    background.run(work, done=done.append, failed=unexpected)
    background.run(lambda _: begun.append(1), done=done.append, failed=unexpected)
    entered.wait(5)
    background.close()
    qtbot.wait(20)
    assert done == []
    assert begun == []
