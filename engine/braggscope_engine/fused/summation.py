"""The sum over orientations with fused kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ..models.crystal import CrystalShape
from ..scattering import Scatterer, homogeneous
from .kernels import needed
from .store import KernelStore

_REACH = 1 / 16
"""How far an index may move from its anchor. Beyond, float32 starts to show."""
_WORTH = 3
"""Orientations that an anchor must serve to be worth finding."""
LARGEST_TABLE = 1 << 23
"""Cells that float32 can count."""

Kernel = Callable[[list[Tensor]], list[Tensor]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FusedSum:
    """Sums F_cell² F_latt² of a scatterer with compiled kernels.

    Attributes
    ----------
    anchors : tuple of (Tensor (3, 3), Tensor (3, m, 3))
        Cell vectors of an orientation, and how those around it differ, metres.
    others : Tensor, shape (3, k, 3)
        Orientations on their own.
    tables : list of Tensor
        Cells, F², layout and metric, as the kernels take them.
    """

    anchors: tuple[tuple[Tensor, Tensor], ...]
    others: Tensor
    tables: list[Tensor]
    aim: Kernel
    anchor: Kernel
    anchored: Kernel
    direct: Kernel

    @classmethod
    def of(
        cls, scatterer: Scatterer, domains: int, shortest_m: float, store: KernelStore
    ) -> FusedSum | None:
        """Prepare a scatterer, or return None while kernels are missing.

        Parameters
        ----------
        scatterer : Scatterer
        domains : int          mosaic domains, the inner index of its orientations
        shortest_m : float     shortest wavelength
        store : KernelStore
        """
        grid = scatterer.grid
        if scatterer.dtype != torch.float32 or len(grid.squared) > LARGEST_TABLE:
            return None
        if not grid.counts_in_single:
            return None
        if scatterer.direct_m.device.type != "cpu":
            return None
        kernels = [store.get(v) for v in needed(scatterer.shape, grid.listed)]
        aim, anchor, anchored, direct = kernels
        if aim is None or anchor is None or anchored is None or direct is None:
            return None
        groups = _groups(scatterer.direct_m, domains, shortest_m)
        anchors = [
            (_at(scatterer, group[len(group) // 2]), group)
            for group in groups
            if len(group) >= _WORTH
        ]
        alone = [i for group in groups if len(group) < _WORTH for i in group]
        return cls(
            anchors=tuple(
                (middle, (scatterer.direct_m[:, group] - middle[:, None]))
                for middle, group in anchors
            ),
            others=scatterer.direct_m[:, alone],
            tables=_tables(scatterer),
            aim=aim,
            anchor=anchor,
            anchored=anchored,
            direct=direct,
        )

    def sum(self, directions: Tensor, incident: Tensor, wavelength_m: Tensor) -> Tensor:
        """F_cell² F_latt², summed over all orientations, float32, shape (n,).

        Parameters
        ----------
        directions : Tensor, shape (4, n)    homogeneous unit vectors
        incident, wavelength_m
            See ``Scatterer.portions``.
        """
        total: Tensor | None = None
        for middle, turns in self.anchors:
            matrix = homogeneous(middle, incident, wavelength_m)
            split = self.anchor([directions, matrix, incident])
            close = (turns / wavelength_m).to(torch.float32).contiguous()
            part = self.anchored([*split, close, *self.tables])[0]
            total = part if total is None else total + part
        if self.others.shape[1]:
            matrix = homogeneous(self.others, incident, wavelength_m)
            part = self.direct([directions, matrix, *self.tables])[0]
            total = part if total is None else total + part
        assert total is not None  # there is at least one orientation
        return total


def _at(scatterer: Scatterer, orientation: int) -> Tensor:
    return scatterer.direct_m[:, orientation]


def _groups(direct_m: Tensor, domains: int, shortest_m: float) -> list[list[int]]:
    """Runs of phi steps, domain by domain, that one anchor can serve."""
    groups: list[list[int]] = []
    longest_q = 2.0 / shortest_m
    for domain in range(domains):
        vectors = direct_m[:, domain::domains]
        start = 0
        while start < vectors.shape[1]:
            away = torch.linalg.vector_norm(
                vectors[:, start:] - vectors[:, start : start + 1], dim=2
            ).amax(dim=0)
            # The anchor will stand in the middle: twice the reach from end to end.
            beyond = (away * longest_q > 2 * _REACH).nonzero()
            count = int(beyond[0]) if len(beyond) else vectors.shape[1] - start
            groups.append([(start + i) * domains + domain for i in range(count)])
            start += count
    return groups


def _tables(scatterer: Scatterer) -> list[Tensor]:
    """What every kernel is given besides indices."""
    grid = scatterer.grid
    low, high = grid.low.flatten(), grid.high.flatten()
    numbers: Sequence[float] = (*grid.strides, grid.origin)
    layout = torch.cat([low, high, torch.tensor(numbers, dtype=low.dtype)])
    metric = torch.zeros(3, 3)
    if scatterer.shape is CrystalShape.ROUND:
        metric[0, 0] = scatterer.fudge
    elif scatterer.shape is not CrystalShape.SQUARE:
        scale = (scatterer.radius_scale2 * scatterer.fudge).clamp(min=0.0).sqrt()
        metric = scatterer.reciprocal * scale
    squared = grid.squared if len(grid.squared) > 1 else grid.squared.expand(2)
    return [
        tensor.to(torch.float32).contiguous()
        for tensor in (scatterer.n_cells.flatten(), squared, layout, metric)
    ]
