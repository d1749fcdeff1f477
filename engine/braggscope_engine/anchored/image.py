"""Photons in the pixels of a flat panel, in few passes over rectangles or blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ..flat_panel import (
    is_plain,
    middles_of_parts,
    polarization_form,
    solid_angle_factors,
)
from ..integrate import background_per_term
from ..scene import Scene
from .bundles import AimedBundle
from .rays import FlatRays
from .summation import AnchoredSum


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """What one source has for all pixels; ``form`` is its weight, shape (3, 3)."""

    incident: Tensor
    bundles: Sequence[AimedBundle]
    form: Tensor


class AnchoredImage:
    """Computes pixels of a scene on a flat panel without a sensor."""

    def __init__(self, scene: Scene, anchored: AnchoredSum, evaluations: int) -> None:
        self._scene = scene
        self._anchored = anchored
        self._evaluations = evaluations
        self._dtype = anchored.n_cells.dtype
        self._solid = solid_angle_factors(scene)
        self._share = background_per_term(scene)
        self._sources = [self._source(number) for number in range(len(scene.incident))]

    @classmethod
    def of(cls, scene: Scene, evaluations: int) -> AnchoredImage | None:
        """Prepare a scene, or return None where it needs a more general way.

        Parameters
        ----------
        scene : Scene
        evaluations : int    orientations times pixels at once
        """
        if scene.anchored is None or not is_plain(scene):
            return None
        return cls(scene, scene.anchored, evaluations)

    def intensities(self, fast_px: Tensor, slow_px: Tensor) -> Tensor:
        """Photons in a rectangle of pixels.

        Parameters
        ----------
        fast_px : Tensor, shape (1, f)
        slow_px : Tensor, shape (s, 1)
            Pixel numbers, in the precise dtype.

        Returns
        -------
        float32 Tensor, shape (s * f,)
        """

        def aim(fast_part: float, slow_part: float) -> FlatRays:
            fast, slow = fast_px + fast_part, slow_px + slow_part
            return FlatRays.of(self._scene.surface, fast, slow, self._dtype)

        return self._over_samples(aim, fast_px.numel() * slow_px.numel())

    def in_blocks(self, first_px: Tensor, steps_px: Tensor) -> Tensor:
        """Photons in the pixels of n blocks.

        Parameters
        ----------
        first_px : Tensor, shape (2, n)    first pixel of each, along fast and slow
        steps_px : Tensor, shape (2, k)    how much further the pixels of a block are

        Returns
        -------
        float32 Tensor, shape (k, n)
        """
        precise = self._scene.precise
        first, steps = first_px.to(precise), steps_px.to(precise)

        def aim(fast_part: float, slow_part: float) -> FlatRays:
            part = first.new_tensor([[fast_part], [slow_part]])
            surface = self._scene.surface
            return FlatRays.to_blocks(surface, first + part, steps, self._dtype)

        count = first.shape[1]
        total = self._over_samples(aim, count * steps.shape[1])
        return total.reshape(count, -1).T

    def _over_samples(
        self, aim: Callable[[float, float], FlatRays], count: int
    ) -> Tensor:
        """Photons in pixels, shape (count,), from rays to places in each of them."""
        columns = self._solid.new_empty(7, count)
        columns[3] = 1.0
        total: Tensor | None = None
        for fast, slow in middles_of_parts(self._scene.resolved.oversample):
            rays = aim(fast, slow)
            rays.put_directions(columns[:3])
            part = self._light(rays, columns).mul_(rays.solid_angle(self._solid))
            total = part if total is None else total.add_(part)
        assert total is not None  # there is at least one sample
        return total

    def _light(self, rays: FlatRays, columns: Tensor) -> Tensor:
        """The sum over sources and orientations, shape (n,)."""
        total: Tensor | None = None
        for source in self._sources:

            def indices(bundle: AimedBundle) -> Tensor:
                return rays.times(bundle.matrix)

            term = self._anchored.over(
                source.bundles, indices, source.incident, columns, self._evaluations
            )
            if self._share:
                term += self._share
            directions = columns[:3]
            x, y, z = (source.form @ directions).mul_(directions)
            term *= x.add_(y).add_(z)
            total = term if total is None else total.add_(term)
        assert total is not None  # there is at least one source
        return total

    def _source(self, number: int) -> _Source:
        scene = self._scene
        incident = scene.incident[number]
        xx, yy, zz, xy, xz, yz = polarization_form(scene, number)
        nil = torch.zeros_like(xx)
        # Half of what is symmetric: the product with both sides is the same.
        form = torch.stack([xx, xy, xz, nil, yy, yz, nil, nil, zz]).reshape(3, 3)
        return _Source(
            incident=incident,
            bundles=self._anchored.aimed(incident, scene.wavelength_m[number]),
            form=(form * scene.source_weight[number]).to(self._dtype),
        )
