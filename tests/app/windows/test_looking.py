"""What can be seen on a canvas."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from braggscope.canvas.image_canvas import ImageCanvas
from braggscope.canvas.transform import SCALE_KINDS, ScaleKind, colour_index
from braggscope.windows.looking import KeptGrid, visible_part


@pytest.fixture
def canvas(qtbot: QtBot) -> ImageCanvas:
    canvas = ImageCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 400)
    return canvas


def test_before_the_first_image_there_is_nothing_to_go_by(canvas: ImageCanvas) -> None:
    assert visible_part(canvas) is None


@pytest.mark.parametrize("kind", SCALE_KINDS)
def test_up_to_the_floor_the_colours_are_all_but_the_darkest(
    canvas: ImageCanvas, kind: ScaleKind
) -> None:
    canvas.set_image(np.ones((50, 50), dtype=np.float32))
    canvas.shown.set_scale(kind)
    canvas.shown.set_levels(0.5, 2000.0)
    seen = visible_part(canvas)
    assert seen is not None
    assert seen.ceiling_photons == 2000.0
    at_floor = np.array([0.5, seen.floor_photons, seen.floor_photons * 1.1])
    darkest, last_alike, _ = colour_index(
        at_floor, canvas.shown.shown_scale, 0.5, 2000.0
    )
    assert darkest == 0
    assert last_alike == 3


def test_about_zero_the_floor_is_positive(canvas: ImageCanvas) -> None:
    canvas.set_image(np.ones((50, 50), dtype=np.float32))
    canvas.shown.set_scale("linear")
    canvas.shown.set_levels(-254.0, 254.0)
    seen = visible_part(canvas)
    assert seen is not None
    assert seen.floor_photons == pytest.approx(6.0)


def test_the_part_on_the_screen_is_covered(canvas: ImageCanvas) -> None:
    canvas.set_image(np.ones((500, 500), dtype=np.float32))
    canvas.show()
    canvas.show_rect(QRectF(100.3, 200.7, 50.0, 50.0))
    seen = visible_part(canvas)
    assert seen is not None
    assert seen.screen is not None
    fast0, slow0, fast1, slow1 = seen.screen.rect
    assert fast0 <= 100 <= 150 < fast1 < 400
    assert slow0 <= 200 <= 250 < slow1 < 400


def test_differences_and_bins_have_no_cells(canvas: ImageCanvas) -> None:
    canvas.set_image(np.ones((50, 50), dtype=np.float32))
    seen = visible_part(canvas)
    assert seen is not None
    assert seen.screen is not None
    assert seen.size_px == (50, 50)
    canvas.shown.set_colour_map("diverging")
    seen = visible_part(canvas)
    assert seen is not None
    assert seen.screen is None


def test_the_grid_of_a_screen_is_made_anew_only_when_the_view_moves(
    canvas: ImageCanvas,
) -> None:
    canvas.set_image(np.ones((500, 500), dtype=np.float32))
    canvas.show()
    grid_of = KeptGrid()
    first = visible_part(canvas, grid_of)
    second = visible_part(canvas, grid_of)
    assert first is not None
    assert second is not None
    assert first.screen is second.screen
    canvas.show_rect(QRectF(100.3, 200.7, 50.0, 50.0))
    third = visible_part(canvas, grid_of)
    assert third is not None
    assert third.screen is not first.screen
