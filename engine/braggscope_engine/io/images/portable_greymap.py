"""PGM pictures of 8 or 16 bits, such as nanoBragg's preview."""

from __future__ import annotations

import re

import numpy as np

from ...errors import FileFormatError
from .reference import ReferenceImage, reference_of
from .source import Source

_SCALED = re.compile(rb"pixels scaled by\s*(\S+)")
_TOKEN = re.compile(rb"(?:\s|#[^\n]*\n)*(\d+)")


def read_greymap(source: Source) -> ReferenceImage:
    """Read a PGM picture, binary (P5) or text (P2)."""
    content = source.content
    width, height, white, start = _header(source)
    if content[:2] == b"P2":
        words = content[start:].split()
        values = _from_words(source, words, width * height)
    else:
        dtype = np.dtype(">u2" if white > 255 else "u1")
        if len(content) < start + 1 + width * height * dtype.itemsize:
            raise FileFormatError(
                f"{source.name}: ends after {len(content):,} bytes, but {width} x "
                f"{height} pixels need "
                f"{start + 1 + width * height * dtype.itemsize:,}."
            )
        values = np.frombuffer(content, dtype, width * height, start + 1)
    notes = ["A PGM picture has few grey levels: bright pixels are cut off at white."]
    scale = _SCALED.search(content[: start + 1])
    if scale:
        notes.append(f"Its header says: pixels scaled by {scale[1].decode('latin-1')}.")
    native = values.astype(values.dtype.newbyteorder("="))
    return reference_of(
        native.reshape(height, width),
        format="PGM",
        stored_as=values.dtype.str,
        saturation=float(white),
        notes=notes,
    )


def _header(source: Source) -> tuple[int, int, int, int]:
    """Width, height, white, and where the last of them ends."""
    place, numbers = 2, []
    for _ in range(3):
        found = _TOKEN.match(source.content, place)
        if found is None:
            raise FileFormatError(
                f"{source.name}: a PGM picture begins with P5, its width, its height "
                f"and its white level."
            )
        numbers.append(int(found[1]))
        place = found.end()
    width, height, white = numbers
    if not (0 < width <= 100_000 and 0 < height <= 100_000 and 0 < white < 65536):
        raise FileFormatError(
            f"{source.name}: {width} x {height} pixels with white at {white} are no "
            f"PGM picture."
        )
    return width, height, white, place


def _from_words(source: Source, words: list[bytes], count: int) -> np.ndarray:
    if len(words) < count or not all(word.isdigit() for word in words[:count]):
        raise FileFormatError(
            f"{source.name}: holds {len(words):,} words where {count:,} numbers are "
            f"needed."
        )
    return np.array([int(word) for word in words[:count]], dtype=np.uint16)
