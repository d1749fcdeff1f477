"""Predict the reflections on a detector."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ..constants import DEGREES_PER_RADIAN
from ..fused.store import KernelStore
from ..models.experiment import Experiment
from ..resolved import Resolved, resolve
from .all_hits import all_hits
from .compiled import CompiledSteps
from .crossing import APART_RAD, Rotation
from .crystal_model import CrystalModel
from .depth import mean_depth_m
from .excitation import Hits
from .grouping import Groups
from .listed import listed_amplitudes
from .parallax import parallax
from .reflections import PredictedReflections
from .separate_beams import separate_beams
from .spot_size import spot_variance
from .vectors import picked, where_true

LEAST_WEIGHT = 0.01
"""Just beyond the first minimum of a block's interference function."""
MOST_COMBINATIONS = 64
_AT_ONCE = 1 << 14
_PIXEL_VARIANCE = 1 / 12
_FWHM_PER_SIGMA = 2 * math.sqrt(2 * math.log(2))


def predict(
    experiment: Experiment,
    *,
    device: str = "cpu",
    resolved: Resolved | None = None,
    least_weight: float = LEAST_WEIGHT,
    most_combinations: int = MOST_COMBINATIONS,
    kernels: KernelStore | None = None,
) -> PredictedReflections:
    """Predict which reflections an image shows, where, and how wide.

    Each sub-step that the image samples (phi step, mosaic domain, source) excites the
    reflections that lie within the width of a spot from its Ewald sphere; a prediction
    is their mean, weighted with F_latt². It covers flat and curved panels, any
    scattering angle, thick sensors, and the region that is rendered. Masked pixels and
    what lies beyond d_min are left out, and so is the direct beam unless F(000) is
    given.

    Parameters
    ----------
    experiment : Experiment
    device : str, optional
        Where to compute, in float64.
    resolved : Resolved, optional
        The same experiment resolved, where it is at hand: it spares that time.
    least_weight : float, optional
        F_latt² / (cells)² in the best sub-step from which on a reflection counts,
        above 0 and below 1.
    most_combinations : int, optional
        Mosaic domains times sources that are followed at most; of more, so many that
        are evenly spread stand for all.
    kernels : KernelStore, optional
        Where compiled kernels are: with them it takes half the time. Kernels that are
        not there yet are wanted, see ``KernelStore.wanted``.

    Returns
    -------
    PredictedReflections
        In the order of h, k, l.
    """
    with torch.no_grad():
        resolved = resolved or resolve(experiment)
        setting = _Setting.of(resolved, torch.device(device), most_combinations)
        compiled = CompiledSteps.of(
            setting.model, setting.rotation, setting.depth_m, kernels
        )
        found, share = all_hits(
            resolved,
            setting.model,
            setting.depth_m,
            least_weight,
            most_combinations,
            compiled,
        )
        rows = _rows(setting, found, share, compiled)
    return _that_count(rows, resolved)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Setting:
    """What is predicted, on one device.

    Attributes
    ----------
    resolved : Resolved
    model : CrystalModel
    rotation : Rotation
    depth_m : Tensor, shape ()    where in the sensor photons are caught, on average
    beam : int64 Tensor, shape (sources,)
        Which of the beams, whose spots lie apart, a source belongs to.
    """

    resolved: Resolved
    model: CrystalModel
    rotation: Rotation
    depth_m: Tensor
    beam: Tensor

    @classmethod
    def of(cls, resolved: Resolved, device: torch.device, most: int) -> _Setting:
        """Gather what all steps need."""
        model = CrystalModel.of(resolved, device)
        share = 1.0 / min(model.domains * len(model.incident), most)
        return cls(
            resolved=resolved,
            model=model,
            rotation=Rotation.of(resolved, model, share),
            depth_m=mean_depth_m(resolved).to(device),
            beam=separate_beams(model.incident),
        )


