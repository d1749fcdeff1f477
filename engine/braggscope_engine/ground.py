"""What a preview shows around the blocks that it computes pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .block_pixels import BlockPixels
from .bright_blocks import CHILD_PX, FIRST_PX, PARENT_PX, Area, Blocks, BrightBlocks
from .picking import numbers_of

_IN_FIRST = FIRST_PX // PARENT_PX
_SHIFT = PARENT_PX.bit_length() - 1
"""For a division that is cheap."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """One pixel for each block of PARENT_PX of an area in which anything may be seen.

    Attributes
    ----------
    area : Area
    bright : BrightBlocks
    photons : Tensor, shape (n,)    in one pixel of each block that may be seen
    """

    area: Area
    bright: BrightBlocks
    photons: Tensor

    @classmethod
    def of(cls, area: Area, bright: BrightBlocks, pixels: BlockPixels) -> Ground:
        """Compute the middle of each block, or of the dimmest part of a bright one."""
        chosen = bright.seen.moved(PARENT_PX // 2)
        dimmest = bright.dimmest.moved(CHILD_PX // 2)
        chosen.fast_px[bright.parents] = dimmest.fast_px
        chosen.slow_px[bright.parents] = dimmest.slow_px
        return cls(area=area, bright=bright, photons=pixels.photons(chosen, 1)[0])

    def dim(self, dimmest_photons: float) -> Blocks:
        """Blocks that are not bright, and of which something is seen."""
        seen = self.photons >= dimmest_photons
        seen[self.bright.parents] = False
        return self.bright.seen.take(numbers_of(seen))

    def laid_out(self, dtype: torch.dtype) -> Tensor:
        """Photons of every block, shape (rows, columns); 0 where nothing can be seen.

        There may be a row and a column beyond the area.
        """
        area, seen = self.area, self.bright.seen
        columns, rows = (
            -(-(area[axis + 2] - area[axis]) // FIRST_PX) * _IN_FIRST
            for axis in range(2)
        )
        column = (seen.fast_px - area[0]) >> _SHIFT
        row = (seen.slow_px - area[1]) >> _SHIFT
        laid = self.photons.new_zeros(rows * columns, dtype=dtype)
        laid[(row * columns + column).to(torch.int64)] = self.photons.to(dtype)
        return laid.reshape(rows, columns)
