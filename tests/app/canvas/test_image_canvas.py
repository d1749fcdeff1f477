from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QPalette,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from braggscope.canvas.colour_maps import COLOUR_MAP_NAMES, colour_map
from braggscope.canvas.image_canvas import ImageCanvas
from braggscope.canvas.transform import SCALE_KINDS, ScaleKind

from .hand import at, drag, rgb, surface, turn_wheel

Picture = Callable[[ImageCanvas], NDArray[np.uint8]]


def ramp(n_slow: int = 30, n_fast: int = 40) -> NDArray[np.float32]:
    return np.arange(1, n_slow * n_fast + 1, dtype=np.float32).reshape(n_slow, n_fast)


# Where pixels are


def test_fast_runs_right_and_slow_runs_down(
    canvas: ImageCanvas, picture: Picture
) -> None:
    image = np.ones((30, 40), np.float32)
    image[5, 33] = 1e6
    canvas.set_image(image)
    canvas.shown.set_levels(1, 1e6)
    shot = picture(canvas)
    black = np.argwhere((shot == 0).all(axis=2))
    (top, left), (bottom, right) = black.min(axis=0), black.max(axis=0) + 1
    expected_left, expected_top = canvas.viewport().to_screen(33, 5)
    expected_right, expected_bottom = canvas.viewport().to_screen(34, 6)
    assert (left, top) == pytest.approx((expected_left, expected_top), abs=1)
    assert (right, bottom) == pytest.approx((expected_right, expected_bottom), abs=1)


def test_the_whole_image_is_fitted_at_first_and_at_every_size(
    canvas: ImageCanvas, qtbot: QtBot
) -> None:
    canvas.set_image(ramp())
    for width, height in ((400, 300), (900, 250), (300, 800)):
        canvas.resize(width, height)
        qtbot.waitUntil(lambda w=width: canvas.viewport().width == w)  # type: ignore[misc]
        shown = canvas.view_rect()
        assert shown.contains(QRectF(0, 0, 40, 30))
        assert min(shown.width() / 40, shown.height() / 30) < 1.05


def test_pixels_are_square_on_the_screen(canvas: ImageCanvas) -> None:
    canvas.set_image(ramp())
    viewport = canvas.viewport()
    shown = canvas.view_rect()
    assert viewport.width / shown.width() == pytest.approx(
        viewport.height / shown.height()
    )


def test_a_one_pixel_peak_shows_at_every_zoom(
    canvas: ImageCanvas, picture: Picture
) -> None:
    random = np.random.default_rng(3)
    for _ in range(12):
        slow, fast = int(random.integers(0, 2527)), int(random.integers(0, 2463))
        image = np.full((2527, 2463), 1e-6, np.float32)
        image[slow, fast] = 100
        canvas.set_image(image)
        canvas.shown.set_levels(1e-3, 10)
        canvas.fit_view()
        assert (picture(canvas) == 0).all(axis=2).sum() == 1
        canvas.centre_on(fast + 0.5, slow + 0.5, float(random.uniform(0.06, 3)))
        black = np.argwhere((picture(canvas) == 0).all(axis=2))
        assert black.mean(axis=0) == pytest.approx((150, 200), abs=1.5)


def test_zoomed_in_each_pixel_is_one_flat_square(
    canvas: ImageCanvas, picture: Picture
) -> None:
    canvas.set_image(ramp())
    canvas.shown.set_scale("linear")
    canvas.shown.set_levels(1, 1200)
    canvas.centre_on(20, 15, 50)
    shot = picture(canvas)
    x, y = (int(v) for v in canvas.viewport().to_screen(20, 15))
    square = shot[y + 1 : y + 49, x + 1 : x + 49]
    assert len(np.unique(square.reshape(-1, 3), axis=0)) == 1
    expected = round(255 - 255 * (15 * 40 + 20) / 1199)
    assert abs(int(square[0, 0, 0]) - expected) <= 1