def _rows(
    setting: _Setting, found: Hits, share: float, compiled: CompiledSteps | None
) -> PredictedReflections:
    model, rotation = setting.model, setting.rotation
    phi = model.phi_of(found.orientation)
    weight = found.weight * model.source_weight[found.source]
    branch = _side(rotation, found, phi, compiled) + 2 * setting.beam[found.source]
    branches = 2 * (int(setting.beam.max()) + 1)
    groups = Groups.of(found, branch, weight, branches)
    place = groups.mean(found.place)
    variance = groups.mean(found.place.square()) - place.square()
    if setting.resolved.layers.count > 1:
        rays = found.take(groups.best).rays(model.surface, setting.depth_m)
        move, spread = parallax(setting.resolved, model.surface, rays, setting.depth_m)
        place, variance = place + move, variance + spread.square()
    seen = where_true(_is_in_the_region(model, place))
    averages = torch.stack([*place, *variance, groups.mean(phi), groups.total * share])

    parts = []
    for numbers in torch.split(seen, _AT_ONCE if compiled is None else len(seen)):
        best = found.take(picked(groups.best, numbers))
        mean = picked(averages, numbers)
        hkl = best.hkl
        described = _described(setting, best, hkl, mean, compiled)
        parts.append(_columns(setting, hkl, mean, described))
    return PredictedReflections.together(parts)


def _columns(
    setting: _Setting, hkl: Tensor, averages: Tensor, described: Tensor
) -> PredictedReflections:
    """Rows of reflections, from their indices and averages over their hits."""
    fast, slow, *variances, _, weight = averages
    star, crossing, partiality, *variance_of_one = described
    variance = torch.stack(variances).clamp(min=0.0) + torch.stack(variance_of_one)
    width = _FWHM_PER_SIGMA * torch.sqrt(variance + _PIXEL_VARIANCE)
    sine = (star / (2 * setting.rotation.radius)).clamp(max=1.0)
    F, missing = listed_amplitudes(setting.resolved, hkl)
    columns = {
        "d_angstrom": 1.0 / star,
        "two_theta_deg": 2 * torch.asin(sine) * DEGREES_PER_RADIAN,
        "fast_px": fast,
        "slow_px": slow,
        "phi_deg": crossing * DEGREES_PER_RADIAN,
        "partiality": partiality,
        "weight": weight,
        "width_fast_px": width[0],
        "width_slow_px": width[1],
        "F": F,
        "missing": missing,
        "hkl": hkl.int().T,
    }
    return PredictedReflections(
        **{name: column.cpu().numpy() for name, column in columns.items()}
    )


def _described(
    setting: _Setting,
    best: Hits,
    hkl: Tensor,
    mean: Tensor,
    compiled: CompiledSteps | None,
) -> Tensor:
    """|G|, angle of the crossing, partiality, and variances of one spot, (5, n)."""
    model, (near, weight) = setting.model, mean[4:]
    if compiled is not None and len(near) > 1:
        return compiled.described(best, hkl, near, weight)
    orbits = setting.rotation.orbits(hkl)
    rays = best.rays(model.surface, setting.depth_m)
    partiality = orbits.partiality(near, best.size_along(model, rays), weight)
    columns = [torch.sqrt(orbits.square), orbits.crossing(near), partiality]
    return torch.stack([*columns, *spot_variance(model, best, setting.depth_m)])


def _is_in_the_region(model: CrystalModel, place: Tensor) -> Tensor:
    """Which places (2, n) are rendered, bool (n,)."""
    fast0, slow0, fast1, slow1 = model.region
    fast, slow = place
    inside: Tensor = (fast >= fast0) & (fast < fast1)
    inside &= (slow >= slow0) & (slow < slow1)
    return inside


def _side(
    rotation: Rotation, found: Hits, phi: Tensor, compiled: CompiledSteps | None
) -> Tensor:
    """Which of its two crossings a hit belongs to, where they lie apart."""
    if abs(rotation.range_rad) < APART_RAD:
        return torch.zeros_like(phi, dtype=torch.int64)
    if compiled is not None and len(phi) > 1:
        return compiled.side(found)
    return rotation.orbits(found.hkl).is_second(phi, APART_RAD).long()


def _that_count(rows: PredictedReflections, resolved: Resolved) -> PredictedReflections:
    """Keep what lies on pixels that count, within d_min."""
    counts = rows.d_angstrom >= resolved.experiment.sampling.d_min_angstrom
    counts &= rows.hkl.any(axis=1) | (rows.F != 0)
    if not counts.all():
        rows = rows.take(counts)
    mask = resolved.experiment.detector.mask
    if mask is None:
        return rows
    return rows.take(mask.keep[rows.slow_px.astype(int), rows.fast_px.astype(int)])
