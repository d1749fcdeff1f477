"""Numbers in words: as the C library takes them, and as a careful reader does."""

from __future__ import annotations

import re

_SPACE = " \t\n\v\f\r"
_DECIMAL = re.compile(
    r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|(?:inf(?:inity)?|nan))",
    re.ASCII | re.IGNORECASE,
)
_HEXADECIMAL = re.compile(
    r"[+-]?0x(?:[0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(?:p[+-]?\d+)?",
    re.ASCII | re.IGNORECASE,
)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_EXACT_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_EXACT_WHOLE = re.compile(r"([+-]?\d+)(?:\.0*)?", re.ASCII)


def c_number(word: str) -> float:
    """Read the longest number at the start of a word, 0 without one: C's atof."""
    text = word.lstrip(_SPACE)
    hexadecimal = _HEXADECIMAL.match(text)
    if hexadecimal is not None:
        return float.fromhex(hexadecimal[0])
    decimal = _DECIMAL.match(text)
    return float(decimal[0]) if decimal else 0.0


def c_whole(word: str) -> int:
    """Read the digits at the start of a word, 0 without any: C's atoi, 32 bits."""
    match = _WHOLE.match(word.lstrip(_SPACE))
    value = max(-(2**63), min(2**63 - 1, int(match[0]))) if match else 0
    return (value + 2**31) % 2**32 - 2**31


def exact_number(word: str) -> float | None:
    """Read a word that is a finite decimal number as a whole, else None."""
    if not _EXACT_NUMBER.fullmatch(word):
        return None
    value = float(word)
    return value if abs(value) < float("inf") else None


def exact_whole(word: str) -> int | None:
    """Read a word that is a whole number (``36`` or ``36.0``), else None."""
    match = _EXACT_WHOLE.fullmatch(word)
    return int(match[1]) if match and len(match[1]) < 20 else None
