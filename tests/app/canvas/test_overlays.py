from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from braggscope.canvas.image_canvas import ImageCanvas
from braggscope.canvas.label_layout import LabelLayout
from braggscope.canvas.overlay_lines import visible_segments
from braggscope.canvas.overlay_marks import OVERLAY_KINDS, OverlayKind
from braggscope.canvas.overlay_style import ON_LIGHT
from braggscope.canvas.overlays import Overlays, RoiBox
from braggscope.canvas.viewport import Viewport

from .hand import Rgb, at, drag, rgb, surface


@pytest.fixture
def white(canvas: ImageCanvas) -> ImageCanvas:
    """A canvas of white pixels, 10 screen pixels each."""
    canvas.set_image(np.zeros((30, 40), np.float32))
    canvas.shown.set_levels(1, 2)
    canvas.centre_on(20, 15, 10)
    return canvas


def box(fast: float, slow: float, size: float = 4, label: str = "1") -> RoiBox:
    return RoiBox(fast=fast, slow=slow, width=size, height=size, label=label)


def has_colour(shot: Rgb, colour: QColor, fast: float, slow: float) -> bool:
    """Whether a line of this colour passes a detector position of ``white``.

    A smooth line that lies between two screen pixels lends each a paler colour.
    """
    x, y = round((fast - 20) * 10 + 200), round((slow - 15) * 10 + 150)
    near = shot[max(0, y - 2) : y + 3, max(0, x - 2) : x + 3].reshape(-1, 3).astype(int)
    wanted = np.array(colour.getRgb()[:3])  # type: ignore[index]
    return bool((np.abs(near - wanted).max(axis=1) < 80).any())


def square_ring(low: float, high: float) -> NDArray[np.float64]:
    return np.array([[low, low], [high, low], [high, high], [low, high], [low, low]])


SHOWS: dict[OverlayKind, Callable[[Overlays], None]] = {
    "beam": lambda overlays: overlays.show_beam(20.0, 15.0),
    "foot": lambda overlays: overlays.show_foot(20.0, 15.0),
    "rings": lambda overlays: overlays.show_rings([("2 Å", square_ring(12, 18))]),
    "ice": lambda overlays: overlays.show_ice([("ice 3.90 Å", square_ring(12, 18))]),
    "spots": lambda overlays: overlays.show_spots([[20.0, 15.0]], ["1 2 3"]),
    "rois": lambda overlays: overlays.show_rois([box(18, 13)]),
    "panel": lambda overlays: overlays.show_panel(30, 20),
}


def test_each_kind_has_a_case_here() -> None:
    assert set(SHOWS) == set(OVERLAY_KINDS)


@pytest.mark.parametrize("kind", OVERLAY_KINDS)
def test_each_kind_can_be_switched_off_and_on_again(
    white: ImageCanvas, kind: OverlayKind
) -> None:
    bare = rgb(white.snapshot())
    SHOWS[kind](white.overlays)
    shown = rgb(white.snapshot())
    assert not np.array_equal(bare, shown)
    white.overlays.set_visible("panel", False)
    bare = rgb(white.snapshot()) if kind == "panel" else bare
    white.overlays.set_visible(kind, False)
    assert not white.overlays.is_visible(kind)
    hidden = rgb(white.snapshot())
    white.overlays.set_visible("panel", True)
    white.overlays.set_visible(kind, True)
    assert np.array_equal(rgb(white.snapshot()), shown)
    assert not np.array_equal(hidden, shown)


def test_the_beam_cross_is_centred_on_its_position(white: ImageCanvas) -> None:
    white.overlays.show_beam(25.0, 10.0)
    shot = rgb(white.snapshot())
    for fast, slow in ((26, 10), (24, 10), (25, 11), (25, 9)):
        assert has_colour(shot, ON_LIGHT.beam, fast, slow)
    assert not has_colour(shot, ON_LIGHT.beam, 25, 10)
    white.overlays.show_beam(None)
    assert not has_colour(rgb(white.snapshot()), ON_LIGHT.beam, 26, 10)


def test_a_beam_off_the_screen_is_pointed_at(white: ImageCanvas) -> None:
    white.overlays.show_beam(500.0, 15.0)
    shot = rgb(white.snapshot())
    assert has_colour(shot, ON_LIGHT.beam, 37.5, 15)


def test_a_beam_that_meets_no_detector_is_not_drawn(white: ImageCanvas) -> None:
    bare = rgb(white.snapshot())
    white.overlays.show_beam(float("nan"), float("inf"))
    assert np.array_equal(rgb(white.snapshot()), bare)


