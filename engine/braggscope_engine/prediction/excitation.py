"""Which sub-steps of the image excite which reflections, and where each lands.

A *hit* is one reflection in one sub-step: a phi step, a mosaic domain and a source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ..pixels import PanelSurface
from .crystal_model import CrystalModel
from .panel_hits import panel_hits
from .vectors import (
    chosen,
    dot,
    length,
    picked,
    transformed,
    transposed,
    where_true,
)

_AT_ONCE = 1 << 18
"""Pairs that are looked at together: what stays near the processor."""
_MARGIN = 1.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hits:
    """Reflections in sub-steps, one per entry of the last dimension.

    Attributes
    ----------
    table : Tensor, shape (3, m)    indices of reflections, whole numbers
    in_order : bool                 whether those ascend: h first, then k, then l
    number : int64 Tensor, shape (n,)    which of them each hit is of
    orientation, source : int64 Tensor, shape (n,)
    weight : Tensor, shape (n,)     F_latt² / (cells)² at the centre of its spot, ≤ 1
    place : Tensor, shape (2, n)    fast, slow, pixels; NaN off the panel's plane
    """

    table: Tensor
    in_order: bool
    number: Tensor
    orientation: Tensor
    source: Tensor
    weight: Tensor
    place: Tensor

    @property
    def hkl(self) -> Tensor:
        """Indices, shape (3, n)."""
        return picked(self.table, self.number)

    def take(self, rows: Tensor) -> Hits:
        """Keep some hits, by their numbers."""
        return replace(
            self,
            number=picked(self.number, rows),
            orientation=picked(self.orientation, rows),
            source=picked(self.source, rows),
            weight=picked(self.weight, rows),
            place=picked(self.place, rows),
        )

    @classmethod
    def together(cls, parts: list[Hits]) -> Hits:
        """Put parts behind each other; there is at least one.

        Parts with one table in common stand next to each other.
        """
        if len(parts) == 1:
            return parts[0]
        tables, numbers, before = [parts[0].table], [], 0
        for part in parts:
            if part.table is not tables[-1]:
                before += tables[-1].shape[1]
                tables.append(part.table)
            numbers.append(part.number + before if before else part.number)
        names = ("orientation", "source", "weight", "place")
        return cls(
            table=tables[0] if len(tables) == 1 else torch.cat(tables, 1),
            in_order=len(tables) == 1 and parts[0].in_order,
            number=torch.cat(numbers),
            **{
                name: torch.cat([getattr(p, name) for p in parts], -1) for name in names
            },
        )

    def rays(self, surface: PanelSurface, depth_m: Tensor) -> Tensor:
        """Unit vectors (3, n) from the sample to where the panel is hit."""
        fast, slow = self.place * surface.pixel
        positions = surface.positions(fast, slow, depth_m)
        return positions / length(positions)

    def size_along(self, model: CrystalModel, rays: Tensor) -> Tensor:
        """Variance of each spot along its ray in reciprocal space, Å⁻², shape (n,)."""
        along = transformed(chosen(model.spread, self.orientation), rays)
        return dot(along, along) / (2 * model.decay)

    def nearest_to_itself(self, model: CrystalModel, depth_m: Tensor) -> Tensor:
        """Whether each spot's centre is nearest to its own reflection, shape (n,)."""
        beam = chosen(model.incident, self.source)
        rays = self.rays(model.surface, depth_m)
        scattering = (rays - beam) * model.per_wavelength[self.source]
        seen = transformed(chosen(model.direct, self.orientation), scattering)
        return ((seen - self.hkl).abs() <= 0.5).all(0)


def excited(
    model: CrystalModel,
    hkl: Tensor,
    orientations: Tensor,
    sources: Tensor,
    reach: float,
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Find the sub-steps in which reflections come near the Ewald sphere.

    Parameters
    ----------
    hkl : Tensor, shape (3, n)    whole numbers
    orientations, sources : int64 Tensor, shape (m,)
        The sub-steps, each an orientation and a source.
    reach : float    farthest from the sphere, Å⁻¹

    Yields
    ------
    three int64 Tensor, shape (k,)
        Number of the reflection, in ascending order; its orientation and source.
    """
    inverse = model.per_wavelength[sources]
    # |G + i/λ|² - 1/λ² is linear in hkl; 2/λ times the excitation error, nearly.
    beams = torch.einsum(
        "sjx,sx->js", model.reciprocal[orientations], model.incident[sources]
    )
    toward = torch.cat([beams * (2 * inverse), torch.ones_like(inverse)[None]])
    limit = (2 * inverse * reach + reach * reach) * _MARGIN
    at_once = max(1, _AT_ONCE // len(orientations))
    for start in range(0, hkl.shape[1], at_once):
        here = hkl[:, start : start + at_once]
        star = model.reciprocal[orientations[0]].mT @ here
        excess = torch.cat([here, dot(star, star)[None]]).mT @ toward
        pair = where_true((excess.abs_() <= limit).flatten())
        number = torch.div(pair, len(orientations), rounding_mode="floor")
        step = pair - number * len(orientations)
        number += start
        yield (
            number,
            picked(orientations, step),
            picked(sources, step),
        )


def hits(
    model: CrystalModel,
    hkl: Tensor,
    orientation: Tensor,
    source: Tensor,
    depth_m: Tensor,
) -> tuple[Tensor, Tensor]:
    """Excitation and place of reflections in given sub-steps; differentiable.

    The brightest point of the sphere near a reflection at G, when the spot is a
    Gaussian of covariance C in reciprocal space, is G - E C d / (d · C d): E is the
    excitation error and d the diffracted direction. Its height falls with
    E² / (2 d · C d).

    Parameters
    ----------
    hkl : Tensor, shape (3, n)      whole numbers
    orientation, source : int64 Tensor, shape (n,), or (1,) for all
    depth_m : Tensor, shape ()    where in the sensor photons are caught, on average

    Returns
    -------
    weight : Tensor, shape (n,)
    place : Tensor, shape (2, n)
    """
    radius = model.per_wavelength[source]
    star = transposed(chosen(model.reciprocal, orientation), hkl)
    towards = torch.addcmul(star, chosen(model.incident, source), radius)
    far = length(towards)
    error, ray = far - radius, towards / far
    spread = chosen(model.spread, orientation)
    across = transformed(spread, ray)
    square = dot(across, across)
    ray = towards - transposed(spread, across) * (error / square)
    ray = ray / length(ray)
    weight = torch.exp(-model.decay * error.square() / square)
    return weight, panel_hits(model.surface, ray, depth_m)
