"""Photons in the pixels of blocks, wherever these are."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from .anchored.image import AnchoredImage
from .bright_blocks import Area, Blocks
from .fused.image import FusedImage
from .integrate import pixel_intensities
from .picking import numbers_of
from .scene import Scene
from .tiles import Tile, Tiling, Workers


class BlockPixels:
    """Computes the pixels of blocks in an area.

    Parameters
    ----------
    scene : Scene
    tiling : Tiling
    workers : Workers
    area : Area
        Where a block reaches beyond, its last values are repeated.
    """

    def __init__(
        self, scene: Scene, tiling: Tiling, workers: Workers, area: Area
    ) -> None:
        self._scene = scene
        self._tiling = tiling
        self._workers = workers
        self._last_px = torch.tensor(
            [area[2] - 1, area[3] - 1],
            dtype=torch.int32,
            device=scene.surface.pix0.device,
        )
        self._interpolate = scene.resolved.interpolate
        fused = FusedImage.of(scene)
        self._fused = fused if fused is not None and fused.aims_at_blocks else None
        by_itself = scene.fused is None and not self._interpolate
        self._anchored = (
            AnchoredImage.of(scene, tiling.evaluations) if by_itself else None
        )

    def photons(self, blocks: Blocks, edge_px: int) -> Tensor:
        """Photons in every pixel of n blocks, slow before fast.

        Returns
        -------
        Tensor, shape (edge_px², n)
        """
        size = max(1, self._tiling.pixels // edge_px**2)
        starts = range(0, len(blocks), size)
        parts: dict[int, Tensor] = {}

        def compute(batch: Tile) -> None:
            some = slice(batch.fast0, batch.fast1)
            few = Blocks(fast_px=blocks.fast_px[some], slow_px=blocks.slow_px[some])
            parts[batch.fast0] = self._compute(few, edge_px)

        self._run(compute, [Tile(s, 0, min(s + size, len(blocks)), 1) for s in starts])
        if not parts:
            return torch.zeros(edge_px**2, 0, device=blocks.fast_px.device)
        if len(parts) == 1:
            return parts[0]
        return torch.cat([parts[start] for start in starts], dim=1)

    def numbers(self, blocks: Blocks, edge_px: int) -> tuple[Tensor, Tensor]:
        """Columns and rows of the pixels of n blocks, shape (edge_px, n) each."""
        first = blocks.fast_px
        within = torch.arange(edge_px, dtype=first.dtype, device=first.device)[:, None]
        return (
            torch.minimum(blocks.fast_px + within, self._last_px[0]),
            torch.minimum(blocks.slow_px + within, self._last_px[1]),
        )

    def _compute(self, blocks: Blocks, edge_px: int) -> Tensor:
        if self._fused is not None:
            return self._fused.in_blocks(
                (blocks.fast_px, blocks.slow_px),
                self._steps(edge_px),
                self._last_px,
                interpolate=self._interpolate,
            )
        if self._anchored is None:
            return self._one_by_one(blocks, edge_px)
        first = torch.stack([blocks.fast_px, blocks.slow_px])
        values = self._anchored.in_blocks(first, self._steps(edge_px))
        fast, slow = first + (edge_px - 1) > self._last_px[:, None]
        beyond = numbers_of(fast | slow)
        if len(beyond):
            values[:, beyond] = self._one_by_one(blocks.take(beyond), edge_px).to(
                values
            )
        return values

    def _one_by_one(self, blocks: Blocks, edge_px: int) -> Tensor:
        """Photons of pixels that may be anywhere, shape (edge_px², n)."""
        fast, slow = (x.to(self._scene.precise) for x in self.numbers(blocks, edge_px))
        nil = torch.zeros_like(fast[None] + slow[:, None])
        values = pixel_intensities(
            self._scene,
            (fast[None] + nil).flatten(),
            (slow[:, None] + nil).flatten(),
            self._tiling.evaluations,
            interpolate=self._interpolate,
        )
        return values.reshape(edge_px**2, -1)

    def _steps(self, edge_px: int) -> Tensor:
        """Columns and rows of the pixels of a block, from its first, (2, edge_px²)."""
        device = self._last_px.device
        within = torch.arange(edge_px, dtype=torch.int32, device=device)
        return torch.cartesian_prod(within, within).T.flip(0).contiguous()

    def _run(self, work: Callable[[Tile], None], tiles: list[Tile]) -> None:
        """Fused kernels use every core by themselves."""
        if self._scene.fused is None:
            self._workers.at_once(work, tiles)
        else:
            self._workers.in_order(work, tiles)
