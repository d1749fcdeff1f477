"""Untrusted rectangles of geometry files as a mask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...models.detector import MAX_PIXELS, PixelMask
from .held import HeldPanel

Box = tuple[float, float, float, float]


def rectangles_mask(
    boxes: Sequence[Box], panel: HeldPanel, name: str
) -> PixelMask | None:
    """Leave the pixels of rectangles out.

    Parameters
    ----------
    boxes : sequence of (fast_from, fast_to, slow_from, slow_to)
        Pixel numbers from zero; the ends are not included.
    panel : HeldPanel
    name : str
    """
    fast, slow = panel.pixels_fast, panel.pixels_slow
    if not boxes or fast is None or slow is None:
        return None
    if not (0 < fast <= 100_000 and 0 < slow <= 100_000 and fast * slow <= MAX_PIXELS):
        return None  # the detector itself says no to this size
    keep = np.ones((slow, fast), dtype=np.bool_)
    for fast_from, fast_to, slow_from, slow_to in boxes:
        rows = slice(max(0, int(slow_from)), max(0, int(slow_to)))
        keep[rows, max(0, int(fast_from)) : max(0, int(fast_to))] = False
    return PixelMask(keep=keep, name=name)
