"""What is left of each sub-step where factors multiply the running sum.

nanoBragg's flags that ask for a factor per sub-step multiply all that has been summed
so far by it. What is added first has faded when the sum is finished: the image is that
of its last layer, sub-pixel, source and orientation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ..corrections import capture_fraction
from ..quirks import Quirk
from ..resolved import Resolved
from ..tensors import tensor
from .excitation import Hits


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunningSum:
    """How sub-steps fade, in the order layer, sub-pixel, source, orientation.

    The factors are those at the beam spot and at normal incidence. Polarisation, which
    is near 1, is left out.

    Attributes
    ----------
    factor : Tensor, shape (layers,)    what each sub-step multiplies the sum with
    orientations, sources, sub_pixels : int
    """

    factor: Tensor
    orientations: int
    sources: int
    sub_pixels: int

    @classmethod
    def of(cls, resolved: Resolved) -> RunningSum | None:
        """Gather from a resolved experiment; None where nothing fades."""
        sampling = resolved.experiment.sampling
        if Quirk.RUNNING_SUM not in resolved.experiment.quirks:
            return None
        factor = torch.ones(resolved.layers.count, dtype=torch.float64)
        if sampling.oversample_absorption and resolved.layers.thickness_m > 0:
            layers, ahead = resolved.layers, tensor([1.0])
            step, mu = tensor(layers.step_m), tensor(layers.mu_per_m)
            captures = [
                capture_fraction(n, step, mu, ahead) for n in range(layers.count)
            ]
            factor = factor * torch.cat(captures)
        if sampling.oversample_solid_angle:
            panel = resolved.panel
            factor = factor * (panel.pixel / panel.distance).detach().square()
        if bool((factor == 1).all()):
            return None
        return cls(
            factor=factor,
            orientations=len(resolved.orientations.phi_rad)
            * len(resolved.orientations.domains),
            sources=len(resolved.sources),
            sub_pixels=resolved.oversample,
        )

    def faded(self, found: Hits) -> Hits:
        """What is left of hits, and where the image shows them."""
        last = self.sources * self.orientations - 1
        later = last - found.source * self.orientations - found.orientation
        left = float(self.factor[-1]) ** later.to(found.weight)
        fast, slow = self.sampled_px()
        off = found.place.new_tensor([[fast], [slow]])
        return replace(found, weight=found.weight * left, place=found.place - off)

    def layers(self) -> Tensor:
        """Weights of the layers (layers,), of any sum."""
        steps = self.sources * self.orientations * self.sub_pixels**2
        own = self.factor * (1 - self.factor**steps) / (1 - self.factor)
        own = torch.where(self.factor == 1, float(steps), own)
        later = torch.cumprod(self.factor.flip(0) ** steps, 0).flip(0)
        return own * torch.cat([later[1:], later.new_ones(1)])

    def sampled_px(self) -> tuple[float, float]:
        """Where in a pixel the image is sampled: fast, slow from its centre, pixels."""
        count = self.sub_pixels
        number = torch.arange(count * count, dtype=torch.float64)
        fade = self.factor[-1] ** (self.sources * self.orientations)
        weight = fade ** (len(number) - 1 - number)
        weight = weight / weight.sum()
        fast = (weight * (number % count)).sum()
        slow = (weight * (number // count).floor()).sum()
        middle = (count - 1) / 2
        return float((fast - middle) / count), float((slow - middle) / count)
