"""Which quirks matter is found beside the window, and forgotten with an edit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from braggscope.windows.main_window import MainWindow
from braggscope.windows.quirk_comparison import COMPARED, QuirkComparison
from braggscope_engine import (
    Experiment,
    Frame,
    InvalidParameterError,
    Quirk,
    QuirkEffect,
    Sampling,
    quirk_effects,
    simulate,
)

Settle = Callable[[MainWindow], Frame]


@pytest.fixture
def turned(experiment: Experiment) -> Experiment:
    """A scan from 0, which strict nanoBragg begins with a stale step."""
    sampling = Sampling(oversample=1, phi_start_deg=0.0, phi_step_deg=0.5, phi_steps=3)
    return replace(experiment, sampling=sampling)


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Callable[..., QuirkComparison]]:
    made: list[QuirkComparison] = []

    def comparison(**given) -> QuirkComparison:
        made.append(QuirkComparison(**given))
        return made[-1]

    yield comparison
    for each in made:
        each.close()


def test_the_engine_decides_what_is_found(
    make: Callable[..., QuirkComparison], turned: Experiment, qtbot: QtBot
) -> None:
    comparison = make()
    comparison.set_watched(True)
    told: list[tuple[QuirkEffect, ...]] = []
    comparison.found.connect(lambda effects, _: told.append(effects))
    comparison.take(simulate(turned))
    qtbot.waitUntil(lambda: bool(told) and len(told[-1]) == COMPARED, timeout=20_000)
    assert told[-1] == tuple(quirk_effects(turned))
    assert [len(effects) for effects in told] == list(range(COMPARED + 1))
    by_name = {effect.quirk: effect for effect in told[-1]}
    assert by_name[Quirk.STALE_PHI].changes_image


def test_an_edit_stops_the_comparison_and_nothing_of_it_is_told(
    make: Callable[..., QuirkComparison], turned: Experiment, qtbot: QtBot
) -> None:
    reached, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def compare(_: Experiment, should_stop: Callable[[], bool]):
        reached.set()
        go_on.wait(5)
        if should_stop():
            ended.set()
        yield QuirkEffect(
            quirk=Quirk.STALE_PHI, in_force=False, relative_l2=1.0, pix0_shift_mm=0.0
        )

    comparison = make(compare=compare)
    told: list[object] = []
    comparison.set_watched(True)
    comparison.take(simulate(turned))
    comparison.found.connect(lambda effects, _: told.append(effects))
    qtbot.waitUntil(reached.is_set)
    comparison.restart()
    go_on.set()
    qtbot.waitUntil(ended.is_set)
    qtbot.wait(30)
    assert told == []


def test_nobody_looking_costs_nothing_at_first(
    make: Callable[..., QuirkComparison], turned: Experiment, qtbot: QtBot
) -> None:
    asked: list[Experiment] = []

    def compare(experiment: Experiment, should_stop: Callable[[], bool]):
        asked.append(experiment)
        yield from ()

    comparison = make(compare=compare)
    comparison.take(simulate(turned))
    assert asked == []
    comparison.set_watched(True)
    qtbot.waitUntil(lambda: asked == [turned])
    comparison.set_watched(False)
    comparison.set_watched(True)
    qtbot.wait(30)
    assert asked == [turned]


def test_what_cannot_be_compared_is_one_sentence(
    make: Callable[..., QuirkComparison], turned: Experiment, qtbot: QtBot
) -> None:
    def compare(_: Experiment, should_stop: Callable[[], bool]):
        raise InvalidParameterError("beam.x", "1", "something else")
        yield

    comparison = make(compare=compare)
    comparison.set_watched(True)
    with qtbot.waitSignal(comparison.failed) as heard:
        comparison.take(simulate(turned))
    assert "\n" not in heard.args[0]


def test_the_window_says_where_strict_differs_and_leads_to_the_list(
    make_window: Callable[[Experiment], MainWindow],
    turned: Experiment,
    settle: Settle,
    qtbot: QtBot,
) -> None:
    window = make_window(turned)
    window.commands["tab:quirks"].trigger()
    settle(window)
    qtbot.waitUntil(lambda: bool(window.status.text("difference")), timeout=20_000)
    said = window.status.text("difference")
    assert said.startswith("Strict nanoBragg would differ here: ")
    assert "stale-phi" in said
    assert window.quirks.tree.headings[0] == "Change the present image"
    window.commands["tab:peaks"].trigger()
    window.status.differenceClicked.emit()
    assert window.tabs.currentWidget() is window.quirks

    window.commands["mode:strict"].trigger()
    assert window.status.text("difference") == ""
    settle(window)
    qtbot.waitUntil(lambda: bool(window.status.text("difference")), timeout=20_000)
    assert window.status.text("difference").startswith("The image as intended would")
