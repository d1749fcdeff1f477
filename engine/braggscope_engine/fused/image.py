"""Photons in the pixels of a flat panel, with fused kernels from end to end."""

from __future__ import annotations

import torch
from torch import Tensor

from ..integrate import background_at_start, background_per_term
from ..samples import Scene
from .summation import FusedSum


def can_fuse(scene: Scene) -> bool:
    """Whether every factor of a scene is one that the kernels know."""
    resolved, corrections = scene.resolved, scene.corrections
    detector, sampling = resolved.experiment.detector, resolved.experiment.sampling
    alone = resolved.oversample == 1 and len(resolved.sources) == 1
    per_term = corrections.solid_angle_per_term and corrections.polarization_per_term
    return (
        scene.fused is not None
        and not detector.curved
        and not corrections.absorb
        and sampling.d_min_angstrom == 0
        and not corrections.running_sum
        and not resolved.interpolate
        and (alone or per_term)
        and background_at_start(scene) == 0
    )


def fused_intensities(scene: Scene, fast_px: Tensor, slow_px: Tensor) -> Tensor:
    """Photons in rectangles of pixels.

    Parameters
    ----------
    scene : Scene
        One that ``can_fuse``.
    fast_px : Tensor, shape (b, 1, f)
    slow_px : Tensor, shape (b, s, 1)
        Pixel numbers, in the precise dtype.

    Returns
    -------
    float32 Tensor, shape (b * s * f,)
    """
    assert scene.fused is not None
    per_edge = scene.resolved.oversample
    fine = scene.surface.pixel / per_edge
    share = background_per_term(scene)
    total: Tensor | None = None
    for number in range(per_edge * per_edge):
        sub_slow, sub_fast = divmod(number, per_edge)
        fast_m = fine * (fast_px * per_edge + sub_fast) + fine / 2.0
        slow_m = fine * (slow_px * per_edge + sub_slow) + fine / 2.0
        for source in range(len(scene.resolved.sources)):
            part = _one_source(scene, scene.fused, source, (fast_m, slow_m), share)
            total = part if total is None else total.add_(part)
    assert total is not None
    return total


def _one_source(
    scene: Scene,
    fused: FusedSum,
    source: int,
    distances: tuple[Tensor, Tensor],
    share: float,
) -> Tensor:
    surface, incident = scene.surface, scene.incident[source]
    frame = torch.cat([surface.pix0, surface.fast, surface.slow, incident])
    directions, weight = fused.aim([*distances, frame, _factors(scene, source)])
    sums = fused.sum(directions.flatten(1), incident, scene.wavelength_m[source])
    if share:
        sums = sums.add_(share)
    return sums.mul_(weight.flatten())


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
        magnetic = _unit(torch.linalg.cross(scene.polarization_axis, incident))
        electric = _unit(torch.linalg.cross(incident, magnetic))
        kahn = float(scene.kahn)
        odd = 0.5 * kahn
        if not bool(magnetic.any()):  # polarised along the beam: every ψ counts as 0
            constant, even = 0.5 * (1 - kahn), 0.5 * (1 + kahn)
    numbers = [cubic, square, *(nil + x for x in (constant, even, odd))]
    return torch.cat([torch.stack(numbers), magnetic, electric]).to(torch.float32)


def _unit(vector: Tensor) -> Tensor:
    length = torch.linalg.vector_norm(vector)
    return vector / torch.where(length == 0, 1.0, length)
