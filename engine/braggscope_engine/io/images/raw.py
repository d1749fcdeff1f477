"""Raw float images: no header, so that shape and byte order have to be found."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .raw_layout import (
    DETECTOR_SHAPES,
    ITEM_SIZES,
    RawLayout,
    UnknownShapeError,
    item_size,
    known_shape,
)
from .reference import ReferenceImage, reference_of
from .source import Source

_EXPONENTS = {4: 100, 8: 900}
_PROBED = 200_000


def read_raw(source: Source) -> ReferenceImage:
    """Read raw float32 or float64 numbers, slow rows outermost."""
    layout, itemsize, how = _layout(source)
    dtype, swapped = _byte_order(source.content, itemsize)
    if layout.byte_order is not None:
        dtype = np.dtype(f"{layout.byte_order}f{itemsize}")
        swapped = not dtype.isnative
    in_file = layout.shape[::-1] if layout.transposed else layout.shape
    values = np.frombuffer(source.content, dtype).reshape(in_file)
    if layout.transposed:
        values = values.T
    notes = [how] if how else []
    if swapped:
        order = {"<": "little", ">": "big"}[dtype.str[0]]
        notes.append(
            f"The numbers are {order}-endian, the other way round than this machine's."
        )
    return reference_of(
        values.astype(dtype.newbyteorder("="), copy=False),
        format=f"raw float{8 * itemsize}",
        stored_as=dtype.str,
        notes=notes,
    )


def _layout(source: Source) -> tuple[RawLayout, int, str]:
    """How the numbers lie, their size, and what was assumed."""
    size = len(source.content)
    layout = source.raw
    if layout is None and source.shape is not None:
        layout = RawLayout(shape=source.shape)
    if layout is not None:
        fits = item_size(size, layout.shape)
        if fits is not None:
            return layout, fits, ""
        slow, fast = layout.shape
        raise UnknownShapeError(
            f"{source.name}: has {size:,} bytes, but {fast} x {slow} pixels (fast x "
            f"slow) have {4 * slow * fast:,} as float32 or {8 * slow * fast:,} as "
            f"float64{_hint(size)}.",
            size,
        )
    for itemsize in ITEM_SIZES:
        found = known_shape(size, itemsize)
        if found is not None:
            slow, fast = found
            kind = DETECTOR_SHAPES.get(found, "a square")
            said = (
                f"The size of the file is that of {fast} x {slow} pixels (fast x "
                f"slow, {kind}) of float{8 * itemsize}."
            )
            return RawLayout(shape=found), itemsize, said
    raise UnknownShapeError(
        f"{source.name}: is no image file that is known here, and its {size:,} bytes "
        f"fit no usual detector as raw floats: say how many pixels it has.",
        size,
    )


def _hint(size: int) -> str:
    for itemsize in ITEM_SIZES:
        found = known_shape(size, itemsize)
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
