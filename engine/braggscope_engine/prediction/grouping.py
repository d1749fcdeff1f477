"""Sums over the hits that belong to one reflection."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .vectors import where_true


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """Which hits belong together.

    Attributes
    ----------
    number : int64 Tensor, shape (hits,)     group of each hit
    count : int
    best : int64 Tensor, shape (groups,)     hit with the largest weight
    weight : Tensor, shape (hits,)
    total : Tensor, shape (groups,)          sum of the weights
    """

    number: Tensor
    count: int
    best: Tensor
    weight: Tensor
    total: Tensor

    @classmethod
    def of(cls, hkl: Tensor, branch: Tensor, weight: Tensor, branches: int) -> Groups:
        """Group by indices and branch, in that order.

        Parameters
        ----------
        hkl : Tensor, shape (3, n)           whole numbers
        branch : int64 Tensor, shape (n,)    which of a reflection's spots it is of
        weight : Tensor, shape (n,)          positive
        branches : int                       number of them
        """
        if len(weight) == 0:
            nothing = torch.zeros(0, dtype=torch.int64, device=hkl.device)
            return cls(
                number=nothing, count=0, best=nothing, weight=weight, total=weight
            )
        low = hkl.amin(1)
        k, l = (hkl.amax(1) - low + 1).tolist()[1:]
        place = hkl - low[:, None]
        key = ((place[0] * k + place[1]) * l + place[2]).long() * branches + branch
        # Neighbours often belong together: fewer are left to sort.
        run, kept = _runs(key)
        ordered, order = torch.sort(key.index_select(0, kept))
        group, first = _runs(ordered)
        of_run = torch.empty_like(group)
        of_run[order] = group
        number, count = of_run.index_select(0, run), len(first)
        top = weight.new_zeros(count).scatter_reduce(0, number, weight, "amax")
        winners = where_true(weight == top.index_select(0, number))
        best = torch.empty(count, dtype=torch.int64, device=key.device)
        best[number[winners]] = winners
        total = weight.new_zeros(count).index_add(0, number, weight)
        return cls(number=number, count=count, best=best, weight=weight, total=total)

    def mean(self, values: Tensor) -> Tensor:
        """Weighted means (..., groups) of values (..., hits)."""
        sums = values.new_zeros((*values.shape[:-1], self.count)).index_add(
            -1, self.number, values * self.weight
        )
        return sums / self.total


def _runs(key: Tensor) -> tuple[Tensor, Tensor]:
    """Number of the run of equal neighbours that each is in, and where runs start."""
    starts = torch.ones_like(key, dtype=torch.bool)
    torch.ne(key[1:], key[:-1], out=starts[1:])
    return torch.cumsum(starts, 0) - 1, where_true(starts)
