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

_AT_ONCE = 1 << 22
_MARGIN = 1.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hits:
    """Reflections in sub-steps, one per entry.

    Attributes
    ----------
    hkl : int64 Tensor, shape (n, 3)
    orientation, source : int64 Tensor, shape (n,)
    weight : Tensor, shape (n,)     F_latt² / (cells)² at the centre of its spot, ≤ 1
    ray : Tensor, shape (n, 3)      unit vector to the centre of its spot
    place : Tensor, shape (n, 2)    fast, slow, pixels; NaN off the panel's plane
    """

    hkl: Tensor
    orientation: Tensor
    source: Tensor
    weight: Tensor
    ray: Tensor
    place: Tensor

    def take(self, rows: Tensor) -> Hits:
        """Keep some hits: a mask, or numbers."""
        return Hits(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    @classmethod
    def together(cls, parts: list[Hits]) -> Hits:
        """Put parts behind each other; there is at least one."""
        if len(parts) == 1:
            return parts[0]
        names = [field.name for field in fields(cls)]
        return cls(
            **{name: torch.cat([getattr(p, name) for p in parts]) for name in names}
        )

    def size_along(self, model: CrystalModel) -> Tensor:
        """Variance of each spot along its ray in reciprocal space, Å⁻², shape (n,)."""
        spread = model.spread[self.orientation]
        along = torch.einsum("njx,nx->nj", spread, self.ray)
        return along.square().sum(1) / (2 * model.decay)

    def nearest_to_itself(self, model: CrystalModel) -> Tensor:
        """Whether each spot's centre is nearest to its own reflection, shape (n,)."""
        beam = model.incident[self.source]
        scattering = (self.ray - beam) * model.per_wavelength[self.source][:, None]
        seen = torch.einsum("njx,nx->nj", model.direct[self.orientation], scattering)
        return ((seen - self.hkl).abs() <= 0.5).all(1)


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
    hkl : int64 Tensor, shape (n, 3)
    orientations, sources : int64 Tensor, shape (m,)
        The sub-steps, each an orientation and a source.
    reach : float    farthest from the sphere, Å⁻¹

    Yields
    ------
    tuple of int64 Tensor (k,)
        Row of hkl, orientation, source.
    """
    indices = hkl.double()
    star = indices @ model.reciprocal[orientations[0]]
    square = star.square().sum(1)[:, None]
    at_once = max(1, _AT_ONCE // max(1, len(hkl)))
    for start in range(0, len(orientations), at_once):
        steps = slice(start, start + at_once)
        turned, lit = orientations[steps], sources[steps]
        inverse = model.per_wavelength[lit]
        # |G + i/λ|² - 1/λ² is linear in hkl; 2/λ times the excitation error, nearly.
        beams = torch.einsum(
            "sjx,sx->js", model.reciprocal[turned], model.incident[lit]
        )
        excess = torch.addmm(square, indices, beams * (2 * inverse))
        limit = (2 * inverse * reach + reach * reach) * _MARGIN
        row, step = (excess.abs_() <= limit).nonzero(as_tuple=True)
        yield row, turned[step], lit[step]


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
    hkl : int64 Tensor, shape (n, 3)
    orientation, source : int64 Tensor, shape (n,)
    depth_m : Tensor, shape ()    where in the sensor photons are caught, on average
    """
    star = torch.einsum("nj,njx->nx", hkl.double(), model.reciprocal[orientation])
    radius = model.per_wavelength[source]
    towards = star + radius[:, None] * model.incident[source]
    length = torch.linalg.vector_norm(towards, dim=1)
    error, ray = length - radius, towards / length[:, None]
    spread = model.spread[orientation]
    across = torch.einsum("njx,nx->nj", spread, ray)
    square = across.square().sum(1)
    shift = torch.einsum("njx,nj->nx", spread, across) * (error / square)[:, None]
    ray = torch.nn.functional.normalize(towards - shift, dim=1)
    weight = torch.exp(-model.decay * error.square() / square)
    return Hits(
        hkl=hkl,
        orientation=orientation,
        source=source,
        weight=weight,
        ray=ray,
        place=panel_hits(model.surface, ray, depth_m),
    )


def spot_covariance(model: CrystalModel, found: Hits, depth_m: Tensor) -> Tensor:
    """Covariance of single spots on the panel from the crystal's size, pixels².

    Returns
    -------
    Tensor, shape (n, 2, 2)
    """
    across, upright = _tangents(found.ray)
    # Steps of a hundredth of a spot: small beside any curvature of the panel.
    size = (model.spread[0].square().sum(1).max() / model.decay).sqrt()
    step = 0.01 * size / model.per_wavelength[found.source][:, None]
    slopes = torch.stack(
        [
            (panel_hits(model.surface, found.ray + step * t, depth_m) - found.place)
            / step
            for t in (across, upright)
        ],
        dim=-1,
    )
    # The slice of a Gaussian by the sphere.
    spread = model.spread[found.orientation]
    towards, one, two = (
        torch.einsum("njx,nx->nj", spread, v) for v in (found.ray, across, upright)
    )
    tangent = torch.stack([one, two], dim=1)
    along = torch.einsum("naj,nj->na", tangent, towards)
    square = towards.square().sum(1)[:, None, None]
    reciprocal = tangent @ tangent.mT - along[:, :, None] * along[:, None, :] / square
    angular = (
        reciprocal
        / (2 * model.decay * model.per_wavelength[found.source] ** 2)[:, None, None]
    )
    return slopes @ angular @ slopes.mT


def _tangents(rays: Tensor) -> tuple[Tensor, Tensor]:
    """Two unit vectors across each ray (n, 3)."""
    least = torch.nn.functional.one_hot(rays.abs().argmin(1), 3).double()
    across = torch.nn.functional.normalize(torch.linalg.cross(rays, least), dim=1)
    return across, torch.linalg.cross(rays, across)
