"""Two images on one canvas: what each view shows of them."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from braggscope.canvas.image_canvas import ImageCanvas
from braggscope.canvas.pair import PairView, log2_ratio

from .hand import at, drag

Picture = Callable[[ImageCanvas], NDArray[np.uint8]]


def flat(value: float) -> NDArray[np.float32]:
    return np.full((30, 40), value, np.float32)


def bright_at(slow: int, fast: int) -> NDArray[np.float32]:
    image = flat(1.0)
    image[slow, fast] = 1000.0
    return image


@pytest.fixture
def pair(canvas: ImageCanvas) -> ImageCanvas:
    """A canvas whose model is bright on the left and whose other is on the right."""
    canvas.set_image(bright_at(10, 5))
    canvas.shown.set_levels(1.0, 1000.0)
    canvas.shown.set_other(bright_at(10, 35))
    return canvas


def seen(canvas: ImageCanvas, picture: Picture, slow: int, fast: int) -> list[int]:
    point = at(canvas, fast + 0.5, slow + 0.5)
    colour: list[int] = picture(canvas)[point.y(), point.x()].tolist()
    return colour


def test_each_image_is_shown_on_the_same_scale(
    pair: ImageCanvas, picture: Picture
) -> None:
    black, white = [0, 0, 0], [255, 255, 255]
    assert seen(pair, picture, 10, 5) == black
    assert seen(pair, picture, 10, 35) == white
    pair.shown.set_pair_view(PairView.OTHER)
    assert pair.shown.levels() == (1.0, 1000.0)
    assert seen(pair, picture, 10, 5) == white
    assert seen(pair, picture, 10, 35) == black


def test_a_swipe_shows_one_on_either_side_of_its_line(
    pair: ImageCanvas, picture: Picture
) -> None:
    pair.shown.set_pair_view(PairView.SWIPE)
    assert seen(pair, picture, 10, 5) == [0, 0, 0]
    assert seen(pair, picture, 10, 35) == [0, 0, 0]
    middle = QPoint(pair.width() // 2, 200)
    before = pair.view_rect()
    drag(pair, middle, QPoint(8, 200), Qt.MouseButton.LeftButton)
    assert pair.view_rect() == before, "the line moves, and the image does not"
    assert seen(pair, picture, 10, 5) == [255, 255, 255]
    assert seen(pair, picture, 10, 35) == [0, 0, 0]


def test_a_difference_is_model_minus_other_and_brings_its_own_levels(
    pair: ImageCanvas,
) -> None:
    pair.shown.set_pair_view(PairView.DIFFERENCE)
    image = pair.shown.image
    assert image is not None
    assert (image[10, 5], image[10, 35], image[0, 0]) == (999.0, -999.0, 0.0)
    low, high = pair.shown.levels()
    assert low == -high < 0
    pair.shown.set_pair_view(PairView.MODEL)
    assert pair.shown.levels() == (1.0, 1000.0)
    assert pair.shown.colour_map == "inverted grey"


def test_a_ratio_counts_doublings_and_leaves_out_what_is_not_positive(
    pair: ImageCanvas,
) -> None:
    pair.set_image(flat(8.0))
    other = flat(2.0)
    other[3, 3] = 0.0
    other[4, 4] = np.nan
    pair.shown.set_other(other)
    pair.shown.set_pair_view(PairView.RATIO)
    image = pair.shown.image
    assert image is not None
    assert image[0, 0] == 2.0
    assert np.isnan([image[3, 3], image[4, 4]]).all()
    assert np.count_nonzero(np.isnan(image)) == 2


def test_ratios_of_exchanged_images_are_opposite() -> None:
    random = np.random.default_rng(3)
    model, other = random.lognormal(0, 3, (2, 20, 20)).astype(np.float32)
    np.testing.assert_allclose(
        log2_ratio(model, other), -log2_ratio(other, model), atol=1e-5
    )


def test_colours_tell_who_has_a_peak(pair: ImageCanvas, picture: Picture) -> None:
    both = bright_at(10, 5)
    both[20, 20] = 1000.0
    pair.set_image(both)
    other = bright_at(10, 35)
    other[20, 20] = 1000.0
    pair.shown.set_other(other)
    pair.shown.set_pair_view(PairView.COLOURS)
    red, green, _ = seen(pair, picture, 10, 5)
    assert red < 50 < green
    red, green, _ = seen(pair, picture, 10, 35)
    assert green < 100 < red
    assert max(seen(pair, picture, 20, 20)) < 60, "what both have is dark"
    assert seen(pair, picture, 0, 0) == [255, 255, 255]


def test_a_blink_shows_one_after_the_other(pair: ImageCanvas, qtbot: QtBot) -> None:
    model = pair.shown.image
    pair.shown.set_pair_view(PairView.BLINK)
    assert pair.shown.image is model
    qtbot.waitUntil(lambda: pair.shown.image is not model)
    qtbot.waitUntil(lambda: pair.shown.image is model)


@pytest.mark.parametrize("view", PairView)
def test_an_image_of_another_shape_leaves_the_model_alone(
    canvas: ImageCanvas, view: PairView
) -> None:
    canvas.set_image(flat(3.0))
    canvas.shown.set_other(np.ones((7, 9), np.float32))
    canvas.shown.set_pair_view(view)
    assert canvas.shown.pair_view is PairView.MODEL
    image = canvas.shown.image
    assert image is not None
    assert image.shape == (30, 40)


def test_a_new_image_of_the_model_is_compared_at_once(pair: ImageCanvas) -> None:
    pair.shown.set_pair_view(PairView.DIFFERENCE)
    pair.set_image(flat(5.0))
    image = pair.shown.image
    assert image is not None
    assert image[0, 0] == 4.0


def test_nothing_to_compare_shows_the_model(pair: ImageCanvas) -> None:
    pair.shown.set_pair_view(PairView.DIFFERENCE)
    pair.shown.set_other(None)
    assert pair.shown.pair_view is PairView.MODEL
    image = pair.shown.image
    assert image is not None
    assert image[10, 5] == 1000.0
