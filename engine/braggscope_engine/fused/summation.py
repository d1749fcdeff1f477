"""The sum over orientations with fused kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ..models.crystal import CrystalShape
from ..scattering import Scatterer, homogeneous
from ..structure_factors import FactorGrid
from .arithmetic import ROOM, plane_basis, side_by_side
from .kernels import COARSE, split
from .store import KernelStore
from .variants import aiming, needed

MOST_TURNS = 1 << 12
"""Orientations times sources of one call: bounds the memory, not the work."""
_MOST_TERMS = 1 << 19
"""Orientations times pixels whose whereabouts are kept at once."""
_WHOLE = float(1 << 24)
"""Up to here float32 counts without a gap."""

_NEIGHBOURS = "side by side along k"

Kernel = Callable[[list[Tensor]], list[Tensor]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FusedSum:
    """Sums F_cell² F_latt² of a scatterer with compiled kernels.

    Attributes
    ----------
    direct_m : Tensor, shape (3, m, 3)    cell vectors of every orientation
    aim : callable                        see ``kernels.aim``
    nearest, interpolating : callable     see ``kernels.scatter``; or None
    """

    direct_m: Tensor
    aim: Kernel
    nearest: _Scattering | None
    interpolating: _Scattering | None

    @classmethod
    def of(
        cls, scatterer: Scatterer, store: KernelStore, wanted: Sequence[bool] = (False,)
    ) -> FusedSum | None:
        """Prepare a scatterer, or return None while kernels are missing.

        Parameters
        ----------
        scatterer : Scatterer
        store : KernelStore
        wanted : sequence of bool
            Ways to read structure factors that are needed: true interpolates.
        """
        device, precise = scatterer.direct_m.device, scatterer.direct_m.dtype
        if scatterer.dtype != torch.float32 or precise != torch.float64:
            return None
        # All are asked for, so that all that are missing are built together.
        aim = store.get(aiming(device.type))
        ways = {wish: _find(scatterer, store, wish) for wish in wanted}
        if aim is None or None in ways.values():
            return None
        return cls(
            direct_m=scatterer.direct_m,
            aim=aim,
            nearest=ways.get(False),
            interpolating=ways.get(True),
        )

    def scattering(self, *, interpolate: bool) -> _Scattering:
        """The kernel for one way to read structure factors; see ``has``."""
        found = self.interpolating if interpolate else self.nearest
        assert found is not None
        return found

    def has(self, *, interpolate: bool) -> bool:
        """Whether there is a kernel for a way to read structure factors."""
        return (self.interpolating if interpolate else self.nearest) is not None

    def sum(
        self,
        directions: Tensor,
        incident: Tensor,
        wavelength_m: Tensor,
        *,
        interpolate: bool = False,
    ) -> Tensor:
        """F_cell² F_latt², summed over all orientations, float32, shape (n,).

        Parameters
        ----------
        directions : Tensor, shape (4, n)    homogeneous unit vectors
        incident, wavelength_m
            See ``Scatterer.portions``.
        interpolate : bool
        """
        rays = split((directions[0], directions[1], directions[2]))
        one = torch.ones_like(rays[0])
        even = one.new_tensor([1.0, 1, 1, 0, 0, 0])
        scattering = self.scattering(interpolate=interpolate)
        total = torch.zeros_like(one)
        for start in range(0, self.direct_m.shape[1], MOST_TURNS):
            vectors = self.direct_m[:, start : start + MOST_TURNS]
            matrix = homogeneous(vectors, incident, wavelength_m)
            total += scattering(rays, one, pack(matrix, even, 0.0))
        return total


@dataclass(frozen=True, slots=True, eq=False)
class _Scattering:
    """Kernels that sum in one way, and what they are always given.

    Attributes
    ----------
    tables : list of Tensor
        Cells; structure factors, squared unless interpolated; layout and metric; where
        they are interpolated, ``plane_basis``.
    """

    kernels: list[Kernel]
    tables: list[Tensor]

    def __call__(self, rays: Tensor, solid_angle: Tensor, turns: Tensor) -> Tensor:
        """Photons of n pixels; see ``kernels.scatter``."""
        if len(self.kernels) == 1:
            return self.kernels[0]([rays, solid_angle, turns, *self.tables])[0]
        locate, interpolate = self.kernels
        cells, planes, layout, metric, basis = self.tables
        total: Tensor | None = None
        size = max(1, _MOST_TERMS // rays.shape[1])
        for start in range(0, len(turns), size):
            some = turns[start : start + size]
            located = locate([rays, some, cells, layout, metric])
            part = interpolate([*located, solid_angle, planes, layout, basis])[0]
            total = part if total is None else total.add_(part)
        assert total is not None
        return total


def pack(matrix: Tensor, form: Tensor, share: float) -> Tensor:
    """Numbers of orientations in one source, as the kernels take them.

    Parameters
    ----------
    matrix : float64 Tensor, shape (3, m, 4)    see ``Scatterer.portions``
    form : Tensor, shape (6,)                   weight of a direction: xx to yz
    share : float                               background of all of them together

    Returns
    -------
    float32 Tensor, shape (m, 31)
    """
    count = matrix.shape[1]
    rows = matrix.permute(1, 0, 2)
    # Sums of products, each at most |a| + |a.i|, must be whole numbers of some quantum.
    largest = torch.linalg.vector_norm(rows[..., :3], dim=2).max() * 2.001
    exponent = torch.ceil(torch.log2(largest / (_WHOLE * COARSE)))
    quantum = torch.exp2(exponent) * rows.new_tensor([1.0, 1.0, 1.0, COARSE])
    coarse = torch.round(rows / quantum) * quantum
    both = torch.cat([coarse, rows - coarse], dim=2).reshape(count, 24)
    weights = form.to(matrix.dtype).expand(count, 6)
    shares = both.new_full((count, 1), share / count)
    return torch.cat([both, weights, shares], dim=1).to(torch.float32).contiguous()


def _find(
    scatterer: Scatterer, store: KernelStore, interpolate: bool
) -> _Scattering | None:
    grid = scatterer.grid
    variants = needed(
        scatterer.shape,
        listed=grid.listed,
        interpolate=interpolate,
        device=scatterer.direct_m.device.type,
    )
    kernels = [store.get(variant) for variant in variants]
    there = [kernel for kernel in kernels if kernel is not None]
    if len(there) < len(kernels):
        return None
    return _Scattering(there, _tables(scatterer, interpolate))


def _tables(scatterer: Scatterer, interpolate: bool) -> list[Tensor]:
    """What every kernel is given besides directions and orientations."""
    grid = scatterer.grid.with_room(ROOM) if interpolate else scatterer.grid
    layout = layout_of(grid)
    metric = scatterer.reciprocal.new_zeros(3, 3)
    if scatterer.shape is CrystalShape.ROUND:
        metric[0, 0] = scatterer.fudge
    elif scatterer.shape is not CrystalShape.SQUARE:
        scale = (scatterer.radius_scale2 * scatterer.fudge).clamp(min=0.0).sqrt()
        metric = scatterer.reciprocal * scale
    table = _neighbours(grid) if interpolate else grid.squared
    table = table if len(table) > 1 else table.expand(2)
    cells, table, metric = (
        tensor.to(torch.float32).contiguous()
        for tensor in (scatterer.n_cells.flatten(), table, metric)
    )
    basis = [plane_basis(table)] if interpolate else []
    return [cells, table, layout, metric, *basis]


def _neighbours(grid: FactorGrid) -> Tensor:
    """Amplitudes as ``interpolated`` reads them; a grid keeps them."""
    kept = grid.rearranged
    if _NEIGHBOURS not in kept:
        kept[_NEIGHBOURS] = side_by_side(grid.amplitude, grid.strides[1])
    return kept[_NEIGHBOURS]


def layout_of(grid: FactorGrid) -> Tensor:
    """Edges, strides and origin of a grid, as the kernels take them."""
    edges = torch.cat([grid.low, grid.high]).flatten().to(torch.int32)
    return torch.cat([edges, edges.new_tensor([*grid.strides, grid.origin])])