def test_a_coarse_preview_lies_where_the_exact_image_does(
    canvas: ImageCanvas, picture: Picture
) -> None:
    exact = np.ones((30, 42), np.float32)
    exact[8:12, 20:24] = 100
    canvas.set_image(exact)
    canvas.shown.set_levels(1, 100)
    before, view = picture(canvas), canvas.view_rect()
    canvas.set_image(exact[::4, ::4], binning=4, size_px=(42, 30))
    assert canvas.view_rect() == view
    assert np.array_equal(picture(canvas), before)


def test_graphics_added_to_the_view_box_lie_on_the_picture(
    canvas: ImageCanvas, qtbot: QtBot
) -> None:
    canvas.set_image(ramp())
    canvas.centre_on(10, 20, 13)
    on_screen = canvas.view_box.mapViewToScene(QPointF(12, 17))
    expected = canvas.viewport().to_screen(12, 17)
    assert (on_screen.x(), on_screen.y()) == pytest.approx(expected)


# Image and levels


def test_levels_are_fitted_once_and_then_held(
    canvas: ImageCanvas, qtbot: QtBot
) -> None:
    canvas.set_image(ramp())
    held = canvas.shown.levels()
    with qtbot.assertNotEmitted(canvas.shown.levels_changed):
        canvas.set_image(ramp() * 1000)
    assert canvas.shown.levels() == held
    with qtbot.waitSignal(canvas.shown.levels_changed) as signal:
        canvas.set_image(ramp() * 1000, refit_levels=True)
    assert signal.args == pytest.approx([1000 * level for level in held])


def test_an_empty_first_image_leaves_the_fit_to_the_next(canvas: ImageCanvas) -> None:
    canvas.set_image(np.zeros((30, 40), np.float32))
    canvas.set_image(ramp())
    assert canvas.shown.levels() == pytest.approx(np.percentile(ramp(), [1, 99.9]))


def test_levels_that_were_set_are_not_fitted_over(canvas: ImageCanvas) -> None:
    canvas.shown.set_levels(3, 4)
    canvas.set_image(ramp())
    assert canvas.shown.levels() == (3, 4)


def test_levels_change_the_picture_and_nothing_else(
    canvas: ImageCanvas, picture: Picture, qtbot: QtBot
) -> None:
    image = ramp()
    canvas.set_image(image)
    view, before = canvas.view_rect(), picture(canvas)
    with qtbot.assertNotEmitted(canvas.shown.image_changed):
        canvas.shown.set_levels(300, 310)
    assert not np.array_equal(picture(canvas), before)
    assert canvas.view_rect() == view
    assert canvas.shown.image is image
    assert np.array_equal(image, ramp())


@pytest.mark.parametrize("kind", SCALE_KINDS)
@pytest.mark.parametrize("name", COLOUR_MAP_NAMES)
def test_every_scale_goes_with_every_map(
    canvas: ImageCanvas, picture: Picture, kind: ScaleKind, name: str
) -> None:
    image = ramp() - 300
    image[0, :] = np.nan
    image[1, :] = np.inf
    canvas.set_image(image)
    canvas.shown.set_scale(kind)
    canvas.shown.set_colour_map(name)
    assert (canvas.shown.scale, canvas.shown.colour_map) == (kind, name)
    colours = {tuple(colour) for colour in picture(canvas).reshape(-1, 3).tolist()}
    assert colour_map(name).no_value_rgb in colours
    assert len(colours) > 50


def test_a_diverging_map_is_centred_on_zero_and_lends_no_levels(
    canvas: ImageCanvas, picture: Picture
) -> None:
    canvas.set_image(ramp() - 600)
    sequential = canvas.shown.levels()
    canvas.shown.set_colour_map("diverging")
    low, high = canvas.shown.levels()
    assert low == -high
    canvas.shown.set_levels(low, 100)
    assert canvas.shown.levels() == (-100, 100)
    canvas.shown.set_levels(-50, 100)
    assert canvas.shown.levels() == (-50, 50)
    canvas.shown.set_colour_map("viridis")
    assert canvas.shown.levels() == sequential


