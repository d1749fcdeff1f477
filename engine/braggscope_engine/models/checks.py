"""Checks that every model makes at birth, with one wording for all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields
from enum import StrEnum
from typing import TYPE_CHECKING

from ..errors import InvalidParameterError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

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


def vector(path: str, value: object, *, nonzero: bool = True) -> None:
    """Refuse everything but three finite numbers (not all zero)."""
    numbers = list(value) if isinstance(value, Sequence) else []
    three = len(numbers) == 3 and all(_is_number(x) for x in numbers)
    if three:
        three = all(abs(x) < _LARGE for x in numbers)
    if not three or (nonzero and not math.hypot(*numbers) > 0):
        allowed = "three finite numbers" + (", not all zero" if nonzero else "")
        raise InvalidParameterError(path, value, allowed)


def choices(path: str, model: DataclassInstance) -> None:
    """Refuse other types in the fields of a model that choose: flags and members."""
    for field in fields(model):
        value = getattr(model, field.name)
        if isinstance(field.default, bool):
            flag(f"{path}.{field.name}", value)
        elif isinstance(field.default, StrEnum):
            kind = type(field.default)
            if not isinstance(value, kind):
                allowed = f"one of {', '.join(kind)}"
                raise InvalidParameterError(f"{path}.{field.name}", value, allowed)


def flag(path: str, value: bool) -> None:
    """Refuse everything but True and False."""
    if not isinstance(value, bool):
        raise InvalidParameterError(path, value, "True or False")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _in(unit: str) -> str:
    return f" in {unit}" if unit else ""
