"""Which sub-steps of the image excite which reflections, and where each lands.

A *hit* is one reflection in one sub-step: a phi step, a mosaic domain and a source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import torch
from torch import Tensor

from .crystal_model import CrystalModel
from .panel_hits import panel_hits
from .vectors import chosen, dot, length, transformed, transposed

_AT_ONCE = 1 << 18
"""Pairs that are looked at together: what stays near the processor."""
_MARGIN = 1.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hits:
    """Reflections in sub-steps, one per entry of the last dimension.

    Attributes
    ----------
    hkl : Tensor, shape (3, n)      whole numbers
    orientation, source : int64 Tensor, shape (n,)
    weight : Tensor, shape (n,)     F_latt² / (cells)² at the centre of its spot, ≤ 1
    ray : Tensor, shape (3, n)      unit vector to the centre of its spot
    place : Tensor, shape (2, n)    fast, slow, pixels; NaN off the panel's plane
    """

    hkl: Tensor
    orientation: Tensor
    source: Tensor
    weight: Tensor
    ray: Tensor
    place: Tensor

    def take(self, rows: Tensor) -> Hits:
        """Keep some hits, by their numbers."""
        return Hits(
            **{
                f.name: getattr(self, f.name).index_select(-1, rows)
                for f in fields(self)
            }
        )

    @classmethod
    def together(cls, parts: list[Hits]) -> Hits:
        """Put parts behind each other; there is at least one."""
        if len(parts) == 1:
            return parts[0]
        names = [field.name for field in fields(cls)]
        return cls(
            **{name: torch.cat([getattr(p, name) for p in parts], -1) for name in names}
        )

    def size_along(self, model: CrystalModel) -> Tensor:
        """Variance of each spot along its ray in reciprocal space, Å⁻², shape (n,)."""
        along = transformed(chosen(model.spread, self.orientation), self.ray)
        return dot(along, along) / (2 * model.decay)

    def nearest_to_itself(self, model: CrystalModel) -> Tensor:
        """Whether each spot's centre is nearest to its own reflection, shape (n,)."""
        beam = chosen(model.incident, self.source)
        scattering = (self.ray - beam) * model.per_wavelength[self.source]
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
    tuple of Tensor (3, k), and int64 Tensor (k,) or (1,) twice
        Indices; orientation and source of each, or of all.
    """
    if len(orientations) == 1:
        yield hkl, orientations, sources
        return
    star = model.reciprocal[orientations[0]].mT @ hkl
    square = dot(star, star)
    at_once = max(1, _AT_ONCE // max(1, hkl.shape[1]))
    for start in range(0, len(orientations), at_once):
        steps = slice(start, start + at_once)
        turned, lit = orientations[steps], sources[steps]
        inverse = model.per_wavelength[lit, None]
        # |G + i/λ|² - 1/λ² is linear in hkl; 2/λ times the excitation error, nearly.
        beams = torch.einsum(
            "sjx,sx->sj", model.reciprocal[turned], model.incident[lit]
        )
        excess = torch.addmm(square, beams * (2 * inverse), hkl)
        limit = (2 * inverse * reach + reach * reach) * _MARGIN
        step, column = (excess.abs_() <= limit).nonzero(as_tuple=True)
        yield hkl.index_select(1, column), turned[step], lit[step]


def hits(
    model: CrystalModel,
    hkl: Tensor,
    orientation: Tensor,
    source: Tensor,
    depth_m: Tensor,
) -> Hits:
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
    return Hits(
        hkl=hkl,
        orientation=orientation.expand_as(far),
        source=source.expand_as(far),
        weight=torch.exp(-model.decay * error.square() / square),
        ray=ray,
        place=panel_hits(model.surface, ray, depth_m),
    )
