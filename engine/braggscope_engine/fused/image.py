"""Photons in the pixels of a flat panel, with fused kernels from end to end."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from ..flat_panel import (
    is_plain,
    middles_of_parts,
    polarization_form,
    solid_angle_factors,
)
from ..integrate import background_per_term
from ..scattering import homogeneous
from ..scene import Scene
from .summation import MOST_TURNS, FusedSum, pack
from .variants import aiming_at_blocks

_KEPT = 100_000
"""Sources times orientations that are prepared once and kept."""


_TURNS = "orientations and sources, packed"


class FusedImage:
    """Computes pixels of a scene whose every factor the kernels know."""

    def __init__(self, scene: Scene, fused: FusedSum) -> None:
        self._scene = scene
        self._fused = fused
        surface = scene.surface
        self._frame = torch.cat([surface.pix0, surface.fast, surface.slow])
        self._solid = solid_angle_factors(scene)
        self._share = background_per_term(scene)
        assert scene.kernels is not None
        self._device = surface.pix0.device
        blocks = aiming_at_blocks(self._device.type)
        self._aim_at_blocks = scene.kernels.get(blocks)
        count = len(scene.incident) * fused.direct_m.shape[1]
        self._kept = self._keep_turns() if count <= _KEPT else None

    @classmethod
    def of(cls, scene: Scene) -> FusedImage | None:
        """Prepare a scene, or return None where it needs more than the kernels do."""
        if scene.fused is None or not is_plain(scene):
            return None
        return cls(scene, scene.fused)

    def intensities(
        self, fast_px: Tensor, slow_px: Tensor, *, interpolate: bool
    ) -> Tensor:
        """Photons in rectangles of pixels.

        Parameters
        ----------
        fast_px : Tensor, shape (b, 1, f)
        slow_px : Tensor, shape (b, s, 1)
            Pixel numbers, in the precise dtype.
        interpolate : bool

        Returns
        -------
        float32 Tensor, shape (b * s * f,)
        """
        pixel = self._scene.surface.pixel
        total: Tensor | None = None
        for fast, slow in middles_of_parts(self._scene.resolved.oversample):
            fast_m, slow_m = pixel * (fast_px + fast), pixel * (slow_px + slow)
            aimed = self._fused.aim([fast_m, slow_m, self._frame, self._solid])
            total = self._add(aimed, total, interpolate)
        assert total is not None  # there is at least one sub-pixel
        return total

    @property
    def aims_at_blocks(self) -> bool:
        """Whether the kernel for ``in_blocks`` is there."""
        return self._aim_at_blocks is not None

    def in_blocks(
        self,
        blocks_px: tuple[Tensor, Tensor],
        steps_px: Tensor,
        last_px: Tensor,
        *,
        interpolate: bool,
    ) -> Tensor:
        """Photons in the pixels of n blocks.

        Parameters
        ----------
        blocks_px : (fast, slow) of int32 Tensor, shape (n,)
            First pixel of each.
        steps_px : int32 Tensor, shape (2, k)
            How much further along fast and slow the pixels of a block are.
        last_px : int32 Tensor, shape (2,)
            Last pixel: where a block reaches beyond, its values are repeated.
        interpolate : bool

        Returns
        -------
        float32 Tensor, shape (k, n)
        """
        assert self._aim_at_blocks is not None
        fast_px, slow_px = blocks_px
        count = len(fast_px)
        if count == 1:  # a kernel wants two blocks at least
            fast_px, slow_px = fast_px.repeat(2), slow_px.repeat(2)
        total: Tensor | None = None
        for grid in self._grids():
            where = [fast_px, slow_px, steps_px, last_px, grid]
            aimed = self._aim_at_blocks([*where, self._frame, self._solid])
            total = self._add(aimed, total, interpolate)
        assert total is not None  # there is at least one sub-pixel
        return total.reshape(steps_px.shape[1], -1)[:, :count]

    def _grids(self) -> list[Tensor]:
        """Pixel, and the middle of each of its parts; see ``aim_at_blocks``."""
        pixel = self._scene.surface.pixel
        middles = middles_of_parts(self._scene.resolved.oversample)
        return [torch.stack([pixel, *pixel.new_tensor(middle)]) for middle in middles]

    def _add(
        self, aimed: list[Tensor], total: Tensor | None, interpolate: bool
    ) -> Tensor:
        """Add the photons of one sub-pixel of each pixel, over all orientations."""
        scattering = self._fused.scattering(interpolate=interpolate)
        rays, solid = aimed[0].flatten(1), aimed[1].flatten()
        for turns in self._turns():
            part = scattering(rays, solid, turns)
            total = part if total is None else total.add_(part)
        assert total is not None  # there is at least one orientation
        return total

    def _turns(self) -> Iterator[Tensor]:
        return iter(self._kept) if self._kept is not None else self._make_turns()

    def _keep_turns(self) -> list[Tensor]:
        """Make them once for all images of the same crystal in the same beam."""
        return self._scene.resolved.kept(
            _TURNS, (self._share, self._device), lambda: list(self._make_turns())
        )

    def _make_turns(self) -> Iterator[Tensor]:
        """Numbers of all orientations in all sources, as many as one call takes."""
        waiting: list[Tensor] = []
        for source, portion in self._portions():
            turns = self._packed(source, portion)
            if waiting and sum(map(len, waiting)) + len(turns) > MOST_TURNS:
                yield torch.cat(waiting)
                waiting = []
            waiting.append(turns)
        yield torch.cat(waiting)

    def _portions(self) -> Iterator[tuple[int, Tensor]]:
        vectors = self._fused.direct_m
        for source in range(len(self._scene.incident)):
            for start in range(0, vectors.shape[1], MOST_TURNS):
                yield source, vectors[:, start : start + MOST_TURNS]

    def _packed(self, source: int, vectors: Tensor) -> Tensor:
        scene = self._scene
        matrix = homogeneous(
            vectors, scene.incident[source], scene.wavelength_m[source]
        )
        part = vectors.shape[1] / self._fused.direct_m.shape[1]
        form = polarization_form(scene, source) * scene.source_weight[source]
        return pack(matrix, form, self._share * part)
