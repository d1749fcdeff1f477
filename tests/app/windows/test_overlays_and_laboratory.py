"""Cross, foot, rings and panel are dragged with the mouse; rings stay right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from braggscope.rings.choice import RingChoice
from braggscope.rings.ring import WantedRing
from braggscope.windows import model_following
from braggscope.windows.main_window import MainWindow
from braggscope.windows.rings_dialog import RingsDialog
from braggscope_engine import (
    Axes,
    Convention,
    Experiment,
    Frame,
    Pivot,
    Probe,
    place,
)

Settle = Callable[[MainWindow], Frame]


def at(window: MainWindow, fast: float, slow: float) -> QPoint:
    x, y = window.centre.canvas.viewport().to_screen(fast, slow)
    return QPoint(round(x), round(y))


def surface(window: MainWindow) -> QWidget:
    canvas = window.centre.canvas
    child = canvas.childAt(canvas.rect().center())
    assert child is not None
    return child


def move(
    target: QWidget,
    point: QPoint,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(target.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        modifier,
    )
    QApplication.sendEvent(target, event)
    QApplication.processEvents()


def carry(
    target: QWidget,
    start: QPoint,
    end: QPoint,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press and move, without letting go."""
    QTest.mousePress(target, Qt.MouseButton.LeftButton, modifier, start)
    for part in (0.3, 0.6, 1.0):
        move(target, start + (end - start) * part, modifier)


def let_go(target: QWidget, end: QPoint) -> None:
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=end)
    QApplication.processEvents()


def beam_px(window: MainWindow) -> tuple[float, float]:
    spot = place(window.document.experiment).beam_centre_px
    assert spot is not None
    return spot


@pytest.fixture
def large(
    make_window: Callable[[Experiment], MainWindow],
    experiment: Experiment,
    settle: Settle,
) -> MainWindow:
    """The beam cross and the foot apart, and rings on."""
    detector = replace(experiment.detector, rotation_deg=(0.0, 4.0, 3.0))
    window = make_window(replace(experiment, detector=detector))
    settle(window)
    window.commands["overlay:rings"].setChecked(True)
    QApplication.processEvents()
    return window


def test_the_cross_takes_the_detector_along_in_one_step(
    large: MainWindow, settle: Settle
) -> None:
    window, stack = large, large.document.undo_stack
    before, spot = place(window.document.experiment), beam_px(large)
    goal = (spot[0] + 9.0, spot[1] - 7.0)
    start, end = at(window, *spot), at(window, *goal)
    carry(surface(window), start, end)
    there = beam_px(window)
    scale = window.centre.canvas.viewport().scale
    assert there == pytest.approx(goal, abs=1.5 / scale)
    let_go(surface(window), end)
    assert stack.count() == 1
    after = place(window.document.experiment)
    moved = 1e3 * (np.array(after.pix0_m) - np.array(before.pix0_m))
    steps = np.array(there) - np.array(spot)
    expected = -0.5 * (
        steps[0] * np.array(after.fast) + steps[1] * np.array(after.slow)
    )
    assert moved == pytest.approx(expected, abs=1e-9)
    overlays = window.centre.canvas.overlays
    assert overlays.anchor_of("beam") == pytest.approx(there)
    assert settle(window).experiment is window.document.experiment
    stack.undo()
    assert place(window.document.experiment) == before
    assert not stack.canUndo()


def test_escape_during_a_drag_puts_everything_back(large: MainWindow) -> None:
    window, target = large, surface(large)
    before, spot = large.document.experiment, beam_px(large)
    end = at(window, spot[0] + 8, spot[1] + 8)
    carry(target, at(window, *spot), end)
    assert window.document.experiment != before
    view = window.centre.canvas.view_rect()
    QTest.keyClick(target, Qt.Key.Key_Escape)
    assert window.document.experiment == before
    move(target, at(window, spot[0] + 15, spot[1]))
    let_go(target, end)
    assert window.document.experiment == before
    assert not window.document.undo_stack.canUndo()
    assert window.centre.canvas.view_rect() == view


