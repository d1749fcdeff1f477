"""The brightest peaks of an image."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import max_pool2d

from .frame import Frame
from .probe import Index, Probe

Box = tuple[int, int, int, int]
_AT_ONCE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """A local maximum and the box around it.

    Attributes
    ----------
    fast_px, slow_px : int    its pixel
    hkl : (3,) of int         nearest reflection there
    d_angstrom : float        resolution, Å
    maximum : float           photons in the pixel
    total : float             photons in the box
    box : (4,) of int         (fast0, slow0, fast1, slow1), half open
    """

    fast_px: int
    slow_px: int
    hkl: Index
    d_angstrom: float
    maximum: float
    total: float
    box: Box


def brightest_peaks(
    frame: Frame, count: int = 24, half_box_px: int = 5
) -> tuple[Peak, ...]:
    """Find the brightest peaks, each the highest pixel of the box around it.

    Parameters
    ----------
    frame : Frame
    count : int
        At most so many, brightest first.
    half_box_px : int
        Pixels of the box on each side of the peak.
    """
    image = frame.intensity
    probe = Probe(frame.experiment, frame.resolved)
    return tuple(
        _peak(image, probe, fast, slow, half_box_px)
        for fast, slow in _maxima(image, count, half_box_px)
    )


def _maxima(image: Tensor, count: int, half: int) -> list[tuple[int, int]]:
    """(fast, slow) of the brightest pixels that no pixel of their box exceeds."""
    # Two peaks are more than half a box apart, so each tops a tile of that size: it
    # spares a sliding maximum over the whole image.
    side = half + 1
    top, place = max_pool2d(
        image[None, None], side, stride=side, ceil_mode=True, return_indices=True
    )
    # Most tiles of a smooth hill are topped at their edge: the next pixel is higher.
    order = torch.argsort(top.flatten(), descending=True, stable=True)
    numbers = _highest(image, place.flatten()[order], 1)
    found: list[tuple[int, int]] = []
    for start in range(0, len(numbers), _AT_ONCE):
        peaks = _highest(image, numbers[start : start + _AT_ONCE], half)
        for slow, fast in (divmod(n, image.shape[1]) for n in peaks.tolist()):
            # Pixels of a plateau are equally high: the first one stands for it.
            if all(abs(f - fast) > half or abs(s - slow) > half for f, s in found):
                found.append((fast, slow))
            if len(found) == count:
                return found
    return found


def _highest(image: Tensor, numbers: Tensor, half: int) -> Tensor:
    """Those pixel numbers whose pixel shines and is the highest of its box."""
    height, width = image.shape
    slow, fast = numbers // width, numbers % width
    reach = torch.arange(-half, half + 1, device=image.device)
    rows = (slow[:, None] + reach).clamp(0, height - 1)
    columns = (fast[:, None] + reach).clamp(0, width - 1)
    boxes = image[rows[:, :, None], columns[:, None, :]]
    value = image[slow, fast]
    return numbers[(value > 0) & (value >= boxes.amax(dim=(1, 2)))]


def _span(centre: int, half: int) -> slice:
    return slice(max(0, centre - half), centre + half + 1)


def _peak(image: Tensor, probe: Probe, fast: int, slow: int, half: int) -> Peak:
    height, width = image.shape
    box = image[_span(slow, half), _span(fast, half)]
    seen = probe.at(fast + 0.5, slow + 0.5)
    return Peak(
        fast_px=fast,
        slow_px=slow,
        hkl=seen.nearest_hkl,
        d_angstrom=seen.d_angstrom,
        maximum=float(image[slow, fast]),
        total=float(box.sum(dtype=torch.float64)),
        box=(
            max(0, fast - half),
            max(0, slow - half),
            min(width, fast + half + 1),
            min(height, slow + half + 1),
        ),
    )
