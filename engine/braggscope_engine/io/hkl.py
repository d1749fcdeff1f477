"""Reflection lists as text: one reflection of P1 per line, h k l F."""

from __future__ import annotations

import os
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from ..errors import FileFormatError
from ..models.reflections import ReflectionTable
from .atomic import write_text
from .hkl_stream import read_stream
from .reading import read_text, shown

MAX_GRID_CELLS = 100_000_000
"""Cells of the box of all indices: what a lookup table can hold in memory."""

_WHAT = "a reflection list with lines of h k l F"
_LINE = "a line is three whole numbers h k l and an amplitude F"


def read_hkl(
    path: str | os.PathLike[str], *, stops_at_text: bool = False, fill: float = 0.0
) -> ReflectionTable:
    """Read a reflection list.

    Parameters
    ----------
    path : path
    stops_at_text : bool
        Read a stream of numbers as nanoBragg does, which ends in silence at the first
        record that is not three whole numbers and an amplitude. False takes such a
        record for an error; blank lines and lines that begin with ``#`` or ``!`` are
        then skipped.
    fill : float
        With ``stops_at_text``: amplitude of indices in the box that the ended stream
        spans but does not list (nanoBragg's ``-default_F``).

    Raises
    ------
    FileFormatError
        One sentence with the file, the line and what was expected there.
    """
    text = read_text(path, _WHAT)
    return parse_hkl(text, str(path), stops_at_text=stops_at_text, fill=fill)


def parse_hkl(
    text: str, name: str = "hkl", *, stops_at_text: bool = False, fill: float = 0.0
) -> ReflectionTable:
    """Read a reflection list from its text; see `read_hkl`."""
    columns = _clean_columns(text)
    if columns is None:
        if stops_at_text:
            columns = read_stream(text, name, fill)
        else:
            columns = _columns_by_line(text, name)
    hkl, amplitude = columns
    _check_amplitudes(amplitude, hkl, name)
    _check_box(hkl, name)
    return ReflectionTable(hkl=hkl, amplitude=amplitude, name=name)


def format_hkl(reflections: ReflectionTable) -> str:
    """Return the text of a reflection list, digits enough to read back exactly."""
    lines = map(
        "{:4d}{:4d}{:4d} {!r}".format if _is_narrow(reflections.hkl) else _WIDE,
        *reflections.hkl.T.tolist(),
        reflections.amplitude.tolist(),
    )
    return "\n".join(lines) + "\n"


def write_hkl(path: str | os.PathLike[str], reflections: ReflectionTable) -> None:
    """Write a reflection list that `read_hkl` and nanoBragg read."""
    write_text(path, format_hkl(reflections))


_WIDE = "{:d} {:d} {:d} {!r}".format


def _is_narrow(hkl: NDArray[np.int32]) -> bool:
    return bool((hkl > -100).all() and (hkl < 1000).all())


Columns = tuple[NDArray[np.int32], NDArray[np.float64]]


def _clean_columns(text: str) -> Columns | None:
    """Read a list without any fault, fast; None sends it to the slow readers."""
    if "_" in text or not text.isascii():
        return None
    words = text.split()
    if not words or len(words) % 4:
        return None
    if sum(map(bool, map(str.strip, text.split("\n")))) * 4 != len(words):
        return None
    try:
        indices = [list(map(int, words[i::4])) for i in range(3)]
        amplitude = np.array(list(map(float, words[3::4])))
        hkl = np.array(indices, dtype=np.int32).T
    except (ValueError, OverflowError):
        return None
    if not np.isfinite(amplitude).all():
        return None
    return np.ascontiguousarray(hkl), amplitude


def _columns_by_line(text: str, name: str) -> Columns:
    rows: list[tuple[int, ...]] = []
    amplitudes: list[float] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words or words[0][0] in "#!":
            continue
        where = f"{name}, line {number}"
        if len(words) != 4:
            found = "1 column" if len(words) == 1 else f"{len(words)} columns"
            raise FileFormatError(f"{where}: {shown(line)} has {found}; {_LINE}.")
        rows.append(tuple(map(_index, words[:3], repeat(where))))
        amplitudes.append(_amplitude(words[3], where))
    if not rows:
        raise FileFormatError(f"{name}: holds no reflections; {_LINE}.")
    return np.array(rows, dtype=np.int32), np.array(amplitudes)


def _index(word: str, where: str) -> int:
    value = _number(word, where)
    if not value.is_integer() or abs(value) > 2**31 - 1:
        raise FileFormatError(f"{where}: index {shown(word)}: {_LINE}.")
    return int(value)


def _amplitude(word: str, where: str) -> float:
    value = _number(word, where)
    if not np.isfinite(value):
        raise FileFormatError(f"{where}: amplitude {shown(word)} is not finite.")
    return value


def _number(word: str, where: str) -> float:
    try:
        if "_" not in word:
            return float(word)
    except ValueError:
        pass
    raise FileFormatError(f"{where}: {shown(word)} is not a number; {_LINE}.")


def _check_amplitudes(
    amplitude: NDArray[np.float64], hkl: NDArray[np.int32], name: str
) -> None:
    bad = np.flatnonzero(~(np.abs(amplitude) < 1e60))
    if len(bad):
        index = " ".join(map(str, hkl[bad[0]]))
        raise FileFormatError(
            f"{name}: reflection {index} has the amplitude {amplitude[bad[0]]:g}; a "
            f"finite number is needed."
        )


def _check_box(hkl: NDArray[np.int32], name: str) -> None:
    low = hkl.min(axis=0).astype(np.int64)
    high = hkl.max(axis=0).astype(np.int64)
    spans = [int(x) for x in high - low + 1]
    if spans[0] * spans[1] * spans[2] > MAX_GRID_CELLS:
        axis = int(np.argmax(spans))
        raise FileFormatError(
            f"{name}: {'hkl'[axis]} runs from {low[axis]} to {high[axis]}, so that the "
            f"box of all indices would have more than {MAX_GRID_CELLS:,} cells."
        )