def test_a_difference_zoomed_out_keeps_negative_peaks(
    canvas: ImageCanvas, picture: Picture
) -> None:
    image = np.zeros((3000, 3000), np.float32)
    image[1501, 777] = -5
    canvas.set_image(image)
    canvas.shown.set_colour_map("diverging")
    canvas.shown.set_levels(-5, 5)
    lowest = colour_map("diverging").rgb[0]
    assert (picture(canvas) == lowest).all(axis=2).sum() == 1


def test_other_number_types_are_shown_too(canvas: ImageCanvas) -> None:
    for dtype in (np.uint16, np.int32, bool, np.float16):
        canvas.set_image(ramp().astype(dtype))
        assert canvas.shown.image is not None
        assert canvas.shown.image.dtype == np.float32


@pytest.mark.parametrize(
    "wrong",
    [np.zeros(5), np.zeros((2, 3, 4)), np.zeros((0, 4)), np.zeros((2, 2), complex)],
)
def test_what_is_no_image_is_refused_in_a_sentence_and_changes_nothing(
    canvas: ImageCanvas, wrong: NDArray[np.generic]
) -> None:
    image = ramp()
    canvas.set_image(image)
    with pytest.raises(ValueError, match=r"^image: expected"):
        canvas.set_image(wrong)
    assert canvas.shown.image is image


def test_a_canvas_without_an_image_takes_everything(
    canvas: ImageCanvas, picture: Picture
) -> None:
    canvas.shown.fit_levels()
    canvas.fit_view()
    canvas.shown.set_colour_map("diverging")
    canvas.shown.set_scale("sqrt")
    turn_wheel(canvas, QPoint(50, 50), 3)
    QTest.mouseMove(surface(canvas), QPoint(60, 60))
    assert picture(canvas).shape == (300, 400, 3)


# View


def test_a_new_image_of_the_same_size_leaves_the_view(canvas: ImageCanvas) -> None:
    canvas.set_image(ramp())
    canvas.centre_on(10, 20, 30)
    view = canvas.view_rect()
    canvas.set_image(ramp() * 2)
    assert canvas.view_rect() == view


def test_a_fitted_view_follows_the_size_of_the_detector(canvas: ImageCanvas) -> None:
    canvas.set_image(ramp())
    canvas.set_image(ramp(60, 80))
    assert canvas.view_rect().contains(QRectF(0, 0, 80, 60))


def test_the_wheel_zooms_at_the_cursor(canvas: ImageCanvas) -> None:
    canvas.set_image(ramp())
    point = QPoint(150, 90)
    before, scale = canvas.viewport().to_detector(150, 90), canvas.viewport().scale
    turn_wheel(canvas, point, 2)
    assert canvas.viewport().scale > scale
    assert canvas.viewport().to_detector(150, 90) == pytest.approx(before)


def test_the_zoom_has_two_ends(canvas: ImageCanvas) -> None:
    canvas.set_image(ramp())
    fitted = canvas.viewport().scale
    for _ in range(40):
        turn_wheel(canvas, QPoint(200, 150), 5)
    assert canvas.viewport().scale == pytest.approx(64)
    for _ in range(40):
        turn_wheel(canvas, QPoint(200, 150), -5)
    assert canvas.viewport().scale == pytest.approx(fitted / 4, rel=0.01)


@pytest.mark.parametrize(
    "button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton]
)
def test_a_drag_takes_the_picture_along(
    canvas: ImageCanvas, qtbot: QtBot, button: Qt.MouseButton
) -> None:
    canvas.set_image(ramp())
    canvas.centre_on(20, 15, 20)
    before = canvas.viewport().to_detector(200, 150)
    with qtbot.assertNotEmitted(canvas.clicked):
        drag(canvas, QPoint(200, 150), QPoint(260, 110), button)
    assert canvas.viewport().to_detector(260, 110) == pytest.approx(before)


