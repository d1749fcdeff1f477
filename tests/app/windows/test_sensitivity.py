"""How a spot answers to the numbers of the model, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from braggscope.windows.main_window import MainWindow
from braggscope_engine import Frame, sensitivity, spot_moves

Settle = Callable[[MainWindow], Frame]


def test_the_selected_spot_is_differentiated_and_a_row_is_drawn(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    settle(window)
    window.tabs.peaks.table.selectRow(2)
    window.commands["tab:region"].trigger()
    page = window.tabs.region.sensitivity
    qtbot.waitUntil(lambda: window.tabs.region.measured is not None)
    assert page.rows == ()
    window.tabs.region.pages.setCurrentWidget(page)
    qtbot.waitUntil(lambda: bool(page.rows))
    measured = window.tabs.region.measured
    assert measured is not None
    box = measured.region.box
    assert page.rows == sensitivity(window.document.experiment, box)
    names = [row[0] for row in page.table.rows]
    number = next(n for n, name in enumerate(names) if "istance" in name)
    assert "(mm)" in names[number]
    page.table.selectRow(number)
    (arrow,) = window.centre.canvas.annotations.arrows
    row = page.rows[number]
    moved = arrow[2] - arrow[0], arrow[3] - arrow[1]
    assert moved == pytest.approx((row.fast_px, row.slow_px))
    beam = replace(window.document.experiment.beam, wavelength_angstrom=1.01)
    window.document.edit(replace(window.document.experiment, beam=beam), "Wavelength")
    assert window.centre.canvas.annotations.arrows == ()
    settle(window)
    qtbot.waitUntil(lambda: len(window.centre.canvas.annotations.arrows) == 1)
    window.commands["tab:peaks"].trigger()
    assert window.centre.canvas.annotations.arrows == ()


def test_all_bright_spots_are_drawn_on_request(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    settle(window)
    window.tabs.peaks.table.selectRow(2)
    window.commands["tab:region"].trigger()
    page = window.tabs.region.sensitivity
    window.tabs.region.pages.setCurrentWidget(page)
    qtbot.waitUntil(lambda: bool(page.rows))
    paths = [row.path for row in page.rows]
    page.table.selectRow(paths.index("detector.distance_mm"))
    annotations = window.centre.canvas.annotations
    assert len(annotations.arrows) == 1
    page.everywhere.click()
    qtbot.waitUntil(lambda: len(annotations.arrows) > 1)
    moves = spot_moves(window.document.experiment, "detector.distance_mm")
    starts = [(arrow[0], arrow[1]) for arrow in annotations.arrows]
    assert starts == list(zip(moves.fast_px, moves.slow_px, strict=True))
    # Drawn as many times as far as the page says.
    times = float(page.scale.text().split("; ")[1].split()[0])
    first = annotations.arrows[0]
    assert first[2] - first[0] == pytest.approx(times * moves.move_fast_px[0])
    assert "istance" in page.scale.text()
    page.everywhere.click()
    assert len(annotations.arrows) == 1
    assert page.scale.text() == ""
