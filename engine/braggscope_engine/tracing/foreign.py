"""Traces that other programs print."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ..errors import FileFormatError

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?nan|[-+]?inf"
_ONE = re.compile(_NUMBER)
_NAMED = re.compile(
    r"^\s*(?:TRACE\w*\s*:\s*)?(?P<name>[A-Za-z_][\w.\[\]*²/ ]*?)\s*[=:\s]\s*"
    rf"(?P<numbers>(?:{_NUMBER})(?:[\s,]+(?:{_NUMBER})(?![\w./]))*)(?P<rest>.*)$"
)
_PIXEL = re.compile(rf"^\s*(\d+)\s+(\d+)\s*:\s*stol\s*=\s*({_NUMBER})\s+or\s+")
_INDICES = re.compile(r"^\s*hkl=\s*(.+?)\s+hkl0=\s*(.+)$")
_PAIR = re.compile(rf"(\w+)\s*=\s*({_NUMBER})")
_AXIS_ROW = re.compile(rf"^\s*([XYZ]):((?:\s+(?:{_NUMBER})){{3}})\s*$")
_LARGEST_TEXT = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignTerm:
    """One named value of another program's trace.

    Attributes
    ----------
    name : str                     as it stands there
    values : tuple of float
    resolution : tuple of float    one unit in the last printed digit of each
    line : int                     where, from 1
    """

    name: str
    values: tuple[float, ...]
    resolution: tuple[float, ...]
    line: int


def parse_trace(text: str) -> tuple[ForeignTerm, ...]:
    """Read the trace of a pixel that another program printed.

    Understood are nanoBragg's own -printout_pixel, lines ``TRACE_C: name value ...``
    and lines ``name = value ...``; everything else is passed over. Where a printout
    has several pixels, the first counts.

    Raises
    ------
    FileFormatError
        Where no line of the text is one of these.
    """
    if len(text) > _LARGEST_TEXT:
        raise FileFormatError(
            f"The trace has {len(text):,} characters: at most {_LARGEST_TEXT:,} are "
            "read."
        )
    found: list[ForeignTerm] = []
    rows: dict[str, list[str]] = {}
    for number, line in _traced_lines(text):
        axis = _AXIS_ROW.match(line)
        if axis:
            rows[axis.group(1)] = _ONE.findall(axis.group(2))
            if len(rows) == 3:
                found += _cell(rows, number)
                rows = {}
            continue
        found += _terms_of(line, number)
    if not found:
        raise FileFormatError(
            "The text holds no trace: nanoBragg's -printout_pixel, or lines such as "
            "'F_cell = 300.58', can be read."
        )
    return tuple(found)


def _traced_lines(text: str) -> list[tuple[int, str]]:
    """Numbered lines: of nanoBragg's log those of its first printed pixel."""
    lines = list(enumerate(text.splitlines(), 1))
    first = next((n for n, line in lines if _PIXEL.match(line)), None)
    if first is None:
        return lines
    block: list[tuple[int, str]] = []
    for number, line in lines[first - 1 :]:
        if not line.strip() or (block and _PIXEL.match(line)):
            break
        block.append((number, line))
    return block


def _terms_of(line: str, number: int) -> list[ForeignTerm]:
    if line.lstrip().startswith("#"):
        return []
    pixel = _PIXEL.match(line)
    if pixel:
        fast, slow, stol = pixel.groups()
        # In 1/m there.
        per_angstrom = ForeignTerm(
            name="stol",
            values=(float(stol) * 1e-10,),
            resolution=(_last_digit(stol) * 1e-10,),
            line=number,
        )
        names = (("fast", [fast]), ("slow", [slow]))
        return [*(_term(name, token, number) for name, token in names), per_angstrom]
    indices = _INDICES.match(line)
    if indices:
        return [
            _term(name, _ONE.findall(part), number)
            for name, part in zip(("hkl", "hkl0"), indices.groups(), strict=True)
        ]
    pairs = _PAIR.findall(line)
    if len(pairs) > 1:
        return [_term(name, [token], number) for name, token in pairs]
    named = _NAMED.match(line)
    if not named:
        return []
    return [_term(named["name"].strip(), _ONE.findall(named["numbers"]), number)]


def _term(name: str, tokens: list[str], line: int) -> ForeignTerm:
    return ForeignTerm(
        name=name,
        values=tuple(float(token) for token in tokens),
        resolution=tuple(_last_digit(token) for token in tokens),
        line=line,
    )


def _last_digit(token: str) -> float:
    """What one unit in the last digit of a number is worth."""
    mantissa, _, exponent = token.lower().partition("e")
    value = float(token)
    if not math.isfinite(value) or value == 0:
        return 1e-12
    decimals = len(mantissa.partition(".")[2])
    last = 10.0 ** ((int(exponent) if exponent else 0) - decimals)
    # %g drops zeros at the end: a short number may still have its six digits.
    sixth = 10.0 ** (math.floor(math.log10(abs(value))) - 5)
    return min(last, sixth)


def _cell(rows: dict[str, list[str]], line: int) -> list[ForeignTerm]:
    """Cell vectors that nanoBragg prints as columns of rows X, Y, Z."""
    return [
        _term(f"{axis}", [rows[row][column] for row in "XYZ"], line)
        for column, axis in enumerate("abc")
    ]
