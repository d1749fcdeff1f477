"""Rays to a rectangle of pixels of a flat panel, or to blocks, without their vectors.

Positions are linear in pixel numbers, and so is what a matrix makes of them: one sum of
a row and a column for all pixels, or of a block and a place in it. Only the length of a
position is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..pixels import PanelSurface


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlatRays:
    """Rays to f times s pixels.

    Attributes
    ----------
    along : Tensor, shape (3, f)      positions along a row, from its start, metres
    across : Tensor, shape (3, s)     starts of rows, or of blocks, metres
    per_path : Tensor, shape (n,)     reciprocal lengths of positions, 1/m
    reach : Tensor, shape (n,)        the same in the working dtype
    """

    along: Tensor
    across: Tensor
    per_path: Tensor
    reach: Tensor

    @classmethod
    def of(
        cls,
        surface: PanelSurface,
        fast_px: Tensor,
        slow_px: Tensor,
        dtype: torch.dtype,
    ) -> FlatRays:
        """Aim at pixels, numbers (1, f) and (s, 1) in the precise dtype.

        ``dtype`` is what is worked with where fewer digits do.
        """
        along = surface.fast[:, None] * (fast_px * surface.pixel)
        across = surface.slow[:, None] * (slow_px.T * surface.pixel)
        across = across + surface.pix0[:, None]
        # |A + B|² = A² + B² + 2 A·B, and A is one direction times a number.
        cosine = (surface.fast @ across)[:, None] * (2.0 * surface.pixel)
        square = torch.addcmul(
            across.square().sum(dim=0)[:, None], cosine, fast_px
        ).add_(along.square().sum(dim=0))
        return cls._reaching(along, across, square, dtype)

    @classmethod
    def to_blocks(
        cls,
        surface: PanelSurface,
        first_px: Tensor,
        steps_px: Tensor,
        dtype: torch.dtype,
    ) -> FlatRays:
        """Aim at s blocks of f pixels each, one block after the other.

        Parameters
        ----------
        surface : PanelSurface
        first_px : Tensor, shape (2, s)
            Where the first pixel of each block is met, along fast and slow.
        steps_px : Tensor, shape (2, f)
            How much further the pixels of a block are; both in the precise dtype.
        dtype : torch.dtype
            See ``of``.
        """
        axes = torch.stack([surface.fast, surface.slow], dim=1) * surface.pixel
        along, across = axes @ steps_px, axes @ first_px + surface.pix0[:, None]
        square = torch.addmm(
            across.square().sum(dim=0)[:, None], across.T, along, alpha=2.0
        ).add_(along.square().sum(dim=0))
        return cls._reaching(along, across, square, dtype)

    @classmethod
    def _reaching(
        cls, along: Tensor, across: Tensor, square: Tensor, dtype: torch.dtype
    ) -> FlatRays:
        """Rays whose squared lengths (s, f) are known; these are lost."""
        per_path = square.flatten().sqrt_().reciprocal_()
        return cls(
            along=along, across=across, per_path=per_path, reach=per_path.to(dtype)
        )

    def put_directions(self, room: Tensor) -> None:
        """Write unit vectors to a room of shape (3, n), in the working dtype."""
        along, across = self.along.to(room.dtype), self.across.to(room.dtype)
        sides = room.view(3, across.shape[1], along.shape[1])
        torch.add(along[:, None], across[:, :, None], out=sides)
        room.mul_(self.reach)

    def times(self, matrix: Tensor) -> Tensor:
        """A matrix (3, 4) times (direction, 1), shape (3, n), in the precise dtype."""
        turned, shift = matrix[:, :3], matrix[:, 3:]
        along, across = turned @ self.along, turned @ self.across
        product = (along[:, None] + across[:, :, None]).flatten(1)
        return torch.addcmul(shift, product, self.per_path, out=product)

    def solid_angle(self, factors: Tensor) -> Tensor:
        """Scaled solid angles, shape (n,); see ``solid_angle_factors``."""
        reach = self.reach
        return (reach * factors[0]).add_(factors[1]).mul_(reach).mul_(reach)
