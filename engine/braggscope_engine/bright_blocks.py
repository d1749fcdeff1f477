"""Which blocks of pixels may hold something visible: large blocks first."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .block_rays import block_rays
from .bundles import CLOSE, Bundles, bundles_for, gather
from .fused.block_bounds import FusedBounds
from .quirks import Quirk
from .samples import Scene
from .visibility import block_bounds

PARENT_PX = 8
"""Edge of the blocks that share one coarse value."""
CHILD_PX = PARENT_PX // 2
"""Edge of the blocks that are computed pixel by pixel."""
_FIRST_PX = 2 * PARENT_PX
_CLOSER = 0.004
"""How far an index may differ within a bundle where bundles cost little."""
_AT_ONCE = 1 << 13
"""Blocks times bundles of orientations that are bounded at once."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BrightBlocks:
    """Blocks whose bound reaches a floor; corners as (fast, slow), shape (n, 2).

    Attributes
    ----------
    children : Tensor     blocks of CHILD_PX to compute
    parents : Tensor      the blocks of PARENT_PX that hold them
    dimmest : Tensor      the block of CHILD_PX with the least bound in each parent
    """

    children: Tensor
    parents: Tensor
    dimmest: Tensor


class BlockFinder:
    """Bounds the photons in blocks of a scene's pixels.

    Parameters
    ----------
    scene : Scene
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        direct = scene.scatterer.direct_m
        shortest = float(scene.wavelength_m.min())
        gathered = gather(direct, shortest, CLOSE if scene.fused is None else _CLOSER)
        self._few = len(gathered)
        self._sources: list[tuple[Bundles, Tensor]] = [
            (bundles_for(direct, gathered, incident, wavelength), weight)
            for incident, wavelength, weight in zip(
                scene.incident, scene.wavelength_m, scene.source_weight, strict=True
            )
        ]
        self._depth = scene.resolved.layers.count * scene.layer_step_m
        self._scale = self._largest_factor()
        self._fused = FusedBounds.of(scene, self._sources, self._depth, self._scale)

    def find(
        self, area: tuple[int, int, int, int], floor_photons: float, most: int
    ) -> BrightBlocks:
        """Find the blocks of an area (fast0, slow0, fast1, slow1) to compute.

        Parameters
        ----------
        floor_photons : float
        most : int
            Blocks of CHILD_PX at most; beyond, those with the least bounds are left.
        """
        corners = _tiled(area, _FIRST_PX, self._scene.surface.pix0.device)
        corners, _ = self._brightest_of(corners, _FIRST_PX, floor_photons, most)
        parents = _halved(corners, _FIRST_PX, area)
        parents, _ = self._brightest_of(parents, PARENT_PX, floor_photons, most)
        families = _split(parents, PARENT_PX)
        children = families.reshape(-1, 2)
        bounds = self.bounds(children, CHILD_PX)
        inside = (children[:, 0] < area[2]) & (children[:, 1] < area[3])
        least = torch.where(inside, bounds, torch.inf).reshape(4, -1).argmin(dim=0)
        numbers = torch.arange(len(parents), device=least.device)
        chosen = _chosen(torch.where(inside, bounds, 0.0), floor_photons, most)
        return BrightBlocks(
            children=children[chosen],
            parents=parents,
            dimmest=families[least, numbers],
        )

    def bounds(self, corners: Tensor, edge_px: int) -> Tensor:
        """Upper bound of the photons in any pixel of each block, shape (n,)."""
        if self._fused is not None:
            return self._fused(corners, edge_px)
        size = max(1, _AT_ONCE // self._few)
        parts = [
            self._bound(corners[start : start + size], edge_px)
            for start in range(0, len(corners), size)
        ]
        nothing = torch.zeros(0, device=corners.device)
        return torch.cat(parts) if parts else nothing

    def _brightest_of(
        self, corners: Tensor, edge_px: int, floor: float, most: int
    ) -> tuple[Tensor, Tensor]:
        bounds = self.bounds(corners, edge_px)
        chosen = _chosen(bounds, floor, most)
        return corners[chosen], bounds[chosen]

    def _bound(self, corners: Tensor, edge_px: int) -> Tensor:
        scene = self._scene
        dtype = scene.scatterer.dtype
        rays = block_rays(scene.surface, corners, edge_px, self._depth, dtype)
        total: Tensor | None = None
        for bundles, weight in self._sources:
            bound = block_bounds(
                scene.scatterer,
                bundles,
                rays,
                interpolate=scene.resolved.interpolate,
            )
            part = weight * bound
            total = part if total is None else total + part
        assert total is not None  # there is at least one source
        # Solid angles in float32 would lose those below its least number.
        factor = self._scale.to(scene.precise) / rays.closest.to(scene.precise).square()
        return total.to(factor) * factor

    def _largest_factor(self) -> Tensor:
        """Photons per F², at most, times the squared distance from the sample."""
        resolved = self._scene.resolved
        samples = resolved.oversample**2 * resolved.layers.count
        largest = samples * self._scene.scale
        # Solid angle at most pixel² / path²; polarisation and capture at most 1.
        without_area = Quirk.POINT_PIXEL_WITHOUT_AREA in resolved.experiment.quirks
        if without_area and resolved.experiment.detector.point_pixel:
            return largest
        return largest * self._scene.surface.pixel.square()


def _tiled(area: tuple[int, int, int, int], edge: int, device: torch.device) -> Tensor:
    """Corners (n, 2) of the blocks that cover an area."""
    fast = torch.arange(area[0], area[2], edge, device=device)
    slow = torch.arange(area[1], area[3], edge, device=device)
    return torch.cartesian_prod(slow, fast).flip(1)


def _split(corners: Tensor, edge: int) -> Tensor:
    """Corners (4, n, 2) of the quarters of blocks (n, 2)."""
    half = edge // 2
    step = corners.new_tensor([[0, 0], [half, 0], [0, half], [half, half]])
    return corners + step[:, None]


def _halved(corners: Tensor, edge: int, area: tuple[int, int, int, int]) -> Tensor:
    """Quarters (m, 2) of blocks, without those beyond the area."""
    quarters = _split(corners, edge).reshape(-1, 2)
    return quarters[(quarters[:, 0] < area[2]) & (quarters[:, 1] < area[3])]


def _chosen(bounds: Tensor, floor: float, most: int) -> Tensor:
    """Numbers of the bounds that reach the floor, the highest if there are many."""
    chosen = ((bounds >= floor) & (bounds > 0)).nonzero()[:, 0]
    if len(chosen) <= most:
        return chosen
    return bounds.topk(most).indices
