"""How often each intensity occurs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidParameterError
from ..found_peaks.boxes import Image, as_array
from .bins import Mask
from .curves import Floats, columns_csv


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IntensityHistogram:
    """Numbers of pixels by intensity.

    Attributes
    ----------
    edges : (bins + 1,)          photons, rising
    counts : int array (bins,)   pixels between two edges; the last edge is inside
    not_positive : int           pixels of 0 or less, which no logarithm has room for
    pixels : int                 all that were looked at
    """

    edges: Floats
    counts: NDArray[np.int64]
    not_positive: int
    pixels: int


def intensity_histogram(
    image: Image,
    mask: Mask | None = None,
    *,
    bins: int = 100,
    span: tuple[float, float] | None = None,
) -> IntensityHistogram:
    """Count pixels in bins of equal width on a logarithmic axis.

    Parameters
    ----------
    image : array or Tensor, shape (slow, fast)
    mask : bool array (slow, fast), optional
        False is left out, as are pixels that are not finite.
    bins : int
    span : (low, high), optional
        Outer edges, photons, above 0; None is the range of the positive pixels. Two
        images are compared with one span.
    """
    if not 1 <= bins <= 1_000_000:
        raise InvalidParameterError("bins", bins, "a number from 1 to 1000000")
    values = as_array(image)
    if mask is not None and mask.shape != values.shape:
        raise InvalidParameterError("mask", mask.shape, f"of the shape {values.shape}")
    keep = np.isfinite(values)
    values = values[keep if mask is None else keep & mask]
    positive = values[values > 0]
    low, high = _span(positive) if span is None else span
    if not 0 < low < high < np.inf:
        raise InvalidParameterError("span", (low, high), "two rising numbers above 0")
    edges = np.geomspace(low, high, bins + 1)
    # Logarithms of the few edges, not of the many pixels.
    counts, _ = np.histogram(positive, edges)
    return IntensityHistogram(
        edges=edges,
        counts=counts.astype(np.int64),
        not_positive=len(values) - len(positive),
        pixels=len(values),
    )


def _span(positive: Floats) -> tuple[float, float]:
    if len(positive) == 0:
        return 1.0, 10.0
    low, high = float(positive.min()), float(positive.max())
    return (low, high) if high > low else (low / 1.1, high * 1.1)


def histogram_csv(histogram: IntensityHistogram) -> str:
    """Write a histogram as CSV with a header."""
    return columns_csv(
        {
            "from": histogram.edges[:-1].tolist(),
            "to": histogram.edges[1:].tolist(),
            "pixels": histogram.counts.tolist(),
        }
    )
