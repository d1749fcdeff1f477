"""Which blocks of pixels may hold something visible: large blocks first."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .block_rays import block_rays
from .bundles import CLOSE, Bundles, bundles_for, gather
from .fused.block_bounds import FusedBounds
from .integrate import background_at_start, background_per_term
from .picking import numbers_of
from .quirks import Quirk
from .scene import Scene
from .visibility import block_bounds

PARENT_PX = 8
"""Edge of the blocks that share one coarse value."""
CHILD_PX = PARENT_PX // 2
"""Edge of the blocks that are computed pixel by pixel."""
FIRST_PX = 2 * PARENT_PX
"""Edge of the blocks that are looked at first."""
_CLOSER = 0.016
"""How far an index may differ within a bundle where bundles cost little."""
_SLACK = 4.0
"""Bounds of blocks are at least this much above what pixels between peaks have."""
_AT_ONCE = 1 << 16
"""Blocks times bundles of orientations that are bounded at once."""
Area = tuple[int, int, int, int]
"""Pixels fast0, slow0, fast1, slow1, half open."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blocks:
    """Blocks of pixels, all of one size.

    Attributes
    ----------
    fast_px, slow_px : int32 Tensor, shape (n,), or (4, n) of quarters
        First pixel of each.
    """

    fast_px: Tensor
    slow_px: Tensor

    @classmethod
    def covering(cls, area: Area, edge_px: int, device: torch.device) -> Blocks:
        """Blocks that cover an area, slow before fast."""
        fast, slow = (
            torch.arange(
                area[axis], area[axis + 2], edge_px, dtype=torch.int32, device=device
            )
            for axis in range(2)
        )
        return cls(
            fast_px=fast.repeat(len(slow)), slow_px=slow.repeat_interleave(len(fast))
        )

    def __len__(self) -> int:
        return self.fast_px.numel()

    def moved(self, px: int) -> Blocks:
        """These, further along both axes."""
        return Blocks(fast_px=self.fast_px + px, slow_px=self.slow_px + px)

    def take(self, numbers: Tensor) -> Blocks:
        """Some of n blocks."""
        return Blocks(
            fast_px=self.fast_px.index_select(0, numbers),
            slow_px=self.slow_px.index_select(0, numbers),
        )

    def quarters(self, edge_px: int) -> Blocks:
        """Quarters (4, n) of n blocks with edges of ``edge_px``."""
        fast, slow, half = self.fast_px, self.slow_px, edge_px // 2
        return Blocks(
            fast_px=torch.stack([fast, fast + half, fast, fast + half]),
            slow_px=torch.stack([slow, slow, slow + half, slow + half]),
        )

    def flat(self) -> Blocks:
        """All in one row."""
        return Blocks(fast_px=self.fast_px.flatten(), slow_px=self.slow_px.flatten())

    def with_more(self, others: Blocks) -> Blocks:
        """These, followed by others."""
        return Blocks(
            fast_px=torch.cat([self.fast_px, others.fast_px]),
            slow_px=torch.cat([self.slow_px, others.slow_px]),
        )

    def are_inside(self, area: Area) -> Tensor:
        """Whether each begins before the end of an area."""
        return (self.fast_px < area[2]) & (self.slow_px < area[3])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BrightBlocks:
    """Blocks whose bound reaches a floor, and those in which anything may be seen.

    Attributes
    ----------
    seen : Blocks
        n blocks of PARENT_PX that may reach what can be seen; some may begin beyond the
        area.
    parents : int64 Tensor, shape (m,)
        Numbers of those of them that reach the floor.
    dimmest : Blocks
        The block of CHILD_PX with the least bound in each of these m.
    children : Blocks
        Blocks of CHILD_PX that reach the floor.
    """

    seen: Blocks
    parents: Tensor
    dimmest: Blocks
    children: Blocks


