"""Inputs that the kernels of predictions are compiled with."""

from __future__ import annotations

import torch
from torch.export import Dim

from .orbits import ORBIT_VECTORS
from .passing import PASSING_NUMBERS, PASSING_VECTORS
from .striking import ORIENTATION_NUMBERS, SOURCE_NUMBERS

Example = tuple[tuple[torch.Tensor, ...], tuple[dict[int, Dim] | None, ...]]

_MANY = 4096
_REFLECTIONS = Dim("reflections", min=2, max=1 << 30)
_LISTED = Dim("listed", min=2, max=1 << 30)
_ENTRIES = Dim("entries", min=2, max=1 << 24)
_SOURCES = Dim("sources", min=2, max=1 << 24)


def pass_sphere_example() -> Example:
    """Of ``pass_sphere``."""
    inputs = (
        _numbers(7),
        _double(3, 7),
        _double(3),
        _double(PASSING_VECTORS, 3),
        _double(PASSING_NUMBERS),
    )
    return inputs, ({0: _REFLECTIONS}, {1: _ENTRIES}, None, None, None)


def strike_example() -> Example:
    """Of ``strike``."""
    each = {0: _REFLECTIONS}
    inputs = (*_struck(), _numbers(5), *_tables(), _double(4, 3), _double(1))
    tables = ({1: _ENTRIES}, {1: _SOURCES})
    return inputs, ({1: _LISTED}, each, each, each, *tables, None, None)


def is_second_example() -> Example:
    """Of ``is_second``."""
    each = {0: _REFLECTIONS}
    orientations, _ = _tables()
    rest = (_double(ORBIT_VECTORS, 3), _double(1), _double(1))
    inputs = (*_struck(), orientations, *rest)
    return inputs, ({1: _LISTED}, each, each, {1: _ENTRIES}, None, None, None)


def describe_example() -> Example:
    """Of ``describe``."""
    each, columns = {0: _REFLECTIONS}, {1: _REFLECTIONS}
    inputs = (
        *(_double(3, _MANY), _double(2, _MANY), _numbers(7), _numbers(5)),
        *(_double(_MANY), _double(_MANY)),
        *(*_tables(), _double(ORBIT_VECTORS, 3), _double(1)),
        *(_double(3), _double(5, 3), _double(3, 3), _double(1)),
    )
    of_each = (columns, columns, each, each, each, each)
    return inputs, (*of_each, {1: _ENTRIES}, {1: _SOURCES}, *[None] * 6)


def _struck() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Indices, and which of them and which orientation each hit is of."""
    return _double(3, 9), _numbers(9), _numbers(7)


def _tables() -> tuple[torch.Tensor, torch.Tensor]:
    return _double(ORIENTATION_NUMBERS, 7), _double(SOURCE_NUMBERS, 5)


def _double(*shape: int) -> torch.Tensor:
    return torch.rand(*shape, dtype=torch.float64)


def _numbers(below: int) -> torch.Tensor:
    return torch.randint(below, (_MANY,))
