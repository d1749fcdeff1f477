"""Mean of two images along the radius and around the beam."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

_SECTORS = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Mean pixel of two images in bins.

    Attributes
    ----------
    kind : str                            ``"radius_px"`` or ``"azimuth_deg"``
    position : tuple of float             middle of each bin; the azimuth runs from
                                          the fast axis towards the slow axis
    simulated, reference : tuple of float means
    ratio : tuple of float                simulated over reference, NaN where 0
    pixels : tuple of int                 in each bin
    """

    kind: str
    position: tuple[float, ...]
    simulated: tuple[float, ...]
    reference: tuple[float, ...]
    ratio: tuple[float, ...]
    pixels: tuple[int, ...]


class ProfileSums:
    """Sums in rings and sectors, rows after rows, for images of any size.

    See ``braggscope_engine.profiles`` for profiles of one image with a geometry.
    """

    def __init__(self, shape: tuple[int, ...], centre_px: tuple[float, float]) -> None:
        self._shape = shape
        self._fast, self._slow = centre_px
        corners = [
            math.hypot(fast - self._fast, slow - self._slow)
            for fast in (0, shape[1])
            for slow in (0, shape[0])
        ]
        self._first = self._nearest()
        rings = int(max(corners) - self._first) + 2
        self._rings = np.zeros((3, rings))
        # atan2 begins at -180°: half a turn more in front, folded away at the end.
        self._sectors = np.zeros((3, _SECTORS + _SECTORS // 2 + 1))

    def of_rows(
        self,
        rows: slice,
        a: NDArray[np.float64],
        b: NDArray[np.float64],
        left_out: NDArray[np.bool_] | None,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Sums of rows of both images in rings and sectors; left out pixels are 0.

        Any thread may call it.
        """
        x = torch.arange(self._shape[1], dtype=torch.float32) + (0.5 - self._fast)
        y = torch.arange(rows.start, rows.stop, dtype=torch.float32)[:, None]
        y = y + (0.5 - self._slow)
        ring = torch.sqrt(x * x + y * y).sub_(self._first)
        turn = torch.atan2(y, x).mul_(_SECTORS / (2 * math.pi)).add_(_SECTORS)
        found = []
        for places, sums in ((ring, self._rings), (turn, self._sectors)):
            bins = places.ravel().to(torch.int64).numpy()
            counted = bins if left_out is None else bins[~left_out.ravel()]
            length = sums.shape[1]
            found.append(
                np.stack(
                    [
                        np.bincount(bins, a.ravel(), length),
                        np.bincount(bins, b.ravel(), length),
                        np.bincount(counted, minlength=length).astype(np.float64),
                    ]
                )
            )
        return found[0], found[1]

    def add(self, rings: NDArray[np.float64], sectors: NDArray[np.float64]) -> None:
        """Add what ``of_rows`` found."""
        self._rings += rings
        self._sectors += sectors

    def profiles(self) -> tuple[Profile, Profile]:
        """Radial and azimuthal profile."""
        radii = np.arange(self._rings.shape[1], dtype=np.float64) + self._first + 0.5
        angles = np.arange(0.5, _SECTORS, dtype=np.float64) * 360.0 / _SECTORS
        return (
            _profile("radius_px", radii, self._rings),
            _profile("azimuth_deg", angles, _folded(self._sectors)),
        )

    def _nearest(self) -> int:
        """Distance of the beam centre from the image, whole pixels."""
        dx = max(0.0, -self._fast, self._fast - self._shape[1])
        dy = max(0.0, -self._slow, self._slow - self._shape[0])
        return int(math.hypot(dx, dy))


def _folded(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of whole turns added to those of the first."""
    folded = np.zeros((len(sums), _SECTORS))
    for start in range(0, sums.shape[1], _SECTORS):
        turn = sums[:, start : start + _SECTORS]
        folded[:, : turn.shape[1]] += turn
    return folded


def _profile(
    kind: str, position: NDArray[np.float64], sums: NDArray[np.float64]
) -> Profile:
    filled = sums[2] > 0
    a, b, count = sums[:, filled]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(b != 0, a / b, np.nan)
    return Profile(
        kind=kind,
        position=tuple(position[filled].tolist()),
        simulated=tuple((a / count).tolist()),
        reference=tuple((b / count).tolist()),
        ratio=tuple(ratio.tolist()),
        pixels=tuple(int(n) for n in count),
    )
