"""What can be seen on a canvas: of which pixels, and from which intensity on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from braggscope_engine import ScreenGrid

from ..canvas.image_canvas import ImageCanvas
from ..canvas.transform import N_COLOURS, usable_levels
from ..rendering.visible import Visible

Edges = NDArray[np.intp]
_ALIKE = 3
"""Colours next to the darkest one that nobody tells from it."""


class KeptGrid:
    """Makes the grid of a screen once, for as long as the view stays where it is."""

    def __init__(self) -> None:
        self._edges: tuple[Edges, Edges] | None = None
        self._grid: ScreenGrid | None = None

    def __call__(self, slow_edges: Edges, fast_edges: Edges) -> ScreenGrid:
        """Return the grid of these edges, the same one for the same arrays."""
        kept = self._edges
        if kept is None or kept[0] is not slow_edges or kept[1] is not fast_edges:
            self._grid = None
        if self._grid is None:
            self._edges = slow_edges, fast_edges
            self._grid = ScreenGrid.of(slow_edges, fast_edges)
        return self._grid


def visible_part(
    canvas: ImageCanvas,
    grid_of: Callable[[Edges, Edges], ScreenGrid] = ScreenGrid.of,
) -> Visible | None:
    """Ask a canvas what can be seen on it; None before the first image."""
    if canvas.shown.image is None:
        return None
    # A difference is as good as the intensities that it is made of.
    scale, low, high = canvas.shown.intensity_levels
    low, high = usable_levels(scale, low, high)
    # About zero, the colours differ to both sides.
    darkest = max(low, 0.0) if high > 0 else low
    first, last = scale.position(low), scale.position(high)
    step = (last - first) / (N_COLOURS - 1)
    floor = scale.value(scale.position(darkest) + _ALIKE * step)
    edges = canvas.shown.screen_edges()
    return Visible(
        floor_photons=max(floor, 0.0),
        ceiling_photons=max(high, 0.0),
        screen=None if edges is None else grid_of(*edges),
        size_px=(canvas.shown.image.shape[0], canvas.shown.image.shape[1]),
    )