def test_a_double_click_fits(canvas: ImageCanvas) -> None:
    canvas.set_image(ramp())
    fitted = canvas.view_rect()
    canvas.centre_on(3, 3, 40)
    QTest.mouseDClick(surface(canvas), Qt.MouseButton.LeftButton, pos=QPoint(80, 80))
    assert canvas.view_rect() == fitted


def test_keys_zoom_pan_and_fit(canvas: ImageCanvas) -> None:
    canvas.set_image(ramp())
    fitted = canvas.view_rect()
    canvas.setFocus()
    QTest.keyClick(surface(canvas), Qt.Key.Key_Plus)
    assert canvas.view_rect().width() < fitted.width()
    centre = canvas.viewport().centre
    QTest.keyClick(surface(canvas), Qt.Key.Key_Right)
    QTest.keyClick(surface(canvas), Qt.Key.Key_Down)
    moved = canvas.viewport().centre
    assert moved[0] > centre[0]
    assert moved[1] > centre[1]
    QTest.keyClick(surface(canvas), Qt.Key.Key_Home)
    assert canvas.view_rect() == fitted


def test_the_view_reports_its_changes_and_can_be_linked(
    canvas: ImageCanvas, qtbot: QtBot
) -> None:
    other = ImageCanvas()
    qtbot.addWidget(other)
    other.resize(canvas.size())
    with qtbot.waitExposed(other):
        other.show()
    for widget in (canvas, other):
        widget.set_image(ramp())
    canvas.view_changed.connect(other.show_rect)
    other.view_changed.connect(canvas.show_rect)
    turn_wheel(canvas, QPoint(33, 44), 4)
    assert other.viewport().scale == pytest.approx(canvas.viewport().scale)
    assert other.viewport().centre == pytest.approx(canvas.viewport().centre)


# Hand


def test_hovering_reports_fractional_pixels_and_leaving(
    canvas: ImageCanvas, qtbot: QtBot
) -> None:
    canvas.set_image(ramp())
    with qtbot.waitSignal(canvas.hovered) as signal:
        QTest.mouseMove(surface(canvas), at(canvas, 12.5, 7.5))
    assert signal.args == pytest.approx([12.5, 7.5], abs=0.2)
    with qtbot.waitSignal(canvas.left):
        QTest.mouseMove(surface(canvas), QPoint(1, 1))
    with qtbot.assertNotEmitted(canvas.left):
        QTest.mouseMove(surface(canvas), QPoint(2, 2))


def test_leaving_the_canvas_is_leaving_the_image(
    canvas: ImageCanvas, qtbot: QtBot
) -> None:
    canvas.set_image(ramp())
    canvas.centre_on(20, 15, 60)
    QTest.mouseMove(surface(canvas), QPoint(200, 150))
    view = surface(canvas).parentWidget()
    assert view is not None
    with qtbot.waitSignal(canvas.left):
        QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))


def test_a_click_reports_its_position_and_a_right_click_asks_for_a_menu(
    canvas: ImageCanvas, qtbot: QtBot
) -> None:
    canvas.set_image(ramp())
    point = at(canvas, 4.5, 9.5)
    with qtbot.waitSignal(canvas.clicked) as clicked:
        QTest.mouseClick(surface(canvas), Qt.MouseButton.LeftButton, pos=point)
    assert clicked.args == pytest.approx([4.5, 9.5], abs=0.2)
    on_screen = surface(canvas).mapToGlobal(point)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, on_screen)
    with qtbot.waitSignal(canvas.context_requested) as menu:
        QApplication.sendEvent(surface(canvas), event)
    assert menu.args[:2] == pytest.approx([4.5, 9.5], abs=0.2)
    assert menu.args[2] == on_screen


