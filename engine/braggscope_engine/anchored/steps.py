"""Goes through the terms of a bundle a few at a time, in the same memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from .bundles import AimedBundle

_TERMS = 5 << 14
"""Orientations times pixels of one step on a processor, at most.

As much as its cache holds: each pass is then as long as may be, and threads seldom wait
for each other between passes.
"""
_MOST_TURNS = 16

_NOWHERE = 1e-30

LatticeFactor = Callable[[Tensor], Tensor]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Room:
    """Memory for one step, and views of it: to make one takes as long as some work.

    Attributes
    ----------
    n_cells : Tensor, shape (3, 1, 1)
    both : Tensor, shape (2, 3, m, n)
    phase, waves : Tensor, shape (3, m, n)    one half each
    rows : Tensor, shape (3 * m, n)           the first half
    axes : tuple of Tensor (m, n)             parts of the second
    """

    n_cells: Tensor
    both: Tensor
    phase: Tensor
    waves: Tensor
    rows: Tensor
    axes: tuple[Tensor, ...]

    @classmethod
    def of(cls, n_cells: Tensor, turns: int, pixels: int) -> _Room:
        both = n_cells.new_empty(2, 3, turns, pixels)
        phase, waves = both.unbind()
        return cls(
            n_cells=n_cells,
            both=both,
            phase=phase,
            waves=waves,
            rows=phase.view(3 * turns, pixels),
            axes=waves.unbind(),
        )

    def block_factor2(self) -> Tensor:
        """F_latt² of a parallelepiped, from indices or their remainders times π.

        Returns
        -------
        Tensor, shape (m, n)
            Part of the room. No number where a phase is 0 itself.
        """
        torch.mul(self.phase, self.n_cells, out=self.waves)
        self.both.sin_()
        self.waves.div_(self.phase)
        along_a, along_b, along_c = self.axes
        return along_a.mul_(along_b).mul_(along_c).square_()


class Steps:
    """Walks over orientations and pixels.

    Parameters
    ----------
    n_cells : Tensor, shape (3, 1, 1)
    lattice_factor : callable or None
        F_latt of index remainders (3, m, n), shape (m, n); None is the parallelepiped.
    evaluations : int
        Orientations times pixels of one step, at most.
    """

    def __init__(
        self, n_cells: Tensor, lattice_factor: LatticeFactor | None, evaluations: int
    ) -> None:
        self._n_cells = n_cells
        self._lattice_factor = lattice_factor
        on_cpu = n_cells.device.type == "cpu"
        self._terms = min(evaluations, _TERMS) if on_cpu else evaluations
        self._room = _Room.of(n_cells, 0, 0)

    def alike(self, bundle: AimedBundle, columns: Tensor) -> Tensor:
        """F_latt² summed over orientations where remainders stay below 1/2, shape (n,).

        Exactly on a Bragg condition of a parallelepiped it may be no number.

        Parameters
        ----------
        columns : Tensor, shape (7, n)    (d, 1), and the remainders of the middle
        """
        is_block = self._lattice_factor is None
        rows = bundle.phase_rows if is_block else bundle.rows
        total = torch.empty_like(columns[0])
        for pixels, is_first, values in self._products(rows, columns):
            factor2 = self._room.block_factor2() if is_block else self.factor2(values)
            if is_first:
                torch.sum(factor2, dim=0, out=total[pixels])
            else:
                total[pixels].add_(factor2.sum(dim=0))
        return total

    def remainders(
        self, bundle: AimedBundle, columns: Tensor
    ) -> Iterator[tuple[slice, Tensor]]:
        """Index remainders of some pixels and orientations; the next overwrite them.

        Yields
        ------
        slice, Tensor    pixels; shape (3, m, pixels)
        """
        for pixels, _, found in self._products(bundle.rows, columns):
            yield pixels, found

    def factor2(self, delta: Tensor) -> Tensor:
        """F_latt² of the newest ``remainders``, which are lost; shape (m, n)."""
        if self._lattice_factor is not None:
            return self._lattice_factor(delta).square_()
        # Far below the last bit of any index, and it turns 0/0 into its limit.
        delta.mul_(math.pi).add_(_NOWHERE)
        return self._room.block_factor2()

    def _products(
        self, rows: Tensor, columns: Tensor
    ) -> Iterator[tuple[slice, bool, Tensor]]:
        """Pixels, whether for the first time, and what rows (3, m, 7) make of them."""
        starts = range(0, rows.shape[1], _MOST_TURNS)
        groups = [rows[:, turn : turn + _MOST_TURNS].flatten(0, 1) for turn in starts]
        size = max(1, 3 * self._terms // len(groups[0]))
        for first in range(0, columns.shape[1], size):
            pixels = slice(first, first + size)
            some = columns[:, pixels]
            for number, few in enumerate(groups):
                room = self._room_for(len(few) // 3, some.shape[1])
                torch.mm(few, some, out=room.rows)
                yield pixels, number == 0, room.phase

    def _room_for(self, turns: int, pixels: int) -> _Room:
        if self._room.phase.shape[1:] != (turns, pixels):
            self._room = _Room.of(self._n_cells, turns, pixels)
        return self._room
