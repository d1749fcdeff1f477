"""How the depth of a sensor moves and widens spots that hit it aslant."""

from __future__ import annotations

import torch
from torch import Tensor

from ..pixels import PanelSurface
from ..resolved import Resolved
from .depth import caught_depth_m
from .panel_hits import panel_hits

_STEP_M = 1e-6


def parallax(
    resolved: Resolved, surface: PanelSurface, rays: Tensor, depth_m: Tensor
) -> tuple[Tensor, Tensor]:
    """Move spots from a depth that is the same for all to that of each ray.

    A ray that hits the sensor aslant is caught nearer to its surface, for its way
    through each layer is longer.

    Parameters
    ----------
    resolved : Resolved
    surface : PanelSurface
    rays : Tensor, shape (3, n)    unit vectors
    depth_m : Tensor, shape ()     of what places are known for

    Returns
    -------
    move, spread : Tensor, shape (2, n)
        Along fast and slow, pixels; standard deviation of what the layers catch.
    """
    mean, deviation = caught_depth_m(resolved, surface.parallax(rays))
    before, after = (
        panel_hits(surface, rays, depth_m + sign * _STEP_M) for sign in (-1, 1)
    )
    per_metre = torch.nan_to_num((after - before) / (2 * _STEP_M), 0.0)
    return per_metre * (mean - depth_m), per_metre * deviation
