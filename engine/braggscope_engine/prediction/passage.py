"""When reflections pass the Ewald sphere while the crystal turns by a little."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..sources import mean_direction
from .crystal_model import CrystalModel
from .frustum import Frustum
from .phi_groups import PhiGroup
from .vectors import dot, picked, where_true

LEAST_SLOPE = 1e-12
"""Å⁻² per radian: a reflection on the spindle stays where it is."""
_MARGIN = 1.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passage:
    """Candidates, and the rotations at which they may be near the sphere.

    Attributes
    ----------
    hkl : Tensor, shape (3, n)           whole numbers
    enter_rad, leave_rad : Tensor (n,)   rotations from the middle of a group
    in_order : bool                      whether indices ascend: h first, then k, l
    """

    hkl: Tensor
    enter_rad: Tensor
    leave_rad: Tensor
    in_order: bool

    @classmethod
    def together(cls, parts: list[Passage]) -> Passage:
        """Put parts behind each other; there is at least one."""
        return cls(
            hkl=torch.cat([part.hkl for part in parts], 1),
            enter_rad=torch.cat([part.enter_rad for part in parts]),
            leave_rad=torch.cat([part.leave_rad for part in parts]),
            in_order=parts[0].in_order,
        )

    def moments(self, turns_rad: Tensor) -> tuple[Tensor, Tensor]:
        """Where and when candidates may be near, over all rotations of a group.

        Returns
        -------
        pair of int64 Tensor (m,)
            Column of ``hkl``; number of the rotation.
        """
        turns, number = torch.sort(turns_rad)
        first, last = self._between(turns)
        count = last - first
        after = torch.cumsum(count, 0)
        column = torch.repeat_interleave(count)
        offset = picked(first - (after - count), column)
        offset += torch.arange(len(column), device=column.device)
        return column, picked(number, offset)

    def _between(self, turns: Tensor) -> tuple[Tensor, Tensor]:
        """First of ascending rotations of each candidate, and the one after its last.

        What lies just at either end may count or not: it is far from the sphere.
        """
        step = turns.diff()
        even = len(step) > 0 and bool(step[0] > 0)
        if not even or bool(((step - step[0]).abs() > 1e-9 * step[0]).any()):
            first = torch.searchsorted(turns, self.enter_rad)
            return first, torch.searchsorted(turns, self.leave_rad, right=True)
        start, end, count = float(turns[0]), float(turns[-1]), len(turns)
        per_step = (count - 1) / (end - start)
        first = ((self.enter_rad - start) * per_step).ceil_().clamp_(0, count)
        last = ((self.leave_rad - start) * per_step).floor_().add_(1)
        return first.long(), last.clamp_(0, count).long()

    def at(self, turn_rad: float) -> Tensor:
        """Numbers (m,) of the candidates that may be near at a rotation."""
        return where_true((self.enter_rad <= turn_rad) & (self.leave_rad >= turn_rad))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Smear:
    """How rotation, mosaicity, divergence and bandwidth move reflections about.

    Rays count that reach the panel by no more than that.

    Attributes
    ----------
    incident, radius : Tensor (3,), float    mean beam, and its 1/λ, Å⁻¹
    slope : Tensor, shape (3,)    d(G · incident)/dφ = G · slope
    spindle : Tensor, shape (3,)
    turn_rad : float              largest rotation about the spindle
    tumble_rad : float            about any axis, of the crystal or the beam
    divergence_rad : float        largest angle between a source and the mean beam
    bandwidth : float             largest difference from the mean 1/λ, Å⁻¹
    reach : float                 farthest from the sphere that counts, Å⁻¹
    frustum : Frustum             the directions that are seen
    """

    incident: Tensor
    radius: float
    slope: Tensor
    spindle: Tensor
    turn_rad: float
    tumble_rad: float
    divergence_rad: float
    bandwidth: float
    reach: float
    frustum: Frustum

    @classmethod
    def of(
        cls, model: CrystalModel, group: PhiGroup, reach: float, frustum: Frustum
    ) -> Smear:
        """Of the sub-steps of a group."""
        incident = mean_direction(model.incident)
        radius = float(model.per_wavelength.mean())
        cosine = (model.incident @ incident).clamp(-1.0, 1.0)
        divergence = float(torch.acos(cosine).max())
        return cls(
            incident=incident,
            radius=radius,
            slope=torch.linalg.cross(incident, model.spindle),
            spindle=model.spindle,
            turn_rad=group.farthest_rad,
            tumble_rad=model.spread_rad + divergence,
            divergence_rad=divergence,
            bandwidth=float((model.per_wavelength - radius).abs().max()),
            reach=reach,
            frustum=frustum,
        )

    def farthest_move(self, farthest: float) -> float:
        """Half the thickness, Å⁻¹, of the shell that is passed up to a 1/d."""
        turned = self.turn_rad + self.tumble_rad
        share = farthest * farthest / (2 * self.radius * self.radius)
        return self.reach + farthest * min(turned, 2.0) + share * self.bandwidth

    def nearness(self) -> tuple[float, float, float]:
        """What |G + i/λ|² - 1/λ² counts as near: per |G|, per G², and besides."""
        tumble = self.tumble_rad + self.turn_rad**2 / 2
        longest = self.radius + self.bandwidth
        return (
            _MARGIN * (2 * longest * tumble),
            _MARGIN * (self.bandwidth / self.radius),
            _MARGIN * (2 * longest * self.reach + self.reach**2),
        )

    def slack(self) -> tuple[float, float]:
        """How far, Å⁻¹, a ray may pass the panel: per |G|, and besides.

        That is for a ray of length 1/λ of the mean beam, at the very rotation; times
        |G| comes how much the crystal turns from there.
        """
        longest = self.radius + self.bandwidth
        anyway = self.frustum.slack + self.divergence_rad
        return self.tumble_rad + self.turn_rad**2, (
            longest * anyway + self.reach + self.bandwidth
        )

    def sides(self) -> tuple[Tensor, Tensor]:
        """Rows (4, 3) that take G to how far its ray is inside, and that per radian.

        To the first, the incident beam is to be added.
        """
        sides = self.frustum.sides
        return sides, torch.linalg.cross(sides, self.spindle.expand_as(sides), dim=1)

    def passage(self, reciprocal: Tensor, hkl: Tensor, *, in_order: bool) -> Passage:
        """Those that may come near the sphere, and when.

        |G + i/λ|² - 1/λ² changes by its slope in the rotation about the spindle; its
        curvature, and tumbles in all directions, widen what counts as near.

        Parameters
        ----------
        reciprocal : Tensor, shape (3, 3)    rows a*, b*, c* in the middle of the group
        hkl : Tensor, shape (3, n)
        in_order : bool    whether these ascend
        """
        star = reciprocal.mT @ hkl
        forward, slope = torch.stack([self.incident, self.slope]) @ star
        square = dot(star, star)
        excess = torch.add(square, forward, alpha=2 * self.radius)
        linear, quadratic, anyway = self.nearness()
        near = square.sqrt() * linear + square * quadratic + anyway
        slope = (2 * self.radius) * slope
        slope = torch.where(slope.abs() < LEAST_SLOPE, LEAST_SLOPE, slope)
        when, half = -excess / slope, (near / slope).abs()
        met = (when.abs() - half <= self.turn_rad) & self._is_seen(star, when, half)
        there = where_true(met)
        when, half = picked(when, there), picked(half, there)
        return Passage(
            hkl=picked(hkl, there),
            enter_rad=when - half,
            leave_rad=when + half,
            in_order=in_order,
        )

    def _is_seen(self, star: Tensor, when: Tensor, half: Tensor) -> Tensor:
        """Whether rays of G (3, n) may reach the panel at rotations (n,)."""
        still, turning = self.sides()
        turn = when.clamp(-self.turn_rad, self.turn_rad)
        inside = still @ star + (turning @ star) * turn
        inside += (self.radius * (still @ self.incident))[:, None]
        per_length, anyway = self.slack()
        slack = per_length + half.clamp(max=2 * self.turn_rad)
        return inside.amin(0) >= -(dot(star, star).sqrt() * slack + anyway)
