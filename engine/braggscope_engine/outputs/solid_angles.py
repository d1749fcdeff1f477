"""How much of the sphere the rendered pixels cover."""

from __future__ import annotations

import torch
from torch import Tensor

from ..corrections import solid_angle
from ..pixels import PanelSurface
from ..quirks import Quirk
from ..resolved import Resolved
from ..tensors import HOST, tensor

_PIXELS_AT_ONCE = 1 << 18


def covered_solid_angle(resolved: Resolved) -> float:
    """Solid angle of all rendered pixels that are not masked, steradian.

    With the solid-angle-per-step quirk as nanoBragg prints it: summed over sub-pixels
    and sensor layers, divided by all steps.
    """
    if Quirk.SOLID_ANGLE_PER_STEP not in resolved.experiment.quirks:
        return _at_each_pixel(resolved, 0, 0.5, 0.5)
    per_edge, layers = resolved.oversample, resolved.layers.count
    corner = 0.5 / per_edge
    if not resolved.experiment.sampling.oversample_solid_angle:
        samples = per_edge * per_edge * layers
        return samples * _at_each_pixel(resolved, 0, corner, corner) / resolved.steps
    covered = 0.0
    for layer in range(layers):
        for number in range(per_edge * per_edge):
            slow, fast = divmod(number, per_edge)
            covered += _at_each_pixel(
                resolved, layer, corner + fast / per_edge, corner + slow / per_edge
            )
    return covered / resolved.steps


def _at_each_pixel(
    resolved: Resolved, layer: int, fast_part: float, slow_part: float
) -> float:
    """Sum over pixels of the solid angle at one point in each."""
    experiment = resolved.experiment
    surface = PanelSurface.of(experiment, resolved.panel, HOST)
    depth = tensor(layer * resolved.layers.step_m)
    fast0, slow0, fast1, slow1 = resolved.region
    fast = torch.arange(fast0, fast1, dtype=torch.float64)[None, :] + fast_part
    rows = max(1, _PIXELS_AT_ONCE // max(1, fast1 - fast0))
    total = 0.0
    for first in range(slow0, slow1, rows):
        last = min(first + rows, slow1)
        slow = torch.arange(first, last, dtype=torch.float64)[:, None] + slow_part
        position = surface.positions(fast * surface.pixel, slow * surface.pixel, depth)
        covered = solid_angle(
            torch.linalg.vector_norm(position, dim=0).reciprocal(),
            surface.pixel,
            surface.close_distance,
            point=experiment.detector.point_pixel,
            area=Quirk.POINT_PIXEL_WITHOUT_AREA not in experiment.quirks,
        )
        total += float(_kept(covered, resolved, first, last).sum())
    return total


def _kept(covered: Tensor, resolved: Resolved, first: int, last: int) -> Tensor:
    mask = resolved.experiment.detector.mask
    if mask is None:
        return covered
    fast0, _, fast1, _ = resolved.region
    return covered[torch.tensor(mask.keep[first:last, fast0:fast1].reshape(-1))]
