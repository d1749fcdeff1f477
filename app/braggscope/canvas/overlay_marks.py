"""What the overlays show: values in detector pixels, and hit tests on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

OverlayKind: TypeAlias = Literal[
    "panel", "ice", "rings", "spots", "rois", "foot", "beam"
]
#: All kinds, in the order in which they are painted.
OVERLAY_KINDS: tuple[OverlayKind, ...] = get_args(OverlayKind)

Positions: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoiBox:
    """A rectangular region of interest.

    Attributes
    ----------
    fast, slow : float
        Upper left corner, detector pixels (whole numbers at pixel corners).
    width, height : float
        Along fast and slow, detector pixels.
    label : str
        Short, usually a number.
    """

    fast: float
    slow: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ring:
    """A curve of constant resolution.

    Attributes
    ----------
    label : str
        With its unit.
    points : ndarray, shape (n, 2)
        Fast and slow, detector pixels; a row with NaN interrupts the line.
    """

    label: str
    points: Positions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spots:
    """Predicted reflections.

    Attributes
    ----------
    positions : ndarray, shape (n, 2)
        Fast and slow, detector pixels.
    labels : sequence of str
        One each, or empty for none.
    unlisted : ndarray of bool, shape (n,)
        Without a structure factor of their own.
    """

    positions: Positions
    labels: Sequence[str] = ()
    unlisted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readout:
    """Words beside the hand.

    Attributes
    ----------
    text : str
    fast, slow : float
        Where the hand is, detector pixels.
    """

    text: str
    fast: float
    slow: float


@dataclass(slots=True, kw_only=True)
class Marks:
    """Everything that the overlays show at present."""

    beam: tuple[float, float] | None = None
    foot: tuple[float, float] | None = None
    rings: tuple[Ring, ...] = ()
    ice: tuple[Ring, ...] = ()
    spots: Spots | None = None
    rois: tuple[RoiBox, ...] = ()
    selected_roi: int | None = None
    panel: tuple[float, float] | None = None
    readout: Readout | None = None
    visible: set[OverlayKind] = field(default_factory=lambda: set(OVERLAY_KINDS))


def as_positions(points: Any, what: str) -> Positions:
    """Positions as an array of shape (n, 2), or ValueError with one sentence."""
    array = np.array(points, dtype=np.float64)
    if array.size == 0:
        return array.reshape(0, 2)
    if array.ndim != 2 or array.shape[1] != 2:
        raise ValueError(
            f"{what}: expected positions of shape (n, 2), got {array.shape}"
        )
    return array


def as_point(
    fast: float | None, slow: float | None, what: str
) -> tuple[float, float] | None:
    """Both coordinates, None for neither, or ValueError with one sentence."""
    if fast is None and slow is None:
        return None
    if fast is None or slow is None:
        raise ValueError(f"{what}: give both fast and slow, or neither")
    # A mark that geometry puts at infinity is not on any screen.
    if not (np.isfinite(fast) and np.isfinite(slow)):
        return None
    return float(fast), float(slow)


def roi_at(
    rois: Sequence[RoiBox], fast: float, slow: float, tolerance: float
) -> int | None:
    """Index of the smallest region around a position, or None.

    Parameters
    ----------
    rois : sequence of RoiBox
    fast, slow : float
        Detector pixels.
    tolerance : float
        How far outside a region still counts, detector pixels.
    """
    hits = [
        (roi.width * roi.height, index)
        for index, roi in enumerate(rois)
        if -tolerance <= fast - roi.fast <= roi.width + tolerance
        and -tolerance <= slow - roi.slow <= roi.height + tolerance
    ]
    return min(hits)[1] if hits else None


def ring_at(
    rings: Sequence[Ring], fast: float, slow: float, tolerance: float
) -> int | None:
    """Index of the nearest ring within `tolerance` (detector pixels), or None."""
    nearest: list[tuple[float, int]] = []
    for index, ring in enumerate(rings):
        distance = _distance_to_line(ring.points, fast, slow)
        if distance <= tolerance:
            nearest.append((distance, index))
    return min(nearest)[1] if nearest else None


def _distance_to_line(points: Positions, fast: float, slow: float) -> float:
    start, along = points[:-1], np.diff(points, axis=0)
    to_point = np.array([fast, slow]) - start
    length = np.maximum((along * along).sum(axis=1), 1e-30)
    part = np.clip((to_point * along).sum(axis=1) / length, 0, 1)
    distances = np.hypot(*(to_point - part[:, None] * along).T)
    finite = distances[np.isfinite(distances)]
    return float(finite.min()) if finite.size else float("inf")
