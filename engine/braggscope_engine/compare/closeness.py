"""How close simulated pixels come to those of a reference."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .roi import correlation


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """Of simulated values to those of a reference.

    Attributes
    ----------
    correlation : float
    scale : float         best factor from simulated to reference
    free : float          relative L2 that is left with that factor
    fixed : float         relative L2 without any factor
    """

    correlation: float
    scale: float
    free: float
    fixed: float


def closeness(
    simulated: NDArray[np.float64], reference: NDArray[np.float64]
) -> Closeness:
    """Compare two sets of pixels."""
    norm = float(np.linalg.norm(reference)) or 1.0
    square = float(simulated @ simulated)
    scale = float(simulated @ reference) / square if square > 0 else 0.0
    if not math.isfinite(scale) or scale <= 0:
        return Closeness(correlation=0.0, scale=math.nan, free=1.0, fixed=math.inf)
    return Closeness(
        correlation=correlation(simulated, reference),
        scale=scale,
        free=float(np.linalg.norm(scale * simulated - reference)) / norm,
        fixed=float(np.linalg.norm(simulated - reference)) / norm,
    )
