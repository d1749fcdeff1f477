"""The pixels of a box, and their sums along its two edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InvalidParameterError
from ..found_peaks.boxes import Image, as_array
from .bins import Mask
from .curves import Floats

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shoebox:
    """A box of an image.

    Attributes
    ----------
    box : (fast0, slow0, fast1, slow1)   half open, cut off at the image's edges
    values : (slow, fast)                photons; NaN where a pixel does not count
    fast_px, slow_px : (n,)              middles of columns and rows
    along_fast, along_slow : (n,)        sums of columns, and of rows
    """

    box: Box
    values: Floats
    fast_px: Floats
    slow_px: Floats
    along_fast: Floats
    along_slow: Floats

    def minus(self, other: Shoebox) -> Shoebox:
        """Subtract the same box of another image, pixel by pixel."""
        if self.box != other.box:
            raise InvalidParameterError("other.box", other.box, f"{self.box}")
        return _summed(self.box, self.values - other.values)


def shoebox(image: Image, box: Box, *, mask: Mask | None = None) -> Shoebox:
    """Cut a box out of an image.

    Parameters
    ----------
    image : array or Tensor, shape (slow, fast)
    box : (fast0, slow0, fast1, slow1)     pixels, half open
    mask : bool array (slow, fast), optional
        False is left out, as are pixels that are not finite.

    Raises
    ------
    InvalidParameterError
        For a box without a pixel of the image.
    """
    slow_count, fast_count = image.shape
    fast0, slow0 = max(0, box[0]), max(0, box[1])
    fast1, slow1 = min(fast_count, box[2]), min(slow_count, box[3])
    if fast0 >= fast1 or slow0 >= slow1:
        raise InvalidParameterError(
            "box", box, f"a box on the image, {fast_count} x {slow_count} pixels"
        )
    values = as_array(image[slow0:slow1, fast0:fast1])
    keep = np.isfinite(values)
    if mask is not None:
        keep &= mask[slow0:slow1, fast0:fast1]
    cut = (fast0, slow0, fast1, slow1)
    return _summed(cut, np.where(keep, values, np.nan))


def _summed(box: Box, values: Floats) -> Shoebox:
    fast0, slow0, fast1, slow1 = box
    return Shoebox(
        box=box,
        values=values,
        fast_px=np.arange(fast0, fast1, dtype=np.float64) + 0.5,
        slow_px=np.arange(slow0, slow1, dtype=np.float64) + 0.5,
        along_fast=np.nansum(values, 0),
        along_slow=np.nansum(values, 1),
    )
