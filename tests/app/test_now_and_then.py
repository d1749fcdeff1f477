"""What lags behind a hand that moves."""

from braggscope.now_and_then import NowAndThen


def test_many_who_ask_soon_are_answered_once(qtbot) -> None:
    calls: list[int] = []
    work = NowAndThen(lambda: calls.append(1))
    for _ in range(50):
        work.do_soon()
    assert calls == []
    qtbot.waitUntil(lambda: bool(calls))
    qtbot.wait(150)
    assert calls == [1]


def test_done_now_it_is_not_done_again(qtbot) -> None:
    calls: list[int] = []
    work = NowAndThen(lambda: calls.append(1))
    work.do_soon()
    work.do_now()
    qtbot.wait(150)
    assert calls == [1]