def test_rings_pass_through_their_points_and_not_through_gaps(
    white: ImageCanvas,
) -> None:
    points = np.array([[5, 5], [15, 5], [np.nan, np.nan], [25, 5], [35, 5]])
    white.overlays.show_rings([("3 Å", points)])
    shot = rgb(white.snapshot())
    assert has_colour(shot, ON_LIGHT.rings, 7, 5)
    assert has_colour(shot, ON_LIGHT.rings, 30, 5)
    assert not has_colour(shot, ON_LIGHT.rings, 20, 5)


def test_rois_frame_their_pixels_and_the_selected_one_differs(
    white: ImageCanvas,
) -> None:
    white.overlays.show_rois([box(5, 5), box(25, 5)], 1)
    shot = rgb(white.snapshot())
    assert has_colour(shot, ON_LIGHT.rois, 5, 7)
    assert has_colour(shot, ON_LIGHT.rois, 9, 7)
    assert has_colour(shot, ON_LIGHT.selected_roi, 25, 7)
    assert not has_colour(shot, ON_LIGHT.rois, 25, 7)


def test_a_click_in_a_roi_names_the_smallest_one(
    white: ImageCanvas, qtbot: QtBot
) -> None:
    white.overlays.show_rois([box(5, 5, 20), box(10, 10, 4)])
    left = Qt.MouseButton.LeftButton
    for position, index in (((12, 12), 1), ((6, 6), 0)):
        with qtbot.waitSignal(white.overlays.roi_clicked) as signal:
            QTest.mouseClick(surface(white), left, pos=at(white, *position))
        assert signal.args == [index]
    with qtbot.assertNotEmitted(white.overlays.roi_clicked):
        QTest.mouseClick(surface(white), left, pos=at(white, 30, 3))
    white.overlays.set_visible("rois", False)
    with qtbot.assertNotEmitted(white.overlays.roi_clicked):
        QTest.mouseClick(surface(white), left, pos=at(white, 6, 6))


def test_a_draggable_mark_reports_the_drag_and_the_view_stays(
    white: ImageCanvas, qtbot: QtBot
) -> None:
    white.overlays.show_beam(20.0, 15.0)
    white.overlays.set_draggable("beam", True)
    view = white.view_rect()
    moves: list[tuple[object, ...]] = []
    white.overlays.drag_moved.connect(lambda *what: moves.append(what))
    with qtbot.waitSignal(white.overlays.drag_finished) as finished:
        start, end = at(white, 20, 15), at(white, 26, 11)
        drag(white, start, end, Qt.MouseButton.LeftButton)
    assert finished.args == ["beam", 0]
    assert moves[-1][:2] == ("beam", 0)
    assert moves[-1][2:] == pytest.approx((26, 11))
    assert white.view_rect() == view


def test_the_cursor_tells_what_can_be_dragged(white: ImageCanvas) -> None:
    white.overlays.show_beam(20.0, 15.0)
    target = surface(white)
    QTest.mouseMove(target, at(white, 20, 15))
    assert target.cursor().shape() == Qt.CursorShape.CrossCursor
    white.overlays.set_draggable("beam", True)
    QTest.mouseMove(target, at(white, 20.2, 15))
    assert target.cursor().shape() == Qt.CursorShape.SizeAllCursor
    QTest.mouseMove(target, at(white, 30, 20))
    assert target.cursor().shape() == Qt.CursorShape.CrossCursor


def test_a_mark_that_is_not_draggable_lets_the_view_pan(
    white: ImageCanvas, qtbot: QtBot
) -> None:
    white.overlays.show_beam(20.0, 15.0)
    view = white.view_rect()
    with qtbot.assertNotEmitted(white.overlays.drag_moved):
        drag(white, QPoint(200, 150), QPoint(230, 150), Qt.MouseButton.LeftButton)
    assert white.view_rect() != view


@pytest.mark.parametrize(
    ("kind", "position", "index"),
    [("foot", (8.3, 7.8), 0), ("rings", (18.2, 14), 1), ("rois", (31, 22), 0)],
)
def test_other_marks_can_be_grabbed_too(
    white: ImageCanvas, kind: OverlayKind, position: tuple[float, float], index: int
) -> None:
    overlays = white.overlays
    overlays.show_foot(8.0, 8.0)
    overlays.show_rings([("3", square_ring(2, 35)), ("2", square_ring(12, 18))])
    overlays.show_rois([box(30, 20)])
    assert overlays.grabbed_at(*position) is None
    overlays.set_draggable(kind, True)
    assert overlays.grabbed_at(*position) == (kind, index)
    overlays.set_visible(kind, False)
    assert overlays.grabbed_at(*position) is None


