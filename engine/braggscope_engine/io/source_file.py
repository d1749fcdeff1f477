"""Lists of beam sources: x y z intensity wavelength, one source per line."""

from __future__ import annotations

import math
import os
import re

from ..errors import FileFormatError, InvalidParameterError
from ..models.axes import Vector
from ..models.beam import Source
from .nanobragg.numerals import c_number, exact_number
from .reading import read_text, shown

_WHAT = "a source list with lines of x y z intensity wavelength"
_DELIMITERS = " \t,;:!"
_NUMBER_CHARACTERS = "0123456789-+.EGeg"
_LONGEST_LINE = 10239
_LARGEST_WAVELENGTH_IN_METRES = 1e-5
_SPLIT = re.compile(r"[\s,;:!]+")
_SOURCE_DISTANCE_M = 10.0


def read_sources(
    path: str | os.PathLike[str],
    *,
    beam: Vector = (1.0, 0.0, 0.0),
    wavelength_angstrom: float = 1.0,
    in_metres: bool = False,
    as_it_stands: bool = False,
) -> tuple[Source, ...]:
    """Read a source list.

    Parameters
    ----------
    path : path
    beam : (3,)
        Direction of the beam: sources without a position are 10 m upstream.
    wavelength_angstrom : float
        Å, for lines without a wavelength.
    in_metres : bool
        Every wavelength is in metres; False takes numbers below 1e-5 for metres and
        all others for Å.
    as_it_stands : bool
        Read as nanoBragg: comments and unfinished lines become zeros. False skips
        what follows a ``#``, completes lines of three or four numbers and refuses
        all others.

    Raises
    ------
    FileFormatError
        One sentence with the file, the line and what was expected there.
    """
    text = read_text(path, _WHAT)
    name = str(path)
    rows = _rows_as_they_stand(text) if as_it_stands else _rows(text, name)
    if not rows:
        raise FileFormatError(f"{name}: holds no sources; expected {_WHAT}.")
    x, y, z = (-_SOURCE_DISTANCE_M * b for b in beam)
    missing = (x, y, z, 1.0, wavelength_angstrom)
    sources = []
    for line, row in rows:
        full = [m if math.isnan(v) else v for v, m in zip(row, missing, strict=True)]
        if not math.isnan(row[4]):
            full[4] = _angstrom(row[4], in_metres)
        sources.append(_source(full, f"{name}, line {line}"))
    return tuple(sources)


Row = tuple[int, tuple[float, ...]]


def _angstrom(value: float, in_metres: bool) -> float:
    if not in_metres and value >= _LARGEST_WAVELENGTH_IN_METRES:
        return value
    product = value * 1e10
    for candidate in (
        product,
        math.nextafter(product, math.inf),
        math.nextafter(product, 0.0),
    ):
        if candidate / 1e10 == value:
            return candidate
    return product


def _source(values: list[float], where: str) -> Source:
    x, y, z, weight, wavelength = values
    try:
        return Source(position=(x, y, z), weight=weight, wavelength_angstrom=wavelength)
    except InvalidParameterError as error:
        what = error.parameter.rsplit(".", 1)[-1].replace("_", " ")
        raise FileFormatError(
            f"{where}: the {what} of this source is {error.value!r}; it must be "
            f"{error.allowed}."
        ) from error


def _rows(text: str, name: str) -> list[Row]:
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = [w for w in _SPLIT.split(line.split("#", 1)[0]) if w]
        if not words:
            continue
        where = f"{name}, line {number}"
        if not 3 <= len(words) <= 5:
            raise FileFormatError(
                f"{where}: {shown(line)} has {len(words)} columns; a source is x y z, "
                f"then an intensity and a wavelength if they differ from the beam's."
            )
        values = []
        for word in words:
            value = exact_number(word)
            if value is None:
                raise FileFormatError(f"{where}: {shown(word)} is not a number.")
            values.append(value)
        rows.append((number, (*values, *[math.nan] * (5 - len(values)))))
    return rows


def _rows_as_they_stand(text: str) -> list[Row]:
    """Split lines into five numbers the way nanoBragg does, mistakes included."""
    rows: list[Row] = []
    ends = text.count("\n")
    for number, line in enumerate(text.split("\n"), start=1):
        ended = number <= ends
        for piece in _pieces(line + "\n" if ended else line):
            row = _five_numbers(piece)
            if row is not None:
                rows.append((number, row))
    return rows


def _pieces(line: str) -> list[str]:
    return [line[i : i + _LONGEST_LINE] for i in range(0, len(line), _LONGEST_LINE)]


def _five_numbers(line: str) -> tuple[float, ...] | None:
    rest = line.lstrip(_DELIMITERS)
    if rest == "\n":
        return None
    row = [math.nan] * 5
    for column in range(5):
        row[column] = c_number(rest)
        rest = rest.lstrip(_NUMBER_CHARACTERS)
        if rest == "\n":
            break
        rest = _after_word(rest).lstrip(_DELIMITERS)
        if rest == "\n":
            break
    return tuple(row)


def _after_word(text: str) -> str:
    """Drop everything up to the next delimiter; the end of the line is none."""
    for place, character in enumerate(text):
        if character in _DELIMITERS:
            return text[place:]
    return ""
