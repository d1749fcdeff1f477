"""How the peaks of one image are displaced against those of another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .maxima import Place, box_around

_CENTROID_HALF_PX = 2
_AGREEMENT_PX = 1.5
_REACH_PX = 60
_FEWEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedPeak:
    """One peak in both images, pixels; the displacement is reference - simulated."""

    fast_px: float
    slow_px: float
    shift_fast_px: float
    shift_slow_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Displacement:
    """Displacement field of the matched maxima, reference - simulated.

    Attributes
    ----------
    peaks : tuple of MatchedPeak
    fast_px, slow_px : float       median shift
    rms_px : float                 root mean square length of the shifts
    scatter_px : float             the same after the linear field is taken away
    expansion : float              relative growth of the pattern about its middle
    rotation_deg : float           turn of the pattern, from fast towards slow
    searched : int                 maxima of the reference that were looked for
    """

    peaks: tuple[MatchedPeak, ...]
    fast_px: float
    slow_px: float
    rms_px: float
    scatter_px: float
    expansion: float
    rotation_deg: float
    searched: int

    @property
    def length_px(self) -> float:
        """Length of the median shift."""
        return math.hypot(self.fast_px, self.slow_px)


def match_maxima(
    simulated: Sequence[Place],
    reference: Sequence[Place],
    simulated_image: NDArray[Any],
    reference_image: NDArray[Any],
) -> Displacement | None:
    """Match maxima by the shift that most of them agree on.

    Parameters
    ----------
    simulated, reference : sequences of (fast, slow)
        Brightest first.
    simulated_image, reference_image : arrays, shape (slow, fast)
        Where the centroids are taken.
    """
    if len(simulated) == 0 or len(reference) == 0:
        return None
    a, b = (np.array(places, float).reshape(-1, 2) for places in (simulated, reference))
    shift = common_shift(a, b)
    apart = b[None, :, :] - a[:, None, :] - shift
    distance = np.hypot(apart[..., 0], apart[..., 1])
    pairs = [
        (i, int(distance[i].argmin()))
        for i in range(len(a))
        if distance[i].min() <= 2 * _AGREEMENT_PX
        and distance[:, int(distance[i].argmin())].argmin() == i
    ]
    # A single coincidence among many maxima is no match.
    if len(pairs) < min(_FEWEST, len(a), len(b)):
        return None
    one = np.array([_centroid(simulated_image, simulated[i]) for i, _ in pairs])
    two = np.array([_centroid(reference_image, reference[j]) for _, j in pairs])
    return _field(one, two, len(b))


def common_shift(
    a: NDArray[np.float64], b: NDArray[np.float64], reach_px: float = _REACH_PX
) -> NDArray[np.float64]:
    """Shift (fast, slow) that takes most of the points a onto points of b."""
    apart = (b[None, :, :] - a[:, None, :]).reshape(-1, 2)
    apart = apart[np.abs(apart).max(axis=1) <= reach_px]
    if len(apart) == 0:
        return np.zeros(2)
    near = np.abs(apart[:, None, :] - apart[None, :, :]).max(axis=2) <= _AGREEMENT_PX
    votes = near.sum(axis=1)
    best = np.flatnonzero(votes == votes.max())
    chosen = best[np.hypot(*apart[best].T).argmin()]
    return np.asarray(apart[near[chosen]].mean(axis=0))


def _centroid(image: NDArray[Any], place: Place) -> tuple[float, float]:
    """Centre of mass of a peak above the least pixel of its box, (fast, slow)."""
    rows, columns = box_around(*place, _CENTROID_HALF_PX)
    box = image[rows, columns].astype(np.float64)
    weight = box - box.min()
    total = weight.sum()
    if not total > 0:
        return float(place[0]), float(place[1])
    fast = columns.start + np.arange(box.shape[1])
    slow = rows.start + np.arange(box.shape[0])
    return (
        float(weight.sum(axis=0) @ fast / total),
        float(weight.sum(axis=1) @ slow / total),
    )


def _field(
    one: NDArray[np.float64], two: NDArray[np.float64], searched: int
) -> Displacement:
    shift = two - one
    middle = one - one.mean(axis=0)
    spread = float((middle**2).sum())
    expansion = turn = 0.0
    if spread > 0:
        expansion = float((middle * shift).sum()) / spread
        crossed = middle[:, 0] * shift[:, 1] - middle[:, 1] * shift[:, 0]
        turn = float(crossed.sum()) / spread
    turned = np.stack([-middle[:, 1], middle[:, 0]], axis=1)
    rest = shift - shift.mean(axis=0) - expansion * middle - turn * turned
    fast, slow = np.median(shift, axis=0)
    return Displacement(
        peaks=tuple(
            MatchedPeak(
                fast_px=float(p[0]) + 0.5,
                slow_px=float(p[1]) + 0.5,
                shift_fast_px=float(s[0]),
                shift_slow_px=float(s[1]),
            )
            for p, s in zip(one, shift, strict=True)
        ),
        fast_px=float(fast),
        slow_px=float(slow),
        rms_px=float(np.sqrt((shift**2).sum(axis=1).mean())),
        scatter_px=float(np.sqrt((rest**2).sum(axis=1).mean())),
        expansion=expansion,
        rotation_deg=math.degrees(turn),
        searched=searched,
    )
