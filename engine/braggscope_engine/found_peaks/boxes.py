"""Sums over boxes of an image, with the background of a ring around each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

Floats = NDArray[np.float64]
Image = NDArray[np.floating] | NDArray[np.integer] | Tensor
_AT_ONCE = 4096
_MAD_TO_SIGMA = 1.4826


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoxSums:
    """Numbers of n boxes; NaN where a box has no pixel.

    Attributes
    ----------
    maximum, total : (n,)        of the pixels of the box, photons
    background : (n,)            median of the ring, photons per pixel
    noise : (n,)                 spread of the ring: 1.4826 · median deviation
    net, error : (n,)
        Sum minus background; and its standard error, from counting both.
    fast_px, slow_px : (n,)
        Centroid above the background; the first pixel spans 0 to 1. The centre of
        the box where nothing is above it.
    """

    maximum: Floats
    total: Floats
    background: Floats
    noise: Floats
    net: Floats
    error: Floats
    fast_px: Floats
    slow_px: Floats


def as_array(image: Image) -> Floats:
    """Read an image as float64 on the host, shape (slow, fast)."""
    if isinstance(image, Tensor):
        return np.asarray(image.detach().cpu().double().numpy())
    return np.asarray(image, dtype=np.float64)


def box_sums(
    image: Image,
    fast: NDArray[np.int64],
    slow: NDArray[np.int64],
    *,
    half_box_px: int = 3,
    ring_px: int = 2,
    mask: NDArray[np.bool_] | None = None,
) -> BoxSums:
    """Sum boxes around pixels.

    Parameters
    ----------
    image : array or Tensor, shape (slow, fast)
    fast, slow : int64 array, shape (n,)      pixels in the middle of the boxes
    half_box_px, ring_px : int
        Pixels of the box on each side, and of the ring beyond.
    mask : bool array, shape (slow, fast), optional
        False is left out, as are pixels that are not finite or off the detector.
    """
    whole = as_array(image)
    keep = np.isfinite(whole) if mask is None else np.isfinite(whole) & mask
    reach = half_box_px + ring_px
    padded = np.pad(np.where(keep, whole, np.nan), reach, constant_values=np.nan)
    offsets = np.arange(2 * reach + 1)
    parts = [
        patch_columns(
            padded[
                slow[at : at + _AT_ONCE, None, None] + offsets[None, :, None],
                fast[at : at + _AT_ONCE, None, None] + offsets[None, None, :],
            ],
            ring_px,
        )
        for at in range(0, max(1, len(fast)), _AT_ONCE)
    ]
    columns = np.concatenate(parts, axis=1)
    maximum, total, background, noise, net, error, off_fast, off_slow = columns
    return BoxSums(
        maximum=maximum,
        total=total,
        background=background,
        noise=noise,
        net=net,
        error=error,
        fast_px=fast + 0.5 + off_fast,
        slow_px=slow + 0.5 + off_slow,
    )


def patch_columns(patches: Floats, ring: int) -> Floats:
    """Maximum, sum, background, noise, net, error, and centroid from the middle.

    Parameters
    ----------
    patches : (n, height, width)    boxes with their rings; NaN is left out
    ring : int                      pixels of the ring

    Returns
    -------
    (8, n)
        See ``BoxSums``; the centroid (fast, slow) in pixels from the middle of the box.
    """
    n, height, width = patches.shape
    around = np.ones((height, width), bool)
    around[ring : height - ring, ring : width - ring] = False
    rings = patches[:, around]
    # A ring without a single pixel has no background to take off.
    rings = np.where(np.isfinite(rings).any(1, keepdims=True), rings, 0.0)
    background = np.nanmedian(rings, axis=1) if n else np.zeros(0)
    noise = _spread(rings, background)
    inner = patches[:, ring : height - ring, ring : width - ring]
    there = np.isfinite(inner)
    values = np.where(there, inner, 0.0)
    count = there.sum((1, 2))
    total = values.sum((1, 2))
    net = total - count * background
    # Of Poisson counts; a median is π/2 less certain than a mean.
    uncertain = np.pi / 2 * np.abs(background) / max(1, int(around.sum()))
    variance = np.abs(total) + count**2 * uncertain
    excess = np.where(there, inner - background[:, None, None], 0.0).clip(min=0.0)
    weight = excess.sum((1, 2))
    down, along = (np.arange(count) - (count - 1) / 2 for count in inner.shape[1:])
    safe = np.where(weight > 0, weight, 1.0)
    maximum = np.where(there, inner, -np.inf).max((1, 2), initial=-np.inf)
    columns = np.stack(
        [
            maximum,
            total,
            background,
            noise,
            net,
            np.sqrt(variance),
            (excess * along[None, None, :]).sum((1, 2)) / safe,
            (excess * down[None, :, None]).sum((1, 2)) / safe,
        ]
    )
    columns[:6, count == 0] = np.nan
    return np.asarray(columns)


def _spread(rings: Floats, centre: Floats) -> Floats:
    if len(rings) == 0:
        return np.zeros(0)
    away = np.abs(rings - centre[:, None])
    return np.asarray(_MAD_TO_SIGMA * np.nanmedian(away, axis=1))
