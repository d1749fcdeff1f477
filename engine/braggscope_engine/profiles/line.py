"""Intensity along a line between two points."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..errors import InvalidParameterError
from ..found_peaks.boxes import Image, as_array
from .bins import Mask
from .curves import Curve, Floats, ProfileAxis

_LONGEST_PX = 1e6
_WIDEST_PX = 10_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LineProfile:
    """A curve along a line.

    Attributes
    ----------
    curve : Curve           against the distance from the first point, pixels
    fast_px, slow_px : (n,) the points on the line; the first pixel spans 0 to 1
    """

    curve: Curve
    fast_px: Floats
    slow_px: Floats


def line_profile(
    image: Image,
    start_px: tuple[float, float],
    end_px: tuple[float, float],
    *,
    width_px: int = 1,
    mask: Mask | None = None,
) -> LineProfile:
    """Sample an image along a line.

    Points are evenly spaced from one end to the other, both included, at most one pixel
    apart. Each is interpolated bilinearly between the middles of the four pixels around
    it; within half a pixel of the edge the edge pixels go on. It is NaN off the image
    and where a pixel that it needs is left out.

    Parameters
    ----------
    image : array or Tensor, shape (slow, fast)
    start_px, end_px : (fast, slow)
        The first pixel spans 0 to 1.
    width_px : int
        Parallel lines, one pixel apart and centred on this one, that are averaged;
        points that are NaN count in none.
    mask : bool array (slow, fast), optional
        False is left out, as are pixels that are not finite.
    """
    (fast0, slow0), (fast1, slow1) = start_px, end_px
    length = math.hypot(fast1 - fast0, slow1 - slow0)
    if not length <= _LONGEST_PX:
        raise InvalidParameterError("end_px", end_px, "a point near the image")
    if not 1 <= width_px <= _WIDEST_PX:
        raise InvalidParameterError("width_px", width_px, f"from 1 to {_WIDEST_PX}")
    values = as_array(image)
    keep = np.isfinite(values) if mask is None else np.isfinite(values) & mask
    values = np.where(keep, values, np.nan)
    along = np.linspace(0.0, length, math.ceil(length) + 1)
    toward = np.array([fast1 - fast0, slow1 - slow0]) / (length or 1.0)
    fast, slow = fast0 + along * toward[0], slow0 + along * toward[1]
    off = np.arange(width_px) - (width_px - 1) / 2
    sampled = _bilinear(
        values,
        fast[:, None] - off * toward[1],
        slow[:, None] + off * toward[0],
    )
    there = np.isfinite(sampled)
    pixels = there.sum(1)
    total = np.where(there, sampled, 0.0).sum(1)
    mean = np.divide(total, pixels, out=np.full(len(along), np.nan), where=pixels > 0)
    curve = Curve(axis=ProfileAxis.DISTANCE, position=along, mean=mean, pixels=pixels)
    return LineProfile(curve=curve, fast_px=fast, slow_px=slow)


def _bilinear(values: Floats, fast: Floats, slow: Floats) -> Floats:
    """Interpolate between the middles of pixels; NaN off the image."""
    height, width = values.shape
    on = (fast >= 0) & (fast <= width) & (slow >= 0) & (slow <= height)
    x = np.clip(np.where(on, fast, 0.5) - 0.5, 0.0, width - 1.0)
    y = np.clip(np.where(on, slow, 0.5) - 0.5, 0.0, height - 1.0)
    column, row = (np.floor(place).astype(np.int64) for place in (x, y))
    right, below = x - column, y - row
    total = np.zeros(fast.shape)
    for down, part_y in ((0, 1.0 - below), (1, below)):
        for aside, part_x in ((0, 1.0 - right), (1, right)):
            share = part_x * part_y
            at = values[
                np.minimum(row + down, height - 1),
                np.minimum(column + aside, width - 1),
            ]
            # A pixel that takes no part may be broken.
            total += np.where(share > 0, share * at, 0.0)
    return np.where(on, total, np.nan)
