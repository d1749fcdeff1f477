"""How the brightest spots of an image move with one number of the model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..errors import InvalidParameterError
from ..models.experiment import Experiment
from ..prediction.all_hits import all_hits
from ..prediction.crystal_model import CrystalModel
from ..prediction.depth import mean_depth_m
from ..prediction.excitation import Hits, hits
from ..prediction.grouping import Groups
from ..prediction.listed import listed_amplitudes
from ..prediction.predict import LEAST_WEIGHT, MOST_COMBINATIONS
from ..resolved import Resolved, resolve
from .numbers import free_numbers, with_centre_given

_STEP = 1e-5
"""Small beside every curvature, and large beside the digits of a place in pixels."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpotMoves:
    """What one unit more of one number does to spots, to first order.

    Attributes
    ----------
    hkl : int32 array, shape (n, 3)      brightest first
    fast_px, slow_px : (n,)              where the spots are
    move_fast_px, move_slow_px : (n,)    how they move, pixels per unit
    log_intensity : (n,)                 change of ln(photons) per unit
    """

    hkl: NDArray[np.int32]
    fast_px: Floats
    slow_px: Floats
    move_fast_px: Floats
    move_slow_px: Floats
    log_intensity: Floats

    def __len__(self) -> int:
        return len(self.hkl)


def spot_moves(
    experiment: Experiment,
    path: str,
    component: int | None = None,
    *,
    most: int = 300,
) -> SpotMoves:
    """Follow the brightest spots of an image while one number changes.

    The sub-steps of the image that show a spot are kept; the derivative is that of
    their weighted mean, by central differences. The intensity is F² times the weight:
    solid angle and polarisation hardly change from one to the other.

    Parameters
    ----------
    experiment : Experiment
    path : str                 dotted, such as ``"detector.distance_mm"``
    component : int, optional  0, 1 or 2 of a vector
    most : int                 how many spots

    Raises
    ------
    InvalidParameterError
        For a path without a number, or one that cannot grow and shrink.
    """
    experiment = with_centre_given(experiment)
    (number,) = free_numbers(experiment, [path])
    if path == "crystal.mosaic_spread_deg" and number.values == (0.0,):
        raise InvalidParameterError(path, 0.0, "above 0: it can only grow")
    with torch.no_grad():
        resolved = resolve(experiment)
        model, depth_m = _model(resolved)
        found, _ = all_hits(resolved, model, depth_m, LEAST_WEIGHT, MOST_COMBINATIONS)
        same = torch.zeros_like(found.orientation)
        weight = found.weight * model.source_weight[found.source]
        groups = Groups.of(found, same, weight, 1)
        place = groups.mean(found.place)
        bright = _brightest(resolved, found, groups, place, most)
        ends = [
            _moved(with_number(experiment, path, component, by), found, groups)
            for by in (-_STEP, _STEP)
        ]
        (before, less), (after, more) = (
            (place[:, bright], total[bright]) for place, total in ends
        )
        move = (after - before) / (2 * _STEP)
        return SpotMoves(
            hkl=found.hkl[:, groups.best[bright]].int().T.contiguous().numpy(),
            fast_px=place[0, bright].numpy(),
            slow_px=place[1, bright].numpy(),
            move_fast_px=move[0].numpy(),
            move_slow_px=move[1].numpy(),
            log_intensity=((more.log() - less.log()) / (2 * _STEP)).numpy(),
        )


def with_number(
    experiment: Experiment, path: str, component: int | None, by: float
) -> Experiment:
    """Add to one number of an experiment."""
    *groups, name = path.split(".")
    parts: list[Any] = [experiment]
    for group in groups:
        parts.append(getattr(parts[-1], group))
    value = getattr(parts[-1], name)
    if component is None:
        changed: Any = replace(parts[-1], **{name: value + by})
    else:
        vector = [x + by * (n == component) for n, x in enumerate(value)]
        changed = replace(parts[-1], **{name: tuple(vector)})
    for group, part in zip(reversed(groups), reversed(parts[:-1]), strict=True):
        changed = replace(part, **{group: changed})
    return changed  # type: ignore[no-any-return]


def _model(resolved: Resolved) -> tuple[CrystalModel, Tensor]:
    return CrystalModel.of(resolved, torch.device("cpu")), mean_depth_m(resolved)


def _brightest(
    resolved: Resolved, found: Hits, groups: Groups, place: Tensor, most: int
) -> Tensor:
    """Numbers of the groups that lie on the image and are brightest, in their order."""
    fast0, slow0, fast1, slow1 = resolved.region
    fast, slow = place
    seen = (fast >= fast0) & (fast < fast1) & (slow >= slow0) & (slow < slow1)
    hkl = found.hkl[:, groups.best]
    F, _ = listed_amplitudes(resolved, hkl)
    # Nothing moves the direct beam's own reflection.
    photons = torch.where(seen & hkl.any(0), F.square() * groups.total, 0.0)
    order = torch.argsort(photons, descending=True)[:most]
    return order[photons[order] > 0]


def _moved(
    experiment: Experiment, found: Hits, groups: Groups
) -> tuple[Tensor, Tensor]:
    """Place (2, groups) and weight (groups,) of the same hits in another model."""
    model, depth_m = _model(resolve(experiment))
    light, place = hits(model, found.hkl, found.orientation, found.source, depth_m)
    weight = light * model.source_weight[found.source]
    same = Groups(
        number=groups.number,
        count=groups.count,
        best=groups.best,
        weight=weight,
        total=weight.new_zeros(groups.count).index_add(0, groups.number, weight),
    )
    return same.mean(place), same.total
