"""Untrusted rectangles of geometry files as a mask, and a mask as rectangles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ...models.detector import MAX_PIXELS, PixelMask
from ...models.experiment import Experiment
from .held import HeldPanel

Box = tuple[float, float, float, float]
WholeBox = tuple[int, int, int, int]

_MOST = 1000
"""Rectangles that a file is burdened with at most."""


def rectangles_mask(
    boxes: Sequence[Box], panel: HeldPanel, name: str
) -> PixelMask | None:
    """Leave the pixels of rectangles out.

    Parameters
    ----------
    boxes : sequence of (fast_from, fast_to, slow_from, slow_to)
        Pixel numbers from zero; the ends are not included.
    panel : HeldPanel
    name : str
    """
    keep = every_pixel(panel) if boxes else None
    if keep is None:
        return None
    for fast_from, fast_to, slow_from, slow_to in boxes:
        rows = slice(max(0, int(slow_from)), max(0, int(slow_to)))
        keep[rows, max(0, int(fast_from)) : max(0, int(fast_to))] = False
    return PixelMask(keep=keep, name=name)


def every_pixel(panel: HeldPanel) -> NDArray[np.bool_] | None:
    """All pixels of a panel, kept; None where it cannot be a detector."""
    fast, slow = panel.pixels_fast, panel.pixels_slow
    if fast is None or slow is None:
        return None
    if not (0 < fast <= 100_000 and 0 < slow <= 100_000 and fast * slow <= MAX_PIXELS):
        return None  # the detector itself says no to this size
    return np.ones((slow, fast), dtype=np.bool_)


def rectangles_of(
    experiment: Experiment,
) -> tuple[tuple[WholeBox, ...], tuple[str, ...]]:
    """The mask of an experiment as rectangles.

    Returns
    -------
    boxes : tuple of (fast_from, fast_to, slow_from, slow_to)
        Pixel numbers from zero; the ends are not included.
    losses : tuple of str
        A sentence where the mask has too many parts, and is left out.
    """
    mask = experiment.detector.mask
    if mask is None:
        return (), ()
    boxes = []
    for box in _boxes(~mask.keep):
        boxes.append(box)
        if len(boxes) > _MOST:
            return (), (
                f"The mask is left out: it takes more than {_MOST:,} rectangles.",
            )
    return tuple(boxes), ()


def _boxes(out: NDArray[np.bool_]) -> Iterator[WholeBox]:
    """Stripes across the whole panel, then what is left, in rectangles."""
    slow, fast = out.shape
    rows, columns = np.asarray(out.all(axis=1)), np.asarray(out.all(axis=0))
    for start, end in _runs(rows):
        yield 0, fast, start, end
    for start, end in _runs(columns if not rows.all() else columns[:0]):
        yield start, end, 0, slow
    rest = out & ~rows[:, None] & ~columns[None, :]
    begun: dict[tuple[int, int], int] = {}
    for row in range(slow + 1):
        here = set(_runs(rest[row])) if row < slow and rest[row].any() else set()
        for run in [run for run in begun if run not in here]:
            yield *run, begun.pop(run), row
        for run in here:
            begun.setdefault(run, row)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where rows of True begin and end; the end is not included."""
    steps = np.diff(flags.astype(np.int8), prepend=0, append=0)
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))
