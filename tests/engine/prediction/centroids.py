"""Centroids of spots in an image, beside where they are predicted."""

import numpy as np
from numpy.typing import NDArray

from braggscope_engine import PredictedReflections


def displacements(
    found: PredictedReflections,
    image: NDArray[np.float64],
    whole: float,
    rendered: NDArray[np.bool_] | None = None,
) -> dict[int, tuple[float, float]]:
    """From predictions to centroids of spots that stand alone; fast, slow, pixels.

    A neighbour n² times as bright has to be n times as far away: that is how fringes
    fall off.

    Parameters
    ----------
    found : PredictedReflections
    image : array, shape (slow, fast)
    whole : float
        Least fraction of the rocking curve that is recorded.
    rendered : bool array, shape (slow, fast), optional
        Pixels that were computed; a spot may touch no other.

    Returns
    -------
    dict from row to displacement
    """
    away = {}
    light = np.sqrt(found.weight) * np.abs(found.F)
    places = np.stack([found.fast_px, found.slow_px], axis=1)
    widths = np.maximum(found.width_fast_px, found.width_slow_px)
    for n in np.flatnonzero((found.partiality > whole) & (light > 0)):
        half = int(np.ceil(1.2 * widths[n]))
        apart = np.abs(places - places[n]).max(axis=1)
        apart /= np.maximum(light / light[n], 1.0)
        apart[n] = np.inf
        fast, slow = places[n].astype(int)
        box = (
            slice(max(0, slow - half - 1), slow + half + 2),
            slice(max(0, fast - half - 1), fast + half + 2),
        )
        pixels = image[box]
        if apart.min() < 2 * half + 1 or pixels.shape != (2 * half + 3, 2 * half + 3):
            continue
        if rendered is not None and not rendered[box].all():
            continue
        centre = _centroid(pixels)
        away[int(n)] = (
            float(centre[0] + fast + 0.5 - places[n, 0]),
            float(centre[1] + slow + 0.5 - places[n, 1]),
        )
    return away


def _centroid(pixels: NDArray[np.float64]) -> tuple[float, float]:
    """Fast and slow from the middle of a box, above the median of its rim."""
    rim = np.concatenate([pixels[0], pixels[-1], pixels[1:-1, 0], pixels[1:-1, -1]])
    inner = pixels[1:-1, 1:-1] - np.median(rim)
    along = np.arange(len(inner)) - len(inner) // 2
    total = inner.sum()
    return (inner.sum(0) @ along) / total, (inner.sum(1) @ along) / total
