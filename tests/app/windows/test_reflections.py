"""Reflections in the table and on the canvas of the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from braggscope.windows import dialogs
from braggscope.windows.main_window import MainWindow
from braggscope_engine import (
    Experiment,
    Frame,
    KernelStore,
    RenderOptions,
    predict,
)
from braggscope_engine.fused.variants import predicting

Settle = Callable[[MainWindow], Frame]


def selected_hkl(window: MainWindow) -> tuple[int, ...]:
    peaks = window.tabs.peaks
    assert peaks.selected is not None
    assert peaks.reflections is not None
    return tuple(int(peaks.reflections.columns[i][peaks.selected]) for i in "hkl")


def test_the_table_holds_what_is_predicted_and_its_sums(
    window: MainWindow, settle: Settle
) -> None:
    frame = settle(window)
    table = window.tabs.peaks.reflections
    assert table is not None
    predicted = predict(frame.experiment)
    assert len(table) == len(predicted) > 3
    for number in range(len(table)):
        fast, slow = int(predicted.fast_px[number]), int(predicted.slow_px[number])
        box = frame.intensity[max(0, slow - 3) : slow + 4, max(0, fast - 3) : fast + 4]
        assert table.columns["sum"][number] == pytest.approx(float(box.sum()), 1e-5)
        assert table.columns["max"][number] == pytest.approx(float(box.max()), 1e-6)
    sums = window.tabs.peaks.shown.columns["sum"]  # type: ignore[union-attr]
    assert (np.diff(sums) <= 0).all()


def test_the_table_is_predicted_with_kernels_where_there_are_any(
    make_window: Callable[..., MainWindow],
    experiment: Experiment,
    settle: Settle,
    tmp_path: Path,
) -> None:
    store = KernelStore(tmp_path)
    crystal = replace(experiment.crystal, n_cells=(20, 20, 20))
    window = make_window(
        replace(experiment, crystal=crystal), RenderOptions(kernels=store)
    )
    settle(window)
    assert set(predicting("cpu")) <= set(store.wanted)


def test_a_click_on_a_spot_finds_its_row_and_a_row_its_spot(
    window: MainWindow, settle: Settle
) -> None:
    settle(window)
    peaks, canvas = window.tabs.peaks, window.centre.canvas
    table = peaks.reflections
    assert table is not None
    told: list[object] = []
    window.inspecting.peaks.selected.connect(told.append)
    number = int(np.argsort(-table.columns["sum"])[1])
    place = float(table.columns["fast"][number]), float(table.columns["slow"][number])
    x, y = canvas.viewport().to_screen(*place)
    surface = canvas.focusProxy()
    assert surface is not None
    QTest.mouseClick(
        surface.viewport(),  # type: ignore[attr-defined]
        Qt.MouseButton.LeftButton,
        pos=QPoint(round(x), round(y)),
    )
    assert peaks.selected == number
    assert len(told) == 1
    assert peaks.table.selectionModel().selectedRows()[0].row() == 1
    labels = [box.label for box in canvas.overlays.rois]
    assert labels[:3] == ["1", "", "3"], "the selected spot has its name instead"
    canvas.centre_on(1.0, 1.0, 40.0)
    peaks.table.selectRow(2)
    third = int(np.argsort(-table.columns["sum"])[2])
    assert peaks.selected == third
    there = float(table.columns["fast"][third]), float(table.columns["slow"][third])
    assert canvas.view_rect().contains(*there)


def test_a_selected_reflection_stays_selected_when_its_image_moves(
    window: MainWindow, settle: Settle
) -> None:
    settle(window)
    window.tabs.peaks.table.selectRow(0)
    hkl = selected_hkl(window)
    detector = replace(window.document.experiment.detector, distance_mm=101.0)
    window.document.edit(
        replace(window.document.experiment, detector=detector), "Move detector"
    )
    settle(window)
    assert selected_hkl(window) == hkl


def test_another_image_is_measured_beside_the_model(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    window.commands["snapshot"].trigger()
    qtbot.waitUntil(lambda: window.comparing.other is not None)
    beam = replace(window.document.experiment.beam, fluence_per_m2=2e26)
    window.document.edit(replace(window.document.experiment, beam=beam), "Fluence")
    settle(window)
    table = window.tabs.peaks.reflections
    assert table is not None
    ratio = table.columns["ratio"]
    np.testing.assert_allclose(ratio[np.isfinite(ratio)], 2.0, rtol=1e-4)


def test_what_the_filter_keeps_is_written_in_its_order(
    window: MainWindow,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settle(window)
    peaks = window.tabs.peaks
    peaks.filter.setText("sum > 0 and h >= 0")
    QTest.keyClick(peaks.filter, Qt.Key.Key_Return)
    shown = peaks.shown
    assert shown is not None
    assert 0 < len(shown) < len(peaks.reflections or ())
    for name in ("a.csv", "a.hkl"):
        path = tmp_path / name
        monkeypatch.setattr(dialogs, "ask_export_reflections", lambda *_, p=path: p)
        peaks.export.click()
    lines = (tmp_path / "a.csv").read_text().splitlines()
    h = lines[0].split(",").index("h")
    written = [int(line.split(",")[h]) for line in lines[1:]]
    assert written == shown.columns["h"].tolist()
    plain = np.loadtxt(tmp_path / "a.hkl", ndmin=2)
    np.testing.assert_allclose(plain[:, 3], shown.columns["net"], rtol=1e-8)
    assert "reflections" in window.centre.messages.text


def test_the_columns_that_were_chosen_are_there_next_time(
    window: MainWindow,
    make_window: Callable[[Experiment], MainWindow],
    experiment: Experiment,
) -> None:
    window.tabs.peaks.view.choose_column("shift", True)
    window.tabs.peaks.view.choose_column("error", False)
    chosen = window.tabs.peaks.view.chosen_columns
    window.close()
    again = make_window(experiment)
    assert again.tabs.peaks.view.chosen_columns == chosen
