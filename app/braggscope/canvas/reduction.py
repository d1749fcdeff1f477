"""From detector pixels to screen pixels without losing a peak: pure, no Qt.

A Bragg peak can be a single pixel. Averaging, interpolating or picking every n-th pixel
makes it fade or vanish when the view is zoomed out; the maximum over the pixels that
share a screen pixel keeps it. The cells partition the visible pixels exactly, whatever
the zoom: none is skipped and none is used twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from braggscope.canvas.transform import FloatArray

# Rows of cells reduced together: the strip stays in the second-level cache.
_STRIP = 32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """How the pixels along one image axis fall on the screen pixels.

    Attributes
    ----------
    origin : int
        Screen pixel on which the first cell begins.
    edges : ndarray of int, shape (n + 1,)
        Cell i takes the image pixels ``edges[i]`` to ``edges[i + 1] - 1``.
    spread : ndarray of int, shape (m,) or None
        Cell shown by each screen pixel from `origin` on; None for one each.
    """

    origin: int
    edges: NDArray[np.intp]
    spread: NDArray[np.intp] | None = None

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.edges) - 1

    @property
    def n_screen(self) -> int:
        """Number of screen pixels covered."""
        return self.n_cells if self.spread is None else len(self.spread)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReducedView:
    """The visible part of an image, one value per cell.

    Attributes
    ----------
    values : ndarray, shape (slow.n_cells, fast.n_cells)
    slow, fast : Cells
    """

    values: FloatArray
    slow: Cells
    fast: Cells

    def on_screen(self, cell_values: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Repeat one value per cell over the screen pixels of the cell.

        Parameters
        ----------
        cell_values : ndarray, shape (slow.n_cells, fast.n_cells)

        Returns
        -------
        ndarray, shape (slow.n_screen, fast.n_screen)
        """
        shown = cell_values
        if self.fast.spread is not None:
            shown = shown.take(self.fast.spread, axis=1)
        if self.slow.spread is not None:
            shown = shown.take(self.slow.spread, axis=0)
        return np.ascontiguousarray(shown)


def screen_cells(n_pixels: int, *, scale: float, offset: float, extent: int) -> Cells:
    """Partition the visible pixels of one axis over screen pixels.

    Parameters
    ----------
    n_pixels : int
        Image pixels along the axis.
    scale : float
        Screen pixels per image pixel. Positive.
    offset : float
        Screen position of the image's edge: pixel p covers
        ``offset + p * scale`` to ``offset + (p + 1) * scale``.
    extent : int
        Screen pixels of the viewport, from 0 to ``extent - 1``.

    Returns
    -------
    Cells
        Without cells if nothing is visible. A pixel smaller than a screen pixel belongs
        to the one that holds its centre; a larger one gets at least one of its own.
    """
    if scale < 1:
        return _shrunk(n_pixels, scale, offset, extent)
    return _enlarged(n_pixels, scale, offset, extent)


def _shrunk(n_pixels: int, scale: float, offset: float, extent: int) -> Cells:
    first = max(0, int(np.floor(offset)))
    last = min(extent, int(np.ceil(offset + n_pixels * scale)))
    screen = np.arange(first, max(first, last) + 1)
    edges = _strictly_rising(np.ceil((screen - offset) / scale - 0.5))
    edges = np.clip(edges, 0, n_pixels)
    # Cells at the image's rim that hold no pixel centre.
    empty_before = int(np.searchsorted(edges, edges[0], side="right")) - 1
    filled_until = int(np.searchsorted(edges, edges[-1], side="left"))
    edges = edges[empty_before : max(filled_until, empty_before) + 1]
    return Cells(origin=first + empty_before, edges=edges)


def _enlarged(n_pixels: int, scale: float, offset: float, extent: int) -> Cells:
    first = int(np.clip(np.floor(-offset / scale) - 1, 0, n_pixels))
    last = int(np.clip(np.ceil((extent - offset) / scale) + 1, first, n_pixels))
    pixels = np.arange(first, last + 1)
    on_screen = _strictly_rising(np.floor(offset + pixels * scale + 0.5))
    on_screen = np.clip(on_screen, 0, extent)
    spread = np.repeat(np.arange(len(pixels) - 1), np.diff(on_screen))
    return Cells(origin=int(on_screen[0]), edges=pixels, spread=spread)


