"""Bounds on the blocks of a scene, with a compiled kernel."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from ..bundles import Bundles
from ..models.crystal import CrystalShape
from ..scene import Scene
from ..visibility import largest_factors, lattice_stretch2
from .store import Kernel
from .summation import layout_of
from .variants import bounding

_GATHERED = "bundles of all sources"
_BOTH = "largest F² at and near each index"


class FusedBounds:
    """Bounds blocks of a scene whose panel is flat.

    Parameters
    ----------
    scene : Scene
    kernel : callable                          see ``bounding.bound``
    sources : sequence of (Bundles, Tensor)    of each source, and its weight
    depth_m : Tensor, shape ()                 deepest layer of the sensor
    scale : Tensor, shape ()                   photons per F² times squared distance
    emphasis : float                           see ``BlockFinder``
    """

    def __init__(
        self,
        scene: Scene,
        kernel: Kernel,
        sources: Sequence[tuple[Bundles, Tensor]],
        depth_m: Tensor,
        scale: Tensor,
        emphasis: float,
    ) -> None:
        self._kernel = kernel
        surface = scene.surface
        self._pixel, self._depth, self._scale = surface.pixel, depth_m, scale
        self._frame = torch.cat([surface.pix0, surface.fast, surface.slow])
        axes = torch.stack([surface.fast, surface.slow])
        self._lengths = torch.linalg.vector_norm(axes, dim=1).sum()
        self._bundles = _packed(*_gathered(scene, sources), axes)
        self._tables = _tables(scene, emphasis)

    @classmethod
    def of(
        cls,
        scene: Scene,
        sources: Sequence[tuple[Bundles, Tensor]],
        depth_m: Tensor,
        scale: Tensor,
        emphasis: float,
    ) -> FusedBounds | None:
        """Prepare a scene, or return None where that does not do or while it waits."""
        scatterer, store = scene.scatterer, scene.kernels
        if scene.fused is None or store is None or scene.surface.curved:
            return None
        if scatterer.fudge < 0:
            return None
        device = scatterer.direct_m.device.type
        kernel = store.get(bounding(scatterer.shape, device))
        if kernel is None:
            return None
        return cls(scene, kernel, sources, depth_m, scale, emphasis)

    def __call__(self, fast_px: Tensor, slow_px: Tensor, edge_px: int) -> Tensor:
        """Upper bound of the photons in any pixel of n blocks, float64 (n,).

        Parameters
        ----------
        fast_px, slow_px : int32 Tensor, shape (n,)    first pixel of each block
        edge_px : int                                  edge of the blocks, pixels
        """
        count = len(fast_px)
        if count == 0:
            return self._frame.new_zeros(0)
        half = edge_px * self._pixel / 2
        lengths = [self._pixel, half, self._depth, self._scale, half * self._lengths]
        if count == 1:  # a kernel wants two blocks at least
            fast_px, slow_px = fast_px.repeat(2), slow_px.repeat(2)
        blocks = [fast_px, slow_px, self._frame, torch.stack(lengths)]
        return self._kernel([*blocks, self._bundles, *self._tables])[0][:count]


def _gathered(
    scene: Scene, sources: Sequence[tuple[Bundles, Tensor]]
) -> tuple[Tensor, Tensor]:
    """Bundles of all sources: matrices (m, 3, 4), and the numbers from 18 on; once."""

    def gather() -> tuple[Tensor, Tensor]:
        matrices = torch.cat([b.matrix.permute(1, 0, 2) for b, _ in sources])
        return matrices, torch.cat([_numbers(*source) for source in sources])

    made_for = [bundles for bundles, _ in sources]  # each equals itself alone
    return scene.resolved.kept(_GATHERED, made_for, gather)


def _numbers(bundles: Bundles, weight: Tensor) -> Tensor:
    """What does not depend on the panel, besides the matrix, shape (m, 10)."""
    incident = bundles.incident.expand(len(bundles.count), 3)
    spreads = [bundles.spread.T, bundles.steepest.T]
    return torch.cat([*spreads, bundles.count * weight, incident], dim=1)


def _packed(matrices: Tensor, numbers: Tensor, axes: Tensor) -> Tensor:
    """Numbers of bundles as the kernel takes them, float32, shape (m, 28)."""
    along = (matrices[..., :3] @ axes.T).permute(0, 2, 1)
    packed = torch.cat([matrices.flatten(1), along.flatten(1), numbers], dim=1)
    return packed.to(torch.float32).contiguous()


def _tables(scene: Scene, emphasis: float) -> list[Tensor]:
    """What the kernel is given besides blocks and bundles."""
    scatterer, interpolate = scene.scatterer, scene.resolved.interpolate
    at_index, near_index, highest = largest_factors(
        scatterer.grid, interpolate=interpolate
    )
    kept, name = scatterer.grid.rearranged, f"{_BOTH}, interpolated: {interpolate}"
    if name not in kept:
        kept[name] = torch.cat([at_index, near_index])
    scale = torch.as_tensor(scatterer.fudge).to(scatterer.reciprocal)
    if scatterer.shape in (CrystalShape.GAUSS, CrystalShape.TOPHAT):
        scale = lattice_stretch2(scatterer) * scale
    tables = [
        scatterer.n_cells.flatten(),
        kept[name],
        torch.stack(
            [highest.reshape(()), scale.reshape(()), scale.new_tensor(emphasis)]
        ),
    ]
    single = [table.to(torch.float32).contiguous() for table in tables]
    return [*single, layout_of(scatterer.grid)]
