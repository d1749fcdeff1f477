"""Numbers of a rectangle of pixels, in an image and in a reference."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from ..errors import InvalidParameterError
from ..found_peaks.boxes import Image, as_array, patch_columns
from ..region import Box, clipped_box
from .bins import Mask
from .curves import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionNumbers:
    """One image in a box; NaN where no pixel counts.

    Attributes
    ----------
    pixels : int                      that count
    total, mean, std : float          photons; std is the spread of the pixels
    maximum, minimum : float
    max_fast_px, max_slow_px, min_fast_px, min_slow_px : int
        Their pixels, the first of equals; -1 where there is none.
    background, noise : float
        Median of the ring around the box, photons per pixel, and its spread.
    net, error : float
        Sum minus background, and its standard error from counting both.
    fast_px, slow_px : float
        Centroid above the background; the first pixel spans 0 to 1.
    """

    pixels: int
    total: float
    mean: float
    std: float
    maximum: float
    max_fast_px: int
    max_slow_px: int
    minimum: float
    min_fast_px: int
    min_slow_px: int
    background: float
    noise: float
    net: float
    error: float
    fast_px: float
    slow_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionStatistics:
    """A box in an image, and in a reference where there is one.

    Attributes
    ----------
    box : (fast0, slow0, fast1, slow1)    half open, cut off at the image's edges
    image : RegionNumbers
    reference : RegionNumbers or None
    ratio : float or None
        Sum minus background over that of the reference; NaN where that is 0.
    shift_px : (fast, slow) or None
        Centroid of the reference minus that of the image.
    """

    box: Box
    image: RegionNumbers
    reference: RegionNumbers | None = None
    ratio: float | None = None
    shift_px: tuple[float, float] | None = None


def region_statistics(
    image: Image,
    box: Box,
    reference: Image | None = None,
    *,
    ring_px: int = 2,
    mask: Mask | None = None,
) -> RegionStatistics:
    """Compute the numbers of a box.

    Parameters
    ----------
    image, reference : array or Tensor, shape (slow, fast)
    box : (fast0, slow0, fast1, slow1)     pixels, half open
    ring_px : int                          width of the ring around it
    mask : bool array (slow, fast), optional
        False is left out, as are pixels that are not finite.

    Raises
    ------
    InvalidParameterError
        For a box without a pixel of the image, or a reference of another shape.
    """
    if reference is not None and tuple(reference.shape) != tuple(image.shape):
        raise InvalidParameterError(
            "reference", tuple(reference.shape), f"of the shape {tuple(image.shape)}"
        )
    slow_count, fast_count = image.shape
    box = clipped_box(box, (slow_count, fast_count))
    own = _numbers(image, box, ring_px, mask)
    if reference is None:
        return RegionStatistics(box=box, image=own)
    other = _numbers(reference, box, ring_px, mask)
    return RegionStatistics(
        box=box,
        image=own,
        reference=other,
        ratio=own.net / other.net if other.net else math.nan,
        shift_px=(other.fast_px - own.fast_px, other.slow_px - own.slow_px),
    )


def _numbers(image: Image, box: Box, ring_px: int, mask: Mask | None) -> RegionNumbers:
    fast0, slow0, fast1, slow1 = box
    patch = _patch(image, box, ring_px, mask)
    height, width = patch.shape
    inner = patch[ring_px : height - ring_px, ring_px : width - ring_px]
    there = np.isfinite(inner)
    count = int(there.sum())
    high = _place(np.where(there, inner, -np.inf).argmax(), box, count)
    low = _place(np.where(there, inner, np.inf).argmin(), box, count)
    columns = patch_columns(patch[None], ring_px)[:, 0].tolist()
    maximum, total, background, noise, net, error, off_fast, off_slow = columns
    kept = inner[there]
    return RegionNumbers(
        pixels=count,
        total=total,
        mean=float(kept.mean()) if count else math.nan,
        std=float(kept.std()) if count else math.nan,
        maximum=maximum,
        max_fast_px=high[0],
        max_slow_px=high[1],
        minimum=float(kept.min()) if count else math.nan,
        min_fast_px=low[0],
        min_slow_px=low[1],
        background=background,
        noise=noise,
        net=net,
        error=error,
        fast_px=(fast0 + fast1) / 2 + off_fast,
        slow_px=(slow0 + slow1) / 2 + off_slow,
    )


def _patch(image: Image, box: Box, ring: int, mask: Mask | None) -> Floats:
    """The box and its ring; NaN for what does not count."""
    fast0, slow0, fast1, slow1 = box
    slow_count, fast_count = image.shape
    patch = np.full((slow1 - slow0 + 2 * ring, fast1 - fast0 + 2 * ring), np.nan)
    rows = slice(max(0, slow0 - ring), min(slow_count, slow1 + ring))
    columns = slice(max(0, fast0 - ring), min(fast_count, fast1 + ring))
    values = as_array(image[rows, columns])
    if mask is not None:
        values = np.where(mask[rows, columns], values, np.nan)
    top, left = rows.start - slow0 + ring, columns.start - fast0 + ring
    height, width = values.shape
    patch[top : top + height, left : left + width] = values
    return np.where(np.isfinite(patch), patch, np.nan)


def _place(number: np.intp, box: Box, count: int) -> tuple[int, int]:
    """Pixel (fast, slow) of a number within a box."""
    if count == 0:
        return -1, -1
    slow, fast = divmod(int(number), box[2] - box[0])
    return box[0] + fast, box[1] + slow


def region_csv(regions: dict[str, RegionStatistics]) -> str:
    """Write named regions as CSV: one line for each image of each."""
    names = [field.name for field in fields(RegionNumbers)]
    lines = [",".join(["name", "image", "fast0", "slow0", "fast1", "slow1", *names])]
    for name, found in regions.items():
        quoted = '"' + name.replace('"', '""') + '"'
        pair = {"simulated": found.image, "reference": found.reference}
        for which, numbers in pair.items():
            if numbers is not None:
                cells = (*found.box, *(getattr(numbers, each) for each in names))
                lines.append(",".join([quoted, which, *(f"{x:.9g}" for x in cells)]))
    return "\n".join(lines) + "\n"