def _strictly_rising(edges: NDArray[np.float64]) -> NDArray[np.intp]:
    """Whole edges at least one apart, where rounding noise made two equal."""
    steps = np.arange(len(edges))
    risen = np.maximum.accumulate(edges.astype(np.intp) - steps) + steps
    return risen.astype(np.intp)


def remapped(
    values: FloatArray,
    slow_edges: NDArray[np.intp],
    fast_edges: NDArray[np.intp],
    slow: Cells,
    fast: Cells,
) -> ReducedView:
    """Show values of some cells in others, each the value around its middle.

    Parameters
    ----------
    values : ndarray, shape (slow cells, fast cells)
    slow_edges, fast_edges : ndarray of int
        Pixels of the cells that there are values of.
    slow, fast : Cells
        Those to be shown; NaN where there is no value.
    """
    if np.array_equal(slow_edges, slow.edges) and np.array_equal(
        fast_edges, fast.edges
    ):
        return ReducedView(values=values, slow=slow, fast=fast)
    rows, has_row = _cells_around_middles(slow_edges, slow)
    columns, has_column = _cells_around_middles(fast_edges, fast)
    shown = np.full((slow.n_cells, fast.n_cells), np.nan, values.dtype)
    there = np.ix_(has_row.nonzero()[0], has_column.nonzero()[0])
    shown[there] = values[np.ix_(rows[has_row], columns[has_column])]
    return ReducedView(values=shown, slow=slow, fast=fast)


def _cells_around_middles(
    edges: NDArray[np.intp], wanted: Cells
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    middles = (wanted.edges[:-1] + wanted.edges[1:]) // 2
    cells = np.searchsorted(edges, middles, side="right") - 1
    return cells, (cells >= 0) & (cells < len(edges) - 1)


def reduce_view(
    image: FloatArray, slow: Cells, fast: Cells, *, extreme: bool = False
) -> ReducedView:
    """Take the maximum of the pixels in each cell.

    Parameters
    ----------
    image : ndarray, shape (slow, fast)
    slow, fast : Cells
        Partition of either axis.
    extreme : bool
        Take the value of largest size, of either sign, instead: for differences.

    Returns
    -------
    ReducedView
        NaN only where a cell holds nothing else.
    """
    visible = image[slow.edges[0] : slow.edges[-1], fast.edges[0] : fast.edges[-1]]
    if slow.n_cells == visible.shape[0] and fast.n_cells == visible.shape[1]:
        return ReducedView(values=visible, slow=slow, fast=fast)
    highest = _reduce(image, slow.edges, fast.edges, np.fmax)
    if not extreme:
        return ReducedView(values=highest, slow=slow, fast=fast)
    lowest = _reduce(image, slow.edges, fast.edges, np.fmin)
    furthest = np.where(highest >= -lowest, highest, lowest)
    return ReducedView(values=furthest, slow=slow, fast=fast)


def _reduce(
    image: FloatArray,
    slow_edges: NDArray[np.intp],
    fast_edges: NDArray[np.intp],
    choose: np.ufunc,
) -> FloatArray:
    """Reduce strip by strip: rows first, which run along memory, then columns."""
    n_slow, n_fast = len(slow_edges) - 1, len(fast_edges) - 1
    reduced: FloatArray = np.empty((n_slow, n_fast), image.dtype)
    first, last = int(fast_edges[0]), int(fast_edges[-1])
    rows = np.empty((_STRIP, last - first), image.dtype)
    columns = np.empty((_STRIP, n_fast), image.dtype)
    takes = _column_takes(fast_edges - first)
    slow_list = slow_edges.tolist()
    for start in range(0, n_slow, _STRIP):
        stop = min(start + _STRIP, n_slow)
        for cell in range(start, stop):
            pixels = image[slow_list[cell] : slow_list[cell + 1], first:last]
            choose.reduce(pixels, axis=0, out=rows[cell - start])
        strip, target = rows[: stop - start], reduced[start:stop]
        strip.take(takes[0], axis=1, out=target, mode="clip")
        for take in takes[1:]:
            other = columns[: stop - start]
            strip.take(take, axis=1, out=other, mode="clip")
            choose(target, other, out=target)
    return reduced


def _column_takes(edges: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """The first, second, … column of each cell; a cell that has no more repeats one."""
    widest = int(np.diff(edges).max(initial=1))
    return [np.minimum(edges[:-1] + nth, edges[1:] - 1) for nth in range(widest)]
