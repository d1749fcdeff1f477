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
    tops = tile_tops(image, mask, side)
    found: list[Place] = []
    # Noise has a top in every tile: only so many of the brightest are looked at.
    for index in _largest(tops.ravel(), _LOOKED_AT * count):
        row, column = divmod(int(index), tops.shape[1])
        if len(found) == count or not tops[row, column] > 0:
            break
        fast, slow = _top_of_tile(image, mask, column * side, row * side, side)
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


def tile_tops(
    image: NDArray[Any], mask: NDArray[np.bool_] | None, side: int
) -> NDArray[np.float64]:
    """Largest value of each square tile; -inf where all of it is masked.

    Parameters
    ----------
    image : array, shape (slow, fast)
    mask : bool array, optional
        True where a pixel is left out.
    side : int
        Pixels; tiles at the last edges are smaller.
    """
    height, width = image.shape
    starts = np.arange(0, width, side)
    tops = np.empty((-(-height // side), len(starts)))
    for row, start in enumerate(range(0, height, side)):
        strip = _kept(image, mask, slice(start, start + side), slice(None))
        tops[row] = np.maximum.reduceat(strip.max(axis=0), starts)
    return tops


def _top_of_tile(
    image: NDArray[Any], mask: NDArray[np.bool_] | None, fast: int, slow: int, side: int
) -> Place:
    tile = _kept(image, mask, slice(slow, slow + side), slice(fast, fast + side))
    row, column = divmod(int(tile.argmax()), tile.shape[1])
    return fast + column, slow + row


def _kept(
    image: NDArray[Any], mask: NDArray[np.bool_] | None, rows: slice, columns: slice
) -> NDArray[Any]:
    """Part of an image, with -inf for what is left out."""
    part = image[rows, columns]
    if mask is None:
        return part
    left_out = mask[rows, columns]
    return np.where(left_out, -np.inf, part) if left_out.any() else part


def _tops_its_box(
    image: NDArray[Any],
    mask: NDArray[np.bool_] | None,
    fast: int,
    slow: int,
    half: int,
) -> bool:
    rows, columns = box_around(fast, slow, half)
    box = _kept(image, mask, rows, columns)
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