def test_labels_cover_neither_each_other_nor_what_is_reserved() -> None:
    random = np.random.default_rng(4)
    layout = LabelLayout(QRectF(0, 0, 300, 200))
    reserved = QRectF(0, 150, 120, 50)
    layout.take(reserved)
    placed = [reserved]
    for _ in range(300):
        corners = [QPointF(*random.uniform(-20, 300, 2)) for _ in range(3)]
        place = layout.place(QSizeF(40, 15), corners)
        if place is not None:
            assert not any(place.intersects(other) for other in placed)
            assert QRectF(0, 0, 300, 200).contains(place)
            placed.append(place)
    assert len(placed) > 10


def test_a_curve_keeps_its_ends_however_many_points_it_has() -> None:
    viewport = Viewport(left=0, top=0, scale=1, width=500, height=500)
    angle = np.linspace(0, np.pi, 5001)
    arc = np.column_stack([250 + 200 * np.cos(angle), 100 + 200 * np.sin(angle)])
    lines = visible_segments(arc, viewport)
    assert len(lines) < 120
    assert (lines[0].x1(), lines[0].y1()) == pytest.approx(tuple(arc[0]))
    assert (lines[-1].x2(), lines[-1].y2()) == pytest.approx(tuple(arc[-1]))
    for line, following in pairwise(lines):
        assert line.p2() == following.p1()
        radius = np.hypot(line.center().x() - 250, line.center().y() - 100)
        assert radius == pytest.approx(200, abs=0.1)


def test_what_is_off_the_screen_costs_no_lines() -> None:
    viewport = Viewport(left=0, top=0, scale=1, width=100, height=100)
    far = np.column_stack([np.linspace(200, 900, 50), np.full(50, 50.0)])
    assert visible_segments(far, viewport) == []
    assert visible_segments(np.zeros((0, 2)), viewport) == []
    assert visible_segments(np.array([[1.0, 1.0]]), viewport) == []


@pytest.mark.parametrize(
    ("show", "message"),
    [
        (lambda o: o.show_rings([("2", [1, 2, 3])]), "ring 2: expected positions"),
        (lambda o: o.show_spots([[1, 2]], ["a", "b"]), "2 labels for 1 positions"),
        (lambda o: o.show_beam(1.0), "give both fast and slow"),
        (lambda o: o.set_visible("moon", True), "choose one of"),
        (lambda o: o.set_draggable("spots", True), "cannot be dragged"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    white: ImageCanvas, show: Callable[[Overlays], None], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        show(white.overlays)
    rgb(white.snapshot())


class PaintCount(QObject):
    """Counts how often what is in a canvas is painted."""

    def __init__(self, canvas: ImageCanvas) -> None:
        super().__init__(canvas)
        self.paints = 0
        self._surface = surface(canvas)
        self._surface.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.paints += watched is self._surface and event.type() == QEvent.Type.Paint
        return False

    def after_events(self) -> int:
        QApplication.processEvents()
        return self.paints


def test_marks_that_may_lag_are_painted_with_the_next_picture(
    white: ImageCanvas, qtbot: QtBot
) -> None:
    white.overlays.show_beam(20.0, 15.0)
    first = rgb(white.snapshot())
    count = PaintCount(white)
    before = count.after_events()
    white.overlays.let_lag(True)
    white.overlays.show_beam(30.0, 15.0)
    assert count.after_events() == before
    qtbot.wait(150)
    white.set_image(np.zeros((30, 40), np.float32))
    assert count.after_events() > before
    assert not np.array_equal(first, rgb(white.snapshot()))


def test_marks_that_may_lag_come_by_themselves_where_no_picture_does(
    white: ImageCanvas, qtbot: QtBot
) -> None:
    white.overlays.let_lag(True)
    count = PaintCount(white)
    before = count.after_events()
    white.overlays.show_beam(30.0, 15.0)
    qtbot.waitUntil(lambda: count.paints > before)
    white.overlays.show_beam(20.0, 15.0)
    count.after_events()
    before = count.paints
    white.overlays.let_lag(False)
    assert count.after_events() > before


def test_a_mark_that_must_not_lag_is_painted_at_once(white: ImageCanvas) -> None:
    count = PaintCount(white)
    before = count.after_events()
    white.overlays.show_beam(30.0, 15.0)
    assert count.after_events() > before
