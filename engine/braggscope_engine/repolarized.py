"""How an image changes with the polarisation of its beam alone."""

from __future__ import annotations

import torch
from torch import Tensor

from .integrate import background_at_start
from .resolved import Resolved
from .samples import beamlets, samples
from .scene import Scene

_ROWS_PIXELS = 1 << 17
_FAINTEST = 1e-3
"""A factor below it would be divided by with a loss of digits."""


def polarization_ratio(
    before: Resolved, after: Resolved, dtype: torch.dtype, device: torch.device
) -> Tensor | None:
    """Polarisation factors of one experiment over those of another.

    Parameters
    ----------
    before, after : Resolved
        Alike in all but the polarisation.
    dtype : torch.dtype
    device : torch.device

    Returns
    -------
    Tensor, shape (slow, fast), or None
        None where terms of one pixel have factors of their own, or a factor vanishes.
    """
    scenes = [Scene.of(resolved, device, dtype) for resolved in (before, after)]
    if not all(map(_has_one_factor, scenes)):
        return None
    slow, fast = before.experiment.detector.shape
    ratio = torch.empty((slow, fast), dtype=dtype, device=device)
    rows = max(1, _ROWS_PIXELS // fast)
    for first in range(0, slow, rows):
        last = min(first + rows, slow)
        old, new = (_factors(scene, first, last) for scene in scenes)
        if float(old.min()) < _FAINTEST:
            return None
        ratio[first:last] = (new / old).reshape(-1, fast)
    return ratio


def _has_one_factor(scene: Scene) -> bool:
    """Whether one polarisation factor applies to all that a pixel holds."""
    resolved, corrections = scene.resolved, scene.corrections
    if corrections.running_sum or resolved.experiment.sampling.d_min_angstrom != 0:
        return False
    if not corrections.polarization_per_term:
        return True
    alone = resolved.oversample == 1 and len(resolved.sources) == 1
    return alone and resolved.layers.count == 1 and background_at_start(scene) == 0


def _factors(scene: Scene, first: int, last: int) -> Tensor:
    """Factors of the first term of pixels in some rows, shape (n,)."""
    width = scene.resolved.experiment.detector.shape[1]
    device, precise = scene.surface.pix0.device, scene.precise
    fast = torch.arange(width, dtype=precise, device=device)
    slow = torch.arange(first, last, dtype=precise, device=device)
    sample = next(samples(scene, fast[None, :], slow[:, None]))
    factor = next(beamlets(scene, sample)).polarization
    return torch.ones_like(sample.solid_angle) if factor is None else factor
