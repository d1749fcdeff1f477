"""How wide the crystal's size makes a spot on the panel."""

from __future__ import annotations

import torch
from torch import Tensor

from .crystal_model import CrystalModel
from .excitation import Hits
from .vectors import chosen, dot, transformed

_STEP_PX = 0.01


def spot_variance(model: CrystalModel, found: Hits, depth_m: Tensor) -> Tensor:
    """Variance of single spots along fast and slow, pixels², shape (2, n).

    The sphere cuts a slice out of the Gaussian around a reflection. Of a slice, the
    inverse of the covariance is that of the whole, taken along the slice.
    """
    along_fast, along_slow = _moves(model, found, depth_m)
    # In units in which the spot falls with exp(-decay r²).
    narrow = chosen(torch.linalg.inv(model.spread).mT, found.orientation)
    fast, slow = transformed(narrow, along_fast), transformed(narrow, along_slow)
    fast2, slow2 = dot(fast, fast), dot(slow, slow)
    # Not fast² slow² less the square of their product: seen edge on, little is left.
    normal = torch.linalg.cross(fast, slow, dim=0)
    area = 2 * model.decay * dot(normal, normal)
    return torch.stack([slow2 / area, fast2 / area])


def _moves(model: CrystalModel, found: Hits, depth_m: Tensor) -> tuple[Tensor, Tensor]:
    """How scattering vectors (3, n) change from pixel to pixel, Å⁻¹."""
    surface = model.surface
    fast, slow = found.place * surface.pixel
    here = surface.positions(fast, slow, depth_m)
    far2 = dot(here, here)
    scale = model.per_wavelength[found.source] / torch.sqrt(far2)
    if surface.curved:
        # The panel bends: small steps.
        step = _STEP_PX * surface.pixel
        by_fast = (surface.positions(fast + step, slow, depth_m) - here) / _STEP_PX
        by_slow = (surface.positions(fast, slow + step, depth_m) - here) / _STEP_PX
    else:
        by_fast = (surface.fast * surface.pixel)[:, None]
        by_slow = (surface.slow * surface.pixel)[:, None]

    def across(move: Tensor) -> Tensor:
        return (move - here * (dot(here, move) / far2)) * scale

    return across(by_fast), across(by_slow)
