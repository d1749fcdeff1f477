"""From photons to the whole numbers of an image file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Region = tuple[int, int, int, int]
"""Rendered pixels, (fast0, slow0, fast1, slow1), half open."""

_LARGEST = 65535.0
_INT32 = float(2**31)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CountedImage:
    """An image as a photon counter would read it.

    Attributes
    ----------
    pixels : uint16 array, shape (slow, fast)
    photons : float    sum of all counts
    overloads : int    pixels beyond the largest number
    """

    pixels: NDArray[np.uint16]
    photons: float
    overloads: int


def rows_and_columns(region: Region) -> tuple[slice, slice]:
    """Index of a region in an image."""
    fast0, slow0, fast1, slow1 = region
    return slice(slow0, slow1), slice(fast0, fast1)


def integer_pixels(
    image: NDArray[np.float32], region: Region, scale: float, offset: float
) -> NDArray[np.uint16]:
    """Scale photons to 16 bits, rounded and clipped; 0 outside the region.

    Parameters
    ----------
    image : float32 array, shape (slow, fast)    photons
    region : Region
    scale : float                                units per photon
    offset : float                               added to each rendered pixel
    """
    pixels = np.zeros(image.shape, np.uint16)
    rendered = rows_and_columns(region)
    # In place: an image of six million pixels is looked through many times here.
    levels = image[rendered].astype(np.float64)
    levels *= scale
    levels += offset
    np.clip(levels, 0.0, _LARGEST, out=levels)
    levels += 0.5
    # The reference rounds down in float32.
    pixels[rendered] = _whole(np.floor(levels.astype(np.float32)))
    return pixels


def grey_pixels(
    image: NDArray[np.float32], region: Region, scale: float, *, wraps: bool
) -> NDArray[np.uint8]:
    """Scale photons to 8 bits, truncated and clipped; 0 outside the region.

    Parameters
    ----------
    image : float32 array, shape (slow, fast)    photons
    region : Region
    scale : float                                grey levels per photon
    wraps : bool                                 let what is below zero wrap around
    """
    pixels = np.zeros(image.shape, np.uint8)
    rendered = rows_and_columns(region)
    levels = image[rendered].astype(np.float64)
    levels *= scale
    np.minimum(levels, 255.0, out=levels)
    pixels[rendered] = _truncated(levels, wraps=wraps)
    return pixels


def counted_pixels(
    counts: NDArray[np.float32], offset: float, *, wraps: bool
) -> CountedImage:
    """Add the offset to photon counts, truncated and clipped to 16 bits.

    Parameters
    ----------
    counts : float32 array, any shape
    offset : float
    wraps : bool    let what is below zero wrap around
    """
    levels = counts.astype(np.float64)
    photons = float(levels.sum())
    levels += offset
    overloaded = levels > _LARGEST
    levels[overloaded] = _LARGEST
    return CountedImage(
        pixels=_truncated(levels, wraps=wraps).astype(np.uint16),
        photons=photons,
        overloads=int(overloaded.sum()),
    )


def _truncated(levels: NDArray[np.float64], *, wraps: bool) -> NDArray[np.int64]:
    """Whole numbers, whose low bits are taken, as x86 converts them."""
    if not wraps:
        return _whole(np.maximum(levels, 0.0))
    return _whole(np.where(levels > -_INT32 - 1.0, levels, 0.0))


def _whole(levels: NDArray[np.floating]) -> NDArray[np.int64]:
    whole: NDArray[np.int64] = np.nan_to_num(levels, copy=False).astype(np.int64)
    return whole
