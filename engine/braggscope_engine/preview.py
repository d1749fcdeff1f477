"""An image in a fraction of the time: what a screen shows, exact where a peak can be.

The screen has cells of pixels, and a cell shows its largest value. Blocks whose
rigorous upper bound reaches the floor are computed pixel by pixel, so that nothing
above the floor is lost or invented, nor the main maximum of a reflection that can be
seen at all; elsewhere one pixel stands for its surroundings.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from .block_pixels import BlockPixels
from .bright_blocks import CHILD_PX, PARENT_PX, Area, BlockFinder, Blocks
from .ground import Ground
from .options import RenderOptions
from .scene import Scene
from .screen import ScreenGrid
from .tiles import Tiling, Workers

_HUGE = 1e30
"""Makes no NaN of nothing, even in float32."""
_MANY_PX = 4
"""Pixels of a cell from which on one of them is unlike the largest."""


class PreviewRenderer:
    """One preview in the making.

    Parameters
    ----------
    scene : Scene
    tiling : Tiling
    workers : Workers
    options : RenderOptions
        Screen, floor, and the share of pixels that may be computed one by one.
    """

    def __init__(
        self, scene: Scene, tiling: Tiling, workers: Workers, options: RenderOptions
    ) -> None:
        self._scene = scene
        self._options = options
        shape = scene.resolved.experiment.detector.shape
        self.screen = options.screen or ScreenGrid.of_every_pixel(shape)
        self._area = _common(scene.resolved.region, self.screen.rect)
        self._pixels = BlockPixels(scene, tiling, workers, self._area)

    def image(self, dtype: torch.dtype) -> Tensor:
        """Make the image, one value for each cell of the screen."""
        area = self._area
        if area[2] <= area[0] or area[3] <= area[1]:
            device = self._scene.surface.pix0.device
            return torch.zeros(self.screen.shape, dtype=dtype, device=device)
        floor, most = self._options.floor_photons, self._most_blocks()
        dimmest = self._dimmest_photons
        finder = BlockFinder(self._scene, _emphasis(floor, dimmest))
        # What lifts a pixel to the floor, or by half of it over much water.
        lifts = max(floor - finder.background_photons, floor / 2)
        bright = finder.find(area, lifts, dimmest, most)
        ground = Ground.of(area, bright, self._pixels)
        blocks, coarse = bright.children, ground.laid_out(dtype)
        dim = ground.dim(dimmest) if dimmest > 0 else None
        if dim is not None and len(blocks) + 4 * len(dim) <= most:
            # Where one pixel can be seen, the others belong beside it.
            blocks = blocks.with_more(dim.quarters(PARENT_PX).flat())
        else:
            coarse = self._like_largest(coarse)
        image = self._spread(coarse)
        self._put_peaks(image, blocks)
        return image

    @property
    def _dimmest_photons(self) -> float:
        """What can be seen; all of it over water."""
        if self._scene.resolved.background > 0:
            return 0.0
        return self._options.dimmest_photons

    def _most_blocks(self) -> int:
        columns, rows = (
            -(-(self._area[axis + 2] - self._area[axis]) // CHILD_PX)
            for axis in range(2)
        )
        return max(1, math.ceil(self._options.finest_share * columns * rows))

    def _spread(self, ground: Tensor) -> Tensor:
        """Give each cell the value of the block around its middle."""
        area, grid = self._area, self.screen
        rows, in_rows = _blocks_of(grid.slow_edges, area[1], area[3])
        columns, in_columns = _blocks_of(grid.fast_edges, area[0], area[2])
        # Columns first, while there are few rows: whole rows are copied faster.
        ground = ground.index_select(1, columns.to(ground.device))
        ground = ground.index_select(0, rows.to(ground.device))
        if ground.shape == grid.shape:
            return ground
        image = ground.new_zeros(grid.shape)
        image[in_rows, in_columns] = ground
        return image

    def _like_largest(self, coarse: Tensor) -> Tensor:
        """Make one pixel of each block look like the largest one of a cell.

        The fringes of neighbouring blocks are as those of neighbouring pixels. Over
        water there are few that show.
        """
        if self._scene.resolved.background > 0:
            return coarse
        cells = self.screen.shape[0] * self.screen.shape[1]
        fast0, slow0, fast1, slow1 = self.screen.rect
        if (fast1 - fast0) * (slow1 - slow0) < _MANY_PX * cells:
            return coarse
        floor = self._options.floor_photons
        largest = _largest_of_neighbours(_largest_of_neighbours(coarse).T).T
        return torch.where(coarse < floor, largest.clamp(max=floor), coarse)

    def _put_peaks(self, image: Tensor, blocks: Blocks) -> None:
        """Let each cell with computed pixels show the largest of them."""
        if not len(blocks):
            return
        values = self._pixels.photons(blocks, CHILD_PX)
        fast, slow = self._pixels.numbers(blocks, CHILD_PX)
        values = self._unmasked(fast, slow, values.reshape(CHILD_PX, CHILD_PX, -1))
        grid = self.screen
        column, row = (
            cells.to(image.device).index_select(0, (px - first).flatten())
            for cells, px, first in (
                (grid.fast_cells, fast, grid.rect[0]),
                (grid.slow_cells, slow, grid.rect[1]),
            )
        )
        row = (row * grid.shape[1]).reshape(CHILD_PX, 1, -1)
        cell = (row + column.reshape(1, CHILD_PX, -1)).flatten()
        cells = image.view(-1)
        # What stood there for its surroundings gives way.
        cells.index_fill_(0, cell, -math.inf)
        cells.scatter_reduce_(0, cell, values.flatten().to(image), "amax")

    def _unmasked(self, fast: Tensor, slow: Tensor, values: Tensor) -> Tensor:
        """Values (slow, fast, n) with nothing where pixels are masked."""
        mask = self._scene.resolved.experiment.detector.mask
        if mask is None:
            return values
        keep = torch.from_numpy(mask.keep).to(values.device)
        return values * keep[slow[:, None], fast[None]]


def _emphasis(floor_photons: float, dimmest_photons: float) -> float:
    """What lets a raised floor leave out fringes, and no reflection that is seen."""
    if dimmest_photons <= 0:
        return 1.0
    return min(max(1.0, floor_photons / dimmest_photons), _HUGE)


def _largest_of_neighbours(values: Tensor) -> Tensor:
    """Largest of each value and those before and after it in its column."""
    largest = values.clone()
    torch.maximum(values[1:], values[:-1], out=largest[1:])
    largest[:-1] = torch.maximum(largest[:-1], values[1:])
    return largest


def _common(region: Area, other: Area) -> Area:
    return (
        max(region[0], other[0]),
        max(region[1], other[1]),
        min(region[2], other[2]),
        min(region[3], other[3]),
    )


def _blocks_of(edges: Tensor, start: int, end: int) -> tuple[Tensor, slice]:
    """Block around the middle of each cell, and which cells have it in an area."""
    middle = (edges[:-1] + edges[1:]) // 2
    first = int(torch.searchsorted(middle, start))
    last = int(torch.searchsorted(middle, end))
    return (middle[first:last] - start) // PARENT_PX, slice(first, last)
