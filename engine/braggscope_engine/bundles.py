"""Bundles of orientations so close to each other that one bound serves them all."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .scattering import homogeneous

CLOSE = 0.06
"""How far an index may differ within a bundle."""
_MOST = 48
"""Bundles, beyond which they are made wider instead."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bundles:
    """Orientations of a crystal in bundles, for one source.

    Attributes
    ----------
    incident : Tensor, shape (3,)       unit vector of the beam
    matrix : Tensor, shape (3, b, 4)    of the middle of each, as
        ``Scatterer.portions`` yields
    spread : Tensor, shape (3, b)       largest |row - its middle|
    steepest : Tensor, shape (3, b)     |row| of the middle
    count : Tensor, shape (b, 1)        orientations in each
    """

    incident: Tensor
    matrix: Tensor
    spread: Tensor
    steepest: Tensor
    count: Tensor


def gather(direct_m: Tensor, shortest_m: float, close: float = CLOSE) -> list[Tensor]:
    """Sort orientations (3, n, 3) into bundles; numbers of the orientations of each."""
    while True:
        bundles = _gather(direct_m, 2 * close * shortest_m / 2)
        if bundles is not None:
            return bundles
        close *= 2


def _gather(direct_m: Tensor, reach_m: float) -> list[Tensor] | None:
    left = torch.arange(direct_m.shape[1], device=direct_m.device)
    bundles: list[Tensor] = []
    while len(left):
        if len(bundles) == _MOST:
            return None
        first = direct_m[:, left[0], None]
        away = torch.linalg.vector_norm(direct_m[:, left] - first, dim=2).amax(dim=0)
        near = away <= reach_m
        bundles.append(left[near])
        left = left[~near]
    return bundles


def bundles_for(
    direct_m: Tensor, gathered: list[Tensor], incident: Tensor, wavelength_m: Tensor
) -> Bundles:
    """Prepare bundles of orientations (3, n, 3) for one source."""
    middles, spreads = [], []
    for numbers in gathered:
        vectors = direct_m[:, numbers]
        middle = (vectors.amin(dim=1) + vectors.amax(dim=1)) / 2
        away = torch.linalg.vector_norm(vectors - middle[:, None], dim=2)
        middles.append(middle)
        spreads.append(away.amax(dim=1))
    middle = torch.stack(middles, dim=1)
    counts = [float(len(numbers)) for numbers in gathered]
    return Bundles(
        incident=incident,
        matrix=homogeneous(middle, incident, wavelength_m),
        spread=torch.stack(spreads, dim=1) / wavelength_m,
        steepest=torch.linalg.vector_norm(middle, dim=2) / wavelength_m,
        count=torch.tensor(counts, dtype=torch.float64).to(middle)[:, None],
    )
