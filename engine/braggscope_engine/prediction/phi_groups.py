"""Neighbouring phi steps, which share their candidates."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LARGEST_TURN_RAD = math.radians(1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhiGroup:
    """Phi steps whose orientations are close to each other.

    Attributes
    ----------
    steps : range
    middle : int                      the step whose orientation stands for them
    turns_rad : tuple of float        rotation of each step from there to its own
    """

    steps: range
    middle: int
    turns_rad: tuple[float, ...]

    @property
    def farthest_rad(self) -> float:
        """The largest of these rotations, without its sign."""
        return max(abs(turn) for turn in self.turns_rad)


def phi_groups(angles_rad: Sequence[float]) -> Iterator[PhiGroup]:
    """Cut an oscillation into runs of steps that are turned by nearly the same.

    Parameters
    ----------
    angles_rad : sequence of float
        Spindle angles that are really turned by, step by step.
    """
    first = 0
    while first < len(angles_rad):
        last = first + 1
        low = high = angles_rad[first]
        while last < len(angles_rad):
            low, high = min(low, angles_rad[last]), max(high, angles_rad[last])
            if high - low > 2 * _LARGEST_TURN_RAD:
                break
            last += 1
        middle = (first + last) // 2
        yield PhiGroup(
            steps=range(first, last),
            middle=middle,
            turns_rad=tuple(a - angles_rad[middle] for a in angles_rad[first:last]),
        )
        first = last
