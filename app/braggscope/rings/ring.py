"""A ring on the panel: its value, its name and its curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from braggscope_engine import Rings

Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRing:
    """What a ring is asked for by: one of the two.

    Attributes
    ----------
    d_angstrom : float or None       resolution, Å
    two_theta_deg : float or None    scattering angle, degrees
    """

    d_angstrom: float | None = None
    two_theta_deg: float | None = None

    @property
    def label(self) -> str:
        """With its unit."""
        if self.d_angstrom is not None:
            return f"{self.d_angstrom:.5g} Å"
        return f"2θ {self.two_theta_deg:.5g}°"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RingOnPanel:
    """A ring as it lies on the panel.

    Attributes
    ----------
    value : WantedRing
    points : ndarray, shape (n, 2)
        Pixels (fast, slow); rows of NaN between its pieces.
    """

    value: WantedRing
    points: Array

    @property
    def label(self) -> str:
        """With its unit."""
        return self.value.label

    def within(self, pixels_fast: int, pixels_slow: int) -> Array:
        """The curve without what is beyond the edges of the panel: NaN there."""
        size = np.array([pixels_fast, pixels_slow])
        with np.errstate(invalid="ignore"):
            beyond = np.any((self.points < 0) | (self.points > size), axis=1)
        return np.where(beyond[:, None], np.nan, self.points)


def on_panel(rings: Rings, values: tuple[WantedRing, ...]) -> tuple[RingOnPanel, ...]:
    """Curves of those rings that reach the panel."""
    found = []
    for value in values:
        pieces = rings.curves(
            d_angstrom=value.d_angstrom, two_theta_deg=value.two_theta_deg
        )
        if pieces:
            found.append(RingOnPanel(value=value, points=_joined(pieces)))
    return tuple(found)


def _joined(pieces: list[Array]) -> Array:
    gap = np.full((1, 2), np.nan)
    rows = [row for piece in pieces for row in (piece, gap)]
    return np.concatenate(rows[:-1])
