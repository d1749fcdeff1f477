"""Raw float images: no header, so that shape and byte order have to be found."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import FileFormatError
from .reference import ReferenceImage, reference_of
from .source import Source

DETECTOR_SHAPES: dict[tuple[int, int], str] = {
    (2527, 2463): "Pilatus 6M",
    (1679, 1475): "Pilatus 2M",
    (619, 487): "Pilatus 300K",
    (195, 487): "Pilatus 100K",
    (4371, 4150): "Eiger 16M",
    (4362, 4148): "Eiger2 16M",
    (3269, 3110): "Eiger 9M",
    (3262, 3108): "Eiger2 9M",
    (2167, 2070): "Eiger 4M",
    (2162, 2068): "Eiger2 4M",
    (1065, 1030): "Eiger 1M",
    (1062, 1028): "Eiger2 1M",
    (514, 1030): "Eiger 500K",
    (512, 1028): "Eiger2 500K",
}
"""Shapes (slow, fast) that a file without a header is taken for, by its size."""

_EXPONENTS = {4: 100, 8: 900}
_PROBED = 200_000


def read_raw(source: Source) -> ReferenceImage:
    """Read raw float32 or float64 numbers, slow rows outermost."""
    shape, itemsize, how = _shape(source)
    dtype, swapped = _byte_order(source.content, itemsize)
    values = np.frombuffer(source.content, dtype).reshape(shape)
    notes = [how] if how else []
    if swapped:
        notes.append(
            "The numbers are big-endian, the other way round than this machine's."
        )
    return reference_of(
        values.astype(dtype.newbyteorder("="), copy=False),
        format=f"raw float{8 * itemsize}",
        stored_as=dtype.str,
        notes=notes,
    )


def _shape(source: Source) -> tuple[tuple[int, int], int, str]:
    size = len(source.content)
    if source.shape is not None:
        slow, fast = source.shape
        for itemsize in (4, 8):
            if size == itemsize * slow * fast:
                return source.shape, itemsize, ""
        raise FileFormatError(
            f"{source.name}: has {size:,} bytes, but {fast} x {slow} pixels (fast x "
            f"slow) have {4 * slow * fast:,} as float32 or {8 * slow * fast:,} as "
            f"float64{_hint(size)}."
        )
    for itemsize in (4, 8):
        found = _known_shape(size, itemsize)
        if found is not None:
            slow, fast = found
            kind = DETECTOR_SHAPES.get(found, "a square")
            said = (
                f"The size of the file is that of {fast} x {slow} pixels (fast x "
                f"slow, {kind}) of float{8 * itemsize}."
            )
            return found, itemsize, said
    raise FileFormatError(
        f"{source.name}: is no image file that is known here, and its {size:,} bytes "
        f"fit no usual detector as raw floats: say how many pixels it has."
    )


def _known_shape(size: int, itemsize: int) -> tuple[int, int] | None:
    if size % itemsize:
        return None
    count = size // itemsize
    for shape in DETECTOR_SHAPES:
        if shape[0] * shape[1] == count:
            return shape
    side = math.isqrt(count)
    return (side, side) if side * side == count and side > 1 else None


def _hint(size: int) -> str:
    for itemsize in (4, 8):
        found = _known_shape(size, itemsize)
        if found is not None:
            return f"; it would fit {found[1]} x {found[0]} float{8 * itemsize}"
    return ""


def _byte_order(content: bytes, itemsize: int) -> tuple[np.dtype[Any], bool]:
    """The order in which the numbers look like those of an image."""
    little, big = (np.dtype(f"{order}f{itemsize}") for order in "<>")
    is_big = _disorder(content, big) < _disorder(content, little)
    dtype: np.dtype[Any] = big if is_big else little
    return dtype, is_big != (np.dtype("=f4").str[0] == ">")


def _disorder(content: bytes, dtype: np.dtype[Any]) -> float:
    """How wildly the exponents of the numbers vary; absurd ones count most."""
    values: NDArray[Any] = np.frombuffer(content, dtype)
    with np.errstate(invalid="ignore"):  # swapped bytes are signalling NaN now and then
        values = values[:: max(1, values.size // _PROBED)].astype(np.float64)
    values = values[values != 0]
    if values.size == 0:
        return 0.0
    finite = values[np.isfinite(values)]
    exponents = np.log2(np.abs(finite)) if finite.size else np.zeros(1)
    absurd = np.count_nonzero(np.abs(exponents) > _EXPONENTS[dtype.itemsize])
    share = (absurd + values.size - finite.size) / values.size
    return float(1000.0 * share + exponents.std())
