"""The brightest local maxima of an image that may have a mask."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Place = tuple[int, int]
_LOOKED_AT = 40


def brightest_maxima(
    image: NDArray[Any],
    mask: NDArray[np.bool_] | None = None,
    *,
    count: int = 40,
    half_box_px: int = 5,
) -> tuple[Place, ...]:
    """Find (fast, slow) of the brightest pixels that top the box around them.

    Parameters
    ----------
    image : array, shape (slow, fast)
    mask : bool array, optional
        True where a pixel is left out.
    count : int
        At most so many, brightest first.
    half_box_px : int
        Pixels of the box on each side.
    """
    side = half_box_px + 1
    tops, places = _tile_maxima(image, mask, side)
    found: list[Place] = []
    # Noise has a top in every tile: only so many of the brightest are looked at.
    for index in _largest(tops, _LOOKED_AT * count):
        if len(found) == count or not tops[index] > 0:
            break
        slow, fast = divmod(int(places[index]), image.shape[1])
        if _tops_its_box(image, mask, fast, slow, half_box_px) and all(
            abs(f - fast) > half_box_px or abs(s - slow) > half_box_px for f, s in found
        ):
            found.append((fast, slow))
    return tuple(found)


def _largest(values: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Indices of the largest values, largest first."""
    chosen = np.arange(len(values))
    if count < len(values):
        chosen = np.sort(np.argpartition(values, len(values) - count)[-count:])
    return chosen[np.argsort(values[chosen], kind="stable")[::-1]]


def _tile_maxima(
    image: NDArray[Any], mask: NDArray[np.bool_] | None, side: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Largest value of each square tile, and the number of its pixel."""
    height, width = image.shape
    columns = -(-width // side)
    tops, places = [], []
    for start in range(0, height, side):
        rows = image[start : start + side].astype(np.float64)
        if mask is not None:
            rows[mask[start : start + side]] = -np.inf
        best = rows.argmax(axis=0)
        values = np.full(columns * side, -np.inf)
        values[:width] = rows[best, np.arange(width)]
        tiles = values.reshape(columns, side)
        column = tiles.argmax(axis=1) + np.arange(columns) * side
        column = np.minimum(column, width - 1)
        tops.append(values[column])
        places.append((start + best[column]) * width + column)
    return np.concatenate(tops), np.concatenate(places)


def _tops_its_box(
    image: NDArray[Any],
    mask: NDArray[np.bool_] | None,
    fast: int,
    slow: int,
    half: int,
) -> bool:
    rows, columns = box_around(fast, slow, half)
    box = image[rows, columns]
    if mask is not None:
        box = np.where(mask[rows, columns], -np.inf, box)
    inner = box[1:-1, 1:-1]
    rim = box.astype(np.float64)
    rim[1:-1, 1:-1] = -np.inf
    top = image[slow, fast]
    # Above the rim: the plateau of a flat background has a highest pixel, too.
    return bool(top >= box.max() and (inner.size == 0 or top > rim.max()))


def box_around(fast: int, slow: int, half: int) -> tuple[slice, slice]:
    """(slow, fast) slices of the box around a pixel, cut at the first edges."""
    return (
        slice(max(0, slow - half), slow + half + 1),
        slice(max(0, fast - half), fast + half + 1),
    )
