"""From detector units back to what was counted: offset and scale of whole numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_AUTOMATIC_TOP_ADU = 55000.0
_PROBED_ADU = 4096
_ROWS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadoutGuess:
    """What a reference of whole numbers adds and multiplies.

    Attributes
    ----------
    offset_adu : float     the commonest value, where most of the image is dark
    automatic : bool       whether its brightest pixel is nanoBragg's 55000 above that
    rounding : float       relative L2 norm of rounding to whole numbers
    """

    offset_adu: float = 0.0
    automatic: bool = False
    rounding: float = 0.0


def guess_readout(
    pixels: NDArray[Any], mask: NDArray[np.bool_], *, integers: bool
) -> ReadoutGuess:
    """Guess the offset and scale of a reference; nothing for floating point."""
    if not integers:
        return ReadoutGuess()
    # In pieces: an image of whole numbers may be large, and this needs them as such.
    counts = np.zeros(_PROBED_ADU, np.int64)
    kept, total, square, top = 0, 0.0, 0.0, -np.inf
    for start in range(0, len(pixels), _ROWS):
        rows, left_out = pixels[start : start + _ROWS], mask[start : start + _ROWS]
        values = rows[~left_out] if left_out.any() else rows.ravel()
        if values.size == 0:
            continue
        low = values[(values >= 0) & (values < _PROBED_ADU)].astype(np.int64)
        counts += np.bincount(low, minlength=_PROBED_ADU)
        wide = values.astype(np.float64)
        kept += values.size
        total += float(wide.sum())
        square += float(np.square(wide).sum())
        top = max(top, float(wide.max()))
    if kept == 0:
        return ReadoutGuess()
    offset, lows = 0.0, int(counts.sum())
    # The floor of a detector, not the commonest of a broad hill.
    if lows > kept // 2 and counts.max() > lows // 4:
        offset = float(counts.argmax())
    norm = math.sqrt(max(0.0, square - 2 * offset * total + kept * offset**2)) or 1.0
    return ReadoutGuess(
        offset_adu=offset,
        automatic=abs(top - offset - _AUTOMATIC_TOP_ADU) <= 1.0,
        rounding=math.sqrt(kept / 12.0) / norm,
    )
