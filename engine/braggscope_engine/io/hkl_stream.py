"""A reflection list as the stream of numbers for which nanoBragg takes it.

It reads the stream twice: first as records of four real numbers, to find the box of
all indices, then as records of three whole numbers and an amplitude, to fill it. A
word such as ``1.0`` passes the first reading and ends the second.
"""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

from ..errors import FileFormatError

_DECIMAL = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_REAL = re.compile(rf"\s*([+-]?{_DECIMAL})", re.A)
_AMPLITUDE = re.compile(rf"\s*([+-]?(?:{_DECIMAL}|inf(?:inity)?|nan))", re.A | re.I)
_WHOLE = re.compile(r"\s*([+-]?\d+)", re.A)

Index = tuple[int, int, int]


def read_stream(
    text: str, name: str, fill: float
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Read both passes; corners of the box that stay empty get the amplitude ``fill``.

    Raises
    ------
    FileFormatError
        When no record can be read, or one lies outside the box: nanoBragg would then
        write outside its memory.
    """
    box = _box(text)
    if box is None:
        raise FileFormatError(
            f"{name}: does not begin with a reflection (three indices h k l and an "
            f"amplitude F)."
        )
    low, high = box
    hkl: list[Index] = []
    amplitude: list[float] = []
    for index, value in _records(text):
        inside = all(a <= i <= b for a, i, b in zip(low, index, high, strict=True))
        if not inside:
            raise FileFormatError(
                f"{name}: after a word that is not a whole number the stream goes on "
                f"with the reflection {' '.join(map(str, index))}, outside the "
                f"indices of the list."
            )
        hkl.append(index)
        amplitude.append(value)
    corners = [corner for corner in (low, high) if not _spans(hkl, corner)]
    hkl[:0] = corners
    amplitude[:0] = [fill] * len(corners)
    return np.array(hkl, dtype=np.int32), np.array(amplitude)


def _spans(hkl: list[Index], corner: Index) -> bool:
    """Whether each index of the corner occurs among the reflections."""
    return all(any(index[i] == corner[i] for index in hkl) for i in range(3))


def _box(text: str) -> tuple[Index, Index] | None:
    low = [math.inf] * 3
    high = [-math.inf] * 3
    position, count = 0, 0
    while (record := _match(text, position, (_REAL,) * 3 + (_AMPLITUDE,))) is not None:
        words, position = record
        count += 1
        for i in range(3):
            index = math.trunc(_finite(words[i]))
            low[i], high[i] = min(low[i], index), max(high[i], index)
    if count == 0:
        return None
    return (
        (int(low[0]), int(low[1]), int(low[2])),
        (int(high[0]), int(high[1]), int(high[2])),
    )


def _finite(word: str) -> float:
    value = float(word)
    return value if abs(value) < 2**31 else math.copysign(2**31 - 1, value)


def _records(text: str) -> list[tuple[Index, float]]:
    records: list[tuple[Index, float]] = []
    position = 0
    while (found := _match(text, position, (_WHOLE,) * 3 + (_AMPLITUDE,))) is not None:
        words, position = found
        index = (int(words[0]), int(words[1]), int(words[2]))
        records.append((index, float(words[3])))
    return records


def _match(
    text: str, position: int, patterns: tuple[re.Pattern[str], ...]
) -> tuple[list[str], int] | None:
    words: list[str] = []
    for pattern in patterns:
        match = pattern.match(text, position)
        if match is None:
            return None
        words.append(match[1])
        position = match.end()
    return words, position
