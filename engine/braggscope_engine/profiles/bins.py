"""Means of pixels in bins: the bins are computed once, the means for each image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidParameterError
from ..found_peaks.boxes import Image, as_array
from .curves import Curve, Floats, ProfileAxis

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProfileBins:
    """Which pixels belong together; keep it while the geometry stays.

    Attributes
    ----------
    axis : ProfileAxis
    position : (n,)                         middle of each bin
    number : int32 array (slow, fast)       bin of each pixel; n where it counts nowhere
    """

    axis: ProfileAxis
    position: Floats
    number: NDArray[np.int32]

    @classmethod
    def even(
        cls,
        axis: ProfileAxis,
        values: Floats,
        counts: Mask,
        span: tuple[float, float],
        bins: int,
    ) -> ProfileBins:
        """Bins of one width.

        Parameters
        ----------
        values : (slow, fast)      place of each pixel on the axis
        counts : bool (slow, fast) False and what is not finite are left out
        span : (low, high)         outer edges; pixels on the upper one belong inside
        bins : int
        """
        low, high = span
        width = (high - low) / bins
        counts = counts & (values >= low) & (values <= high)
        place = np.where(counts, values - low, 0.0) / width
        number = np.minimum(place.astype(np.int32), bins - 1)
        return cls(
            axis=axis,
            position=low + width * (np.arange(bins, dtype=np.float64) + 0.5),
            number=np.where(counts, number, np.int32(bins)),
        )

    def means(self, image: Image, mask: Mask | None = None) -> Curve:
        """Mean of an image in each bin.

        Parameters
        ----------
        image : array or Tensor, shape (slow, fast)
        mask : bool array (slow, fast), optional
            False is left out, as are pixels that are not finite.

        Raises
        ------
        InvalidParameterError
            For an image or a mask of another shape.
        """
        values, number = as_array(image), self.number
        self._check("image", values.shape)
        bins = len(self.position)
        if mask is not None:
            self._check("mask", mask.shape)
            number = np.where(mask, number, np.int32(bins))
        total = _totals(number, values, bins)
        if not np.isfinite(total).all():
            finite = np.isfinite(values)
            number = np.where(finite, number, np.int32(bins))
            total = _totals(number, np.where(finite, values, 0.0), bins)
        pixels = np.bincount(number.ravel(), minlength=bins + 1)[:bins]
        mean = np.divide(total, pixels, out=np.full(bins, np.nan), where=pixels > 0)
        return Curve(axis=self.axis, position=self.position, mean=mean, pixels=pixels)

    def _check(self, name: str, shape: tuple[int, ...]) -> None:
        if shape != self.number.shape:
            raise InvalidParameterError(
                name, shape, f"of the shape (slow, fast) = {self.number.shape}"
            )


def _totals(number: NDArray[np.int32], values: Floats, bins: int) -> Floats:
    """Sum of each bin; what counts nowhere lies in one more."""
    total = np.bincount(number.ravel(), values.ravel(), bins + 1)[:bins]
    return np.asarray(total, dtype=np.float64)
