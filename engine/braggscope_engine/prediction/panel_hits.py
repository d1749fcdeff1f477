"""Where rays from the sample hit the panel: the inverse of ``PanelSurface``."""

from __future__ import annotations

import torch
from torch import Tensor

from ..pixels import PanelSurface
from .vectors import dot, length


def panel_hits(surface: PanelSurface, rays: Tensor, depth_m: Tensor) -> Tensor:
    """Pixel coordinates where rays hit the panel.

    Parameters
    ----------
    surface : PanelSurface
    rays : Tensor, shape (3, n)      directions from the sample, of any length
    depth_m : Tensor, shape ()
        Depth below the front face along the panel's normal.

    Returns
    -------
    Tensor, shape (2, n)
        (fast, slow) in pixels, the first of which spans 0 to 1; NaN where a ray
        misses the panel's plane.
    """
    if not surface.curved:
        return _flat(surface, rays, depth_m)
    rays = rays / length(rays)
    if surface.transposed:
        return _bent_as_nanobragg(surface, rays)
    return _bent(surface, rays)


def reading_vectors(surface: PanelSurface) -> tuple[Tensor, Tensor, Tensor]:
    """Normal of a flat panel, and vectors (3,) that read off fast and slow, metres.

    They do so whatever the angle between the axes. The normal is not the panel's own:
    nanoBragg allows one that is not perpendicular.
    """
    plane = torch.linalg.cross(surface.fast, surface.slow)
    square = plane @ plane
    fast = torch.linalg.cross(surface.slow, plane) / square
    slow = torch.linalg.cross(plane, surface.fast) / square
    return plane, fast, slow


def _flat(surface: PanelSurface, rays: Tensor, depth_m: Tensor) -> Tensor:
    plane, fast, slow = reading_vectors(surface)
    corner = surface.pix0 + depth_m * surface.normal
    facing, *along = torch.stack([plane, fast, slow]) @ rays
    reach = (corner @ plane) / facing
    reach = torch.where((facing != 0) & (reach > 0), reach, torch.nan)
    places = [
        torch.addcmul(-(corner @ axis), reach, component)
        for axis, component in zip((fast, slow), along, strict=True)
    ]
    return torch.stack(places) / surface.pixel


def _bent(surface: PanelSurface, rays: Tensor) -> Tensor:
    """Angles about the beam spot, times the radius."""
    u, v = surface.bent_axes()
    up = torch.asin((v @ rays).clamp(-1.0, 1.0))
    sideways = torch.atan2(u @ rays, surface.beam @ rays)
    radius = surface.distance.abs()
    metres = torch.stack(
        [sideways * radius + surface.fbeam, up * radius + surface.sbeam]
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
    along_fast, along_slow = fast @ rays, (spot @ slow).expand(rays.shape[1])
    rest = 1.0 - along_fast.square() - along_slow.square()
    forward = torch.sqrt(torch.where(rest > 0, rest, torch.nan))
    forward = forward * torch.sign(spot @ out)
    between = (
        torch.outer(fast, along_fast)
        + torch.outer(slow, along_slow)
        + torch.outer(out, forward)
    )
    y_m = _angle(spot[:, None].expand_as(rays), between, slow) * surface.distance
    z_m = _angle(between, rays, fast) * surface.distance
    determinant = fast[1] * slow[2] - fast[2] * slow[1]
    determinant = torch.where(determinant.abs() < 1e-9, torch.nan, determinant)
    y_m, z_m = y_m - surface.pix0[1], z_m - surface.pix0[2]
    along = torch.stack(
        [
            (y_m * slow[2] - z_m * slow[1]) / determinant,
            (z_m * fast[1] - y_m * fast[2]) / determinant,
        ]
    )
    return along / surface.pixel


def _angle(before: Tensor, after: Tensor, axis: Tensor) -> Tensor:
    """Angle about an axis that turns vectors (3, n) into others, radians."""
    sine = axis @ torch.linalg.cross(before, after, dim=0)
    cosine = dot(before, after) - (axis @ before) * (axis @ after)
    return torch.atan2(sine, cosine)