class BlockFinder:
    """Bounds the photons in blocks of a scene's pixels.

    Parameters
    ----------
    scene : Scene
    emphasis : float
        How much more photons count in the main maximum of a reflection, not further
        from it than 1 / N along a, b and c. With more than 1, its fringes are left out
        long before a reflection is.
    """

    def __init__(self, scene: Scene, emphasis: float = 1.0) -> None:
        self._scene = scene
        self._emphasis = emphasis
        close = CLOSE if scene.fused is None else _CLOSER
        self._sources = _bundled_sources(scene, close)
        self._few = self._sources[0][0].count.shape[0]
        self._depth = scene.resolved.layers.count * scene.layer_step_m
        self._scale = self._largest_factor()
        self._fused = FusedBounds.of(
            scene, self._sources, self._depth, self._scale, emphasis
        )

    def find(
        self, area: Area, floor_photons: float, dimmest_photons: float, most: int
    ) -> BrightBlocks:
        """Find the blocks of an area (fast0, slow0, fast1, slow1) to compute.

        Parameters
        ----------
        floor_photons : float
            What bright blocks reach, main maxima with their emphasis.
        dimmest_photons : float
            What can be seen of the others.
        most : int
            Blocks of CHILD_PX at most; beyond, those with the least bounds are left.
        """
        first = Blocks.covering(area, FIRST_PX, self._scene.surface.pix0.device)
        bounds = self.bounds(first, FIRST_PX)
        # No number at all is no reason to leave a block dark.
        least = min(floor_photons, _SLACK * dimmest_photons)
        visible = numbers_of(~(bounds < least))
        seen = first.take(visible).quarters(FIRST_PX)
        parents = self._parents(seen, bounds.index_select(0, visible), floor_photons)
        families = seen.flat().take(parents)
        children = families.quarters(PARENT_PX).flat()
        bounds = self.bounds(children, CHILD_PX)
        inside = children.are_inside(area)
        dimmest = _dimmest(families, torch.where(inside, bounds, torch.inf))
        bounds = torch.where(inside, bounds, 0.0)
        chosen = _chosen(bounds, floor_photons)
        if len(chosen) > most:
            chosen = bounds.topk(most, sorted=False).indices
        return BrightBlocks(
            seen=seen.flat(),
            parents=parents,
            dimmest=dimmest,
            children=children.take(chosen),
        )

    def _parents(self, seen: Blocks, bounds: Tensor, floor: float) -> Tensor:
        """Numbers of the bright ones among quarters (4, n) of n bounded blocks."""
        bright = _chosen(bounds, floor)
        every = torch.arange(4, device=bright.device)[:, None] * len(bounds)
        numbers = (every + bright).flatten()
        blocks = seen.flat().take(numbers)
        return numbers.index_select(0, _chosen(self.bounds(blocks, PARENT_PX), floor))

    def bounds(self, blocks: Blocks, edge_px: int) -> Tensor:
        """Upper bound of what the photons in any pixel of each block count, (n,)."""
        if self._fused is not None:
            return self._fused(blocks.fast_px, blocks.slow_px, edge_px)
        corners = torch.stack([blocks.fast_px, blocks.slow_px], dim=1)
        size = max(1, _AT_ONCE // self._few)
        parts = [
            self._bound(corners[start : start + size], edge_px)
            for start in range(0, len(corners), size)
        ]
        nothing = torch.zeros(0, device=corners.device)
        return torch.cat(parts) if parts else nothing

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
                emphasis=self._emphasis,
            )
            part = weight * bound
            total = part if total is None else total + part
        assert total is not None  # there is at least one source
        # Solid angles in float32 would lose those below its least number.
        factor = self._scale.to(scene.precise) / rays.closest.to(scene.precise).square()
        return total.to(factor) * factor

    @property
    def background_photons(self) -> float:
        """What water adds to a pixel, at most; no bound has it."""
        scene = self._scene
        if scene.resolved.background == 0:
            return 0.0
        # Per sample, as the photons per F² are those of all samples together.
        squared = background_per_term(scene) * float(scene.source_weight.sum())
        squared += background_at_start(scene) / self._samples
        surface = scene.surface
        closest = min(abs(float(surface.close_distance)), abs(float(surface.distance)))
        if closest == 0:
            return math.inf
        return squared * float(self._scale) / closest**2

    @property
    def _samples(self) -> int:
        resolved = self._scene.resolved
        return resolved.oversample**2 * resolved.layers.count

    def _largest_factor(self) -> Tensor:
        """Photons per F², at most, times the squared distance from the sample."""
        resolved = self._scene.resolved
        largest = self._samples * self._scene.scale
        # Solid angle at most pixel² / path²; polarisation and capture at most 1.
        without_area = Quirk.POINT_PIXEL_WITHOUT_AREA in resolved.experiment.quirks
        if without_area and resolved.experiment.detector.point_pixel:
            return largest
        return largest * self._scene.surface.pixel.square()


def _bundled_sources(scene: Scene, close: float) -> list[tuple[Bundles, Tensor]]:
    """Bundles of orientations in each source, and its weight; made once."""
    direct = scene.scatterer.direct_m

    def bundle() -> list[tuple[Bundles, Tensor]]:
        gathered = gather(direct, float(scene.wavelength_m.min()), close)
        return [
            (bundles_for(direct, gathered, incident, wavelength), weight)
            for incident, wavelength, weight in zip(
                scene.incident, scene.wavelength_m, scene.source_weight, strict=True
            )
        ]

    return scene.resolved.kept("bundles", (close, direct.device), bundle)


def _chosen(bounds: Tensor, floor: float) -> Tensor:
    """Numbers of the bounds that reach the floor."""
    return numbers_of(bounds >= floor if floor > 0 else bounds > 0)


def _dimmest(families: Blocks, bounds: Tensor) -> Blocks:
    """The quarter of each of n blocks of PARENT_PX with the least of bounds (4n,)."""
    number = bounds.reshape(4, -1).min(dim=0).indices.to(torch.int32)
    return Blocks(
        fast_px=families.fast_px + CHILD_PX * (number & 1),
        slow_px=families.slow_px + CHILD_PX * (number >> 1),
    )
