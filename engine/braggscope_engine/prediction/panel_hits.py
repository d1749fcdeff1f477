"""Where rays from the sample hit the panel: the inverse of ``PanelSurface``."""

from __future__ import annotations

import torch
from torch import Tensor

from ..pixels import PanelSurface


def panel_hits(surface: PanelSurface, rays: Tensor, depth_m: Tensor) -> Tensor:
    """Pixel coordinates where rays hit the panel.

    Parameters
    ----------
    surface : PanelSurface
    rays : Tensor, shape (n, 3)      directions from the sample, of any length
    depth_m : Tensor, shape () or (n,)
        Depth below the front face along the panel's normal.

    Returns
    -------
    Tensor, shape (n, 2)
        (fast, slow) in pixels, the first of which spans 0 to 1; NaN where a ray
        misses the panel's plane.
    """
    rays = rays / torch.linalg.vector_norm(rays, dim=-1, keepdim=True)
    if not surface.curved:
        return _flat(surface, rays, depth_m)
    if surface.transposed:
        return _bent_as_nanobragg(surface, rays)
    return _bent(surface, rays)


def _flat(surface: PanelSurface, rays: Tensor, depth_m: Tensor) -> Tensor:
    fast, slow = _in_plane(surface)
    # Not the panel's own normal: nanoBragg allows one that is not perpendicular.
    plane = torch.linalg.cross(surface.fast, surface.slow)
    corner = surface.pix0 + depth_m.reshape(-1, 1) * surface.normal
    facing = rays @ plane
    reach = (corner @ plane) / torch.where(facing == 0, 1.0, facing)
    reach = torch.where((facing != 0) & (reach > 0), reach, torch.nan)
    inside = reach[:, None] * rays - corner
    return torch.stack([inside @ fast, inside @ slow], dim=-1) / surface.pixel


def _in_plane(surface: PanelSurface) -> tuple[Tensor, Tensor]:
    """Vectors that read off fast and slow, whatever the angle between the axes."""
    plane = torch.linalg.cross(surface.fast, surface.slow)
    square = plane @ plane
    return (
        torch.linalg.cross(surface.slow, plane) / square,
        torch.linalg.cross(plane, surface.fast) / square,
    )


def _bent(surface: PanelSurface, rays: Tensor) -> Tensor:
    """Angles about the beam spot, times the radius."""
    u, v = surface.bent_axes()
    up = torch.asin((rays @ v).clamp(-1.0, 1.0))
    sideways = torch.atan2(rays @ u, rays @ surface.beam)
    radius = surface.distance.abs()
    metres = torch.stack(
        [sideways * radius + surface.fbeam, up * radius + surface.sbeam], dim=-1
    )
    return metres / surface.pixel


def _bent_as_nanobragg(surface: PanelSurface, rays: Tensor) -> Tensor:
    """Undo a turn about fast by lab z, after one about slow by lab y.

    In frames with the beam along z those turns hardly depend on the pixel, and no ray
    has a pixel of its own: NaN.
    """
    spot = torch.sign(surface.distance) * surface.beam
    fast, slow = surface.fast, surface.slow
    out = torch.linalg.cross(fast, slow)
    along_fast, along_slow = rays @ fast, (spot @ slow).expand(len(rays))
    rest = 1.0 - along_fast.square() - along_slow.square()
    forward = torch.sqrt(torch.where(rest > 0, rest, torch.nan))
    forward = forward * torch.sign(spot @ out)
    between = (
        along_fast[:, None] * fast + along_slow[:, None] * slow + forward[:, None] * out
    )
    y_m = _angle(spot.expand_as(rays), between, slow) * surface.distance
    z_m = _angle(between, rays, fast) * surface.distance
    determinant = fast[1] * slow[2] - fast[2] * slow[1]
    determinant = torch.where(determinant.abs() < 1e-9, torch.nan, determinant)
    y_m, z_m = y_m - surface.pix0[1], z_m - surface.pix0[2]
    along = torch.stack(
        [
            (y_m * slow[2] - z_m * slow[1]) / determinant,
            (z_m * fast[1] - y_m * fast[2]) / determinant,
        ],
        dim=-1,
    )
    return along / surface.pixel


def _angle(before: Tensor, after: Tensor, axis: Tensor) -> Tensor:
    """Angle about an axis that turns vectors (n, 3) into others, radians."""
    axes = axis.expand_as(before)
    sine = (torch.linalg.cross(before, after) * axes).sum(-1)
    cosine = (before * after).sum(-1) - (before @ axis) * (after @ axis)
    return torch.atan2(sine, cosine)
