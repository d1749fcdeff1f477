"""A finished image and what it was made from."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from .models.experiment import Experiment
from .options import Quality, RenderOptions
from .resolved import Resolved


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One simulated image.

    Attributes
    ----------
    intensity : Tensor, shape (slow, fast)   photons per pixel
    experiment : Experiment                  what it shows
    options : RenderOptions                  how it was made
    seconds : float                          how long that took
    resolved : Resolved                      the experiment with all choices made
    notes : tuple of str                     those choices, and warnings
    fused : bool                             whether compiled kernels made it
    """

    intensity: Tensor
    experiment: Experiment
    options: RenderOptions
    seconds: float
    resolved: Resolved
    notes: tuple[str, ...] = ()
    fused: bool = False

    @property
    def is_preview(self) -> bool:
        """Whether pixels between reflections were left out."""
        return self.options.quality is Quality.PREVIEW
