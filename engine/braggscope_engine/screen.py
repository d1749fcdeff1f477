"""What a screen can show of an image: cells of pixels, each with one colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .errors import InvalidParameterError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScreenGrid:
    """A partition of a rectangle of pixels into cells.

    A cell shows the largest value of its pixels, so that no peak is lost.

    Attributes
    ----------
    slow_edges, fast_edges : Tensor of int64, shape (n + 1,)
        Cell i takes the pixels ``edges[i]`` to ``edges[i + 1] - 1``; strictly rising.
    slow_cells, fast_cells : Tensor of int64
        Cell of each pixel from the first edge on.
    """

    slow_edges: Tensor
    fast_edges: Tensor
    slow_cells: Tensor = field(init=False, repr=False)
    fast_cells: Tensor = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "slow_cells", _cells_of_pixels(self.slow_edges))
        object.__setattr__(self, "fast_cells", _cells_of_pixels(self.fast_edges))

    @classmethod
    def of(cls, slow_edges: Any, fast_edges: Any) -> ScreenGrid:
        """Make a grid of two sequences or arrays of whole numbers."""
        edges = [
            torch.as_tensor(e, dtype=torch.int64) for e in (slow_edges, fast_edges)
        ]
        for name, given in zip(("slow_edges", "fast_edges"), edges, strict=True):
            if given.ndim != 1 or len(given) == 0 or bool((given.diff() < 1).any()):
                raise InvalidParameterError(name, given.tolist(), "rising numbers")
        return cls(slow_edges=edges[0], fast_edges=edges[1])

    @classmethod
    def of_every_pixel(cls, shape: Sequence[int]) -> ScreenGrid:
        """Make a cell of each pixel of an image of a shape (slow, fast)."""
        return cls(
            slow_edges=torch.arange(shape[0] + 1),
            fast_edges=torch.arange(shape[1] + 1),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Cells along slow and fast."""
        return len(self.slow_edges) - 1, len(self.fast_edges) - 1

    @property
    def rect(self) -> tuple[int, int, int, int]:
        """Pixels of all cells: (fast0, slow0, fast1, slow1), half open."""
        return (
            int(self.fast_edges[0]),
            int(self.slow_edges[0]),
            int(self.fast_edges[-1]),
            int(self.slow_edges[-1]),
        )


def _cells_of_pixels(edges: Tensor) -> Tensor:
    return torch.arange(len(edges) - 1).repeat_interleave(edges.diff())


def put_pixel(
    image: Tensor, grid: ScreenGrid, pixel: tuple[int, int], value: Tensor
) -> None:
    """Show the value of a pixel (fast, slow) in its cell, if the grid has it.

    Parameters
    ----------
    image : Tensor, shape (slow cells, fast cells)
    """
    fast, slow = pixel
    fast0, slow0, fast1, slow1 = grid.rect
    if not (fast0 <= fast < fast1 and slow0 <= slow < slow1):
        return
    row = int(torch.searchsorted(grid.slow_edges, slow, right=True)) - 1
    column = int(torch.searchsorted(grid.fast_edges, fast, right=True)) - 1
    rows, columns = grid.slow_edges.diff()[row], grid.fast_edges.diff()[column]
    value = value.to(image).reshape(())
    if int(rows * columns) > 1:
        value = torch.maximum(value, image[row, column])
    image[row, column] = value


def kept_cells(keep: NDArray[np.bool_], grid: ScreenGrid) -> Tensor:
    """Whether a cell has any pixel that is not masked, shape (slow, fast) cells."""
    fast0, slow0, fast1, slow1 = grid.rect
    part = keep[slow0:slow1, fast0:fast1]
    rows = np.logical_or.reduceat(part, grid.slow_edges[:-1].numpy() - slow0, axis=0)
    columns = grid.fast_edges[:-1].numpy() - fast0
    return torch.from_numpy(np.logical_or.reduceat(rows, columns, axis=1))
