"""Directions from the sample to blocks of pixels, and how they vary within."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .pixels import PanelSurface


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BlockRays:
    """Rays from the sample to n blocks of pixels.

    Every direction in a block is within ``middle + u fast_reach + v slow_reach``, with
    u and v from -1 to 1, and ``bend`` from there.

    Attributes
    ----------
    middle : Tensor, shape (3, n)                   unit vector to the middle
    fast_reach, slow_reach : Tensor, shape (3, n)   half a block along either axis
    bend : Tensor, shape (n,)                       length of what else may be added
    closest : Tensor, shape (n,)                    least distance from the sample, m
    """

    middle: Tensor
    fast_reach: Tensor
    slow_reach: Tensor
    bend: Tensor
    closest: Tensor


def block_rays(
    surface: PanelSurface,
    corners: Tensor,
    edge_px: int,
    depth_m: Tensor,
    dtype: torch.dtype,
) -> BlockRays:
    """Look from the sample at blocks of pixels.

    Between its points a function of two coordinates leaves the linear one by at most
    half the squared distance times its second derivative. A direction seen from a
    distance r has second derivatives of at most 2 / r². On a bent panel only the
    first derivative is bounded, by 2 / r.

    Parameters
    ----------
    surface : PanelSurface
    corners : int64 Tensor, shape (n, 2)    first pixel (fast, slow) of each block
    edge_px : int                           edge of the blocks, pixels
    depth_m : Tensor, shape ()              deepest layer of the sensor
    dtype : torch.dtype                     of the result
    """
    middle = (corners.to(surface.pix0.dtype) + edge_px / 2) * surface.pixel
    position = surface.positions(
        middle[:, 0].contiguous(),
        middle[:, 1].contiguous(),
        torch.zeros_like(surface.pixel),
    )
    x, y, z = position
    path = torch.sqrt(x * x + y * y + z * z)
    unit = position * path.reciprocal()
    half = edge_px * surface.pixel / 2
    lengths = [torch.linalg.vector_norm(axis) for axis in (surface.fast, surface.slow)]
    furthest = half * (lengths[0] + lengths[1])
    closest = torch.clamp(path - furthest, min=1e-9)
    depth = depth_m / closest
    unit, path, closest = unit.to(dtype), path.to(dtype), closest.to(dtype)
    if surface.curved:
        nil = torch.zeros_like(unit)
        bend = 2 * furthest / closest + depth
        return BlockRays(
            middle=unit,
            fast_reach=nil,
            slow_reach=nil,
            bend=bend.to(dtype),
            closest=closest,
        )
    reaches = []
    for axis in (surface.fast, surface.slow):
        along = (axis * half).to(dtype)
        reaches.append((along[:, None] - unit * (along @ unit)) / path)
    return BlockRays(
        middle=unit,
        fast_reach=reaches[0],
        slow_reach=reaches[1],
        bend=((furthest / closest).square() + depth).to(dtype),
        closest=closest,
    )
