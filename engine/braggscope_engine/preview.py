"""An image in a fraction of the time: what a screen shows, exact where a peak can be.

The screen has cells of pixels, and a cell shows its largest value. Blocks whose
rigorous upper bound reaches the floor are computed pixel by pixel, so that no peak
above the floor is lost or invented; elsewhere one pixel stands for its surroundings.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import max_pool2d

from .bright_blocks import CHILD_PX, PARENT_PX, BlockFinder, BrightBlocks
from .fused.image import FusedImage
from .integrate import pixel_intensities
from .options import RenderOptions
from .samples import Scene
from .screen import ScreenGrid, cells_of_pixels
from .tiles import Tile, Tiling, Workers

_MANY_PX = 4
"""Pixels of a cell from which on one of them is unlike the largest."""
_Area = tuple[int, int, int, int]


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
        self._tiling = tiling
        self._workers = workers
        self._options = options
        self._fused = FusedImage.of(scene)
        self._interpolate = scene.resolved.interpolate
        shape = scene.resolved.experiment.detector.shape
        self.screen = options.screen or ScreenGrid.of_every_pixel(shape)

    def image(self, dtype: torch.dtype) -> Tensor:
        """Make the image, one value for each cell of the screen."""
        device = self._scene.surface.pix0.device
        image = torch.zeros(self.screen.shape, dtype=dtype, device=device)
        area = _common(self._scene.resolved.region, self.screen.rect)
        if area[2] <= area[0] or area[3] <= area[1]:
            return image
        most = self._most_blocks(area)
        floor = self._options.floor_photons
        bright = BlockFinder(self._scene).find(area, floor, most)
        self._lay_ground(image, self._coarse(area, bright), area)
        self._put_peaks(image, self._fine(area, bright.children), area, bright)
        return image

    def _most_blocks(self, area: _Area) -> int:
        columns = -(-(area[2] - area[0]) // CHILD_PX)
        rows = -(-(area[3] - area[1]) // CHILD_PX)
        return max(1, math.ceil(self._options.finest_share * columns * rows))

    def _coarse(self, area: _Area, bright: BrightBlocks) -> Tensor:
        """Photons in one pixel of each block of PARENT_PX, shape (rows, columns)."""
        device = self._scene.surface.pix0.device
        half = PARENT_PX // 2
        fast = torch.arange(area[0], area[2], PARENT_PX, device=device) + half
        slow = torch.arange(area[1], area[3], PARENT_PX, device=device) + half
        fast, slow = fast.clamp(max=area[2] - 1), slow.clamp(max=area[3] - 1)
        coarse = torch.empty(len(slow), len(fast), device=device, dtype=torch.float64)
        coarse = coarse.to(self._scene.precise)
        rows = max(1, self._tiling.pixels // len(fast))

        def look(band: Tile) -> None:
            numbers = slow[band.slow0 : band.slow1]
            values = self._pixels(fast[None, None, :], numbers[None, :, None])
            coarse[band.slow0 : band.slow1] = values.reshape(-1, len(fast)).to(coarse)

        self._run(
            look,
            [
                Tile(0, row, len(fast), min(row + rows, len(slow)))
                for row in range(0, len(slow), rows)
            ],
        )
        if len(bright.parents):
            # Where a block holds something bright, its dimmest part stands for it.
            middle = bright.dimmest + CHILD_PX // 2
            middle = torch.minimum(middle, middle.new_tensor([area[2], area[3]]) - 1)
            values = self._pixels(middle[:, 0, None, None], middle[:, 1, None, None])
            place = (bright.parents - middle.new_tensor(area[:2])) // PARENT_PX
            coarse[place[:, 1], place[:, 0]] = values.to(coarse)
        return coarse

    def _lay_ground(self, image: Tensor, coarse: Tensor, area: _Area) -> None:
        """Give each cell the coarse value of the block around its middle."""
        rows, row_cells = _blocks_of(self.screen.slow_edges, area[1], area[3])
        columns, column_cells = _blocks_of(self.screen.fast_edges, area[0], area[2])
        ground = self._like_largest(coarse).to(image)
        ground = ground.index_select(1, columns.to(coarse.device))
        image[row_cells, column_cells] = ground.index_select(0, rows.to(coarse.device))

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
        largest = max_pool2d(coarse[None], 3, stride=1, padding=1)[0]
        return torch.where(coarse < floor, largest.clamp(max=floor), coarse)

    def _fine(
        self, area: _Area, corners: Tensor
    ) -> list[tuple[Tensor, Tensor, Tensor]]:
        """Pixels (fast, slow) and photons of blocks, batch by batch."""
        within = torch.arange(CHILD_PX, device=corners.device)
        size = max(1, self._tiling.pixels // CHILD_PX**2)
        starts = range(0, len(corners), size)
        results: list[tuple[Tensor, Tensor, Tensor]] = []

        def compute(batch: Tile) -> None:
            part = corners[batch.fast0 : batch.fast1]
            # The last blocks may reach over the edge: their pixels are done twice.
            fast = (part[:, 0, None, None] + within).clamp(max=area[2] - 1)
            slow = (part[:, 1, None, None] + within[:, None]).clamp(max=area[3] - 1)
            results.append((fast, slow, self._pixels(fast, slow)))

        ends = (Tile(s, 0, min(s + size, len(corners)), 1) for s in starts)
        self._run(compute, list(ends))
        return results

    def _put_peaks(
        self,
        image: Tensor,
        fine: list[tuple[Tensor, Tensor, Tensor]],
        area: _Area,
        bright: BrightBlocks,
    ) -> None:
        """Let each cell with computed pixels show the largest of them."""
        if not fine:
            return
        grid, device = self.screen, image.device
        row_of = cells_of_pixels(grid.slow_edges).to(device)
        column_of = cells_of_pixels(grid.fast_edges).to(device)
        fast0, slow0 = grid.rect[:2]
        peaks = torch.full_like(image, -math.inf).flatten()
        for fast, slow, values in fine:
            cell = row_of[slow - slow0] * grid.shape[1] + column_of[fast - fast0]
            kept = self._unmasked(fast, slow, values)
            peaks.scatter_reduce_(0, cell.flatten(), kept.to(peaks), "amax")
        peaks = peaks.reshape(image.shape)
        torch.where(peaks > -math.inf, peaks, image, out=image)

    def _unmasked(self, fast: Tensor, slow: Tensor, values: Tensor) -> Tensor:
        mask = self._scene.resolved.experiment.detector.mask
        if mask is None:
            return values
        keep = torch.from_numpy(mask.keep).to(values.device)
        return values * (keep[slow, fast]).flatten()

    def _run(self, work: Callable[[Tile], None], tiles: list[Tile]) -> None:
        """Fused kernels use every core by themselves."""
        if not tiles:
            return
        if self._scene.fused is None:
            self._workers.at_once(work, tiles)
        else:
            self._workers.in_order(work, tiles)

    def _pixels(self, fast: Tensor, slow: Tensor) -> Tensor:
        """Photons in rectangles of pixels, (b, 1, f) and (b, s, 1)."""
        fast, slow = fast.to(self._scene.precise), slow.to(self._scene.precise)
        if self._fused is not None:
            return self._fused.intensities(fast, slow, interpolate=self._interpolate)
        nil = torch.zeros_like(fast + slow)
        return pixel_intensities(
            self._scene,
            (fast + nil).flatten(),
            (slow + nil).flatten(),
            self._tiling.evaluations,
            interpolate=self._interpolate,
        )


def _common(region: _Area, other: _Area) -> _Area:
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