def test_marks_that_lag_behind_a_dragged_number_come_with_its_image(
    monkeypatch: pytest.MonkeyPatch,
    make_window: Callable[[Experiment], MainWindow],
    experiment: Experiment,
    settle: Settle,
) -> None:
    monkeypatch.setattr(model_following, "MARKS_WITHOUT_IMAGE_MS", 1_000_000)
    window = make_window(experiment)
    settle(window)
    gesture, overlays = object(), window.centre.canvas.overlays
    for distance in (110.0, 120.0, 130.0):
        start = window.document.experiment
        detector = replace(
            start.detector, distance_mm=distance, rotation_deg=(0.0, 9.0, 0.0)
        )
        window.document.edit(replace(start, detector=detector), "Drag", gesture)
    settle(window)
    expected = place(window.document.experiment)
    assert overlays.anchor_of("foot") == pytest.approx(expected.foot_px)
    assert overlays.anchor_of("beam") == pytest.approx(expected.beam_centre_px)


def test_the_foot_takes_the_detector_along(large: MainWindow) -> None:
    window = large
    foot = place(window.document.experiment).foot_px
    end = at(window, foot[0] - 6, foot[1] + 5)
    carry(surface(window), at(window, *foot), end)
    let_go(surface(window), end)
    scale = window.centre.canvas.viewport().scale
    moved = place(window.document.experiment).foot_px
    assert moved == pytest.approx((foot[0] - 6, foot[1] + 5), abs=1.5 / scale)
    assert window.document.undo_stack.count() == 1


def test_a_ring_follows_the_hand_by_the_distance_alone(large: MainWindow) -> None:
    window, stack = large, large.document.undo_stack
    ring = window.rings.shown[2]
    inside = np.all((ring.points > 4) & (ring.points < [60, 44]), axis=1)
    spot, before = np.array(beam_px(window)), place(window.document.experiment)
    candidates = ring.points[inside]
    grabbed = candidates[np.argmax(np.linalg.norm(candidates - spot, axis=1))]
    goal = spot + 0.8 * (grabbed - spot)
    end = at(window, *goal)
    carry(surface(window), at(window, *grabbed), end)
    hand = window.centre.canvas.viewport().to_detector(end.x(), end.y())
    seen = Probe(window.document.experiment).at(*hand)
    assert seen.d_angstrom == pytest.approx(ring.value.d_angstrom, rel=1e-9)
    let_go(surface(window), end)
    after = place(window.document.experiment)
    assert after.distance_m < 0.9 * before.distance_m
    assert after.beam_centre_px == pytest.approx(before.beam_centre_px, abs=1e-9)
    assert stack.count() == 1
    stack.undo()
    assert place(window.document.experiment) == before