def test_a_double_click_is_one_click_not_two(canvas: ImageCanvas, qtbot: QtBot) -> None:
    canvas.set_image(ramp())
    clicks: list[tuple[float, float]] = []
    canvas.clicked.connect(lambda fast, slow: clicks.append((fast, slow)))
    target, left = surface(canvas), Qt.MouseButton.LeftButton
    QTest.mouseClick(target, left, pos=QPoint(200, 150))
    QTest.mouseDClick(target, left, pos=QPoint(200, 150))
    QTest.mouseRelease(target, left, pos=QPoint(200, 150))
    assert len(clicks) == 1


# Look


def test_the_reader_is_told_how_the_picture_is_seen(canvas: ImageCanvas) -> None:
    assert "seen along the beam" in canvas.accessibleDescription()
    canvas.set_seen(False)
    assert "seen against the beam" in canvas.accessibleDescription()
    assert canvas.accessibleName()


def test_the_glyph_changes_with_the_side_and_stays_in_its_corner(
    canvas: ImageCanvas,
) -> None:
    canvas.set_image(ramp())
    along = rgb(canvas.snapshot())
    canvas.set_seen(False)
    against = rgb(canvas.snapshot())
    # The symbol stands before the text, which changes in any case.
    symbol = np.s_[260:292, 8:30]
    assert (along[symbol] != against[symbol]).any()
    changed = np.argwhere((along != against).any(axis=2))
    assert len(changed) > 10
    assert changed[:, 0].min() > 150
    assert changed[:, 1].max() < 220
    canvas.centre_on(0, 0, 64)
    assert not canvas.seen_along


def test_the_glyph_follows_the_palette(canvas: ImageCanvas) -> None:
    canvas.set_image(ramp())
    plate = np.s_[285:290, 12:120]
    shades = []
    for name in ("#202020", "#f0f0f0"):
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, QColor(name))
        canvas.setPalette(palette)
        shades.append(np.median(rgb(canvas.snapshot())[plate]))
    assert shades[0] < 0x60 < 0xA0 < shades[1]


def test_the_ground_follows_the_palette(canvas: ImageCanvas, picture: Picture) -> None:
    dark = QPalette()
    dark.setColor(QPalette.ColorRole.Window, QColor("#202020"))
    canvas.setPalette(dark)
    assert picture(canvas)[2, 2].max() < 0x30
    light = QPalette()
    light.setColor(QPalette.ColorRole.Window, QColor("#f0f0f0"))
    canvas.setPalette(light)
    assert picture(canvas)[2, 2].min() > 0xB0


# Previews, which come reduced to the screen


def test_a_preview_in_cells_looks_as_the_image_that_it_was_reduced_from(
    canvas: ImageCanvas, picture: Picture
) -> None:
    random = np.random.default_rng(5)
    image = random.uniform(1, 9, (900, 700)).astype(np.float32)
    canvas.set_image(np.ones_like(image))
    canvas.shown.set_levels(1, 9)
    edges = canvas.shown.screen_edges()
    assert edges is not None
    slow, fast = edges
    rows = np.maximum.reduceat(image, slow[:-1], axis=0)
    canvas.shown.show_cells(np.maximum.reduceat(rows, fast[:-1], axis=1), slow, fast)
    in_cells = picture(canvas)
    canvas.set_image(image)
    assert np.array_equal(in_cells, picture(canvas))


def test_a_preview_follows_the_view_until_the_next_one(
    canvas: ImageCanvas, picture: Picture
) -> None:
    image = np.ones((40, 40), np.float32)
    image[20:, :] = 100
    canvas.set_image(np.ones_like(image))
    canvas.shown.set_levels(1, 100)
    edges = canvas.shown.screen_edges()
    assert edges is not None
    slow, fast = edges
    canvas.shown.show_cells(image[np.ix_(slow[:-1], fast[:-1])], slow, fast)
    canvas.show_rect(QRectF(10, 10, 20, 20))
    moved = picture(canvas)
    canvas.set_image(image)
    assert np.array_equal(moved, picture(canvas))
