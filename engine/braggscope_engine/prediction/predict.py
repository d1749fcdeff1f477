"""Predict the reflections on a detector."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from ..constants import DEGREES_PER_RADIAN
from ..models.experiment import Experiment
from ..resolved import Resolved, resolve
from .candidates import candidates
from .crossing import Rotation
from .crystal_model import CrystalModel
from .depth import mean_depth_m
from .excitation import Hits, excited, hits
from .grouping import Groups
from .listed import listed_amplitudes
from .passage import Passage
from .phi_groups import PhiGroup, phi_groups
from .reflections import PredictedReflections
from .spot_size import spot_variance

LEAST_WEIGHT = 0.01
"""Just beyond the first minimum of a block's interference function."""
MOST_COMBINATIONS = 64
_AT_ONCE = 1 << 14
_APART_RAD = math.radians(0.5)
_PIXEL_VARIANCE = 1 / 12
_FWHM_PER_SIGMA = 2 * math.sqrt(2 * math.log(2))


def predict(
    experiment: Experiment,
    *,
    device: str = "cpu",
    resolved: Resolved | None = None,
    least_weight: float = LEAST_WEIGHT,
    most_combinations: int = MOST_COMBINATIONS,
) -> PredictedReflections:
    """Predict which reflections an image shows, where, and how wide.

    Each sub-step that the image samples (phi step, mosaic domain, source) excites the
    reflections that lie within the width of a spot from its Ewald sphere; a prediction
    is their mean, weighted with F_latt². It covers flat and curved panels, any
    scattering angle, and the region that is rendered. Masked pixels and what lies
    beyond d_min are left out, and so is the direct beam unless F(000) is given.

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

    Returns
    -------
    PredictedReflections
        In the order of h, k, l.
    """
    with torch.no_grad():
        resolved = resolved or resolve(experiment)
        model = CrystalModel.of(resolved, torch.device(device))
        depth_m = mean_depth_m(resolved).to(device)
        found, share = _all_hits(
            resolved, model, depth_m, least_weight, most_combinations
        )
        rows = _rows(resolved, model, found, share, depth_m)
    return _that_count(rows, resolved)


def _all_hits(
    resolved: Resolved,
    model: CrystalModel,
    depth_m: Tensor,
    least_weight: float,
    most: int,
) -> tuple[Hits, float]:
    """Hits of all sub-steps, and what share of the image each sub-step is."""
    reach = model.reach(least_weight)
    domain, source = _combinations(model, most)
    parts: list[Hits] = []

    def counted(sub_steps: tuple[Tensor, Tensor, Tensor]) -> Hits:
        found = hits(model, *sub_steps, depth_m)
        return found.take(_counts(model, found, least_weight))

    for group in phi_groups(resolved.orientations.in_force_rad.tolist()):
        passage = candidates(model, group, reach)
        steps = _sub_steps(model, group, passage, (domain, source), reach)
        parts += [counted(sub_steps) for sub_steps in steps]
    return Hits.together(parts), 1.0 / (len(model.phi_rad) * len(domain))


