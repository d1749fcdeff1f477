"""Which scattering directions reach the panel: a pyramid with its tip in the sample."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..resolved import Resolved
from .crystal_model import CrystalModel

_LEAST_HEIGHT = 1e-3
"""Of the pyramid, relative to its slant edges: a flatter one is not one."""
_SLACK_PX = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frustum:
    """The pyramid between the sample and the edges of what is rendered.

    Attributes
    ----------
    sides : Tensor, shape (4, 3)    unit vectors, across the sides, inwards
    slack : float
        Sine of the angle by which a ray may pass a side outside and yet be seen.
    """

    sides: Tensor
    slack: float

    @classmethod
    def of(cls, resolved: Resolved, model: CrystalModel) -> Frustum:
        """Of a flat panel; of a bent one, or one seen edge on, all directions."""
        surface = model.surface
        fast0, slow0, fast1, slow1 = model.region
        nil = surface.pix0.new_zeros(())
        corners = surface.positions(
            surface.pix0.new_tensor([fast0, fast1, fast1, fast0]) * surface.pixel,
            surface.pix0.new_tensor([slow0, slow0, slow1, slow1]) * surface.pixel,
            nil,
        ).mT
        middle = corners.mean(0)
        plane = torch.linalg.cross(surface.fast, surface.slow)
        height = float((middle @ plane).abs())
        longest = float(torch.linalg.vector_norm(corners, dim=1).max())
        if surface.curved or height <= _LEAST_HEIGHT * longest:
            return cls(sides=torch.zeros_like(corners), slack=1.0)
        sides = torch.linalg.cross(corners, corners.roll(-1, 0))
        sides = sides / torch.linalg.vector_norm(sides, dim=1, keepdim=True)
        sides = sides * torch.sign(sides @ middle)[:, None]
        deep = resolved.layers.thickness_m + _SLACK_PX * float(surface.pixel)
        return cls(sides=sides, slack=min(deep / height, 1.0))
