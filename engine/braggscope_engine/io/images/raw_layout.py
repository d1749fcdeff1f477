"""How the numbers of a file without a header lie in it, and guesses at that."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from ...errors import FileFormatError

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

ITEM_SIZES = (4, 8)
_NARROWEST = 0.4
_PRODUCTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLayout:
    """How to read a file of raw floats.

    Attributes
    ----------
    shape : (slow, fast)
        Of the image, the right way round.
    byte_order : str or None
        ``"<"`` little-endian, ``">"`` big-endian; None looks at the numbers.
    transposed : bool
        Whether slow runs fastest in the file.
    """

    shape: tuple[int, int]
    byte_order: str | None = None
    transposed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCandidate:
    """A shape that would fill a file; ``why`` it may be the one, in a few words."""

    shape: tuple[int, int]
    item_size: int
    why: str


class UnknownShapeError(FileFormatError):
    """A file of raw numbers of which nobody knows how many pixels it has.

    Attributes
    ----------
    size_bytes : int
    """

    def __init__(self, message: str, size_bytes: int) -> None:
        super().__init__(message)
        self.size_bytes = size_bytes


def item_size(size_bytes: int, shape: tuple[int, int]) -> int | None:
    """Bytes of a number, where float32 or float64 of that shape fill the file."""
    pixels = shape[0] * shape[1]
    return next((size for size in ITEM_SIZES if pixels * size == size_bytes), None)


def known_shape(size_bytes: int, size: int) -> tuple[int, int] | None:
    """Shape of a detector, or a square, with this many numbers."""
    if size_bytes % size:
        return None
    count = size_bytes // size
    for shape in DETECTOR_SHAPES:
        if shape[0] * shape[1] == count:
            return shape
    side = math.isqrt(count)
    return (side, side) if side * side == count and side > 1 else None


def raw_candidates(
    size_bytes: int, model_shape: tuple[int, int] | None = None
) -> tuple[RawCandidate, ...]:
    """Shapes that fill a file of raw floats, the likeliest first.

    Parameters
    ----------
    size_bytes : int
    model_shape : (slow, fast), optional
    """
    found: dict[tuple[tuple[int, int], int], RawCandidate] = {}
    for shape, size, why in _guesses(size_bytes, model_shape):
        found.setdefault(
            (shape, size), RawCandidate(shape=shape, item_size=size, why=why)
        )
    return tuple(found.values())


def _guesses(
    size_bytes: int, model_shape: tuple[int, int] | None
) -> Iterator[tuple[tuple[int, int], int, str]]:
    if model_shape is not None:
        fits = item_size(size_bytes, model_shape)
        if fits is not None:
            yield model_shape, fits, "as the model"
    for size in ITEM_SIZES:
        shape = known_shape(size_bytes, size)
        if shape is not None:
            yield shape, size, DETECTOR_SHAPES.get(shape, "a square")
    for size in ITEM_SIZES:
        if size_bytes % size == 0:
            for shape in _products(size_bytes // size):
                yield shape, size, "fills the file"


def _products(count: int) -> Iterator[tuple[int, int]]:
    """Shapes with so many pixels that are not too narrow, the squarest first."""
    found = 0
    for short in range(
        math.isqrt(count), max(1, int(_NARROWEST * math.sqrt(count))), -1
    ):
        if count % short == 0 and found < _PRODUCTS:
            found += 1
            yield short, count // short
            if short * short != count:
                yield count // short, short
