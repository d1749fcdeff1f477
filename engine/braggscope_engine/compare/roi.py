"""Two images in one box around a peak."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .maxima import Place, box_around

_BINS = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Counts between edges; ``counts`` has one element less than ``edges``."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoiComparison:
    """One box.

    Attributes
    ----------
    fast_px, slow_px : int                 the maximum of the reference in it
    box : (fast0, slow0, fast1, slow1)     half open
    simulated_max, reference_max : float
    simulated_sum, reference_sum : float
    ratio : float                          of the sums, simulated over reference
    correlation, rmse, relative_l2 : float as of the whole image
    residuals : Histogram
        Simulated - reference, in units of the reference's maximum in the box.
    """

    fast_px: int
    slow_px: int
    box: tuple[int, int, int, int]
    simulated_max: float
    reference_max: float
    simulated_sum: float
    reference_sum: float
    ratio: float
    correlation: float
    rmse: float
    relative_l2: float
    residuals: Histogram


def compare_roi(
    simulated: NDArray[Any],
    reference: NDArray[Any],
    mask: NDArray[np.bool_] | None,
    place: Place,
    half_box_px: int,
) -> RoiComparison:
    """Compare two images in the box around one pixel."""
    fast, slow = place
    rows, columns = box_around(fast, slow, half_box_px)
    a, b = (image[rows, columns].astype(np.float64) for image in (simulated, reference))
    keep = np.ones(a.shape, bool) if mask is None else ~mask[rows, columns]
    a, b = a[keep], b[keep]
    height, width = simulated.shape
    difference = a - b
    norm = float(np.linalg.norm(b))
    top = float(b.max())
    return RoiComparison(
        fast_px=fast,
        slow_px=slow,
        box=(
            columns.start,
            rows.start,
            min(columns.stop, width),
            min(rows.stop, height),
        ),
        simulated_max=float(a.max()),
        reference_max=top,
        simulated_sum=float(a.sum()),
        reference_sum=float(b.sum()),
        ratio=_over(float(a.sum()), float(b.sum())),
        correlation=correlation(a, b),
        rmse=float(np.sqrt(np.mean(difference**2))),
        relative_l2=_over(float(np.linalg.norm(difference)), norm),
        residuals=_histogram(difference / (abs(top) or 1.0)),
    )


def correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Pearson's correlation; NaN where one of them is flat."""
    x, y = a - a.mean(), b - b.mean()
    return _over(float(x @ y), float(np.linalg.norm(x) * np.linalg.norm(y)))


def _histogram(values: NDArray[np.float64]) -> Histogram:
    reach = float(np.abs(values).max()) or 1.0
    counts, edges = np.histogram(values, bins=_BINS, range=(-reach, reach))
    return Histogram(edges=tuple(edges.tolist()), counts=tuple(int(n) for n in counts))


def _over(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else math.nan
