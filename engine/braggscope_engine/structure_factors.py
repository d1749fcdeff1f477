"""F_cell: structure factors on a dense grid, and how a fractional index reads them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import max_pool3d

from .errors import InvalidParameterError
from .models.reflections import ReflectionTable
from .tensors import Numbers

MAX_GRID_CELLS = 100_000_000
_EXACT_IN_FLOAT32 = 1 << 24
_NEIGHBOURS = (-1, 0, 1, 2)
_LARGEST = "largest F²"
_GRIDS: WeakKeyDictionary[ReflectionTable, tuple[float, FactorGrid]] = (
    WeakKeyDictionary()
)
"""Default amplitude and grid of each list that is in use."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FactorGrid:
    """Structure factors as a box of indices with a margin of the default amplitude.

    Attributes
    ----------
    amplitude : Tensor, shape (cells,)
        F of the box and a margin of one cell on each side, l fastest.
    squared : Tensor, shape (cells,)
        F², what the intensity needs.
    low : Tensor, shape (3, 1, 1)
        Index of the margin's lowest cell, h, k, l.
    high : Tensor, shape (3, 1, 1)
        Index of the margin's highest cell.
    origin : int
        Cell number that the index 0, 0, 0 would have, negated.
    strides : tuple of int
        Cells to the next h and the next k.
    counts_in_single : bool
        Whether float32 can hold every number on the way to a cell number.
    listed : bool
        False where there is no list and every amplitude is the default.
    copies, widened, roomier, rearranged : dict
        What has been made of the grid, to be used again.
    """

    amplitude: Tensor
    squared: Tensor
    low: Tensor
    high: Tensor
    origin: int
    strides: tuple[int, int]
    counts_in_single: bool
    listed: bool
    copies: dict[tuple[torch.device, torch.dtype], FactorGrid] = field(
        default_factory=dict, repr=False
    )
    widened: dict[int, tuple[Tensor, Tensor]] = field(default_factory=dict, repr=False)
    roomier: dict[int, FactorGrid] = field(default_factory=dict, repr=False)
    rearranged: dict[str, Tensor] = field(default_factory=dict, repr=False)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Cells along h, k, l, margin included."""
        plane, row = self.strides
        return len(self.squared) // plane, plane // row, row

    @property
    def largest_squared(self) -> Tensor:
        """Largest F², shape (); looked for once."""
        if _LARGEST not in self.rearranged:
            self.rearranged[_LARGEST] = self.squared.detach().max()
        return self.rearranged[_LARGEST]

    def to(self, device: torch.device, dtype: torch.dtype) -> FactorGrid:
        """Copy to a device and precision; a grid without gradients does it once."""
        found = self.copies.get((device, dtype))
        if found is None:
            found = self._copy(device, dtype)
            if not self.amplitude.requires_grad:
                self.copies[device, dtype] = found
        return found

    def with_room(self, cells: int) -> FactorGrid:
        """Return the same with more cells around it, of the same margin; made once."""
        if cells not in self.roomier:
            self.roomier[cells] = self._with_room(cells)
        return self.roomier[cells]

    def _with_room(self, cells: int) -> FactorGrid:
        shape = self.shape
        wider = [n + 2 * cells for n in shape]

        def pad(values: Tensor) -> Tensor:
            # The margin holds the default amplitude, and so shall its surroundings.
            room = values[:1].expand(wider[0] * wider[1] * wider[2]).clone()
            inner = [slice(cells, cells + n) for n in shape]
            room.reshape(wider)[tuple(inner)] = values.reshape(shape)
            return room

        low = self.low - cells
        strides = (wider[1] * wider[2], wider[2])
        corner = [int(x) for x in low.flatten().tolist()]
        return replace(
            self,
            amplitude=pad(self.amplitude),
            squared=pad(self.squared),
            low=low,
            high=self.high + cells,
            origin=corner[0] * strides[0] + corner[1] * strides[1] + corner[2],
            strides=strides,
            copies={},
            widened={},
            roomier={},
            rearranged={},
        )

    def _copy(self, device: torch.device, dtype: torch.dtype) -> FactorGrid:
        return FactorGrid(
            amplitude=self.amplitude.to(device, dtype),
            squared=self.squared.to(device, dtype),
            low=self.low.to(device, dtype),
            high=self.high.to(device, dtype),
            origin=self.origin,
            strides=self.strides,
            counts_in_single=self.counts_in_single,
            listed=self.listed,
        )

    def brightest_near(self, reach: int) -> tuple[Tensor, Tensor]:
        """Largest F² within ``reach`` indices of each cell, and the largest of all.

        Returns
        -------
        Tensor, shape (cells,), and Tensor, shape ()
        """
        if not self.listed:
            return self.squared, self.largest_squared
        if reach not in self.widened:
            box = self.squared.reshape(1, 1, *self.shape)
            for axis in range(3):
                size, padding = [1, 1, 1], [0, 0, 0]
                size[axis], padding[axis] = 2 * reach + 1, reach
                box = max_pool3d(box, size, stride=1, padding=padding)
            self.widened[reach] = (box.reshape(-1), self.largest_squared)
        return self.widened[reach]

    def nearest_squared(self, nearest: Tensor) -> Tensor:
        """F² of whole indices.

        Parameters
        ----------
        nearest : Tensor, shape (3, m, n)     whole numbers, floating point

        Returns
        -------
        Tensor, shape (m, n)
        """
        return self.look_up(self.squared, nearest)

    def look_up(self, values: Tensor, nearest: Tensor) -> Tensor:
        """Read values (cells,) of a grid of this shape at whole indices (3, m, n)."""
        if not self.listed:
            return values.expand(nearest.shape[1:])
        cell = self.cell_numbers(nearest).to(torch.int32).flatten()
        return values.index_select(0, cell).reshape(nearest.shape[1:])

    def cell_numbers(self, nearest: Tensor) -> Tensor:
        """Number of the cell, margin included, that whole indices (3, m, n) read."""
        place = torch.maximum(nearest, self.low)
        place = torch.minimum(place, self.high, out=place)
        if place.dtype == torch.float32 and not self.counts_in_single:
            place = place.to(torch.int32)
        h, k, l = place.unbind()
        plane, row = self.strides
        return l.add_(k, alpha=row).add_(h, alpha=plane).sub_(self.origin)

    def nearest(self, nearest: Tensor) -> Tensor:
        """F of whole indices (3, m, n); shape (m, n)."""
        return self.look_up(self.amplitude, nearest)

    def out_of_range(self, hkl: Tensor) -> Tensor:
        """Where the 4 x 4 x 4 neighbourhood of an index leaves the list.

        Parameters
        ----------
        hkl : Tensor, shape (3, m, n)

        Returns
        -------
        bool Tensor, shape (m, n)
        """
        low, high = self.low + 3, self.high - 3
        return ((hkl < low) | (hkl > high)).any(dim=0)

    def interpolated(self, hkl: Tensor) -> Tensor:
        """F between the reflections, by four-point Lagrange polynomials per axis.

        Out of range the neighbourhood is clamped; ask ``out_of_range`` first.

        Parameters
        ----------
        hkl : Tensor, shape (3, m, n)

        Returns
        -------
        Tensor, shape (m, n)
        """
        base = torch.floor(hkl)
        weights = _lagrange(hkl - base)
        total = torch.zeros_like(hkl[0])
        for i in range(4):
            for j in range(4):
                pair = weights[i][0] * weights[j][1]
                for k in range(4):
                    offset = hkl.new_tensor(
                        [_NEIGHBOURS[i], _NEIGHBOURS[j], _NEIGHBOURS[k]]
                    )
                    amplitude = self.nearest(base + offset[:, None, None])
                    total = total + pair * weights[k][2] * amplitude
        return total


def _lagrange(x: Tensor) -> list[Tensor]:
    """Weights of the nodes -1, 0, 1, 2 at x in [0, 1)."""
    return [
        x * (x - 1) * (x - 2) / -6,
        (x + 1) * (x - 1) * (x - 2) / 2,
        (x + 1) * x * (x - 2) / -2,
        (x + 1) * x * (x - 1) / 6,
    ]


def factor_grid(numbers: Numbers) -> FactorGrid:
    """Build the grid of an experiment, float64 on the host.

    Later entries of the list replace earlier ones of the same index. A grid lives as
    long as its list: most edits of an experiment keep it.
    """
    crystal = numbers.experiment.crystal
    paths = ("crystal.default_F", "crystal.reflections.amplitude")
    if crystal.reflections is None or any(map(numbers.is_overridden, paths)):
        return _build(numbers)
    default, grid = _GRIDS.get(crystal.reflections, (None, None))
    if grid is None or default != crystal.default_F:
        grid = _build(numbers)
        _GRIDS[crystal.reflections] = crystal.default_F, grid
    return grid


def _build(numbers: Numbers) -> FactorGrid:
    crystal = numbers.experiment.crystal
    default = numbers("crystal.default_F")
    if crystal.reflections is None:
        nil = torch.zeros(3, 1, 1, dtype=torch.float64)
        amplitude = default.reshape(1)
        return FactorGrid(
            amplitude=amplitude,
            squared=amplitude.square(),
            low=nil,
            high=nil,
            origin=0,
            strides=(1, 1),
            counts_in_single=True,
            listed=False,
        )
    hkl = crystal.reflections.hkl.astype(np.int64)
    low = hkl.min(axis=0) - 1
    shape = hkl.max(axis=0) - low + 2
    if int(np.prod(shape.astype(float))) > MAX_GRID_CELLS:
        raise InvalidParameterError(
            "crystal.reflections.hkl",
            tuple(int(n) for n in shape),
            f"a box of indices with at most {MAX_GRID_CELLS:,} cells",
        )
    place = hkl - low
    strides = (int(shape[1] * shape[2]), int(shape[2]))
    cell = place[:, 0] * strides[0] + place[:, 1] * strides[1] + place[:, 2]
    # Entry of each cell, or -1; numpy keeps the last of repeated assignments.
    entry = np.full(int(np.prod(shape)), -1, dtype=np.int64)
    entry[cell] = np.arange(len(cell))
    filled = np.flatnonzero(entry >= 0)
    farthest = np.maximum(np.abs(low), np.abs(low + shape))
    listed = numbers("crystal.reflections.amplitude")
    amplitude = default.expand(len(entry)).clone()
    amplitude[torch.from_numpy(filled)] = listed[torch.from_numpy(entry[filled])]
    return FactorGrid(
        amplitude=amplitude,
        squared=amplitude.square(),
        low=torch.from_numpy(low).to(torch.float64)[:, None, None],
        high=torch.from_numpy(low + shape - 1).to(torch.float64)[:, None, None],
        origin=int(low @ np.array([*strides, 1])),
        strides=strides,
        counts_in_single=int(farthest @ np.array([*strides, 1])) < _EXACT_IN_FLOAT32,
        listed=True,
    )
