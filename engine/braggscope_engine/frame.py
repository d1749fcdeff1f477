"""A finished image and what it was made from."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from .models.experiment import Experiment
from .options import Quality, RenderOptions
from .resolved import Resolved
from .screen import ScreenGrid


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One simulated image.

    Attributes
    ----------
    intensity : Tensor, shape (slow, fast)   photons per pixel, or per screen cell
    experiment : Experiment                  what it shows
    options : RenderOptions                  how it was made
    seconds : float                          how long that took
    resolved : Resolved                      the experiment with all choices made
    notes : tuple of str                     those choices, and warnings
    fused : bool                             whether compiled kernels made it
    screen : ScreenGrid or None              cells that the values belong to; None
                                             is pixels
    """

    intensity: Tensor
    experiment: Experiment
    options: RenderOptions
    seconds: float
    resolved: Resolved
    notes: tuple[str, ...] = ()
    fused: bool = False
    screen: ScreenGrid | None = None

    @property
    def is_preview(self) -> bool:
        """Whether pixels between reflections were left out."""
        return self.options.quality is Quality.PREVIEW
