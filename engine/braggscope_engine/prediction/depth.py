"""How deep in the sensor photons are caught."""

from __future__ import annotations

import torch
from torch import Tensor

from ..corrections import capture_fraction
from ..quirks import Quirk
from ..resolved import Resolved
from ..tensors import tensor
from .running_sum import RunningSum


def mean_depth_m(resolved: Resolved) -> Tensor:
    """Mean depth of the layers that an image sums, at normal incidence, metres."""
    return caught_depth_m(resolved, tensor([1.0]))[0][0]


def caught_depth_m(resolved: Resolved, parallax: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of the depth at which rays are caught, metres.

    Parameters
    ----------
    resolved : Resolved
    parallax : Tensor, shape (n,)    cosine between ray and sensor normal

    Returns
    -------
    pair of Tensor, shape (n,)
    """
    layers = resolved.layers
    number = torch.arange(layers.count, dtype=torch.float64, device=parallax.device)
    depths = (number * layers.step_m)[:, None]
    weights = _weights(resolved, parallax)
    total = weights.sum(0)
    weights = torch.where(total > 0, weights / total, 1.0 / layers.count)
    mean = (weights * depths).sum(0)
    return mean, (weights * (depths - mean).square()).sum(0).sqrt()


def _weights(resolved: Resolved, parallax: Tensor) -> Tensor:
    """What layers count, (layers, n): what they absorb, or as nanoBragg does it."""
    layers = resolved.layers
    alike = parallax.new_ones((layers.count, len(parallax)))
    if layers.count == 1:
        return alike
    faded = RunningSum.of(resolved)
    if faded is not None:
        return alike * faded.layers().to(parallax)[:, None]
    per_layer = resolved.experiment.sampling.oversample_absorption
    if Quirk.LAST_LAYER_CAPTURE in resolved.experiment.quirks and not per_layer:
        return alike
    step, mu = parallax.new_tensor(layers.step_m), parallax.new_tensor(layers.mu_per_m)
    numbers = range(layers.count)
    return torch.stack([capture_fraction(n, step, mu, parallax) for n in numbers])
