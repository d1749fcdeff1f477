"""Curves on which a smooth function of the panel is zero.

For a surface that no direction can be led back to in closed form: nanoBragg's bent
panel turns the beam by two angles that need not be independent.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .stance import Array

_CELLS = 96
_CHORD_PX = 0.05
_HALVINGS = 10
_BISECTIONS = 60
_SECANTS = 40

Flags = NDArray[np.bool_]
Level = Callable[[Array], Array]
"""Values (n,) at pixel positions (n, 2)."""


def contours(level: Level, low: Array, high: Array) -> list[Array]:
    """Trace the zeros of a function in a rectangle.

    Parameters
    ----------
    level : callable
        Positions (n, 2), pixels (fast, slow), to values (n,).
    low, high : ndarray, shape (2,)
        Corners of the rectangle, pixels.

    Returns
    -------
    list of ndarray, shape (n, 2)
        Every point is a zero to rounding. A closed curve ends where it begins. One
        that is smaller than a cell, a ninety-sixth of the rectangle, may be missed.
    """
    axes = [np.linspace(low[i], high[i], _CELLS + 1) for i in (0, 1)]
    nodes = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    values = level(nodes.reshape(-1, 2)).reshape(nodes.shape[:2])
    above = values > 0
    across_fast, across_slow = above[:-1] != above[1:], above[:, :-1] != above[:, 1:]
    starts = np.concatenate([nodes[:-1][across_fast], nodes[:, :-1][across_slow]])
    ends = np.concatenate([nodes[1:][across_fast], nodes[:, 1:][across_slow]])
    if not len(starts):
        return []
    points = _zeros_between(level, starts, ends)
    links = _links(level, nodes, above, across_fast, across_slow)
    return [_refined(level, points[chain]) for chain in _chains(links)]


def _zeros_between(level: Level, starts: Array, ends: Array) -> Array:
    """Where the function changes its sign between pairs of points (n, 2)."""
    sign = np.where(level(starts) > 0, 1.0, -1.0)
    low, high = np.zeros(len(starts)), np.ones(len(starts))
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        is_before = level(starts + middle[:, None] * (ends - starts)) * sign > 0
        low, high = np.where(is_before, middle, low), np.where(is_before, high, middle)
    zeros: Array = starts + ((low + high) / 2)[:, None] * (ends - starts)
    return zeros


def _links(
    level: Level, nodes: Array, above: Flags, across_fast: Flags, across_slow: Flags
) -> dict[int, list[int]]:
    """Which crossings of cell edges follow one another."""
    fast_edges = np.full(across_fast.shape, -1)
    slow_edges = np.full(across_slow.shape, -1)
    count = int(across_fast.sum())
    fast_edges[across_fast] = np.arange(count)
    slow_edges[across_slow] = count + np.arange(int(across_slow.sum()))
    bottom, top = fast_edges[:, :-1], fast_edges[:, 1:]
    left, right = slow_edges[:-1], slow_edges[1:]
    around = np.stack([bottom, left, right, top], axis=-1)
    links: dict[int, list[int]] = {}
    for i, j in np.argwhere((around >= 0).any(axis=-1)).tolist():
        edges = around[i, j]
        pairs = [tuple(edges[edges >= 0].tolist())]
        if (
            len(pairs[0]) == 4
        ):  # a saddle: the middle says which corners belong together
            middle = (nodes[i, j] + nodes[i + 1, j + 1]) / 2
            joined = bool(level(middle[None])[0] > 0) == bool(above[i, j])
            order = (0, 2, 1, 3) if joined else (0, 1, 2, 3)
            a, b, c, d = (int(edges[k]) for k in order)
            pairs = [(a, b), (c, d)]
        for one, other in pairs:
            links.setdefault(one, []).append(other)
            links.setdefault(other, []).append(one)
    return links


def _chains(links: dict[int, list[int]]) -> list[list[int]]:
    """Follow the links: open curves from an end, then closed ones around."""
    left = set(links)
    chains = []
    for start in sorted(links, key=lambda point: len(links[point])):
        if start not in left:
            continue
        chain = [start]
        left.discard(start)
        while following := [p for p in links[chain[-1]] if p in left]:
            chain.append(following[0])
            left.discard(following[0])
        if len(links[start]) == 2 and start in links[chain[-1]] and len(chain) > 2:
            chain.append(start)
        chains.append(chain)
    return chains


def _refined(level: Level, curve: Array) -> Array:
    """Add zeros between points until chords look like the curve."""
    for _ in range(_HALVINGS):
        middles, is_zero = _onto(level, curve[:-1], curve[1:])
        off = np.linalg.norm(middles - (curve[:-1] + curve[1:]) / 2, axis=1)
        added = is_zero & (off > _CHORD_PX)
        if not added.any():
            break
        at = np.flatnonzero(added) + 1
        curve = np.insert(curve, at, middles[added], axis=0)
    return curve


def _onto(level: Level, starts: Array, ends: Array) -> tuple[Array, Array]:
    """Zeros beside the middles of chords, and whether there are any near."""
    middles, along = (starts + ends) / 2, ends - starts
    aside = np.stack([-along[:, 1], along[:, 0]], axis=1)
    here, there = np.zeros(len(middles)), np.full(len(middles), 1e-3)
    value = level(middles)
    for _ in range(_SECANTS):
        new = level(middles + there[:, None] * aside)
        change = new - value
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.where(change != 0, new * (there - here) / change, 0.0)
        here, there, value = there, there - step, new
        if np.abs(step).max() < 1e-15:
            break
    is_zero = (np.abs(there) < 1.0) & (np.abs(step) < 1e-9)
    return middles + np.where(is_zero, there, 0.0)[:, None] * aside, is_zero
