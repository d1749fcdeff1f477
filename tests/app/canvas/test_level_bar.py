import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from braggscope.canvas.image_canvas import ImageCanvas
from braggscope.canvas.level_bar import LevelBar

from .hand import rgb

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(params=[Qt.Orientation.Horizontal, Qt.Orientation.Vertical])
def bar(request: pytest.FixtureRequest, canvas: ImageCanvas, qtbot: QtBot) -> LevelBar:
    random = np.random.default_rng(5)
    canvas.set_image(np.exp(random.normal(size=(200, 200)) * 2).astype(np.float32))
    widget = LevelBar(canvas.shown, request.param)
    qtbot.addWidget(widget)
    wide = request.param == Qt.Orientation.Horizontal
    widget.resize(*((400, 70) if wide else (90, 400)))
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def point(bar: LevelBar, intensity: float) -> QPoint:
    """Where an intensity is on the bar."""
    along = 10 + bar.axis().fraction(intensity) * 380
    if bar.width() > bar.height():
        return QPoint(round(along), 30)
    return QPoint(30, round(400 - along))


def drag(bar: LevelBar, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(bar, LEFT, pos=start)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(bar, start + (end - start) * part)
    QTest.mouseRelease(bar, LEFT, pos=end)


def test_dragging_a_handle_moves_its_level_alone(
    bar: LevelBar, canvas: ImageCanvas
) -> None:
    low, high = canvas.shown.levels()
    drag(bar, point(bar, high), point(bar, 1.0))
    assert canvas.shown.levels()[0] == low
    assert canvas.shown.levels()[1] == pytest.approx(1.0, rel=0.2)
    drag(bar, point(bar, low), point(bar, 0.01))
    assert canvas.shown.levels()[0] == pytest.approx(0.01, rel=0.2)


def test_dragging_between_the_handles_shifts_both_by_the_same_factor(
    bar: LevelBar, canvas: ImageCanvas
) -> None:
    canvas.shown.set_levels(0.01, 1.0)
    drag(bar, point(bar, 0.1), point(bar, 1.0))
    low, high = canvas.shown.levels()
    assert high / low == pytest.approx(100, rel=0.01)
    assert low == pytest.approx(0.1, rel=0.3)


def test_a_handle_stops_at_the_other(bar: LevelBar, canvas: ImageCanvas) -> None:
    canvas.shown.set_levels(0.01, 1.0)
    drag(bar, point(bar, 0.01), point(bar, 100.0))
    low, high = canvas.shown.levels()
    assert low < high == 1.0
    assert bar.axis().fraction(high) - bar.axis().fraction(low) < 0.01


def test_a_press_beside_the_handles_moves_nothing(
    bar: LevelBar, canvas: ImageCanvas
) -> None:
    canvas.shown.set_levels(0.01, 1.0)
    drag(bar, point(bar, 50.0), point(bar, 500.0))
    assert canvas.shown.levels() == (0.01, 1.0)


def test_a_double_click_fits_again(bar: LevelBar, canvas: ImageCanvas) -> None:
    fitted = canvas.shown.levels()
    canvas.shown.set_levels(0.01, 1.0)
    QTest.mouseDClick(bar, LEFT, pos=point(bar, 0.1))
    assert canvas.shown.levels() == fitted


def test_arrow_keys_move_the_selected_level(bar: LevelBar, canvas: ImageCanvas) -> None:
    canvas.shown.set_levels(0.01, 1.0)
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(bar, Qt.Key.Key_Right)
    small = canvas.shown.levels()[0] / 0.01
    assert small > 1
    assert canvas.shown.levels()[1] == 1.0
    QTest.keyClick(bar, Qt.Key.Key_Left)
    assert canvas.shown.levels()[0] == pytest.approx(0.01)
    QTest.keyClick(bar, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.shown.levels()[0] / 0.01 == pytest.approx(small**10)


def test_tab_visits_both_levels_and_then_leaves(
    canvas: ImageCanvas, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    before, bar, after = QLineEdit(), LevelBar(canvas.shown), QLineEdit()
    for widget in (before, bar, after):
        layout.addWidget(widget)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    visited = [bar.selected if bar.hasFocus() else None]
    QTest.keyClick(bar, Qt.Key.Key_Tab)
    visited += [bar.selected if bar.hasFocus() else None]
    QTest.keyClick(bar, Qt.Key.Key_Tab)
    assert after.hasFocus()
    QTest.keyClick(after, Qt.Key.Key_Backtab)
    visited += [bar.selected if bar.hasFocus() else None]
    assert visited == ["low", "high", "high"]


def test_the_reader_is_told_the_levels(bar: LevelBar, canvas: ImageCanvas) -> None:
    canvas.shown.set_levels(0.25, 8.0)
    assert bar.accessibleName() == "Intensity levels"
    assert "Low level 0.25, high level 8" in bar.accessibleDescription()


def test_the_axis_is_held_while_images_change_and_starts_afresh_on_a_fit(
    bar: LevelBar, canvas: ImageCanvas
) -> None:
    image = canvas.shown.image
    assert image is not None
    first = bar.axis()
    canvas.set_image(image * np.float32(0.1))
    held = bar.axis()
    assert held.last == first.last
    assert held.first < first.first
    canvas.shown.fit_levels()
    assert bar.axis().last == pytest.approx(first.last - np.log(10))


def test_levels_set_from_elsewhere_are_always_on_the_axis(
    bar: LevelBar, canvas: ImageCanvas
) -> None:
    canvas.shown.set_levels(1e-9, 1e9)
    axis = bar.axis()
    assert axis.fraction(1e-9) > 0
    assert axis.fraction(1e9) < 1


def test_the_bar_uses_the_scale_of_the_canvas(
    bar: LevelBar, canvas: ImageCanvas
) -> None:
    canvas.shown.set_levels(1.0, 3.0)
    canvas.shown.set_scale("linear")
    axis = bar.axis()
    middle = (axis.fraction(1.0) + axis.fraction(3.0)) / 2
    assert axis.fraction(2.0) == pytest.approx(middle)
    canvas.shown.set_colour_map("diverging")
    assert bar.axis().fraction(0.0) > 0
    bar.grab()


def test_a_bar_without_an_image_can_be_shown(qtbot: QtBot) -> None:
    empty = ImageCanvas()
    bar = LevelBar(empty.shown)
    qtbot.addWidget(empty)
    qtbot.addWidget(bar)
    assert not bar.grab().isNull()


def test_a_new_image_is_painted_first_and_counted_by_itself_later(
    bar: LevelBar, canvas: ImageCanvas, qtbot: QtBot
) -> None:
    before = rgb(bar.grab().toImage())
    image = canvas.shown.image
    assert image is not None
    canvas.set_image(np.full_like(image, 3.0))
    assert np.array_equal(before, rgb(bar.grab().toImage()))

    def is_counted() -> bool:
        return not np.array_equal(before, rgb(bar.grab().toImage()))

    qtbot.waitUntil(is_counted)
