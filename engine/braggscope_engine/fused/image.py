"""Photons in the pixels of a flat panel, with fused kernels from end to end."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..corrections import polarization_frame
from ..integrate import background_at_start, background_per_term
from ..samples import Scene
from ..scattering import homogeneous
from .summation import FusedSum

_KEPT = 100_000
"""Sources times orientations that are prepared once and kept."""


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """What the kernels are given of one source, besides pixels.

    Attributes
    ----------
    incident : Tensor, shape (3,)
    frame, factors : Tensor
        See ``kernels.aim``.
    anchors : list of (Tensor (3, 4), Tensor (3, m, 3))
        See ``kernels.anchor`` and ``kernels.anchored``.
    others : Tensor, shape (3, k, 4), or None
        See ``kernels.direct``.
    """

    incident: Tensor
    frame: Tensor
    factors: Tensor
    anchors: list[tuple[Tensor, Tensor]]
    others: Tensor | None


class FusedImage:
    """Computes pixels of a scene whose every factor the kernels know."""

    def __init__(self, scene: Scene, fused: FusedSum) -> None:
        self._scene = scene
        self._fused = fused
        self._share = background_per_term(scene)
        count = len(scene.resolved.sources)
        few = count * scene.scatterer.direct_m.shape[1] <= _KEPT
        self._kept = [self._source(i) for i in range(count)] if few else []

    @classmethod
    def of(cls, scene: Scene) -> FusedImage | None:
        """Prepare a scene, or return None where it needs more than the kernels do."""
        resolved, corrections = scene.resolved, scene.corrections
        detector, sampling = resolved.experiment.detector, resolved.experiment.sampling
        alone = resolved.oversample == 1 and len(resolved.sources) == 1
        per_term = (
            corrections.solid_angle_per_term and corrections.polarization_per_term
        )
        if (
            scene.fused is None
            or detector.curved
            or corrections.absorb
            or sampling.d_min_angstrom != 0
            or corrections.running_sum
            or resolved.interpolate
            or not (alone or per_term)
            or background_at_start(scene) != 0
        ):
            return None
        return cls(scene, scene.fused)

    def intensities(self, fast_px: Tensor, slow_px: Tensor) -> Tensor:
        """Photons in rectangles of pixels.

        Parameters
        ----------
        fast_px : Tensor, shape (b, 1, f)
        slow_px : Tensor, shape (b, s, 1)
            Pixel numbers, in the precise dtype.

        Returns
        -------
        float32 Tensor, shape (b * s * f,)
        """
        per_edge = self._scene.resolved.oversample
        fine = self._scene.surface.pixel / per_edge
        total: Tensor | None = None
        for number in range(per_edge * per_edge):
            sub_slow, sub_fast = divmod(number, per_edge)
            fast_m = fine * (fast_px * per_edge + (sub_fast + 0.5))
            slow_m = fine * (slow_px * per_edge + (sub_slow + 0.5))
            for index in range(len(self._scene.resolved.sources)):
                source = self._kept[index] if self._kept else self._source(index)
                part = self._one(source, fast_m, slow_m)
                total = part if total is None else total.add_(part)
        assert total is not None  # there is at least one source
        return total

    def _one(self, source: _Source, fast_m: Tensor, slow_m: Tensor) -> Tensor:
        fused, tables = self._fused, self._fused.tables
        directions, weight = fused.aim([fast_m, slow_m, source.frame, source.factors])
        directions = directions.flatten(1)
        total: Tensor | None = None
        for matrix, turns in source.anchors:
            split = fused.anchor([directions, matrix, source.incident])
            part = fused.anchored([*split, turns, *tables])[0]
            total = part if total is None else total.add_(part)
        if source.others is not None:
            part = fused.direct([directions, source.others, *tables])[0]
            total = part if total is None else total.add_(part)
        assert total is not None  # there is at least one orientation
        if self._share:
            total = total.add_(self._share)
        return total.mul_(weight.flatten())

    def _source(self, index: int) -> _Source:
        scene, fused = self._scene, self._fused
        surface, incident = scene.surface, scene.incident[index]
        wavelength = scene.wavelength_m[index]
        alone = fused.others.shape[1] > 0
        return _Source(
            incident=incident,
            frame=torch.cat([surface.pix0, surface.fast, surface.slow, incident]),
            factors=_factors(scene, index),
            anchors=[
                (
                    homogeneous(middle, incident, wavelength),
                    (turns / wavelength).to(torch.float32).contiguous(),
                )
                for middle, turns in fused.anchors
            ],
            others=homogeneous(fused.others, incident, wavelength) if alone else None,
        )


def _factors(scene: Scene, source: int) -> Tensor:
    """Numbers of the aiming kernel that do not depend on the pixel, float32."""
    surface, corrections = scene.surface, scene.corrections
    scale = scene.scale * scene.source_weight[source]
    area = surface.pixel * surface.pixel * scale
    nil = torch.zeros_like(area)
    point = scene.resolved.experiment.detector.point_pixel
    if point:
        cubic, square = nil, area if corrections.point_pixel_area else scale
    else:
        cubic, square = area * surface.close_distance, nil
    constant, even, odd = (0.5, 0.5, 0.0) if corrections.polarize else (1.0, 0.0, 0.0)
    magnetic = electric = torch.zeros_like(surface.fast)
    if corrections.polarize and scene.kahn is not None:
        incident = scene.incident[source]
        magnetic, electric = polarization_frame(incident, scene.polarization_axis)
        kahn = float(scene.kahn)
        odd = 0.5 * kahn
        if not bool(magnetic.any()):  # polarised along the beam: every ψ counts as 0
            constant, even = 0.5 * (1 - kahn), 0.5 * (1 + kahn)
    numbers = [cubic, square, *(nil + x for x in (constant, even, odd))]
    return torch.cat([torch.stack(numbers), magnetic, electric]).to(torch.float32)
