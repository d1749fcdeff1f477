"""The random numbers of nanoBragg, bit for bit.

Park and Miller's generator with a Bays-Durham shuffle of 32 entries (Press et al.,
Numerical Recipes). The streams have a state each and share one shuffle table, so the
order of use matters: orientation, mosaic domains, noise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_MODULUS = 2147483647
_MULTIPLIER = 16807
_TABLE = 32
_DIVISOR = 1 + (_MODULUS - 1) // _TABLE
_SCALE = 1.0 / _MODULUS
_LARGEST = np.float32(1.0 - 1.2e-7)


@dataclass(slots=True)
class ShuffleTable:
    """What the streams share."""

    entries: list[int] = field(default_factory=lambda: [0] * _TABLE)
    output: int = 0


@dataclass(slots=True)
class Stream:
    """One stream of uniform deviates.

    Parameters
    ----------
    state : int
        A seed as it is stored: minus the number that the user gave.
    table : ShuffleTable
    """

    state: int
    table: ShuffleTable

    @classmethod
    def seeded(cls, seed: int, table: ShuffleTable) -> Stream:
        """Start a stream from a seed as the user gives it."""
        return cls(-seed, table)

    def uniform(self) -> float:
        """Draw the next deviate in (0, 1), exactly a float32."""
        table = self.table
        if self.state <= 0 or table.output == 0:
            self._start()
        self._advance()
        slot = table.output // _DIVISOR
        table.output = table.entries[slot]
        table.entries[slot] = self.state
        return float(min(np.float32(_SCALE * table.output), _LARGEST))

    def uniforms(self, count: int) -> NDArray[np.float32]:
        """Draw many deviates at once: the same as so many calls of ``uniform``."""
        drawn = np.empty(count, np.float32)
        done = 0
        # A stream that has to start, or whose state has died out at 0, does so in the
        # next call; from then on no state is special.
        while done < count and (done == 0 or self.state == 0):
            drawn[done] = self.uniform()
            done += 1
        outputs = self._shuffled(_states_after(self.state, count - done))
        drawn[done:] = np.minimum((_SCALE * outputs).astype(np.float32), _LARGEST)
        return drawn

    def _shuffled(self, states: NDArray[np.int64]) -> NDArray[np.int64]:
        """Pass states through the shuffle table: each call returns an older one."""
        if len(states) == 0:
            return states
        table = self.table
        tops = [entry // _DIVISOR for entry in table.entries]
        slot = table.output // _DIVISOR
        visited: list[int] = []
        visit = visited.append
        # Which slot comes next hangs on the upper bits alone; bytes iterate fastest.
        for top in (states // _DIVISOR).astype(np.uint8).tobytes():
            visit(slot)
            tops[slot], slot = top, tops[slot]
        entered = np.concatenate([np.array(table.entries, np.int64), states])
        slots = np.frombuffer(bytes([*range(_TABLE), *visited]), np.uint8)
        # What leaves a slot is what entered it at the visit before.
        by_slot = np.argsort(slots, kind="stable")
        before = np.empty_like(by_slot)
        before[by_slot[1:]] = by_slot[:-1]
        outputs: NDArray[np.int64] = entered[before[_TABLE:]]
        ends = np.searchsorted(slots[by_slot], np.arange(_TABLE), side="right") - 1
        table.entries[:] = entered[by_slot[ends]].tolist()
        table.output = int(outputs[-1])
        self.state = int(states[-1])
        return outputs

    def _start(self) -> None:
        self.state = 1 if -self.state < 1 else -self.state
        for slot in range(_TABLE + 7, -1, -1):
            self._advance()
            if slot < _TABLE:
                self.table.entries[slot] = self.state
        self.table.output = self.table.entries[0]

    def _advance(self) -> None:
        self.state = _MULTIPLIER * self.state % _MODULUS


def _states_after(state: int, count: int) -> NDArray[np.int64]:
    """The next states of the generator, by doubling: k at once from the first k."""
    states = np.empty(count, np.int64)
    states[:1] = _MULTIPLIER * state % _MODULUS
    known, jump = 1, _MULTIPLIER
    while known < count:
        more = states[known : 2 * known]
        np.multiply(states[: len(more)], jump, out=more)
        more %= _MODULUS
        known, jump = 2 * known, jump * jump % _MODULUS
    return states


@dataclass(frozen=True, slots=True, eq=False)
class DrawnRotation:
    """A random rotation before its angle is scaled.

    Attributes
    ----------
    axis : float64 array, shape (3,)    unit vector
    fraction : float                    angle over its maximum, a float32
    """

    axis: NDArray[np.float64]
    fraction: float


def draw_rotation(stream: Stream) -> DrawnRotation:
    """Draw a rotation the way nanoBragg does for mosaic domains: three deviates."""
    r1, r2, r3 = (2.0 * stream.uniform() - 1.0 for _ in range(3))
    radius = math.sqrt(1.0 - r2 * r2)
    axis = np.array(
        [radius * math.sin(math.pi * r1), radius * math.cos(math.pi * r1), r2]
    )
    # float32 power: the reference calls powf. Rounding the float64 power once gives
    # the correctly rounded result.
    base, exponent = np.float32(1.0 - r3 * r3), np.float32(1.0 / 3.0)
    fraction = np.float32(float(base) ** float(exponent))
    return DrawnRotation(axis, float(fraction))
