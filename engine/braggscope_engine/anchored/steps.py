"""Goes through the terms of a bundle a few at a time, in the same memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from ..interference import block_factor2
from .bundles import AimedBundle

_TERMS = 1 << 17
"""Orientations times pixels of one step on a processor, at most.

Somewhat beyond its cache: each pass is then long enough that threads seldom wait for
each other between passes.
"""
_MOST_TURNS = 16

_NOWHERE = 1e-30

LatticeFactor = Callable[[Tensor], Tensor]


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
        self._rooms = [n_cells.new_empty(0, 0, 0), n_cells.new_empty(0, 0, 0)]

    def alike(self, bundle: AimedBundle, columns: Tensor) -> Tensor:
        """F_latt² summed over orientations where remainders stay below 1/2, shape (n,).

        Exactly on a Bragg condition of a parallelepiped it may be no number.

        Parameters
        ----------
        columns : Tensor, shape (7, n)    (d, 1), and the remainders of the middle
        """
        is_block = self._lattice_factor is None
        rows = bundle.phase_rows if is_block else bundle.rows
        total = torch.zeros_like(columns[0])
        for pixels, values in self._products(rows, columns):
            if is_block:
                room = self._room(1, *values.shape)
                factor2 = block_factor2(values, self._n_cells, room)
            else:
                factor2 = self.factor2(values)
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
        return self._products(bundle.rows, columns)

    def factor2(self, delta: Tensor) -> Tensor:
        """F_latt² of remainders, which are lost; shape (m, n)."""
        if self._lattice_factor is not None:
            return self._lattice_factor(delta).square_()
        # Far below the last bit of any index, and it turns 0/0 into its limit.
        phase = delta.mul_(math.pi).add_(_NOWHERE)
        return block_factor2(phase, self._n_cells, self._room(1, *delta.shape))

    def _products(
        self, rows: Tensor, columns: Tensor
    ) -> Iterator[tuple[slice, Tensor]]:
        starts = range(0, rows.shape[1], _MOST_TURNS)
        groups = [rows[:, turn : turn + _MOST_TURNS].flatten(0, 1) for turn in starts]
        size = max(1, 3 * self._terms // len(groups[0]))
        for first in range(0, columns.shape[1], size):
            pixels = slice(first, first + size)
            some = columns[:, pixels]
            for few in groups:
                found = self._room(0, 3, len(few) // 3, some.shape[1])
                torch.mm(few, some, out=found.view(-1, some.shape[1]))
                yield pixels, found

    def _room(self, number: int, *shape: int) -> Tensor:
        if self._rooms[number].shape != shape:
            self._rooms[number] = self._n_cells.new_empty(shape)
        return self._rooms[number]
