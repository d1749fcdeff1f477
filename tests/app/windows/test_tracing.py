"""One pixel followed through its calculation, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from braggscope.windows.main_window import MainWindow
from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Experiment,
    Frame,
    Quirk,
    intensity,
    quirks_at_pixel,
    trace,
)

Settle = Callable[[MainWindow], Frame]


@pytest.fixture
def experiment(experiment: Experiment) -> Experiment:
    """The same with an oscillation, which strict nanoBragg does not sample rightly."""
    sampling = replace(experiment.sampling, phi_steps=3, osc_deg=0.5)
    return replace(experiment, sampling=sampling, quirks=ALL_QUIRKS)


@pytest.fixture
def traced(window: MainWindow, settle: Settle, qtbot: QtBot) -> MainWindow:
    """A window whose brightest pixel was traced by a key."""
    window.commands["trace"].trigger()
    qtbot.waitUntil(lambda: window.tabs.trace.trace is not None)
    return window


def brightest(frame: Frame) -> tuple[int, int]:
    image = frame.intensity.numpy()
    slow, fast = np.unravel_index(int(image.argmax()), image.shape)
    return int(fast), int(slow)


def rows_of(window: MainWindow) -> dict[str, str]:
    """Names and values of all that is unfolded."""
    tree = window.tabs.trace.tree
    found: dict[str, str] = {}
    index = tree.model().index(0, 0)
    while index.isValid():
        found[index.data()] = index.siblingAtColumn(1).data()
        index = tree.indexBelow(index)
    return found


def test_the_brightest_pixel_is_traced_up_to_its_value(
    traced: MainWindow, settle: Settle
) -> None:
    frame = settle(traced)
    fast, slow = brightest(frame)
    inspector = traced.tabs.trace
    assert traced.tabs.currentWidget() is inspector
    assert inspector.trace is not None
    assert (inspector.fast.value(), inspector.slow.value()) == (fast, slow)
    assert inspector.trace.value == pytest.approx(float(frame.intensity.max()), 1e-6)
    assert traced.centre.canvas.annotations.pixel == (fast, slow)
    assert rows_of(traced)["photons"] == f"{inspector.trace.value:.6g} photons"


def test_sub_steps_unfold_and_stay_unfolded_at_another_pixel(
    traced: MainWindow, qtbot: QtBot
) -> None:
    inspector = traced.tabs.trace
    for title in ("Sample 0", "Source 0", "1: φ"):
        tree = inspector.tree
        index = tree.model().index(0, 0)
        while not index.data().startswith(title):
            index = tree.indexBelow(index)
        tree.expand(index)
    assert "F_latt" in rows_of(traced)
    inspector.fast.setValue(inspector.fast.value() + 1)
    fast, slow = inspector.fast.value(), inspector.slow.value()
    qtbot.waitUntil(
        lambda: inspector.trace is not None and inspector.trace.fast_px == fast
    )
    expected = trace(traced.document.experiment, slow, fast)
    assert rows_of(traced)["F_cell"].split()[0] == f"{expected.sub_steps.F_cell[1]:.6g}"
    tree = inspector.tree
    tips = [row.tip for row in tree.tree_model.top.children[-1].children]
    assert all(len(tip.splitlines()) == 2 for tip in tips), "every term is explained"


def test_the_window_says_which_quirk_makes_the_difference(
    traced: MainWindow, qtbot: QtBot
) -> None:
    inspector = traced.tabs.trace
    inspector.fast.setValue(41)  # off the direct beam, whose value no angle changes
    qtbot.waitUntil(
        lambda: inspector.trace is not None and inspector.trace.fast_px == 41
    )
    qtbot.waitUntil(lambda: inspector.quirks.text().startswith("Strict"))
    assert inspector.trace is not None
    place = inspector.trace.slow_px, inspector.trace.fast_px
    experiment = traced.document.experiment
    without = replace(experiment, quirks=experiment.quirks - {Quirk.STALE_PHI})
    expected = trace(without, *place).value
    said = inspector.quirks.text()
    assert f"without <i>stale-phi</i>: {expected:.6g}" in said
    assert f"{trace(replace(experiment, quirks=NO_QUIRKS), *place).value:.6g}" in said


def test_every_quirk_named_for_a_pixel_explains_its_change(
    experiment: Experiment,
) -> None:
    import torch

    found = quirks_at_pixel(experiment, 20, 30)
    assert found.strict == found.value
    for each in found.effects:
        other = replace(experiment, quirks=experiment.quirks ^ {each.quirk})
        there = intensity(other, torch.tensor([30.0]), torch.tensor([20.0]))
        assert each.value == pytest.approx(float(there), rel=1e-9)
        assert each.value != found.value


def test_the_menu_of_a_pixel_offers_its_trace(window: MainWindow, qtbot: QtBot) -> None:
    window.centre.canvas.context_requested.emit(12.7, 30.2, QPoint(5, 5))
    menu = window.findChildren(QMenu)[-1]
    action = next(a for a in menu.actions() if "Trace" in a.text())
    action.trigger()
    menu.close()
    qtbot.waitUntil(lambda: window.tabs.trace.trace is not None)
    found = window.tabs.trace.trace
    assert found is not None
    assert (found.fast_px, found.slow_px) == (12, 30)


def test_the_trace_follows_the_pointer_until_a_click(
    traced: MainWindow, qtbot: QtBot
) -> None:
    inspector, canvas = traced.tabs.trace, traced.centre.canvas
    inspector.follow.click()
    canvas.hovered.emit(3.5, 4.5)
    qtbot.waitUntil(
        lambda: inspector.trace is not None and inspector.trace.fast_px == 3
    )
    canvas.clicked.emit(5.5, 6.5)
    canvas.hovered.emit(9.5, 9.5)
    qtbot.waitUntil(
        lambda: inspector.trace is not None and inspector.trace.fast_px == 5
    )
    assert not inspector.follow.isChecked()
    assert inspector.trace is not None
    assert inspector.trace.slow_px == 6


def test_the_selected_reflection_is_traced_once_somebody_looks(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    settle(window)
    window.tabs.peaks.table.selectRow(1)
    reflection = window.inspecting.peaks.reflection
    assert reflection is not None
    assert window.tabs.trace.trace is None
    window.commands["tab:trace"].trigger()
    qtbot.waitUntil(lambda: window.tabs.trace.trace is not None)
    found = window.tabs.trace.trace
    assert found is not None
    place = int(reflection.fast_px), int(reflection.slow_px)
    assert (found.fast_px, found.slow_px) == place
    assert reflection.name in window.tabs.trace.said.text()


def test_an_edit_traces_the_same_pixel_again(
    traced: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    inspector = traced.tabs.trace
    before = inspector.trace
    assert before is not None
    beam = replace(traced.document.experiment.beam, fluence_per_m2=2e26)
    traced.document.edit(replace(traced.document.experiment, beam=beam), "Fluence")
    settle(traced)
    qtbot.waitUntil(lambda: inspector.trace is not before)
    assert inspector.trace is not None
    assert inspector.trace.value == pytest.approx(2 * before.value, rel=1e-12)


def test_the_first_disagreement_with_a_pasted_trace_is_marked(
    traced: MainWindow, qtbot: QtBot
) -> None:
    inspector = traced.tabs.trace
    assert inspector.trace is not None
    inspector.copy.click()
    text = QGuiApplication.clipboard().text()
    assert text == inspector.trace.text()
    other = inspector.other
    inspector.pages.setCurrentWidget(other)
    other.pasted.setPlainText(text)
    qtbot.waitUntil(lambda: "agree" in other.said.text())
    assert "All" in other.said.text()
    wrong = text.replace("result.fluence = 1e+26", "result.fluence = 2e+26")
    assert wrong != text
    other.pasted.setPlainText(wrong)
    qtbot.waitUntil(lambda: "disagreement" in other.said.text())
    assert "fluence" in other.said.text()
    marked = [row for row in other.table.rows if row[0]]
    assert [row[0] for row in marked] == ["▶ ≠"]
    row = other.table.selectionModel().selectedRows()[0]
    assert row.siblingAtColumn(1).data().startswith("fluence")
    other.pasted.setPlainText("Good morning.")
    qtbot.waitUntil(lambda: "no trace" in other.said.text())
    assert other.table.rows == ()
