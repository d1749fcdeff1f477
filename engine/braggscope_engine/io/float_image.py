"""Raw float images: 32-bit numbers in native order, slow rows outermost, no header."""

from __future__ import annotations

import os

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import FileFormatError
from .atomic import write_bytes
from .reading import read_bytes

MAX_IMAGE_BYTES = 4 * 1024**3


def write_float_image(path: str | os.PathLike[str], image: ArrayLike) -> None:
    """Write an image as nanoBragg writes its float image.

    Parameters
    ----------
    path : path
    image : array, shape (slow, fast)
    """
    write_bytes(path, np.ascontiguousarray(image, dtype=np.float32).tobytes())


def read_float_image(
    path: str | os.PathLike[str], shape: tuple[int, int]
) -> NDArray[np.float32]:
    """Read a raw float image.

    Parameters
    ----------
    path : path
    shape : (slow, fast)

    Raises
    ------
    FileFormatError
        When the size of the file is not that of the shape.
    """
    content = read_bytes(path, "a float image", max_bytes=MAX_IMAGE_BYTES)
    slow, fast = shape
    if len(content) != 4 * slow * fast:
        raise FileFormatError(
            f"{path}: has {len(content):,} bytes, but {fast} x {slow} pixels of a "
            f"float image have {4 * slow * fast:,}."
        )
    return np.frombuffer(content, np.float32).reshape(slow, fast)
