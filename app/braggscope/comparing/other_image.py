"""An image that is held against the model's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from braggscope_engine import Experiment
from braggscope_engine.io import RawLayout, ReferenceImage


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OtherImage:
    """A finished image of the same detector.

    Attributes
    ----------
    name : str
    pixels : ndarray, shape (slow, fast)   NaN where a pixel has no value
    experiment : Experiment or None        what it shows, where that is known
    path : Path or None                    the file that it came from
    notes : tuple of str                   what was assumed when it was read
    read : ReferenceImage or None          as it was in the file
    raw : RawLayout or None                how it lies there, where somebody said so
    """

    name: str
    pixels: NDArray[np.floating[Any]]
    experiment: Experiment | None = None
    path: Path | None = None
    notes: tuple[str, ...] = ()
    read: ReferenceImage | None = None
    raw: RawLayout | None = None

    def value_at(self, fast: float, slow: float) -> float | None:
        """Value of the pixel at a position; None beside the image or without one."""
        n_slow, n_fast = self.pixels.shape
        if not (0 <= fast < n_fast and 0 <= slow < n_slow):
            return None
        value = float(self.pixels[int(slow), int(fast)])
        return None if np.isnan(value) else value
