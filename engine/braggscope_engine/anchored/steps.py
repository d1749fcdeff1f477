"""Goes through the terms of a bundle a few at a time, in the same memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from ..interference import block_factor2
from .bundles import AimedBundle

_TERMS = 40_000
"""Orientations times pixels of one step on a processor: they stay in its cache."""
_MOST_TURNS = 16

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
        self._rooms = [n_cells.new_empty(0), n_cells.new_empty(0)]

    def remainders(
        self, bundle: AimedBundle, columns: Tensor
    ) -> Iterator[tuple[slice, Tensor]]:
        """Index remainders of some pixels and orientations; the next overwrite them.

        Parameters
        ----------
        columns : Tensor, shape (7, n)    (d, 1), and the remainders of the middle

        Yields
        ------
        slice, Tensor    pixels; shape (3, m, pixels)
        """
        turns = min(bundle.count, _MOST_TURNS)
        size = max(1, self._terms // turns)
        for first in range(0, columns.shape[1], size):
            pixels = slice(first, first + size)
            some = columns[:, pixels]
            for turn in range(0, bundle.count, turns):
                rows = bundle.rows[:, turn : turn + turns]
                delta = self._room(0, 3, rows.shape[1], some.shape[1])
                torch.mm(rows.reshape(-1, 7), some, out=delta.view(-1, some.shape[1]))
                yield pixels, delta

    def factor2(self, delta: Tensor) -> Tensor:
        """F_latt² of what ``remainders`` gave, which is lost."""
        if self._lattice_factor is not None:
            return self._lattice_factor(delta).square_()
        return block_factor2(delta, self._n_cells, self._room(1, *delta.shape))

    def _room(self, number: int, *shape: int) -> Tensor:
        needed = shape[0] * shape[1] * shape[2]
        if len(self._rooms[number]) < needed:
            self._rooms[number] = self._rooms[number].new_empty(needed)
        return self._rooms[number][:needed].view(shape)
