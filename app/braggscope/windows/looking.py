"""What can be seen on a canvas: of which pixels, and from which intensity on."""

from __future__ import annotations

from braggscope_engine import ScreenGrid

from ..canvas.image_canvas import ImageCanvas
from ..canvas.transform import N_COLOURS, usable_levels
from ..rendering.visible import Visible

_ALIKE = 3
"""Colours next to the darkest one that nobody tells from it."""


def visible_part(canvas: ImageCanvas) -> Visible | None:
    """Ask a canvas what can be seen on it; None before the first image."""
    if canvas.image is None:
        return None
    # A difference is as good as the intensities that it is made of.
    scale, low, high = canvas.intensity_levels
    low, high = usable_levels(scale, low, high)
    # About zero, the colours differ to both sides.
    darkest = max(low, 0.0) if high > 0 else low
    first, last = scale.position(low), scale.position(high)
    step = (last - first) / (N_COLOURS - 1)
    floor = scale.value(scale.position(darkest) + _ALIKE * step)
    edges = canvas.screen_edges()
    return Visible(
        floor_photons=max(floor, 0.0),
        ceiling_photons=max(high, 0.0),
        screen=None if edges is None else ScreenGrid.of(*edges),
        size_px=(canvas.image.shape[0], canvas.image.shape[1]),
    )
