"""A ring cut to a panel: found where it crosses the edges, sampled in between."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .ring_surface import Border, RingSurface
from .stance import Array, unit

_CHORD_PX = 0.05
_FIRST_CUTS = 48
_MOST_HALVINGS = 12
_HAIR = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cone:
    """Directions at one angle to the incident beam, by the turn about it."""

    incident: Array
    right: Array
    up: Array
    angle: float

    @classmethod
    def about(cls, incident: Array, angle: float) -> Cone:
        """Make the cone at an angle (radians) to a unit vector."""
        aside = np.eye(3)[np.argmin(np.abs(incident))]
        right = unit(np.cross(aside, incident))
        return cls(
            incident=incident, right=right, up=np.cross(incident, right), angle=angle
        )

    def directions(self, turns: Array) -> Array:
        """Unit vectors (n, 3)."""
        around = np.outer(np.cos(turns), self.right) + np.outer(np.sin(turns), self.up)
        forward = math.cos(self.angle) * self.incident
        return np.array(forward + math.sin(self.angle) * around)

    def crossings(self, border: Border) -> list[float]:
        """Turns at which the ring crosses a border, radians."""
        x, y = border.across @ self.right, border.across @ self.up
        reach = math.sin(self.angle) * math.hypot(x, y)
        level = border.offset - math.cos(self.angle) * float(
            border.across @ self.incident
        )
        if not abs(level) < reach:
            return []
        middle, half = math.atan2(y, x), math.acos(level / reach)
        return [middle - half, middle + half]


def ring_pieces(
    surface: RingSurface, cone: Cone, low: Array, high: Array
) -> list[Array]:
    """Pieces of a ring within a rectangle of a surface.

    Parameters
    ----------
    surface : RingSurface
    cone : Cone
    low, high : ndarray, shape (2,)
        Corners of the rectangle, pixels (fast, slow).

    Returns
    -------
    list of ndarray, shape (n, 2)
    """
    cuts = {
        turn % math.tau
        for border in surface.borders(low, high)
        for turn in cone.crossings(border)
    }
    view = _View(surface=surface, cone=cone, low=low, high=high)
    if not cuts:
        return view.whole()
    starts = np.array(sorted(cuts))
    ends = np.append(starts[1:], starts[0] + math.tau)
    inside = view.inside((starts + ends) / 2)
    return [
        view.sampled(start, end)
        for start, end in view.joined(starts[inside], ends[inside])
    ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _View:
    """A ring as it is seen through a rectangle of a surface."""

    surface: RingSurface
    cone: Cone
    low: Array
    high: Array

    def points(self, turns: Array) -> Array:
        """Pixels (n, 2) at turns about the beam."""
        return self.surface.seen(self.cone.directions(turns))

    def inside(self, turns: Array) -> Array:
        """Which turns lie in the rectangle."""
        points = self.points(turns)
        with np.errstate(invalid="ignore"):
            within = (points >= self.low) & (points <= self.high)
        return np.array(within.all(axis=1))

    def whole(self) -> list[Array]:
        """The closed ring, if it is inside at all."""
        if not self.inside(np.zeros(1))[0]:
            return []
        curve = self.sampled(0.0, math.tau)
        curve[-1] = curve[0]
        return [curve]

    def joined(self, starts: Array, ends: Array) -> list[tuple[float, float]]:
        """Join pieces that meet at a cut where the ring goes on."""
        pieces: list[tuple[float, float]] = []
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            if pieces and pieces[-1][1] == start and self.goes_on(start):
                pieces[-1] = (pieces[-1][0], end)
            else:
                pieces.append((start, end))
        wraps = len(pieces) > 1 and pieces[-1][1] == pieces[0][0] + math.tau
        if wraps and self.goes_on(pieces[0][0]):
            pieces[0] = (pieces.pop()[0] - math.tau, pieces[0][1])
        return pieces

    def goes_on(self, turn: float) -> bool:
        """Whether the ring runs on over a cut, and does not jump across a seam."""
        before, after = self.points(np.array([turn - _HAIR, turn + _HAIR]))
        size = float(np.linalg.norm(self.high - self.low))
        return bool(np.linalg.norm(after - before) < 1e-3 * size)

    def sampled(self, start: float, end: float) -> Array:
        """Points along a piece, so close that chords look like the curve."""
        # A hair inside the piece: its very ends may lie on the horizon.
        inset = 1e-12 * (end - start)
        turns = np.linspace(start + inset, end - inset, _FIRST_CUTS + 1)
        points = self.points(turns)
        for _ in range(_MOST_HALVINGS):
            middles = (turns[:-1] + turns[1:]) / 2
            between = self.points(middles)
            off = between - (points[:-1] + points[1:]) / 2
            coarse = np.hypot(off[:, 0], off[:, 1]) > _CHORD_PX
            if not coarse.any():
                break
            turns = np.concatenate([turns, middles[coarse]])
            order = np.argsort(turns, kind="stable")
            points = np.concatenate([points, between[coarse]])[order]
            turns = turns[order]
        return points
