"""The numbers nanoBragg prints of an image."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch

from .frame import Frame
from .region import rendered_region


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Statistics of an image in float32, as nanoBragg stores it.

    Attributes
    ----------
    maximum : float                    photons; 0 where no pixel has any
    max_fast_px, max_slow_px : int     its pixel; the first of equals
    max_fast_m, max_slow_m : float     centre of its last sub-pixel, from the corner
    total, mean, rms, rmsd : float
        Sum and mean over rendered pixels, root mean square, and root mean square
        deviation (masked pixels counted as 0), with n - 1 in the denominators.
    """

    maximum: float
    max_fast_px: int
    max_slow_px: int
    max_fast_m: float
    max_slow_m: float
    total: float
    mean: float
    rms: float
    rmsd: float


_NOTHING = Statistics(
    maximum=0.0,
    max_fast_px=0,
    max_slow_px=0,
    max_fast_m=0.0,
    max_slow_m=0.0,
    total=0.0,
    mean=0.0,
    rms=0.0,
    rmsd=0.0,
)


def statistics(frame: Frame) -> Statistics:
    """Compute the statistics of a frame."""
    experiment = frame.experiment
    fast0, slow0, fast1, slow1 = rendered_region(experiment)
    image = frame.intensity[slow0:slow1, fast0:fast1].float().cpu()
    count = rendered = image.numel()
    if experiment.detector.mask is not None:
        rendered = int(experiment.detector.mask.keep[slow0:slow1, fast0:fast1].sum())
    if count == 0:
        return _NOTHING
    total = float(image.sum(dtype=torch.float64))
    mean = total / max(rendered, 1)
    # The reference squares in float32 and sums in float64.
    squares = float(image.square().sum(dtype=torch.float64))
    deviations = float((image.double() - mean).square().sum())
    slow, fast = divmod(int(image.argmax()), image.shape[1])
    per_edge = frame.resolved.oversample
    fine = experiment.detector.pixel_size_mm / 1000.0 / per_edge
    found = replace(
        _NOTHING,
        total=total,
        mean=mean,
        rms=math.sqrt(squares / _degrees_of_freedom(rendered)),
        rmsd=math.sqrt(deviations / _degrees_of_freedom(count)),
    )
    if not float(image.max()) > 0.0:
        return found
    return replace(
        found,
        maximum=float(image.max()),
        max_fast_px=fast0 + fast,
        max_slow_px=slow0 + slow,
        max_fast_m=fine * ((fast0 + fast + 1) * per_edge - 1) + fine / 2.0,
        max_slow_m=fine * ((slow0 + slow + 1) * per_edge - 1) + fine / 2.0,
    )


def _degrees_of_freedom(count: int) -> int:
    return max(count, 2) - 1
