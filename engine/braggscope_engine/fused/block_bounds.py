"""Bounds on the blocks of a scene, with a compiled kernel."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from ..bundles import Bundles
from ..models.crystal import CrystalShape
from ..samples import Scene
from ..visibility import largest_factors, lattice_stretch2
from .kernels import bounding
from .store import Kernel
from .summation import layout_of


class FusedBounds:
    """Bounds blocks of a scene whose panel is flat.

    Parameters
    ----------
    scene : Scene
    kernel : callable
    sources : sequence of (Bundles, Tensor)    of each source, and its weight
    depth_m : Tensor, shape ()                 deepest layer of the sensor
    scale : Tensor, shape ()                   photons per F² times squared distance
    """

    def __init__(
        self,
        scene: Scene,
        kernel: Kernel,
        sources: Sequence[tuple[Bundles, Tensor]],
        depth_m: Tensor,
        scale: Tensor,
    ) -> None:
        self._kernel = kernel
        surface = scene.surface
        self._pixel, self._depth, self._scale = surface.pixel, depth_m, scale
        self._frame = torch.cat([surface.pix0, surface.fast, surface.slow])
        self._lengths = sum(
            torch.linalg.vector_norm(axis) for axis in (surface.fast, surface.slow)
        )
        self._bundles = torch.cat([_packed(*source) for source in sources])
        self._tables = _tables(scene)

    @classmethod
    def of(
        cls,
        scene: Scene,
        sources: Sequence[tuple[Bundles, Tensor]],
        depth_m: Tensor,
        scale: Tensor,
    ) -> FusedBounds | None:
        """Prepare a scene, or return None where that does not do or while it waits."""
        scatterer = scene.scatterer
        if scene.fused is None or scene.kernels is None or scene.surface.curved:
            return None
        if scatterer.fudge < 0:
            return None
        device = scatterer.direct_m.device.type
        kernel = scene.kernels.get(bounding(scatterer.shape, device))
        return None if kernel is None else cls(scene, kernel, sources, depth_m, scale)

    def __call__(self, corners: Tensor, edge_px: int) -> Tensor:
        """Upper bound of the photons in any pixel of blocks (n, 2), float64 (n,)."""
        count = len(corners)
        if count == 0:
            return self._frame.new_zeros(0)
        if count == 1:  # a kernel wants two blocks at least
            corners = corners.repeat(2, 1)
        half = edge_px * self._pixel / 2
        sizes = torch.stack([half, self._depth, self._scale, half * self._lengths])
        middle = corners.to(self._frame.dtype) * self._pixel + half
        fast_m, slow_m = middle[:, 0].contiguous(), middle[:, 1].contiguous()
        return self._kernel(
            [fast_m, slow_m, self._frame, sizes, self._bundles, *self._tables]
        )[0][:count]


def _packed(bundles: Bundles, weight: Tensor) -> Tensor:
    """Numbers of bundles as the kernel takes them, float32, shape (m, 22)."""
    matrix = bundles.matrix.permute(1, 0, 2).flatten(1)
    count = len(matrix)
    numbers = [
        matrix,
        bundles.spread.T,
        bundles.steepest.T,
        bundles.count * weight,
        bundles.incident.expand(count, 3),
    ]
    return torch.cat(numbers, dim=1).to(torch.float32).contiguous()


def _tables(scene: Scene) -> list[Tensor]:
    """What the kernel is given besides blocks and bundles."""
    scatterer = scene.scatterer
    at_index, near_index, highest = largest_factors(
        scatterer.grid, interpolate=scene.resolved.interpolate
    )
    scale = torch.as_tensor(scatterer.fudge).to(scatterer.reciprocal)
    if scatterer.shape in (CrystalShape.GAUSS, CrystalShape.TOPHAT):
        scale = lattice_stretch2(scatterer) * scale
    tables = [
        scatterer.n_cells.flatten(),
        *(t if len(t) > 1 else t.expand(2) for t in (at_index, near_index)),
        torch.stack([highest.reshape(()), scale.reshape(())]),
    ]
    single = [table.to(torch.float32).contiguous() for table in tables]
    return [*single, layout_of(scatterer.grid)]
