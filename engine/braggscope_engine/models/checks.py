"""Checks that every model makes at birth, with one wording for all."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..errors import InvalidParameterError

_LARGE = 1e60
"""Beyond any physical input, and safe to square, cube and multiply in float64."""


def finite(path: str, value: float, *, unit: str = "") -> None:
    """Refuse NaN, infinities and numbers too large to compute with."""
    if not (_is_number(value) and abs(value) < _LARGE):
        raise InvalidParameterError(path, value, f"a finite number{_in(unit)}")


def positive(path: str, value: float, *, unit: str = "", hint: str = "") -> None:
    """Refuse everything but numbers above zero."""
    if not (_is_number(value) and 0 < value < _LARGE):
        raise InvalidParameterError(path, value, f"a positive number{_in(unit)}", hint)


def not_negative(path: str, value: float, *, unit: str = "") -> None:
    """Refuse everything but zero and numbers above."""
    if not (_is_number(value) and 0 <= value < _LARGE):
        raise InvalidParameterError(path, value, f"zero or more{_in(unit)}")


def within(path: str, value: float, low: float, high: float, unit: str = "") -> None:
    """Refuse numbers outside the closed interval."""
    if not (_is_number(value) and low <= value <= high):
        allowed = f"between {low:g} and {high:g}{_in(unit)}"
        raise InvalidParameterError(path, value, allowed)


def count(path: str, value: int, low: int, high: int) -> None:
    """Refuse everything but whole numbers in the closed interval."""
    if not (_is_whole(value) and low <= value <= high):
        raise InvalidParameterError(
            path, value, f"a whole number from {low} to {high:,}"
        )


def vector(path: str, value: Sequence[float], *, nonzero: bool = True) -> None:
    """Refuse everything but three finite numbers (not all zero)."""
    three = len(value) == 3 and all(_is_number(x) and abs(x) < _LARGE for x in value)
    if not three or (nonzero and not math.hypot(*value) > 0):
        allowed = "three finite numbers" + (", not all zero" if nonzero else "")
        raise InvalidParameterError(path, tuple(value), allowed)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _in(unit: str) -> str:
    return f" in {unit}" if unit else ""
