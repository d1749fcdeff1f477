"""Headers of SMV images: 512 bytes or more of KEYWORD=value; in braces."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import FileFormatError
from .reading import read_bytes, shown

MAX_IMAGE_BYTES = 4 * 1024**3
_MAGIC = b"{\nHEADER_BYT"
_WHAT = "an SMV image"
_ENTRY = re.compile(r"^[ \t]*([A-Za-z0-9_]+)[ \t]*=[ \t]*([^;\r\n]*)", re.MULTILINE)
_LEADING_NUMBER = re.compile(
    r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmvHeader:
    """The header of one SMV image.

    Attributes
    ----------
    text : str            the header as it stands
    entries : dict        keyword to value; of a repeated keyword the last
    size_bytes : int      where the pixels begin
    width, height : int   pixels along fast and slow
    name : str            file name, for messages
    """

    text: str
    entries: dict[str, str]
    size_bytes: int
    width: int
    height: int
    name: str

    def number(self, keyword: str) -> float | None:
        """Return the number that belongs to exactly this keyword; None is absent.

        Raises
        ------
        FileFormatError
            When the value is not a number.
        """
        value = self.entries.get(keyword)
        if value is None:
            return None
        try:
            return float(value)
        except ValueError:
            raise FileFormatError(
                f"{self.name}: {keyword}={shown(value)} in the header is not a number."
            ) from None

    def loose_number(self, keyword: str) -> float | None:
        """Return the number after the last place where the letters of a keyword occur.

        As nanoBragg: inside longer keywords too, and 0 where no number follows the
        next equals sign. None is absent.
        """
        return loose_number(self.text, keyword)


def loose_number(text: str, keyword: str) -> float | None:
    """Look a keyword up as `SmvHeader.loose_number` does."""
    place = text.rfind(keyword)
    if place < 0:
        return None
    equals = text.find("=", place + len(keyword))
    if equals < 0:
        return 0.0
    match = _LEADING_NUMBER.match(text, equals + 1)
    return float(match[1]) if match else 0.0


def read_smv_header(path: str | os.PathLike[str]) -> SmvHeader:
    """Read the header of an SMV image.

    Raises
    ------
    FileFormatError
        One sentence with the file and what is wrong with it.
    """
    content = read_bytes(path, _WHAT, max_bytes=MAX_IMAGE_BYTES)
    return parse_smv_header(content, str(path))


def parse_smv_header(content: bytes, name: str) -> SmvHeader:
    """Read the header from the bytes of an SMV image; see `read_smv_header`."""
    if len(content) < 512:
        raise FileFormatError(
            f"{name}: has {len(content)} bytes; an SMV image begins with a header of "
            f"at least 512."
        )
    if not content.startswith(_MAGIC):
        raise FileFormatError(
            f"{name}: does not look like an SMV image, which begins with a brace and "
            f"HEADER_BYTES."
        )
    size = _header_bytes(content, name)
    text = content[:size].split(b"\0", 1)[0].decode("latin-1")
    entries = {key: value.strip() for key, value in _ENTRY.findall(text)}
    width, height = (int(loose_number(text, key) or 0) for key in ("SIZE1", "SIZE2"))
    if width == 0:
        width = height = int(loose_number(text, "DETECTOR_DIMENSIONS") or 0)
    if not (0 < width <= 100_000 and 0 < height <= 100_000):
        raise FileFormatError(
            f"{name}: SIZE1={width} and SIZE2={height} in the header are not the size "
            f"of an image."
        )
    return SmvHeader(
        text=text,
        entries=entries,
        size_bytes=size,
        width=width,
        height=height,
        name=name,
    )


def _header_bytes(content: bytes, name: str) -> int:
    first = content[:512].decode("latin-1")
    size = int(loose_number(first, "HEADER_BYTES") or 0)
    if not 512 <= size <= len(content):
        raise FileFormatError(
            f"{name}: HEADER_BYTES={size} in the header, but the file has "
            f"{len(content)} bytes and a header at least 512."
        )
    return size


def read_smv_mask(
    path: str | os.PathLike[str],
) -> tuple[SmvHeader, NDArray[np.bool_]]:
    """Read an SMV image of 16-bit pixels as a mask: True where a pixel is not zero.

    Returns
    -------
    SmvHeader
    bool array, shape (slow, fast)

    Raises
    ------
    FileFormatError
        One sentence with the file and what is wrong with it.
    """
    content = read_bytes(path, "an SMV mask", max_bytes=MAX_IMAGE_BYTES)
    header = parse_smv_header(content, str(path))
    kind = header.entries.get("TYPE", "unsigned_short")
    if kind not in ("unsigned_short", "mad"):
        raise FileFormatError(
            f"{header.name}: TYPE={shown(kind)}; a mask needs 16-bit pixels "
            f"(unsigned_short)."
        )
    count = header.width * header.height
    if len(content) < header.size_bytes + 2 * count:
        raise FileFormatError(
            f"{header.name}: ends after {len(content):,} bytes, but a header of "
            f"{header.size_bytes} and {header.width} x {header.height} pixels need "
            f"{header.size_bytes + 2 * count:,}."
        )
    # Zero is zero in either byte order.
    pixels = np.frombuffer(content, np.uint16, count, header.size_bytes)
    return header, (pixels != 0).reshape(header.height, header.width)
