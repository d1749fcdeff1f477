"""When a reflection crosses the Ewald sphere, and how much of that is recorded."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ..resolved import Resolved
from ..sources import mean_direction
from .crystal_model import CrystalModel
from .vectors import dot

APART_RAD = math.radians(0.5)
"""Half the angle between two crossings from which on they are told apart."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rotation:
    """The spindle and the mean beam, and the unrotated reciprocal lattice (Å⁻¹).

    Attributes
    ----------
    spindle, incident : Tensor, shape (3,)
    reciprocal : Tensor, shape (3, 3)
    radius : float                   1/λ of the mean beam
    start_rad, range_rad : float
        The whole oscillation; a still has no range, nor has one with a single angle in
        force.
    beam_covariance : Tensor (3, 3)  of the sources' directions
    radius_variance : float          of their 1/λ
    mosaic_variance : float          mean square rotation of the domains about one axis
    has_one_source : bool            neither divergence nor bandwidth
    share : float
        What part of a still each pair of a domain and a source is.
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
    has_one_source: bool
    share: float

    @classmethod
    def of(cls, resolved: Resolved, model: CrystalModel, share: float) -> Rotation:
        """Gather from a resolved experiment."""
        device = model.incident.device
        start, width = _oscillation(resolved)
        incident = mean_direction(model.incident)
        off = model.incident - incident
        traces = torch.einsum("dii->d", resolved.orientations.domains)
        angles = torch.acos(((traces - 1) / 2).clamp(-1.0, 1.0))
        return cls(
            spindle=model.spindle,
            incident=incident,
            reciprocal=resolved.lattice.reciprocal_inv_angstrom.to(device),
            radius=float(model.per_wavelength.mean()),
            start_rad=start,
            range_rad=width,
            beam_covariance=off.mT @ off / len(off),
            radius_variance=float(model.per_wavelength.var(correction=0)),
            mosaic_variance=float(angles.square().mean()) / 3,
            has_one_source=len(off) == 1,
            share=share,
        )

    def orbits(self, hkl: Tensor) -> Orbits:
        """How reflections (3, n) move while the spindle turns."""
        star = self.reciprocal.mT @ hkl
        across = torch.linalg.cross(self.incident, self.spindle)
        forward, along, sine = torch.stack([self.incident, self.spindle, across]) @ star
        still = along * (self.spindle @ self.incident)
        return Orbits(
            rotation=self,
            star=star,
            square=dot(star, star),
            still=still,
            cosine=forward - still,
            sine=sine,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Orbits:
    """Reciprocal vectors G(φ) as the spindle turns, before the mean beam.

    The component of G along the beam is ``still + cosine cos φ + sine sin φ``.

    Attributes
    ----------
    rotation : Rotation
    star : Tensor, shape (3, n)                 G(0), Å⁻¹
    square : Tensor, shape (n,)                 |G|², Å⁻²
    still, cosine, sine : Tensor, shape (n,)    Å⁻¹
    """

    rotation: Rotation
    star: Tensor
    square: Tensor
    still: Tensor
    cosine: Tensor
    sine: Tensor

    def forward(self, phi_rad: Tensor) -> Tensor:
        """Component of G along the beam at angles (n,), Å⁻¹."""
        turned = torch.addcmul(self.still, self.cosine, torch.cos(phi_rad))
        return torch.addcmul(turned, self.sine, torch.sin(phi_rad))

    def error(self, phi_rad: Tensor) -> Tensor:
        """Excitation error at angles (n,), Å⁻¹."""
        radius = self.rotation.radius
        excess = torch.add(self.square, self.forward(phi_rad), alpha=2 * radius)
        # |G + i/λ| - 1/λ without a difference of nearly equal numbers.
        far = torch.sqrt((excess + radius * radius).clamp(min=0.0))
        return excess / (far + radius)

    def half_gap(self) -> tuple[Tensor, Tensor]:
        """Angle of deepest immersion, and half the angle between the crossings."""
        level = -self.square / (2 * self.rotation.radius) - self.still
        reach = torch.hypot(self.cosine, self.sine).clamp(min=1e-300)
        return self._deepest(), torch.acos((level / reach).clamp(-1.0, 1.0))

    def is_second(self, phi_rad: Tensor, apart_rad: float) -> Tensor:
        """Whether angles (n,) belong to the second of two crossings, bool (n,).

        Crossings that are not farther apart than twice a given angle count as one.
        """
        level = -self.square / (2 * self.rotation.radius) - self.still
        rises = self.cosine * torch.sin(phi_rad) > self.sine * torch.cos(phi_rad)
        reach = torch.hypot(self.cosine, self.sine)
        return rises & (level < math.cos(apart_rad) * reach)

    def crossing(self, near_rad: Tensor) -> Tensor:
        """Angle of the crossing nearest to given ones (n,); of least error if none."""
        middle, gap = self.half_gap()
        before = _within_half_a_turn(middle - gap - near_rad)
        after = _within_half_a_turn(middle + gap - near_rad)
        return near_rad + torch.where(before.abs() <= after.abs(), before, after)

    def partiality(self, near_rad: Tensor, size2: Tensor, weight: Tensor) -> Tensor:
        """Estimated fraction of the rocking curve that is recorded, shape (n,).

        Parameters
        ----------
        near_rad : Tensor, shape (n,)    angle at which most was recorded
        size2 : Tensor, shape (n,)       variance of the spot along the ray, Å⁻²
        weight : Tensor, shape (n,)      mean of F_latt² / (cells)² over the image
        """
        rotation = self.rotation
        sigma = torch.sqrt(size2 + self._smear2(near_rad))
        if rotation.range_rad == 0:
            # What a still shows at its best angle: as much of each reflection as a
            # continuous smear, or a whole sub-step where those are few and far apart.
            most = (torch.sqrt(size2) / sigma).clamp(min=rotation.share)
            return (weight / most).clamp(max=1.0)
        # From the deepest immersion to the farthest: the error grows or falls.
        off = _within_half_a_turn(near_rad - self._deepest())
        deepest = near_rad - off
        low = torch.where(off < 0, deepest - math.pi, deepest)
        high = low + math.pi
        sigma = sigma * math.sqrt(2.0)
        first, last = rotation.start_rad, rotation.start_rad + rotation.range_rad
        start, end = (
            torch.erf(self.error(low.clamp(min=phi).minimum(high)) / sigma)
            for phi in (first, last)
        )
        return 0.5 * (end - start).abs()

    def _deepest(self) -> Tensor:
        return torch.atan2(self.sine, self.cosine)

    def _smear2(self, phi_rad: Tensor) -> Tensor:
        """Variance of the error over domains and sources at angles (n,), Å⁻²."""
        rotation, radius = self.rotation, self.rotation.radius
        towards = self.forward(phi_rad) + radius
        far2 = self.square + 2 * radius * (towards - radius) + radius * radius
        cosine = towards / torch.sqrt(far2)
        # |G x ray|² of G = towards - incident / λ.
        lever = (1 - cosine.square()).clamp(min=0.0) * radius**2
        variance = rotation.mosaic_variance * lever
        if rotation.has_one_source:
            return variance
        ray = (self._at(phi_rad) + radius * rotation.incident[:, None]) / torch.sqrt(
            far2
        )
        beam = dot(ray, rotation.beam_covariance @ ray) * radius**2
        return variance + (1 - cosine).square() * rotation.radius_variance + beam

    def _at(self, phi_rad: Tensor) -> Tensor:
        """Reciprocal vectors (3, n) at angles (n,)."""
        spindle = self.rotation.spindle[:, None]
        along = spindle * (self.rotation.spindle @ self.star)
        turned = torch.linalg.cross(spindle.expand_as(self.star), self.star, dim=0)
        cosine, sine = torch.cos(phi_rad), torch.sin(phi_rad)
        rotated: Tensor = along + (self.star - along) * cosine + turned * sine
        return rotated


def _oscillation(resolved: Resolved) -> tuple[float, float]:
    """Where it starts, and its range, radians."""
    in_force = resolved.orientations.in_force_rad.tolist()
    if min(in_force) == max(in_force):
        return in_force[0], 0.0
    phi = resolved.orientations.phi_rad.tolist()
    step = phi[1] - phi[0]
    centred = resolved.experiment.sampling.phi_at_slice_centres
    return phi[0] - (step / 2 if centred else 0.0), step * len(phi)


def _within_half_a_turn(angle_rad: Tensor) -> Tensor:
    return torch.remainder(angle_rad + math.pi, 2 * math.pi) - math.pi
