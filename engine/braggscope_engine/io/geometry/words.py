"""Numbers and words in text files of geometry, with one wording for what is wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...errors import FileFormatError
from ...models.axes import Vector
from ..reading import shown
from .vectors import Array


def number(text: str, where: str, what: str) -> float:
    """Read a finite number.

    Parameters
    ----------
    text : str
    where : str    file and line or keyword: ``"XDS.INP, line 3"``
    what : str     the value, as the file calls it: ``"ORGX"``

    Raises
    ------
    FileFormatError
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > 1e30:
        raise FileFormatError(
            f"{where}: {what} is {shown(text)}; it must be a finite number."
        )
    return value


def whole(text: str, where: str, what: str) -> int:
    """Read a count of pixels: a whole number from 1 to 100,000."""
    value = number(text, where, what)
    if value != int(value) or not 1 <= value <= 100_000:
        raise FileFormatError(
            f"{where}: {what} is {shown(text)}; it must be a whole number from 1 to "
            f"100,000."
        )
    return int(value)


def positive(text: str, where: str, what: str) -> float:
    """Read a number above zero."""
    value = number(text, where, what)
    if not value > 0:
        raise FileFormatError(
            f"{where}: {what} is {shown(text)}; it must be above zero."
        )
    return value


def numbers(texts: Sequence[str], count: int, where: str, what: str) -> list[float]:
    """Read exactly so many numbers, the first of the texts.

    Raises
    ------
    FileFormatError
        For fewer, or one that is none.
    """
    if len(texts) < count:
        raise FileFormatError(
            f"{where}: {what} has {len(texts)} values; it must have {count}."
        )
    return [number(text, where, what) for text in texts[:count]]


def direction(texts: Sequence[str], where: str, what: str) -> Vector:
    """Read three numbers, not all zero."""
    x, y, z = numbers(texts, 3, where, what)
    if not math.hypot(x, y, z) > 0:
        raise FileFormatError(f"{where}: {what} is zero; it must be a direction.")
    return x, y, z


def square(fast: float, slow: float, where: str, unit: str = "mm") -> float:
    """Return the edge of square pixels.

    Raises
    ------
    FileFormatError
        For pixels that are not square.
    """
    if not (fast > 0 and abs(fast - slow) <= 1e-6 * fast):
        raise FileFormatError(
            f"{where}: the pixels are {fast:g} × {slow:g} {unit}; only square pixels "
            f"can be shown."
        )
    return fast


def right_angle(fast: Vector, slow: Vector, where: str) -> None:
    """Refuse axes of a panel that are not at right angles.

    Raises
    ------
    FileFormatError
        Beyond what the few digits of a file explain.
    """
    cosine = abs(np.dot(fast, slow)) / (math.hypot(*fast) * math.hypot(*slow))
    if cosine > 2e-3:
        raise FileFormatError(
            f"{where}: the fast and slow axes of the panel are not at right angles "
            f"({math.degrees(math.acos(min(1.0, cosine))):.4g}°)."
        )


def say(values: Sequence[float] | Array) -> str:
    """Numbers with all their digits, apart by blanks."""
    return " ".join(repr(float(value) + 0.0) for value in values)
