"""What the window shows of a frame: readout, peaks, geometry, badge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from braggscope.transfer import READ_FROM
from braggscope.windows.choice_button import ChoiceButton
from braggscope.windows.main_window import MainWindow
from braggscope.windows.presenter import is_seen_along_beam
from braggscope.windows.title import PASTED
from braggscope_engine import (
    Convention,
    Experiment,
    Frame,
    Probe,
    Quirk,
    place,
)

Settle = Callable[[MainWindow], Frame]


def test_the_readout_tells_of_the_pixel_under_the_mouse(
    window: MainWindow, settle: Settle
) -> None:
    frame = settle(window)
    window.centre.canvas.hovered.emit(10.25, 20.75)
    probe = Probe(frame.experiment).at(10.25, 20.75)
    assert window.status.text("position") == "f 10.2  s 20.8"
    assert f"{probe.d_angstrom:.2f} Å" in window.status.text("resolution")
    assert window.status.text("intensity") == (
        f"I {float(frame.intensity[20, 10]):.5g}".replace("-", "−")
    )
    window.centre.canvas.left.emit()
    assert window.status.text("position") == ""


def test_the_badge_says_exact_and_how_the_image_was_made(
    window: MainWindow, settle: Settle
) -> None:
    frame = settle(window)
    assert window.status.text("quality") == "exact"
    made = window.status.text("made").split(" · ")
    way = "fused" if frame.fused else "step by step"
    assert made == [f"{frame.seconds:.2f} s", "cpu", "float32", way, "intended"]


def test_a_click_on_a_geometry_value_copies_all_its_digits(
    window: MainWindow,
) -> None:
    window.commands["tab:geometry"].trigger()
    table = window.tabs.geometry_inspector.table
    index = table.index_of("close_distance_mm")
    table.scrollTo(index)
    where = table.visualRect(index).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    copied = float(QGuiApplication.clipboard().text())
    expected = place(window.document.experiment).close_distance_m * 1e3
    assert copied == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("convention", "along"),
    [
        (Convention.MOSFLM, True),
        (Convention.ADXV, False),
        (Convention.XDS, True),
    ],
)
def test_the_side_from_which_the_image_is_seen(
    experiment: Experiment, convention: Convention, along: bool
) -> None:
    detector = replace(
        experiment.detector, convention=convention, beam_x_mm=None, beam_y_mm=None
    )
    geometry = place(replace(experiment, detector=detector))
    assert is_seen_along_beam(geometry) is along


def test_the_window_remembers_how_it_stood(
    window: MainWindow,
    make_window: Callable[[Experiment], MainWindow],
    experiment: Experiment,
    qtbot: QtBot,
) -> None:
    window.commands["inspectors"].trigger()
    window.commands["scale:sqrt"].trigger()
    window.commands["map:viridis"].trigger()
    window.commands["overlay:foot"].trigger()
    window.close()
    again = make_window(experiment)
    assert not again.commands["inspectors"].isChecked()
    assert again.panels.inspectors.isHidden()
    assert again.centre.canvas.shown.scale == "sqrt"
    assert again.centre.canvas.shown.colour_map == "viridis"
    assert again.commands["scale:sqrt"].isChecked()
    assert not again.centre.canvas.overlays.is_visible("foot")


def test_the_image_alone_and_back(window: MainWindow) -> None:
    window.commands["forms"].trigger()
    window.commands["image_only"].trigger()
    around = (
        *(window.panels.forms, window.panels.inspectors, window.tool_bar),
        *(window.centre.level_bar, window.centre.hints),
    )
    assert all(part.isHidden() for part in around)
    window.commands["image_only"].trigger()
    assert [part.isHidden() for part in around] == [True, False, False, False, False]


def test_what_is_said_in_a_hidden_tab_makes_no_window_grow(window: MainWindow) -> None:
    window.resize(1024, 700)
    window.tabs.compare.say("The images do not correlate. " * 40)
    for name in ("options", "geometry", "history"):
        window.tabs.show_tab(name)
        QApplication.processEvents()
        assert window.height() == 700, name


def test_hints_are_dismissed_for_good(
    window: MainWindow,
    make_window: Callable[[Experiment], MainWindow],
    experiment: Experiment,
) -> None:
    assert window.centre.hints.isVisible()
    window.centre.hints.dismiss()
    window.close()
    assert not make_window(experiment).centre.hints.isVisible()


def test_a_right_click_copies_the_reflection_there(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    frame = settle(window)
    canvas = window.centre.canvas
    canvas.context_requested.emit(10.5, 20.5, canvas.mapToGlobal(QPoint(50, 50)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    nearest = Probe(frame.experiment).at(10.5, 20.5).nearest_hkl
    text = " ".join(map(str, nearest))
    action = next(a for a in menu.actions() if "reflection" in a.text())
    assert action.text().endswith(f"\t{text}")
    action.trigger()
    menu.close()
    assert QGuiApplication.clipboard().text() == text


def test_the_tool_bar_says_what_is_chosen(window: MainWindow) -> None:
    buttons = {
        button.accessibleName(): button
        for button in window.tool_bar.findChildren(ChoiceButton)
    }
    assert buttons["Intensity scale"].text() == "Logarithmic"
    window.commands["scale:sqrt"].trigger()
    assert buttons["Intensity scale"].text() == "Square root"
    mode = buttons["How nanoBragg's options are read"]
    assert mode.text() == "As intended"
    quirks = frozenset({Quirk.STALE_PHI})
    window.document.edit(replace(window.document.experiment, quirks=quirks), "One")
    assert mode.text() == "Some quirks"


def test_the_title_says_where_the_model_came_from(
    window: MainWindow, experiment: Experiment
) -> None:
    assert window.windowTitle().startswith("Demo")
    moved = replace(experiment.detector, distance_mm=77.0)
    window.document.edit(replace(experiment, detector=moved), PASTED)
    assert window.windowTitle().startswith("Pasted command")
    window.document.edit(experiment, f"{READ_FROM}run.sh")
    assert window.windowTitle().startswith("run.sh")
    window.commands["undo"].trigger()
    window.commands["undo"].trigger()
    assert window.windowTitle().startswith("Demo")
