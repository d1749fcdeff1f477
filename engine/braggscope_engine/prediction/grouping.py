"""Sums over the hits that belong to one reflection."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .excitation import Hits
from .vectors import order_of, picked, where_true


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
    def of(cls, found: Hits, branch: Tensor, weight: Tensor, branches: int) -> Groups:
        """Group by indices and branch, in that order.

        Parameters
        ----------
        found : Hits
        branch : int64 Tensor, shape (hits,)    which of a reflection's spots it is of
        weight : Tensor, shape (hits,)          positive
        branches : int                          number of them
        """
        if len(weight) == 0:
            nothing = torch.zeros(0, dtype=torch.int64, device=weight.device)
            return cls(
                number=nothing, count=0, best=nothing, weight=weight, total=weight
            )
        key = found.number
        if not found.in_order:
            key = picked(_places_in_order(found.table), key)
        number, count = _numbered(key * branches + branch)
        top = weight.new_zeros(count).scatter_reduce(0, number, weight, "amax")
        winners = where_true(weight == picked(top, number))
        best = torch.empty(count, dtype=torch.int64, device=weight.device)
        best[picked(number, winners)] = winners
        total = weight.new_zeros(count).index_add(0, number, weight)
        return cls(number=number, count=count, best=best, weight=weight, total=total)

    def mean(self, values: Tensor) -> Tensor:
        """Weighted means (..., groups) of values (..., hits)."""
        sums = values.new_zeros((*values.shape[:-1], self.count)).index_add(
            -1, self.number, values * self.weight
        )
        return sums / self.total


def _places_in_order(hkl: Tensor) -> Tensor:
    """Whole numbers (n,) that ascend as indices (3, n) do: h first, then k, then l."""
    low = hkl.amin(1)
    k, l = (hkl.amax(1) - low + 1).tolist()[1:]
    place = hkl - low[:, None]
    keys: Tensor = ((place[0] * k + place[1]) * l + place[2]).long()
    return keys


def _numbered(key: Tensor) -> tuple[Tensor, int]:
    """Number (n,) of each key among the different ones in ascending order; how many."""
    # Neighbours often belong together, and are often in order: little is left to sort.
    run, kept = _runs(key)
    of_run = picked(key, kept)
    if bool((of_run[1:] > of_run[:-1]).all()):
        return run, len(kept)
    order = order_of(of_run)
    group, first = _runs(picked(of_run, order))
    place = torch.empty_like(group)
    place[order] = group
    return picked(place, run), len(first)


def _runs(key: Tensor) -> tuple[Tensor, Tensor]:
    """Number of the run of equal neighbours that each is in, and where runs start."""
    starts = torch.ones_like(key, dtype=torch.bool)
    torch.ne(key[1:], key[:-1], out=starts[1:])
    return torch.cumsum(starts, 0) - 1, where_true(starts)