@pytest.mark.parametrize("convention", [Convention.MOSFLM, Convention.ADXV])
@pytest.mark.parametrize("pivot", list(Pivot))
def test_rings_stay_right_while_the_detector_swings_by_120_degrees(
    large: MainWindow, convention: Convention, pivot: Pivot
) -> None:
    window = large
    window.rings.choose(
        RingChoice(values=tuple(WantedRing(two_theta_deg=a) for a in (8, 60, 115)))
    )
    reached = set()
    for swing in range(0, 121, 20):
        experiment = window.document.experiment
        detector = replace(
            experiment.detector,
            convention=convention,
            pivot=pivot,
            beam_x_mm=None,
            beam_y_mm=None,
            two_theta_deg=float(swing),
        )
        window.document.edit(replace(experiment, detector=detector), "Swing")
        QApplication.processEvents()
        assert not window.centre.messages.text
        probe = Probe(window.document.experiment)
        assert window.rings.shown
        for ring in window.rings.shown:
            finite = ring.points[np.isfinite(ring.points).all(axis=1)]
            for fast, slow in finite[:: max(1, len(finite) // 5)]:
                seen = probe.at(fast, slow)
                wanted = ring.value
                if wanted.d_angstrom is not None:
                    assert seen.d_angstrom == pytest.approx(wanted.d_angstrom, rel=1e-6)
                else:
                    angle = pytest.approx(wanted.two_theta_deg, rel=1e-6)
                    assert seen.two_theta_deg == angle
                    reached.add(wanted.two_theta_deg)
    if pivot is Pivot.SAMPLE:
        assert reached == {8, 60, 115}


def test_rings_go_where_no_detector_can_stand(large: MainWindow) -> None:
    window = large
    assert window.rings.shown
    detector = replace(
        window.document.experiment.detector,
        two_theta_deg=90.0,
        rotation_deg=(0.0, 0.0, 0.0),
        close_distance_mm=100.0,
    )
    window.document.edit(replace(window.document.experiment, detector=detector), "Turn")
    QApplication.processEvents()
    assert window.rings.for_cones() == ()


def test_ice_is_shown_on_request_only(large: MainWindow, settle: Settle) -> None:
    window = large
    overlays = window.centre.canvas.overlays
    detector = replace(window.document.experiment.detector, distance_mm=40.0)
    window.document.edit(replace(window.document.experiment, detector=detector), "Near")
    settle(window)
    bare = window.centre.canvas.snapshot()
    window.commands["overlay:ice"].setChecked(True)
    QApplication.processEvents()
    assert overlays.is_visible("ice")
    assert window.centre.canvas.snapshot() != bare
    window.commands["overlay:ice"].setChecked(False)
    QApplication.processEvents()
    assert window.centre.canvas.snapshot() == bare


def test_rings_of_the_users_own_are_shown(large: MainWindow, qtbot: QtBot) -> None:
    dialog = RingsDialog(large.rings.choice)
    qtbot.addWidget(dialog)
    boxes = dialog.findChildren(QCheckBox)
    boxes[0].setChecked(False)
    line = dialog.findChildren(QLineEdit)[0]
    line.setText("5.5; 9°")
    large.rings.choose(dialog.choice())
    assert [ring.label for ring in large.rings.shown] == ["5.5 Å", "2θ 9°"]


@pytest.mark.parametrize(
    ("fast", "slow", "along"),
    [((1, 0, 0), (0, 1, 0), True), ((1, 0, 0), (0, -1, 0), False)],
)
def test_the_glyph_follows_the_hand_of_the_detector(
    large: MainWindow,
    fast: tuple[float, float, float],
    slow: tuple[float, float, float],
    along: bool,
) -> None:
    axes = Axes(
        fast=fast,
        slow=slow,
        beam=(0, 0, 1),
        normal=(0, 0, 1),
        two_theta=(1, 0, 0),
        polarization=(1, 0, 0),
        spindle=(1, 0, 0),
    )
    detector = replace(
        large.document.experiment.detector,
        convention=Convention.CUSTOM,
        custom_axes=axes,
        rotation_deg=(0.0, 0.0, 0.0),
    )
    large.document.edit(replace(large.document.experiment, detector=detector), "Axes")
    assert large.centre.canvas.seen_along is along


def test_the_middle_button_moves_the_picture_even_on_a_mark(large: MainWindow) -> None:
    window, target = large, surface(large)
    start = at(window, *beam_px(window))
    view = window.centre.canvas.view_rect()
    QTest.mousePress(target, Qt.MouseButton.MiddleButton, pos=start)
    for step in (10, 20):
        move(target, start + QPoint(step, 0))
    QTest.mouseRelease(target, Qt.MouseButton.MiddleButton, pos=start)
    assert window.centre.canvas.view_rect() != view
    assert not window.document.undo_stack.canUndo()


# The laboratory


@pytest.fixture
def laboratory(large: MainWindow) -> MainWindow:
    large.commands["tab:laboratory"].trigger()
    QApplication.processEvents()
    return large


def on_view(window: MainWindow, point_mm: np.ndarray) -> QPoint:
    projection = window.tabs.laboratory.view.projection()
    assert projection is not None
    x, y = projection.to_screen(point_mm[None])[0]
    return QPoint(round(x), round(y))


def test_the_laboratory_follows_the_document_only_while_it_is_seen(
    large: MainWindow,
) -> None:
    view = large.tabs.laboratory.view
    nearer = replace(large.document.experiment.detector, distance_mm=80.0)
    large.document.edit(replace(large.document.experiment, detector=nearer), "Move")
    assert view.scene is None
    large.commands["tab:laboratory"].trigger()
    QApplication.processEvents()
    assert view.scene is not None
    pix0 = 1e3 * np.array(place(large.document.experiment).pix0_m)
    assert view.scene.panel.pix0 == pytest.approx(pix0)
    detector = replace(large.document.experiment.detector, distance_mm=150.0)
    large.document.edit(replace(large.document.experiment, detector=detector), "Move")
    pix0 = 1e3 * np.array(place(large.document.experiment).pix0_m)
    assert view.scene.panel.pix0 == pytest.approx(pix0)


@pytest.mark.parametrize("along_normal", [False, True])
def test_the_panel_is_dragged_by_pix0(
    laboratory: MainWindow, along_normal: bool
) -> None:
    window, view = laboratory, laboratory.tabs.laboratory.view
    before = place(window.document.experiment)
    pix0 = 1e3 * np.array(before.pix0_m)
    start = on_view(window, pix0)
    keys = Qt.KeyboardModifier
    modifier = keys.ShiftModifier if along_normal else keys.NoModifier
    carry(view, start, start + QPoint(25, -12), modifier)
    let_go(view, start + QPoint(25, -12))
    after = place(window.document.experiment)
    moved = 1e3 * np.array(after.pix0_m) - pix0
    assert np.linalg.norm(moved) > 1.0
    across = abs(moved @ np.array(before.normal))
    if along_normal:
        assert across == pytest.approx(np.linalg.norm(moved), rel=1e-6)
    else:
        assert across == pytest.approx(0.0, abs=1e-6)
        corner = on_view(window, 1e3 * np.array(after.pix0_m))
        assert (corner - start - QPoint(25, -12)).manhattanLength() <= 2
    assert after.normal == pytest.approx(before.normal)
    assert window.document.undo_stack.count() == 1
    window.document.undo_stack.undo()
    assert place(window.document.experiment) == before


def test_escape_puts_the_panel_back(laboratory: MainWindow) -> None:
    window, view = laboratory, laboratory.tabs.laboratory.view
    before = window.document.experiment
    start = on_view(window, 1e3 * np.array(place(before).pix0_m))
    carry(view, start, start + QPoint(20, 10))
    assert window.document.experiment != before
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert window.document.experiment == before
    let_go(view, start)
    assert not window.document.undo_stack.canUndo()


def test_a_drag_beside_the_panel_turns_the_view_and_a_double_click_resets_it(
    laboratory: MainWindow,
) -> None:
    view = laboratory.tabs.laboratory.view
    first = view.camera
    assert first is not None
    carry(view, QPoint(6, 6), QPoint(60, 30))
    let_go(view, QPoint(60, 30))
    assert view.camera is not None
    assert view.camera.azimuth_deg < first.azimuth_deg
    assert view.camera.elevation_deg > first.elevation_deg
    assert not laboratory.document.undo_stack.canUndo()
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(6, 6))
    assert view.camera.azimuth_deg == first.azimuth_deg
    assert view.camera.distance_mm == pytest.approx(first.distance_mm)


def test_the_image_lies_on_the_panel_with_its_first_pixel_at_pix0(
    laboratory: MainWindow, settle: Settle
) -> None:
    settle(laboratory)
    page = laboratory.tabs.laboratory
    page.view.show_view("beam")
    with_image = page.view.grab().toImage()
    page.image.setChecked(False)
    without = page.view.grab().toImage()
    assert with_image != without
    thumbnail = laboratory.centre.canvas.shown.thumbnail(384)
    assert thumbnail is not None
    assert (thumbnail.width(), thumbnail.height()) == (64, 48)


def test_lines_say_what_they_are(laboratory: MainWindow) -> None:
    view = laboratory.tabs.laboratory.view
    geometry = place(laboratory.document.experiment)
    pix0 = 1e3 * np.array(geometry.pix0_m)
    corner = on_view(laboratory, pix0)
    assert view.words_at(corner.x(), corner.y()).startswith("pix0")
    sample = on_view(laboratory, np.zeros(3))
    assert view.words_at(sample.x(), sample.y()).startswith("Sample")
    along = on_view(laboratory, pix0 + 8.0 * np.array(geometry.fast))
    assert view.words_at(along.x(), along.y()).startswith("Fast axis")
    assert view.words_at(2, 2) == ""


def test_cones_are_shown_on_request(laboratory: MainWindow) -> None:
    page = laboratory.tabs.laboratory
    scene = page.view.scene
    assert scene is not None
    page.cones.setChecked(True)
    with_cones = page.view.scene
    assert with_cones is not None
    assert len(with_cones.lines) > len(scene.lines)


def test_a_detector_without_a_place_is_said_and_the_picture_stays(
    laboratory: MainWindow,
) -> None:
    page, document = laboratory.tabs.laboratory, laboratory.document
    before = page.view.scene
    detector = replace(document.experiment.detector, close_x_mm=1.0, close_y_mm=1.0)
    document.edit(replace(document.experiment, detector=detector), "Contradict")
    QApplication.processEvents()
    assert not page.view.isEnabled()
    assert page.view.scene is before
    document.undo_stack.undo()
    assert page.view.isEnabled()
