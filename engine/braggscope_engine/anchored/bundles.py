"""Orientations sorted into bundles of close ones, so that they can share work."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ..picking import numbers_of
from ..scattering import homogeneous

_REACH = 0.1
"""How far an index may differ within a bundle, from its middle."""
_SURELY_NEAREST = 0.5 - 1e-5
"""Below it, no rounding in float32 lets another whole number be the nearest."""
_LEAST = 2
"""Orientations of a bundle on average, below which many bundles do not pay."""
_FEW = 64
"""Bundles that pay even where each has one orientation."""


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """Orientations that are close to each other.

    Attributes
    ----------
    middle : Tensor, shape (3, 3)     cell vectors between all of them, metres
    away : Tensor, shape (3, m, 3)    what each orientation has more
    longest : Tensor, shape (3, 3)    the longest of these
    radius : Tensor, shape (3, 1)     how far they are from the line along it, at most
    """

    middle: Tensor
    away: Tensor
    longest: Tensor
    radius: Tensor

    @classmethod
    def around(cls, middle: Tensor, away: Tensor) -> Bundle:
        """Find what bounds all differences from a middle."""
        length2 = away.square().sum(dim=2)
        which = length2.argmax(dim=1)
        longest = away[torch.arange(3, device=away.device), which]
        whole = longest.square().sum(dim=1)[:, None]
        part = (away * longest[:, None]).sum(dim=2) / torch.where(whole > 0, whole, 1.0)
        aside = away - part[..., None] * longest[:, None]
        radius = torch.linalg.vector_norm(aside, dim=2).amax(dim=1)
        return cls(middle, away, longest, radius[:, None])

    def aimed(
        self, incident: Tensor, wavelength_m: Tensor, dtype: torch.dtype
    ) -> AimedBundle:
        """Prepare the bundle for one source; ``dtype`` is that of differences."""
        away = homogeneous(self.away, incident, wavelength_m)
        longest = homogeneous(self.longest, incident, wavelength_m)[:, None]
        reach = torch.linalg.vector_norm(self.longest, dim=1, keepdim=True)
        own = torch.eye(3, dtype=away.dtype, device=away.device)[:, None]
        rows, ends = (
            torch.cat([differences, own.expand(*differences.shape[:2], 3)], dim=2)
            for differences in (away, torch.cat([longest, -longest], dim=1))
        )
        return AimedBundle(
            matrix=homogeneous(self.middle, incident, wavelength_m),
            rows=rows.to(dtype),
            phase_rows=(rows * math.pi).to(dtype),
            ends=ends.to(dtype),
            radius=(self.radius / wavelength_m).to(dtype)[:, None],
            reach=(reach / wavelength_m).to(dtype),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AimedBundle:
    """A bundle of orientations in the light of one source.

    Attributes
    ----------
    matrix : Tensor, shape (3, 4)     takes (d, 1) to the indices of the middle
    rows : Tensor, shape (3, m, 7)
        Takes (d, 1) and a remainder of these indices to the remainders of each
        orientation.
    phase_rows : Tensor               the same times π
    ends : Tensor, shape (3, 2, 7)
        The same as ``rows`` for both ends of a line that the orientations are close to.
    radius : Tensor, shape (3, 1, 1)
        How far remainders of orientations may lie beyond these ends, over |d - i|.
    reach : Tensor, shape (3, 1)
        How far they may lie from those of the middle, over |d - i|.
    """

    matrix: Tensor
    rows: Tensor
    phase_rows: Tensor
    ends: Tensor
    radius: Tensor
    reach: Tensor

    def suspects(self, rests: Tensor, length: Tensor) -> Tensor:
        """Numbers of pixels of which an orientation may have another nearest index.

        None is left out; ``furthest`` tells which of them have none.

        Parameters
        ----------
        rests : Tensor, shape (3, n)      remainders of the middle
        length : Tensor, shape ()         |d - i|, at most
        """
        h, k, l = rests.abs().sub_(_SURELY_NEAREST - self.reach * length)
        return numbers_of(torch.maximum(torch.maximum(h, k), l) >= 0)

    def furthest(self, columns: Tensor, length: Tensor) -> Tensor:
        """How far a remainder of any orientation may be from 0, over 1/2; shape (n,).

        Less than 1 says that none has another nearest index than the middle.

        Parameters
        ----------
        columns : Tensor, shape (7, n)    (d, 1), and the remainders of the middle
        length : Tensor, shape ()         |d - i|, at most
        """
        ends = self.ends / (_SURELY_NEAREST - self.radius * length)
        return torch.mm(ends.view(-1, 7), columns).abs_().amax(dim=0)

    @property
    def count(self) -> int:
        """Orientations in it."""
        return self.rows.shape[1]


def bundles_of(direct_m: Tensor, wavelength_m: float) -> tuple[Bundle, ...]:
    """Sort orientations into bundles; none where they are too far apart to share.

    Parameters
    ----------
    direct_m : Tensor, shape (3, n, 3)    cell vectors, metres
    wavelength_m : float                  the shortest of all
    """
    most = max(_FEW, direct_m.shape[1] // _LEAST)
    reach_m = _REACH * wavelength_m / 2  # no scattering vector is longer than 2 / λ
    waiting = [torch.arange(direct_m.shape[1], device=direct_m.device)]
    found: list[Bundle] = []
    while waiting:
        if len(found) + len(waiting) > most:
            return ()
        numbers = waiting.pop()
        vectors = direct_m[:, numbers]
        low, high = vectors.amin(dim=1), vectors.amax(dim=1)
        middle = (low + high) / 2
        away = vectors - middle[:, None]
        radius = torch.linalg.vector_norm(away, dim=2).amax(dim=1)
        if float(radius.max()) <= reach_m:
            found.append(Bundle.around(middle, away))
            continue
        edge, component = divmod(int((high - low).argmax()), 3)
        upper = vectors[edge, :, component] > middle[edge, component]
        waiting += [numbers[upper], numbers[~upper]]
    return tuple(found)
