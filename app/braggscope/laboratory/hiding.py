"""Which parts of a line stand behind the panel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .projection import Array
from .scene import Panel

_PIECES = 24


def pieces(points: Array) -> Array:
    """Cut a curve (n, 3) into short straight pieces, shape (m, 2, 3).

    Where a row has NaN there is none.
    """
    per_segment = max(1, _PIECES // max(1, len(points) - 1))
    part = np.linspace(0.0, 1.0, per_segment + 1)
    start, end = points[:-1, None], points[1:, None]
    dense = start + part[None, :, None] * (end - start)
    cut = np.stack([dense[:, :-1], dense[:, 1:]], axis=2).reshape(-1, 2, 3)
    whole: Array = cut[np.isfinite(cut).all(axis=(1, 2))]
    return whole


def behind(cut: Array, panel: Panel, eye: Array) -> NDArray[np.bool_]:
    """Tell which pieces (m, 2, 3) the panel hides from the eye.

    A bent panel hides nothing.
    """
    if not panel.is_flat:
        return np.zeros(len(cut), dtype=np.bool_)
    middle = cut.mean(axis=1)
    across = np.cross(panel.fast, panel.slow)
    eye_side = float((eye - panel.pix0) @ across)
    side = (middle - panel.pix0) @ across
    beyond = side * eye_side < -1e-6 * abs(eye_side) * max(panel.fast_mm, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = eye_side / (eye_side - side)
    crossing = eye + part[:, None] * (middle - eye) - panel.pix0
    fast, slow = crossing @ panel.fast, crossing @ panel.slow
    inside = (fast > 0) & (fast < panel.fast_mm) & (slow > 0) & (slow < panel.slow_mm)
    hidden: NDArray[np.bool_] = beyond & inside
    return hidden
