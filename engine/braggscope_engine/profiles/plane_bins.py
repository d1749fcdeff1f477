"""Rings and sectors about a point of an image, for images without a geometry."""

from __future__ import annotations

import math

import numpy as np

from .bins import ProfileBins
from .curves import ProfileAxis


def plane_bins(
    shape: tuple[int, int], centre_px: tuple[float, float], sectors: int
) -> tuple[ProfileBins, ProfileBins]:
    """Rings of one pixel, and sectors from the fast axis towards the slow axis.

    Parameters
    ----------
    shape : (slow, fast)
    centre_px : (fast, slow)    from the outer corner of the first pixel
    sectors : int
    """
    slow_count, fast_count = shape
    x = np.arange(fast_count)[None, :] + 0.5 - centre_px[0]
    y = np.arange(slow_count)[:, None] + 0.5 - centre_px[1]
    radius, everywhere = np.hypot(x, y), np.ones(shape, bool)
    low = math.floor(radius.min())
    rings = max(1, math.ceil(radius.max()) - low)
    azimuth = np.degrees(np.arctan2(y, x)) % 360.0
    return (
        ProfileBins.even(
            ProfileAxis.RADIUS, radius, everywhere, (low, low + rings), rings
        ),
        ProfileBins.even(
            ProfileAxis.AZIMUTH, azimuth, everywhere, (0.0, 360.0), sectors
        ),
    )
