"""From detector units back to what was counted: offset and scale of whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_AUTOMATIC_TOP_ADU = 55000.0
_PROBED_ADU = 4096


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
    kept = pixels[~mask]
    if kept.size == 0:
        return ReadoutGuess()
    low = kept[(kept >= 0) & (kept < _PROBED_ADU)].astype(np.int64)
    offset = 0.0
    if low.size > kept.size // 2:
        counts = np.bincount(low)
        # The floor of a detector, not the commonest of a broad hill.
        if counts.max() > low.size // 4:
            offset = float(counts.argmax())
    above = kept.astype(np.float64) - offset
    norm = float(np.linalg.norm(above)) or 1.0
    return ReadoutGuess(
        offset_adu=offset,
        automatic=abs(float(above.max()) - _AUTOMATIC_TOP_ADU) <= 1.0,
        rounding=float(np.sqrt(kept.size / 12.0)) / norm,
    )
