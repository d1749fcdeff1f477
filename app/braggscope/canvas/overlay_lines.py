"""Long curves as few, short, visible line segments.

Stroking one long path costs Qt tens of milliseconds for a few rings, and most of that
for parts that are off the screen; short separate lines cost a tenth.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF

from braggscope.canvas.overlay_marks import Positions
from braggscope.canvas.viewport import Viewport

# Chords of this length, screen pixels, still look like the curve.
_CHORD = 8.0
# A halo reaches this far into the screen from a line beyond its rim.
_RIM = 4.0


def to_screen(points: Positions, viewport: Viewport) -> Positions:
    """Screen positions, shape (n, 2), of detector positions, shape (n, 2)."""
    corner = np.array([viewport.left, viewport.top])
    screen: Positions = (points - corner) * viewport.scale
    return screen


def on_screen(
    points: Positions, viewport: Viewport, margin: float
) -> NDArray[np.bool_]:
    """Tell which screen positions are at least `margin` inside the viewport."""
    x, y = points[:, 0], points[:, 1]
    inside: NDArray[np.bool_] = (
        (x >= margin)
        & (x <= viewport.width - margin)
        & (y >= margin)
        & (y <= viewport.height - margin)
    )
    return inside


def visible_segments(points: Positions, viewport: Viewport) -> list[QLineF]:
    """Lines along a curve where it is near the viewport.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Screen positions; a row with NaN interrupts the curve.
    viewport : Viewport
    """
    near = _near(points, viewport)
    if not near.any():
        return []
    # Runs of connected segments: each keeps its two ends, whatever is left out between.
    change = np.flatnonzero(np.diff(np.concatenate(([False], near, [False]))))
    lines: list[QLineF] = []
    for first, last in change.reshape(-1, 2).tolist():
        run = points[first : last + 1]
        kept = run[_kept(run)]
        pairs = np.concatenate([kept[:-1], kept[1:]], axis=1).tolist()
        lines += [QLineF(*pair) for pair in pairs]
    return lines


def _near(points: Positions, viewport: Viewport) -> NDArray[np.bool_]:
    """Tell which segments, shape (n - 1,), may be seen."""
    start, end = points[:-1], points[1:]
    size = np.array([viewport.width, viewport.height])
    connected = np.isfinite(start + end)
    inside = (np.fmax(start, end) >= -_RIM) & (np.fmin(start, end) <= size + _RIM)
    near: NDArray[np.bool_] = np.all(connected & inside, axis=1)
    return near


def _kept(run: Positions) -> NDArray[np.intp]:
    """Indices of points about one chord apart, with both ends."""
    lengths = np.hypot(*np.diff(run, axis=0).T)
    chord = np.floor(np.concatenate(([0.0], np.cumsum(lengths))) / _CHORD)
    kept = np.flatnonzero(np.diff(chord, prepend=-1.0))
    return np.append(kept[kept < len(run) - 1], len(run) - 1)
