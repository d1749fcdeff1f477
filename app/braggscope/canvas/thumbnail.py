"""A small picture of a whole image in which no peak is lost."""

from __future__ import annotations

from PySide6.QtGui import QImage

from braggscope.canvas.colour_maps import ColourMap
from braggscope.canvas.picture_item import coloured
from braggscope.canvas.reduction import reduce_view, screen_cells
from braggscope.canvas.transform import FloatArray, Scale, colour_index


def thumbnail(
    image: FloatArray,
    colours: ColourMap,
    scale_and_levels: tuple[Scale, float, float],
    longest_px: int,
) -> QImage:
    """Reduce an image to at most `longest_px` along its longer side.

    Parameters
    ----------
    image : ndarray, shape (slow, fast)
    colours : ColourMap
    scale_and_levels : Scale, float, float
        Low level, then high.
    longest_px : int
    """
    scale = min(1.0, longest_px / max(image.shape))
    slow, fast = (
        screen_cells(size, scale=scale, offset=0.0, extent=max(1, round(size * scale)))
        for size in image.shape
    )
    reduced = reduce_view(image, slow, fast, extreme=colours.diverging)
    index = colour_index(reduced.values, *scale_and_levels)
    return coloured(reduced.on_screen(index), colours)
