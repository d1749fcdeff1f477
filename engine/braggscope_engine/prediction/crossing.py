"""When a reflection crosses the Ewald sphere, and how much of that is recorded."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ..resolved import Resolved
from ..sources import mean_direction
from .crystal_model import CrystalModel


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rotation:
    """The spindle and the mean beam, and the unrotated reciprocal lattice (Å⁻¹).

    Attributes
    ----------
    spindle, incident : Tensor, shape (3,)
    reciprocal : Tensor, shape (3, 3)
    radius : float                   1/λ of the mean beam
    start_rad, range_rad : float     the whole oscillation; a still has no range
    beam_covariance : Tensor (3, 3)  of the sources' directions
    radius_variance : float          of their 1/λ
    mosaic_variance : float          mean square rotation of the domains about one axis
    """

    spindle: Tensor
    incident: Tensor
    reciprocal: Tensor
    radius: float
    start_rad: float
    range_rad: float
    beam_covariance: Tensor
    radius_variance: float
    mosaic_variance: float

    @classmethod
    def of(cls, resolved: Resolved, model: CrystalModel) -> Rotation:
        """Gather from a resolved experiment."""
        device = model.incident.device
        phi = model.phi_rad.tolist()
        step = phi[1] - phi[0] if len(phi) > 1 else 0.0
        centred = resolved.experiment.sampling.phi_at_slice_centres
        start = phi[0] - (step / 2 if centred else 0.0)
        incident = mean_direction(model.incident)
        off = model.incident - incident
        traces = torch.einsum("dii->d", resolved.orientations.domains)
        angles = torch.acos(((traces - 1) / 2).clamp(-1.0, 1.0))
        return cls(
            spindle=resolved.panel.spindle.to(device),
            incident=incident,
            reciprocal=resolved.lattice.reciprocal_inv_angstrom.to(device),
            radius=float(model.per_wavelength.mean()),
            start_rad=start,
            range_rad=step * len(phi) if len(phi) > 1 else 0.0,
            beam_covariance=off.mT @ off / len(off),
            radius_variance=float(model.per_wavelength.var(correction=0)),
            mosaic_variance=float(angles.square().mean()) / 3,
        )

    def star(self, hkl: Tensor, phi_rad: Tensor) -> Tensor:
        """Reciprocal vectors (n, 3) at angles (n,)."""
        along, across, turned = self._parts(hkl)
        cosine, sine = torch.cos(phi_rad)[:, None], torch.sin(phi_rad)[:, None]
        return along + across * cosine + turned * sine

    def _parts(self, hkl: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        star = hkl.double() @ self.reciprocal
        along = (star @ self.spindle)[:, None] * self.spindle
        return (
            along,
            star - along,
            torch.linalg.cross(self.spindle.expand_as(star), star),
        )

    def error(self, hkl: Tensor, phi_rad: Tensor) -> Tensor:
        """Excitation error of the mean beam, Å⁻¹, shape (n,)."""
        towards = self.star(hkl, phi_rad) + self.radius * self.incident
        length: Tensor = torch.linalg.vector_norm(towards, dim=1)
        return length - self.radius

    def half_gap(self, hkl: Tensor) -> tuple[Tensor, Tensor]:
        """Angle of deepest immersion, and half the angle between the crossings."""
        along, across, turned = self._parts(hkl)
        cosine, sine = across @ self.incident, turned @ self.incident
        square = (along + across).square().sum(1)
        level = -square / (2 * self.radius) - along @ self.incident
        reach = torch.hypot(cosine, sine).clamp(min=1e-300)
        return torch.atan2(sine, cosine), torch.acos((level / reach).clamp(-1.0, 1.0))

    def crossing(self, hkl: Tensor, near_rad: Tensor) -> Tensor:
        """Angle of the crossing nearest to given ones (n,); of least error if none."""
        middle, gap = self.half_gap(hkl)
        both = torch.stack([middle - gap, middle + gap])
        turn = 2 * math.pi
        off = torch.remainder(both - near_rad + math.pi, turn) - math.pi
        nearer = off.abs().argmin(0, keepdim=True)
        return near_rad + off.gather(0, nearer)[0]

    def partiality(self, hkl: Tensor, near_rad: Tensor, size2: Tensor) -> Tensor:
        """Estimated fraction of the rocking curve that is recorded, shape (n,).

        Parameters
        ----------
        near_rad : Tensor, shape (n,)    angle at which most was recorded
        size2 : Tensor, shape (n,)       variance of the spot along the ray, Å⁻²
        """
        star = self.star(hkl, near_rad)
        towards = star + self.radius * self.incident
        ray = torch.nn.functional.normalize(towards, dim=1)
        lever = torch.linalg.cross(star, ray).square().sum(1)
        beam = torch.einsum("nx,xy,ny->n", ray, self.beam_covariance, ray)
        bandwidth = (1 - ray @ self.incident).square() * self.radius_variance
        sigma2 = size2 + self.mosaic_variance * lever + bandwidth
        sigma = torch.sqrt(sigma2 + beam * self.radius**2)
        if self.range_rad == 0:
            return torch.exp(-0.5 * (self.error(hkl, near_rad) / sigma).square())
        # From the deepest immersion to the farthest: the error grows or falls.
        middle, _ = self.half_gap(hkl)
        off = torch.remainder(near_rad - middle + math.pi, 2 * math.pi) - math.pi
        middle = near_rad - off
        low = torch.where(off < 0, middle - math.pi, middle)
        start, end = (
            self.error(hkl, torch.clamp(low.new_tensor(end), low, low + math.pi))
            / sigma
            for end in (self.start_rad, self.start_rad + self.range_rad)
        )
        root = math.sqrt(2.0)
        return 0.5 * (torch.erf(end / root) - torch.erf(start / root)).abs()
