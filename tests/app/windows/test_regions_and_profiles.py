"""Regions and curves of the image, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from braggscope.inspectors.profiles import ProfileKind
from braggscope.inspectors.region import MeasuredRegion
from braggscope.windows import dialogs
from braggscope.windows.main_window import MainWindow
from braggscope_engine import Experiment, Frame, line_profile

Settle = Callable[[MainWindow], Frame]
Point = tuple[float, float]


@pytest.fixture
def experiment(experiment: Experiment) -> Experiment:
    """With an oscillation of three steps, so that there is something to rock."""
    sampling = replace(experiment.sampling, phi_steps=3, osc_deg=0.5)
    return replace(experiment, sampling=sampling)


@pytest.fixture
def measured(qtbot: QtBot) -> Callable[..., MeasuredRegion]:
    """Wait for the numbers of the region of a name."""

    def wait(window: MainWindow, name: str) -> MeasuredRegion:
        inspector = window.tabs.region

        def is_there() -> bool:
            found = inspector.measured
            return found is not None and found.region.name == name

        qtbot.waitUntil(is_there)
        found = inspector.measured
        assert found is not None
        return found

    return wait


def drag(
    window: MainWindow, start: Point, end: Point, keys: Qt.KeyboardModifier
) -> None:
    canvas = window.centre.canvas
    surface = canvas.focusProxy().viewport()  # type: ignore[union-attr, attr-defined]
    first, last = (
        QPoint(*(round(x) for x in canvas.viewport().to_screen(*at)))
        for at in (start, end)
    )
    button = Qt.MouseButton.LeftButton
    QTest.mousePress(surface, button, keys, first)
    for part in (0.5, 0.9, 1.0):
        QTest.mouseMove(surface, first + (last - first) * part)
    QTest.mouseRelease(surface, button, keys, last)
    QTest.keyRelease(surface, Qt.Key.Key_Shift)  # else Qt takes them for held


def test_selecting_a_peak_shows_its_pixels_numbers_and_rocking_curve(
    window: MainWindow,
    settle: Settle,
    measured: Callable[..., MeasuredRegion],
    qtbot: QtBot,
) -> None:
    frame = settle(window)
    window.commands["tab:peaks"].trigger()
    window.tabs.peaks.table.selectRow(2)
    reflection = window.inspecting.peaks.reflection
    assert reflection is not None
    window.commands["tab:region"].trigger()
    found = measured(window, reflection.name)
    fast0, slow0, fast1, slow1 = found.model.box
    assert fast0 <= reflection.fast_px < fast1
    image = frame.intensity.numpy()
    np.testing.assert_array_equal(found.model.values, image[slow0:slow1, fast0:fast1])
    np.testing.assert_allclose(found.model.along_fast, found.model.values.sum(0))
    inspector = window.tabs.region
    inspector.pages.setCurrentIndex(2)
    qtbot.waitUntil(lambda: bool(inspector.rocking.drawn))
    found = measured(window, reflection.name)
    assert found.rocking is not None
    rocking = found.rocking["phi"]
    assert len(rocking.photons) == 3
    assert rocking.photons.sum() == pytest.approx(found.model.values.sum(), rel=1e-5)
    assert inspector.regions.rows[0][0] == reflection.name
    (drawn,) = inspector.rocking.drawn
    np.testing.assert_array_equal(drawn.y, rocking.photons)
    boxes = window.centre.canvas.annotations.boxes
    assert [box.name for box in boxes] == [reflection.name]


def test_a_box_is_drawn_named_typed_and_removed(
    window: MainWindow, settle: Settle, measured: Callable[..., MeasuredRegion]
) -> None:
    frame = settle(window)
    drag(window, (10.2, 8.3), (19.6, 15.4), Qt.KeyboardModifier.ShiftModifier)
    found = measured(window, "Region 1")
    inspector = window.tabs.region
    assert window.tabs.currentWidget() is inspector
    assert found.model.box == (10, 8, 20, 16)
    expected = float(frame.intensity[8:16, 10:20].sum())
    assert found.statistics.image.total == pytest.approx(expected, rel=1e-5)
    inspector.wide.setValue(12)
    inspector.name.setText("left of the beam")
    inspector.name.editingFinished.emit()
    found = measured(window, "left of the beam")
    assert found.model.box == (10, 8, 22, 16)
    drag(window, (30, 20), (36, 26), Qt.KeyboardModifier.ShiftModifier)
    measured(window, "Region 1")
    assert [row[0] for row in inspector.regions.rows] == [
        "left of the beam",
        "Region 1",
    ]
    inspector.regions.selectRow(0)
    measured(window, "left of the beam")
    inspector.remove.click()
    measured(window, "Region 1")
    inspector.remove.click()
    assert inspector.measured is None
    assert window.centre.canvas.annotations.boxes == ()


def test_a_region_shows_the_other_image_and_the_difference(
    window: MainWindow,
    settle: Settle,
    measured: Callable[..., MeasuredRegion],
    qtbot: QtBot,
) -> None:
    window.commands["snapshot"].trigger()
    qtbot.waitUntil(lambda: window.comparing.other is not None)
    beam = replace(window.document.experiment.beam, fluence_per_m2=3e26)
    window.document.edit(replace(window.document.experiment, beam=beam), "Fluence")
    settle(window)
    drag(window, (20, 20), (40, 30), Qt.KeyboardModifier.ShiftModifier)
    found = measured(window, "Region 1")
    assert found.other is not None
    assert found.residual is not None
    assert found.statistics.ratio == pytest.approx(3.0, rel=1e-4)
    np.testing.assert_allclose(found.residual.values, 2 * found.other.values, rtol=1e-4)
    titles = [title for title, _, _ in window.tabs.region.pixels.panels]
    assert titles == ["model", "Snapshot A", "model − other"]
    assert not window.tabs.region.grab().isNull()


def test_a_line_that_is_drawn_shows_the_intensity_along_it(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    frame = settle(window)
    drag(window, (5.5, 24.5), (50.5, 24.5), Qt.KeyboardModifier.ControlModifier)
    inspector = window.tabs.profiles
    assert window.tabs.currentWidget() is inspector
    qtbot.waitUntil(
        lambda: (
            inspector.profile is not None and inspector.profile.kind is ProfileKind.LINE
        )
    )
    line = window.centre.canvas.annotations.line
    assert line is not None
    assert line == pytest.approx((5.5, 24.5, 50.5, 24.5), abs=0.2)
    (curve,) = inspector.plot.drawn
    expected = line_profile(frame.intensity, line[:2], line[2:]).curve
    np.testing.assert_allclose(curve.y, expected.mean)
    window.commands["tab:peaks"].trigger()
    assert window.centre.canvas.annotations.line is None


@pytest.mark.parametrize("kind", [k for k in ProfileKind if k is not ProfileKind.LINE])
def test_every_kind_of_curve_is_drawn_and_written(
    kind: ProfileKind,
    window: MainWindow,
    settle: Settle,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = settle(window)
    window.commands["tab:profiles"].trigger()
    inspector = window.tabs.profiles
    inspector.choose(kind)
    qtbot.waitUntil(
        lambda: inspector.profile is not None and inspector.profile.kind is kind
    )
    (curve,) = inspector.plot.drawn
    path = tmp_path / "curve.csv"
    monkeypatch.setattr(dialogs, "ask_export_curve", lambda *_: path)
    inspector.export.click()
    assert len(path.read_text().splitlines()) >= len(curve.y) + 1
    if kind is ProfileKind.HISTOGRAM:
        assert curve.y.sum() == frame.intensity.numel()
    else:
        low, high = float(frame.intensity.min()), float(frame.intensity.max())
        y = curve.y[np.isfinite(curve.y)]
        assert low <= y.min() < y.max() <= high


def test_a_curve_has_that_of_the_other_image_beside_it(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    window.commands["snapshot"].trigger()
    qtbot.waitUntil(lambda: window.comparing.other is not None)
    window.commands["tab:profiles"].trigger()
    inspector = window.tabs.profiles
    qtbot.waitUntil(lambda: len(inspector.plot.drawn) == 2)
    model, other = inspector.plot.drawn
    assert (model.name, other.name) == ("model", "Snapshot A")
    np.testing.assert_allclose(model.y, other.y, rtol=1e-6)


def test_a_session_brings_the_drawn_regions_back(
    window: MainWindow,
    settle: Settle,
    measured: Callable[..., MeasuredRegion],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    settle(window)
    path = tmp_path / "a.bscope"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: path)
    drag(window, (10.2, 8.3), (19.6, 15.4), Qt.KeyboardModifier.ShiftModifier)
    measured(window, "Region 1")
    window.tabs.region.name.setText("Shadow")
    window.tabs.region.name.editingFinished.emit()
    drag(window, (2.2, 3.3), (5.6, 6.4), Qt.KeyboardModifier.ShiftModifier)
    before = window.inspecting.regions.regions
    assert [region.name for region in before] == ["Shadow", "Region 1"]
    assert window.files.save_as()
    window.tabs.region.regionRemoved.emit("Shadow")
    window.tabs.region.regionRemoved.emit("Region 1")
    assert window.inspecting.regions.regions == ()
    window.files.open_path(path)
    settle(window)
    found = measured(window, "Region 1")
    assert window.inspecting.regions.regions == before
    assert [region.name for region, _ in found.numbers] == ["Shadow", "Region 1"]
    boxes = window.centre.canvas.annotations.boxes
    assert [box.name for box in boxes] == ["Shadow", "Region 1"]
