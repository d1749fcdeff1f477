"""How deep in the sensor photons are caught on average."""

from __future__ import annotations

import torch
from torch import Tensor

from ..corrections import capture_fraction
from ..quirks import Quirk
from ..resolved import Resolved
from ..tensors import tensor


def mean_depth_m(resolved: Resolved) -> Tensor:
    """Mean depth of the layers that an image sums, at normal incidence, metres.

    Layers weigh what they absorb, or all alike where nanoBragg sums them first.
    """
    layers = resolved.layers
    if layers.count == 1:
        return tensor(0.0)
    depths = torch.arange(layers.count, dtype=torch.float64) * layers.step_m
    sampling = resolved.experiment.sampling
    together = Quirk.LAST_LAYER_CAPTURE in resolved.experiment.quirks
    if together and not sampling.oversample_absorption:
        return depths.mean()
    weights = torch.stack(
        [
            capture_fraction(
                layer, tensor(layers.step_m), tensor(layers.mu_per_m), tensor([1.0])
            )[0]
            for layer in range(layers.count)
        ]
    )
    total = weights.sum()
    return (weights * depths).sum() / total if bool(total > 0) else depths.mean()
