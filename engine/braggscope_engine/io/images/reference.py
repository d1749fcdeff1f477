"""An image to compare with: its values, and which pixels have none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...errors import InvalidParameterError
from .header_geometry import HeaderGeometry

Pixels = NDArray[np.float32] | NDArray[np.float64]
_EXACT_IN_FLOAT32 = 2**24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReferenceImage:
    """One image of a file.

    Attributes
    ----------
    pixels : float32 or float64 array, shape (slow, fast)
        Values as stored, no offset or scale removed; 0 where masked.
    mask : bool array, shape (slow, fast)
        True where a pixel has no value: gaps, bad and saturated pixels, sentinels.
    format : str
        ``"SMV"``, ``"raw float"``, ``"HDF5"`` ...
    stored_as : str
        Type of the stored numbers as numpy writes it, ``"<u2"``.
    geometry : HeaderGeometry or None
    notes : tuple of str
        What was assumed, detected or left out, one sentence each.
    n_frames, frame : int
        Images in the file, and which of them this is (the first is 0).
    path : str
    size_bytes : int
    sha256 : str
        Of the whole file; empty for an image that came from memory.
    """

    pixels: Pixels
    mask: NDArray[np.bool_]
    format: str
    stored_as: str
    geometry: HeaderGeometry | None = None
    notes: tuple[str, ...] = ()
    n_frames: int = 1
    frame: int = 0
    path: str = ""
    size_bytes: int = 0
    sha256: str = ""

    @property
    def shape(self) -> tuple[int, int]:
        """(slow, fast)."""
        slow, fast = self.pixels.shape
        return slow, fast

    @property
    def holds_integers(self) -> bool:
        """Whether the file stores whole numbers: detector units, as a rule."""
        return np.dtype(self.stored_as).kind in "iu"


def reference_of(
    values: ArrayLike,
    *,
    format: str = "array",
    stored_as: str | None = None,
    saturation: float | None = None,
    bad: NDArray[np.bool_] | None = None,
    geometry: HeaderGeometry | None = None,
    notes: Iterable[str] = (),
) -> ReferenceImage:
    """Make a reference of an array: sentinels become the mask.

    Parameters
    ----------
    values : array, shape (slow, fast)
    format, stored_as : str
    saturation : float, optional
        Values from here on are saturated.
    bad : bool array, optional
        Pixels that are known to be bad.
    geometry : HeaderGeometry, optional
    notes : strings

    Raises
    ------
    InvalidParameterError
        Where the array is no image.
    """
    array = np.asarray(values)
    if array.ndim != 2 or array.size == 0 or array.dtype.kind not in "biuf":
        raise InvalidParameterError(
            "reference", array.shape, "an image of numbers with two dimensions"
        )
    mask, found = _without_value(array, saturation)
    if bad is not None and bad.shape == array.shape:
        found.append((int(np.count_nonzero(bad & ~mask)), "marked as bad"))
        mask |= bad
    said = [_said(count, what) for count, what in found if count]
    pixels = _as_float(array)
    pixels[mask] = 0.0
    return ReferenceImage(
        pixels=pixels,
        mask=mask,
        format=format,
        stored_as=stored_as or array.dtype.str,
        geometry=geometry,
        notes=(*notes, *said),
    )


def with_swapped_bytes(image: ReferenceImage) -> ReferenceImage:
    """Read the stored numbers in the other byte order."""
    stored = np.dtype(image.stored_as)
    if stored.itemsize == 1:
        return image
    native = stored.newbyteorder("=")
    with np.errstate(invalid="ignore", over="ignore"):
        numbers = image.pixels.astype(native).byteswap()
    swapped = reference_of(numbers, format=image.format, notes=image.notes)
    return replace(
        image,
        pixels=swapped.pixels,
        mask=swapped.mask | image.mask,
        stored_as=stored.newbyteorder("S").str,
    )


def _said(count: int, what: str) -> str:
    return (
        f"1 pixel {what} is masked."
        if count == 1
        else (f"{count:,} pixels {what} are masked.")
    )


def _without_value(
    array: NDArray[Any], saturation: float | None
) -> tuple[NDArray[np.bool_], list[tuple[int, str]]]:
    """Pixels without a value, and how many for which reason."""
    if array.dtype.kind == "f":
        mask = ~np.isfinite(array)
        found = [(int(np.count_nonzero(mask)), "without a finite number")]
        if not mask.any() and _has_sentinels(array):
            mask = array < 0
            found = [(int(np.count_nonzero(mask)), "with a negative sentinel")]
    elif array.dtype.kind == "i":
        mask = array < 0
        found = [(int(np.count_nonzero(mask)), "with a negative sentinel")]
    else:
        mask = np.zeros(array.shape, bool)
        found = []
    limit = _limit(array.dtype, saturation)
    if limit is not None:
        full = (array >= limit) & ~mask
        found.append((int(np.count_nonzero(full)), "saturated or marked by the file"))
        mask |= full
    return mask, found


def _has_sentinels(array: NDArray[Any]) -> bool:
    """Whether the only negative values are -1 and -2, as detectors mark gaps."""
    if not float(array.min()) < 0:
        return False
    negative = array[array < 0]
    return bool(np.isin(negative, (-1.0, -2.0)).all()) and bool(
        (array[:64] == np.floor(array[:64])).all()
    )


def _limit(dtype: np.dtype[Any], saturation: float | None) -> float | None:
    """From where on a number means "no value"; 255 of an 8-bit picture is white."""
    largest = None
    if dtype.kind == "u" and dtype.itemsize > 1:
        largest = float(np.iinfo(dtype).max)
    if saturation is not None and saturation > 0:
        return saturation if largest is None else min(saturation, largest)
    return largest


def _as_float(array: NDArray[Any]) -> Pixels:
    if array.dtype.kind == "f":
        narrow = array.dtype.itemsize <= 4
    else:
        narrow = array.dtype.itemsize <= 2 or not _beyond_float32(array)
    return np.array(array, np.float32) if narrow else np.array(array, np.float64)


def _beyond_float32(array: NDArray[Any]) -> bool:
    largest = np.iinfo(array.dtype).max
    inside = array[array != largest] if array.dtype.kind == "u" else array
    return bool(inside.size) and bool(inside.max() >= _EXACT_IN_FLOAT32)
