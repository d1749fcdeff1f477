"""Orientation matrices of MOSFLM: A = U·B·λ, nine numbers, row by row."""

from __future__ import annotations

import math
import os
import re

from ..errors import FileFormatError, InvalidParameterError
from ..models.crystal import OrientationMatrix
from .atomic import write_text
from .reading import read_text, shown

_WHAT = "a MOSFLM orientation matrix"
# Fixed-width columns of negative numbers may touch, so a number ends where the next
# one's sign begins, not only at white space.
_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", re.A)
_NEXT_WORD = re.compile(r"\s*(\S*)")


def read_matrix(path: str | os.PathLike[str]) -> OrientationMatrix:
    """Read a MOSFLM matrix file.

    Only its first nine numbers count: the rows are laboratory x, y, z, the columns
    a*, b*, c*, all times the wavelength. What follows them (the missetting angles,
    U, the cell) is not read.

    Raises
    ------
    FileFormatError
        One sentence with the file, the line and what was expected there.
    """
    return parse_matrix(read_text(path, _WHAT), str(path))


def parse_matrix(text: str, name: str = "matrix") -> OrientationMatrix:
    """Read a MOSFLM matrix from its text; see `read_matrix`."""
    numbers: list[float] = []
    position = 0
    while len(numbers) < 9:
        match = _NUMBER.match(text, position)
        if match is None:
            raise FileFormatError(_missing_number(text, position, name, len(numbers)))
        numbers.append(float(match[1]))
        position = match.end()
    if not all(math.isfinite(x) for x in numbers):
        raise FileFormatError(f"{name}: a number of the matrix is too large to use.")
    try:
        return OrientationMatrix(
            a_star=(numbers[0], numbers[3], numbers[6]),
            b_star=(numbers[1], numbers[4], numbers[7]),
            c_star=(numbers[2], numbers[5], numbers[8]),
            name=name,
        )
    except InvalidParameterError as error:
        column = error.parameter.rsplit(".", 1)[-1]
        which = column.replace("_star", "*") if "_star" in column else "the matrix"
        raise FileFormatError(
            f"{name}: the first nine numbers are not an orientation matrix: {which} "
            f"must be {error.allowed}."
        ) from error


def format_matrix(matrix: OrientationMatrix) -> str:
    """Return the three lines of a matrix file, digits enough to read back exactly."""
    rows = zip(matrix.a_star, matrix.b_star, matrix.c_star, strict=True)
    return "".join(" ".join(repr(float(x)) for x in row) + "\n" for row in rows)


def write_matrix(path: str | os.PathLike[str], matrix: OrientationMatrix) -> None:
    """Write a matrix that `read_matrix` and MOSFLM's relatives read."""
    write_text(path, format_matrix(matrix))


def _missing_number(text: str, position: int, name: str, found: int) -> str:
    match = _NEXT_WORD.match(text, position)
    word = match[1] if match else ""
    if not word:
        return (
            f"{name}: ends after {found} numbers; a MOSFLM matrix begins with nine "
            f"(three rows of a*, b*, c*)."
        )
    line = text.count("\n", 0, position + len(match[0]) if match else position) + 1
    return (
        f"{name}, line {line}: {shown(word)} is not a number; a MOSFLM matrix begins "
        f"with nine (three rows of a*, b*, c*)."
    )
