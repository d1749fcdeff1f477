"""The pixel whose first sample sees the crystal of a first pass (stale-phi quirk)."""

from __future__ import annotations

import torch
from torch import Tensor

from .samples import beamlets, samples
from .scene import Scene


def first_pixel(scene: Scene) -> tuple[int, int] | None:
    """The first pixel in raster order that scatters, where a first pass differs.

    Pixels that are masked, or that no source reaches within d_min, are passed over.

    Returns
    -------
    (fast, slow) or None
    """
    resolved = scene.resolved
    if resolved.orientations.first_pass_m is None:
        return None
    fast0, slow0, fast1, slow1 = resolved.region
    mask = resolved.experiment.detector.mask
    for slow in range(slow0, slow1):
        seen = torch.ones(max(0, fast1 - fast0), dtype=torch.bool)
        if mask is not None:
            seen &= torch.tensor(mask.keep[slow, fast0:fast1])
        if resolved.experiment.sampling.d_min_angstrom > 0 and bool(seen.any()):
            seen &= _reached(scene, fast0, fast1, slow)
        if bool(seen.any()):
            return fast0 + int(seen.nonzero()[0]), slow
    return None


def _reached(scene: Scene, fast0: int, fast1: int, slow: int) -> Tensor:
    """Whether any sample of each pixel of a row is within d_min of any source."""
    device, precise = scene.surface.pix0.device, scene.precise
    fast_px = torch.arange(fast0, fast1, device=device, dtype=precise)
    slow_px = torch.full_like(fast_px, slow)
    reached = torch.zeros(len(fast_px), dtype=torch.bool, device=device)
    for sample in samples(scene, fast_px, slow_px):
        for beamlet in beamlets(scene, sample):
            reached |= True if beamlet.inside is None else beamlet.inside
    return reached.cpu()
