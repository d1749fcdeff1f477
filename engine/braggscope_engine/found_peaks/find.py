"""Find the peaks of an image, and match them with predictions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import max_pool2d

from ..prediction import PredictedReflections
from .boxes import BoxSums, Floats, Image, as_array, box_sums


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundPeaks:
    """Peaks of an image, brightest first.

    Attributes
    ----------
    pixel_fast, pixel_slow : int array (n,)    the highest pixel of each
    threshold : (n,)     what its maximum had to exceed, photons
    sums : BoxSums       the box around each
    """

    pixel_fast: NDArray[np.int64]
    pixel_slow: NDArray[np.int64]
    threshold: Floats
    sums: BoxSums

    def __len__(self) -> int:
        return len(self.pixel_fast)


def find_peaks(
    image: Image,
    mask: NDArray[np.bool_] | None = None,
    *,
    sigmas: float = 6.0,
    half_box_px: int = 3,
    ring_px: int = 2,
) -> FoundPeaks:
    """Find local maxima that stand out from what is around them.

    A peak is a pixel that no other of its box exceeds, and that is higher than the
    median of the ring around the box by ``sigmas`` times the noise: the spread of that
    ring, and at least that of counting its median. Without noise every fringe of a
    simulated image stands out.

    Parameters
    ----------
    image : array or Tensor, shape (slow, fast)
    mask : bool array of the same shape, optional
        False is left out.
    sigmas : float
    half_box_px, ring_px : int
        See ``box_sums``.
    """
    values = as_array(image)
    keep = np.isfinite(values) if mask is None else np.isfinite(values) & mask
    low = np.where(keep, values, -np.inf)
    side = 2 * half_box_px + 1
    # Along one edge and then the other: a square at once takes twice as long.
    along_fast = max_pool2d(
        torch.from_numpy(low)[None, None],
        (1, side),
        stride=1,
        padding=(0, half_box_px),
    )
    pooled = max_pool2d(along_fast, (side, 1), stride=1, padding=(half_box_px, 0))[0, 0]
    slow, fast = np.nonzero((low == pooled.numpy()) & (low > 0))
    slow, fast = _one_of_each_plateau(low, slow, fast)
    sums = box_sums(
        values, fast, slow, half_box_px=half_box_px, ring_px=ring_px, mask=mask
    )
    noise = np.maximum(sums.noise, np.sqrt(np.maximum(sums.background, 0.0)))
    threshold = sums.background + sigmas * noise
    rows = np.flatnonzero(sums.maximum > threshold)
    rows = rows[np.argsort(-sums.maximum[rows], kind="stable")]
    return FoundPeaks(
        pixel_fast=fast[rows],
        pixel_slow=slow[rows],
        threshold=threshold[rows],
        sums=take_sums(sums, rows),
    )


def _one_of_each_plateau(
    low: Floats, slow: NDArray[np.int64], fast: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Leave out maxima whose equal neighbour came before them in raster order."""
    padded = np.pad(low, 1, constant_values=-np.inf)
    own = low[slow, fast]
    before = np.zeros(len(own), bool)
    for down, right in ((0, 0), (0, 1), (0, 2), (1, 0)):
        before |= padded[slow + down, fast + right] == own
    return slow[~before], fast[~before]


def take_sums(sums: BoxSums, rows: NDArray[np.int64]) -> BoxSums:
    """Keep some boxes."""
    return BoxSums(**{name: getattr(sums, name)[rows] for name in BoxSums.__slots__})


def match(
    predicted: PredictedReflections, found: FoundPeaks, tolerance_px: float = 3.0
) -> NDArray[np.int64]:
    """Peak of each prediction, or -1.

    Predictions and peaks belong together where each is the nearest of the other.

    Parameters
    ----------
    tolerance_px : float    farthest that the two may be apart

    Returns
    -------
    int64 array, shape (predictions,)
    """
    paired = np.full(len(predicted), -1, np.int64)
    if len(predicted) == 0 or len(found) == 0:
        return paired
    rows, peaks, away = _close_pairs(predicted, found, tolerance_px)
    # Nearest pairs first; later ones find one of the two taken or farther.
    order = np.argsort(away, kind="stable")
    rows, peaks = rows[order], peaks[order]
    _, first_row = np.unique(rows, return_index=True)
    _, first_peak = np.unique(peaks, return_index=True)
    mutual = np.intersect1d(first_row, first_peak)
    paired[rows[mutual]] = peaks[mutual]
    return paired


def _close_pairs(
    predicted: PredictedReflections, found: FoundPeaks, tolerance_px: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Pairs within the tolerance, by sorting peaks along slow."""
    order = np.argsort(found.sums.slow_px, kind="stable")
    slow, fast = found.sums.slow_px[order], found.sums.fast_px[order]
    first = np.searchsorted(slow, predicted.slow_px - tolerance_px)
    last = np.searchsorted(slow, predicted.slow_px + tolerance_px, side="right")
    count = last - first
    rows = np.repeat(np.arange(len(predicted)), count)
    number = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    peaks = np.repeat(first, count) + number
    away = np.hypot(
        fast[peaks] - predicted.fast_px[rows], slow[peaks] - predicted.slow_px[rows]
    )
    near = away <= tolerance_px
    return rows[near], order[peaks[near]], away[near]
