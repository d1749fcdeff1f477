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
_SCALE = np.float32(1.0 / _MODULUS)
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
        deviate = np.float32(_SCALE * np.float32(table.output))
        return float(min(deviate, _LARGEST))

    def _start(self) -> None:
        self.state = 1 if -self.state < 1 else -self.state
        for slot in range(_TABLE + 7, -1, -1):
            self._advance()
            if slot < _TABLE:
                self.table.entries[slot] = self.state
        self.table.output = self.table.entries[0]

    def _advance(self) -> None:
        self.state = _MULTIPLIER * self.state % _MODULUS


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
