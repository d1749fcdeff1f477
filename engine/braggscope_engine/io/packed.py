"""Arrays as text: compressed, exact, in lines that an editor can hold."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LINE = 100


def pack(array: NDArray[Any], dtype: str) -> list[str]:
    """Return the bytes of an array, deflated and in base 64, as lines."""
    content = np.ascontiguousarray(array, dtype=dtype).tobytes()
    text = base64.b64encode(zlib.compress(content)).decode("ascii")
    return [text[i : i + _LINE] for i in range(0, len(text), _LINE)]


def unpack(lines: object, dtype: str, count: int) -> NDArray[Any]:
    """Return an array of ``count`` numbers from what `pack` made of it.

    Raises
    ------
    ValueError
        With the end of a sentence: what is wrong with the lines.
    """
    if not isinstance(lines, list) or not all(isinstance(x, str) for x in lines):
        raise ValueError("is not a list of lines of text")
    size = np.dtype(dtype).itemsize * count
    try:
        packed = base64.b64decode("".join(lines), validate=True)
        # One byte more than expected shows excess without inflating all of it.
        content = zlib.decompressobj().decompress(packed, size + 1)
    except (binascii.Error, zlib.error, ValueError, OverflowError):
        raise ValueError("is damaged") from None
    if len(content) != size:
        raise ValueError(f"does not hold {count} numbers")
    return np.frombuffer(content, dtype).copy()
