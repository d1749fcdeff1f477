"""Photons in the pixels of a flat panel without a sensor: what needs no general path.

All factors are then quadratic forms of directions and powers of distances, and belong
to the terms of one source, so that whole rectangles of pixels are made in few passes.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .corrections import polarization_frame
from .integrate import background_at_start
from .scene import Scene


def is_plain(scene: Scene) -> bool:
    """Whether a scene needs nothing else."""
    resolved, corrections = scene.resolved, scene.corrections
    detector, sampling = resolved.experiment.detector, resolved.experiment.sampling
    alone = resolved.oversample == 1 and len(resolved.sources) == 1
    per_term = corrections.solid_angle_per_term and corrections.polarization_per_term
    return not (
        detector.curved
        or corrections.absorb
        or sampling.d_min_angstrom != 0
        or corrections.running_sum
        or not (alone or per_term)
        or background_at_start(scene) != 0
    )


def middles_of_parts(per_edge: int) -> list[tuple[float, float]]:
    """Middles (fast, slow) of the parts of a pixel, in pixels; fast changes first."""
    along = [(number + 0.5) / per_edge for number in range(per_edge)]
    return [(fast, slow) for slow in along for fast in along]


def solid_angle_factors(scene: Scene) -> Tensor:
    """Scale and solid angle over 1/path³ and over 1/path², float32, shape (2,)."""
    surface, point = scene.surface, scene.resolved.experiment.detector.point_pixel
    area = surface.pixel * surface.pixel * scene.scale
    nil = torch.zeros_like(area)
    if not point:
        pair = [area * surface.close_distance, nil]
    else:
        pair = [nil, area if scene.corrections.point_pixel_area else scene.scale]
    return torch.stack(pair).to(torch.float32)


def polarization_form(scene: Scene, source: int) -> Tensor:
    """Polarisation factor as a quadratic form of the direction: xx to yz, shape (6,).

    Of a unit vector, 1 is a quadratic form as well, and so is sin² 2θ cos 2ψ.
    """
    incident = scene.incident[source]
    form = torch.eye(3, dtype=incident.dtype, device=incident.device)
    if scene.corrections.polarize:
        form = 0.5 * (form + torch.outer(incident, incident))
        if scene.kahn is not None:
            magnetic, electric = polarization_frame(incident, scene.polarization_axis)
            across = torch.outer(electric, electric) - torch.outer(magnetic, magnetic)
            # Polarised along the beam: every ψ counts as 0, and cos 2ψ as 1.
            flat = torch.eye(3, dtype=form.dtype, device=form.device)
            flat = flat - torch.outer(incident, incident)
            across = torch.where(magnetic.any(), across, flat)
            form = form - 0.5 * scene.kahn * across
    xx, yy, zz = form.diagonal()
    return torch.stack([xx, yy, zz, 2 * form[0, 1], 2 * form[0, 2], 2 * form[1, 2]])
