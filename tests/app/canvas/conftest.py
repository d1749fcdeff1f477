"""Canvas tests: a canvas on the (off-screen) screen, and pictures of it."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from braggscope.canvas.image_canvas import ImageCanvas

from .hand import Rgb, rgb


@pytest.fixture
def canvas(qtbot: QtBot) -> ImageCanvas:
    """A shown canvas of 400 x 300 without an image."""
    widget = ImageCanvas()
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def picture() -> Callable[[ImageCanvas], Rgb]:
    """What is on the screen without overlays, shape (height, width, 3)."""

    def grab(widget: ImageCanvas) -> Rgb:
        shot = widget.snapshot(overlays=False)
        return rgb(shot)

    return grab
