"""An image in a fraction of the time: exact where a peak can be, coarse elsewhere.

The panel is cut into blocks. A block whose rigorous upper bound reaches the floor is
computed pixel by pixel, so that no peak above the floor is lost or invented; any other
block takes the value of its middle, and so does one that nobody looks at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .fused.image import FusedImage
from .integrate import pixel_intensities
from .options import RenderOptions
from .quirks import Quirk
from .samples import Scene
from .tiles import Tile, Tiling, Workers
from .visibility import block_bounds, brightest_near, largest_bend

BLOCK_PX = 8
"""Edge of a block. Smaller ones find less to compute, but cost more to find."""
_BATCH_BLOCKS = 256


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Rows and columns of blocks that cover a region, half open."""

    fast0: int
    slow0: int
    fast1: int
    slow1: int

    @property
    def columns(self) -> int:
        return -(-(self.fast1 - self.fast0) // BLOCK_PX)

    @property
    def rows(self) -> int:
        return -(-(self.slow1 - self.slow0) // BLOCK_PX)

    def seen(self, view: tuple[int, int, int, int] | None) -> Tile:
        """Numbers of the blocks that a view (fast0, slow0, fast1, slow1) touches."""
        if view is None:
            return Tile(0, 0, self.columns, self.rows)
        if view[2] <= view[0] or view[3] <= view[1]:
            return Tile(0, 0, 0, 0)
        starts = (view[0] - self.fast0, view[1] - self.slow0)
        ends = (view[2] - self.fast0, view[3] - self.slow0)
        first, top = (max(0, start // BLOCK_PX) for start in starts)
        last, bottom = (-(-end // BLOCK_PX) for end in ends)
        return Tile(first, top, min(last, self.columns), min(bottom, self.rows))

    def bands(self, blocks_each: int) -> list[Tile]:
        """Bands of whole rows of blocks, as tiles of block numbers."""
        height = max(1, blocks_each // max(1, self.columns))
        return [
            Tile(0, row, self.columns, min(row + height, self.rows))
            for row in range(0, self.rows, height)
        ]


class PreviewRenderer:
    """One preview in the making.

    Parameters
    ----------
    scene : Scene
    tiling : Tiling
    workers : Workers
    options : RenderOptions
        Floor, view, and the share of pixels that may be computed one by one.
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
        reach = 3 if self._interpolate else 1
        self._brightest = brightest_near(scene.scatterer.grid, reach)

    def image(self, dtype: torch.dtype) -> Tensor:
        """Make the image, shape (slow, fast)."""
        shape = self._scene.resolved.experiment.detector.shape
        device = self._scene.surface.pix0.device
        image = torch.zeros(shape, dtype=dtype, device=device)
        blocks = _Blocks(*self._scene.resolved.region)
        if blocks.columns == 0 or blocks.rows == 0:
            return image
        coarse = torch.zeros(blocks.rows, blocks.columns, dtype=dtype, device=device)
        bounds = torch.zeros_like(coarse)
        seen = blocks.seen(self._options.view)
        columns = slice(seen.fast0, seen.fast1)

        def look(band: Tile) -> None:
            rows = slice(band.slow0, band.slow1)
            coarse[rows] = self._middles(blocks, band).to(dtype)
            top, bottom = max(band.slow0, seen.slow0), min(band.slow1, seen.slow1)
            if top < bottom and seen.fast0 < seen.fast1:
                part = Tile(seen.fast0, top, seen.fast1, bottom)
                bounds[top:bottom, columns] = self._bounds(blocks, part).to(bounds)

        self._run(look, blocks.bands(self._tiling.pixels // 4))
        self._spread(image, blocks, coarse)
        self._refine(image, blocks, self._worth(bounds))
        return image

    def _worth(self, bounds: Tensor) -> Tensor:
        """Choose blocks (row, column) to compute pixel by pixel."""
        chosen = (bounds >= self._options.floor_photons) & (bounds > 0)
        most = max(1, int(self._options.finest_share * bounds.numel()))
        if int(chosen.sum()) <= most:
            return chosen.nonzero()
        brightest = bounds.flatten().topk(most).indices
        columns = bounds.shape[1]
        return torch.stack([brightest // columns, brightest % columns], dim=1)

    def _run(self, work: Callable[[Tile], None], tiles: list[Tile]) -> None:
        """Fused kernels use every core by themselves."""
        if self._scene.fused is None:
            self._workers.at_once(work, tiles)
        else:
            self._workers.in_order(work, tiles)

    def _spread(self, image: Tensor, blocks: _Blocks, coarse: Tensor) -> None:
        """Give each block the value of its middle."""
        rows = coarse.repeat_interleave(BLOCK_PX, dim=0)
        full = rows.repeat_interleave(BLOCK_PX, dim=1)
        target = image[blocks.slow0 : blocks.slow1, blocks.fast0 : blocks.fast1]
        target.copy_(full[: target.shape[0], : target.shape[1]])

    def _refine(self, image: Tensor, blocks: _Blocks, chosen: Tensor) -> None:
        """Compute the pixels of the chosen blocks (row, column)."""
        within = torch.arange(BLOCK_PX, device=image.device)

        def compute(batch: Tile) -> None:
            part = chosen[batch.fast0 : batch.fast1]
            slow = blocks.slow0 + part[:, 0, None, None] * BLOCK_PX + within[:, None]
            fast = blocks.fast0 + part[:, 1, None, None] * BLOCK_PX + within
            # The last blocks may reach over the edge: their pixels are done twice.
            slow = slow.clamp(max=blocks.slow1 - 1)
            fast = fast.clamp(max=blocks.fast1 - 1)
            values = self._pixels(fast, slow).to(image.dtype)
            image[slow, fast] = values.reshape(len(part), BLOCK_PX, BLOCK_PX)

        batches = [
            Tile(start, 0, min(start + _BATCH_BLOCKS, len(chosen)), 1)
            for start in range(0, len(chosen), _BATCH_BLOCKS)
        ]
        if batches:
            self._run(compute, batches)

    def _middles(self, blocks: _Blocks, band: Tile) -> Tensor:
        """Photons in the middle pixel of each block of a band."""
        device = self._scene.surface.pix0.device
        half = BLOCK_PX // 2
        columns = torch.arange(band.fast0, band.fast1, device=device)
        rows = torch.arange(band.slow0, band.slow1, device=device)
        fast = (blocks.fast0 + columns * BLOCK_PX + half).clamp(max=blocks.fast1 - 1)
        slow = (blocks.slow0 + rows * BLOCK_PX + half).clamp(max=blocks.slow1 - 1)
        values = self._pixels(fast[None, None, :], slow[None, :, None])
        return values.reshape(len(rows), len(columns))

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

    def _bounds(self, blocks: _Blocks, band: Tile) -> Tensor:
        """Upper bound of the photons in any pixel of each block of a band."""
        directions, path = self._corners(blocks, band)
        scene, scatterer = self._scene, self._scene.scatterer
        surface, layers = scene.surface, scene.resolved.layers
        rows, columns = directions.shape[1] - 1, directions.shape[2] - 1
        axes = torch.stack([surface.fast, surface.slow])
        longest = torch.linalg.vector_norm(axes, dim=1).max()
        bend, closest = largest_bend(
            path, BLOCK_PX * surface.pixel * longest, layers.count * scene.layer_step_m
        )
        total = torch.zeros(rows * columns, device=directions.device)
        for incident, wavelength, weight in zip(
            scene.incident, scene.wavelength_m, scene.source_weight, strict=True
        ):
            for portion in scatterer.portions(
                incident, wavelength, path.numel(), self._tiling.evaluations
            ):
                bound = block_bounds(
                    scatterer,
                    portion,
                    directions,
                    bend,
                    self._brightest,
                    interpolate=self._interpolate,
                )
                total = total + weight * bound
        resolved = scene.resolved
        samples = resolved.oversample**2 * layers.count
        # Solid angle at most pixel² / path²; polarisation and capture at most 1.
        largest = closest.reciprocal().square()
        without_area = Quirk.POINT_PIXEL_WITHOUT_AREA in resolved.experiment.quirks
        if not (without_area and resolved.experiment.detector.point_pixel):
            largest = largest * surface.pixel.square()
        return (total * samples * (scene.scale * largest)).reshape(rows, columns)

    def _corners(self, blocks: _Blocks, band: Tile) -> tuple[Tensor, Tensor]:
        """Directions (4, rows + 1, columns + 1) and distances of block corners."""
        surface = self._scene.surface
        device, precise = surface.pix0.device, self._scene.precise
        columns = torch.arange(band.fast0, band.fast1 + 1, device=device)
        rows = torch.arange(band.slow0, band.slow1 + 1, device=device)
        fast = (blocks.fast0 + columns * BLOCK_PX).to(precise) * surface.pixel
        slow = (blocks.slow0 + rows * BLOCK_PX).to(precise) * surface.pixel
        position = surface.positions(
            fast[None, :], slow[:, None], torch.zeros_like(surface.pixel)
        )
        x, y, z = position
        path = torch.sqrt(x * x + y * y + z * z)
        directions = torch.cat([position, path[None]]) / path
        shape = (len(rows), len(columns))
        return directions.reshape(4, *shape), path.reshape(shape)