def _sub_steps(
    model: CrystalModel,
    group: PhiGroup,
    passage: Passage,
    combinations: tuple[Tensor, Tensor],
    reach: float,
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Indices, orientations and sources that may be hits, a number at a time."""
    domain, source = combinations
    if len(domain) > 1:
        for step, turn_rad in zip(group.steps, group.turns_rad, strict=True):
            turned = step * model.domains + domain
            yield from excited(model, passage.at(turn_rad), turned, source, reach)
        return
    turns = torch.tensor(group.turns_rad, dtype=torch.float64, device=domain.device)
    column, number = passage.moments(turns)
    orientation = (group.steps.start + number) * model.domains + domain
    for start in range(0, max(len(column), 1), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        yield passage.hkl.index_select(1, column[part]), orientation[part], source


def _combinations(model: CrystalModel, most: int) -> tuple[Tensor, Tensor]:
    """Mosaic domains and sources that are followed."""
    sources = len(model.incident)
    total = model.domains * sources
    number = torch.arange(min(total, most), device=model.incident.device)
    if total > most:
        # A stride near the golden section of the grid visits all of its corners.
        stride = round(total * (math.sqrt(5) - 1) / 2)
        while math.gcd(stride, total) != 1:
            stride += 1
        number = number * stride % total
    return number // sources, number % sources


def _counts(model: CrystalModel, found: Hits, least_weight: float) -> Tensor:
    """Numbers of the hits that are seen."""
    seen = found.weight >= least_weight
    seen &= model.source_weight[found.source] > 0
    seen &= torch.isfinite(found.place).all(0)
    # Where spots are wider than their distance, the image shows the nearest only.
    if model.are_spots_wide():
        seen &= found.nearest_to_itself(model)
    return seen.nonzero()[:, 0]


def _rows(
    resolved: Resolved,
    model: CrystalModel,
    found: Hits,
    share: float,
    depth_m: Tensor,
) -> PredictedReflections:
    rotation = Rotation.of(resolved, model)
    phi = model.phi_rad[found.orientation // model.domains]
    weight = found.weight * model.source_weight[found.source]
    groups = Groups.of(found.hkl, _side(rotation, found.hkl, phi), weight)
    place = groups.mean(found.place)
    seen = _is_in_the_region(model, place).nonzero()[:, 0]
    variance = groups.mean(found.place.square()) - place.square()
    averages = torch.stack([*place, *variance, groups.mean(phi), groups.total * share])

    parts = []
    for numbers in torch.split(seen, _AT_ONCE):
        best = found.take(groups.best.index_select(0, numbers))
        mean = averages.index_select(1, numbers)
        parts.append(_columns(resolved, model, rotation, best, mean, depth_m))
    return PredictedReflections.together(parts)


def _columns(
    resolved: Resolved,
    model: CrystalModel,
    rotation: Rotation,
    best: Hits,
    averages: Tensor,
    depth_m: Tensor,
) -> PredictedReflections:
    """Rows of reflections, from their best hits and averages over all of them."""
    fast, slow, *variances, near, weight = averages
    variance = torch.stack(variances).clamp(min=0.0)
    variance += spot_variance(model, best, depth_m)
    width = _FWHM_PER_SIGMA * torch.sqrt(variance + _PIXEL_VARIANCE)
    orbits = rotation.orbits(best.hkl)
    star = torch.sqrt(orbits.square)
    sine = (star / (2 * rotation.radius)).clamp(max=1.0)
    F, missing = listed_amplitudes(resolved, best.hkl)
    columns = {
        "d_angstrom": 1.0 / star,
        "two_theta_deg": 2 * torch.asin(sine) * DEGREES_PER_RADIAN,
        "fast_px": fast,
        "slow_px": slow,
        "phi_deg": orbits.crossing(near) * DEGREES_PER_RADIAN,
        "partiality": orbits.partiality(near, best.size_along(model)),
        "weight": weight,
        "width_fast_px": width[0],
        "width_slow_px": width[1],
        "F": F,
        "missing": missing,
        "hkl": best.hkl.int().T,
    }
    return PredictedReflections(
        **{name: column.cpu().numpy() for name, column in columns.items()}
    )


def _is_in_the_region(model: CrystalModel, place: Tensor) -> Tensor:
    """Which places (2, n) are rendered, bool (n,)."""
    fast0, slow0, fast1, slow1 = model.region
    fast, slow = place
    inside: Tensor = (fast >= fast0) & (fast < fast1)
    inside &= (slow >= slow0) & (slow < slow1)
    return inside


def _side(rotation: Rotation, hkl: Tensor, phi: Tensor) -> Tensor:
    """Which of its two crossings a hit belongs to, where they lie apart."""
    if abs(rotation.range_rad) < _APART_RAD:
        return torch.zeros_like(hkl[0], dtype=torch.int64)
    return rotation.orbits(hkl).is_second(phi, _APART_RAD).long()


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
