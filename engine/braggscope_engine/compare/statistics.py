"""Two images in numbers: each alone, their ratios, their correlation and difference."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from ..errors import InvalidParameterError
from ..tensors import HOST
from ..tiles import Workers
from .displacement import Displacement, match_maxima
from .maxima import brightest_maxima
from .profiles import Profile, ProfileSums
from .roi import RoiComparison, compare_roi

# Rows that stay in a core's cache while every sum is taken of them.
_AT_ONCE = 200_000
_ROIS = 40
_HALF_BOX_PX = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageNumbers:
    """One image, over the pixels that both have.

    Attributes
    ----------
    maximum : float
    max_fast_px, max_slow_px : int   its pixel, the first of equals
    minimum, mean, total : float
    std : float                      standard deviation of the pixels
    rms, l2 : float                  root mean square, and L2 norm
    nonzero : int                    pixels that are not 0
    """

    maximum: float
    max_fast_px: int
    max_slow_px: int
    minimum: float
    mean: float
    total: float
    std: float
    rms: float
    l2: float
    nonzero: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A simulated image beside a reference.

    Attributes
    ----------
    simulated, reference : ImageNumbers
    ratios : dict of str to float
        Simulated over reference, of ``maximum``, ``mean``, ``total``, ``std``,
        ``rms``, ``l2`` and ``nonzero``; NaN where the reference has 0.
    correlation : float
        Pearson's, over all pixels that are not masked; NaN where an image is flat.
    rmse : float
        Root mean square of simulated - reference.
    relative_l2 : float
        |simulated - reference| / |reference|.
    scale : float
        Best factor from simulated to reference, least squares.
    scaled_relative_l2 : float
        |scale · simulated - reference| / |reference|: what no factor takes away.
    pixels, masked : int
        Pixels compared and left out.
    rois : tuple of RoiComparison
        Around the brightest maxima of the reference, brightest first.
    displacement : Displacement or None
        How matched maxima are displaced; None where none match.
    radial, azimuthal : Profile or None
        About the beam centre; None where it is not given.
    """

    simulated: ImageNumbers
    reference: ImageNumbers
    ratios: dict[str, float]
    correlation: float
    rmse: float
    relative_l2: float
    scale: float
    scaled_relative_l2: float
    pixels: int
    masked: int
    rois: tuple[RoiComparison, ...] = ()
    displacement: Displacement | None = None
    radial: Profile | None = None
    azimuthal: Profile | None = None


RATIOS = ("maximum", "mean", "total", "std", "rms", "l2", "nonzero")


def compare_images(
    simulated: ArrayLike,
    reference: ArrayLike,
    mask: NDArray[np.bool_] | None = None,
    *,
    centre_px: tuple[float, float] | None = None,
    roi_count: int = _ROIS,
    half_box_px: int = _HALF_BOX_PX,
) -> Comparison:
    """Compare two images pixel by pixel.

    Parameters
    ----------
    simulated, reference : array, shape (slow, fast)
    mask : bool array, shape (slow, fast), optional
        True where a pixel is left out.
    centre_px : (fast, slow), optional
        Beam centre from the outer corner of the first pixel, for the profiles.
    roi_count, half_box_px : int
        How many boxes around maxima, and their reach on each side of the peak.

    Raises
    ------
    InvalidParameterError
        Where the shapes differ, or every pixel is masked.
    """
    one, two = np.asarray(simulated), np.asarray(reference)
    _check_shapes(one, two, mask)
    sums, profiles = _summed(one, two, mask, centre_px)
    if sums.count == 0:
        raise InvalidParameterError("mask", "all pixels", "False somewhere")
    maxima = brightest_maxima(two, mask, count=roi_count, half_box_px=half_box_px)
    radial, azimuthal = (None, None) if profiles is None else profiles.profiles()
    return Comparison(
        **sums.whole_image(),
        masked=one.size - sums.count,
        rois=tuple(compare_roi(one, two, mask, place, half_box_px) for place in maxima),
        displacement=match_maxima(
            brightest_maxima(one, mask, count=roi_count, half_box_px=half_box_px),
            maxima,
            one,
            two,
        ),
        radial=radial,
        azimuthal=azimuthal,
    )


def _check_shapes(
    one: NDArray[Any], two: NDArray[Any], mask: NDArray[np.bool_] | None
) -> None:
    if one.ndim != 2 or one.shape != two.shape:
        raise InvalidParameterError(
            "reference",
            two.shape,
            f"an image of the shape (slow, fast) = {one.shape} of the simulated one",
        )
    if mask is not None and mask.shape != one.shape:
        raise InvalidParameterError("mask", mask.shape, f"of shape {one.shape}")


def _summed(
    one: NDArray[Any],
    two: NDArray[Any],
    mask: NDArray[np.bool_] | None,
    centre_px: tuple[float, float] | None,
) -> tuple[_Sums, ProfileSums | None]:
    """Sums over all pixels, in one pass on every core; the same on any number of."""
    profiles = None if centre_px is None else ProfileSums(one.shape, centre_px)
    parts: dict[int, Any] = {}

    def work(rows: slice) -> None:
        left = None if mask is None else mask[rows]
        a, b = _values(one[rows], left), _values(two[rows], left)
        part = _Sums()
        part.add(rows.start, a, b, left)
        found = None if profiles is None else profiles.of_rows(rows, a, b, left)
        parts[rows.start] = part, found

    Workers(HOST, None, None).at_once(work, list(_chunks(one.shape)))
    sums = _Sums()
    for start in sorted(parts):
        part, found = parts[start]
        sums.merge(part)
        if profiles is not None:
            profiles.add(*found)
    return sums, profiles


def _chunks(shape: tuple[int, ...]) -> Iterator[slice]:
    height = max(1, _AT_ONCE // shape[1])
    for start in range(0, shape[0], height):
        yield slice(start, min(start + height, shape[0]))


def _values(
    rows: NDArray[Any], left_out: NDArray[np.bool_] | None
) -> NDArray[np.float64]:
    values = rows.astype(np.float64)
    if left_out is not None:
        values[left_out] = 0.0
    return values


@dataclass(slots=True)
class _Extremes:
    maximum: float = -math.inf
    minimum: float = math.inf
    place: tuple[int, int] = (0, 0)
    nonzero: int = 0

    def add(
        self, start: int, values: NDArray[np.float64], left: NDArray[np.bool_] | None
    ) -> None:
        self.nonzero += int(np.count_nonzero(values))
        kept = values if left is None else np.where(left, -np.inf, values)
        top = float(kept.max())
        if top > self.maximum:
            slow, fast = divmod(int(kept.argmax()), values.shape[1])
            self.maximum, self.place = top, (fast, start + slow)
        low = values if left is None else np.where(left, np.inf, values)
        self.minimum = min(self.minimum, float(low.min()))

    def merge(self, later: _Extremes) -> None:
        """Take rows in that come after those here."""
        if later.maximum > self.maximum:
            self.maximum, self.place = later.maximum, later.place
        self.minimum = min(self.minimum, later.minimum)
        self.nonzero += later.nonzero


@dataclass(slots=True)
class _Sums:
    """Sums of values, squares and products, and extremes, over the pixels kept."""

    count: int = 0
    sums: NDArray[np.float64] = field(default_factory=lambda: np.zeros(5))
    extremes: tuple[_Extremes, _Extremes] = field(
        default_factory=lambda: (_Extremes(), _Extremes())
    )
    squared_difference: float = 0.0

    def add(
        self,
        start: int,
        a: NDArray[np.float64],
        b: NDArray[np.float64],
        left: NDArray[np.bool_] | None,
    ) -> None:
        self.count += a.size - (0 if left is None else int(np.count_nonzero(left)))
        flat_a, flat_b = a.ravel(), b.ravel()
        self.sums += (
            *(flat_a.sum(), flat_b.sum()),
            *(_dot(flat_a, flat_a), _dot(flat_b, flat_b), _dot(flat_a, flat_b)),
        )
        for extremes, values in zip(self.extremes, (a, b), strict=True):
            extremes.add(start, values, left)
        difference = flat_a - flat_b
        self.squared_difference += _dot(difference, difference)

    def merge(self, later: _Sums) -> None:
        """Take rows in that come after those here."""
        self.count += later.count
        self.sums += later.sums
        self.squared_difference += later.squared_difference
        for extremes, more in zip(self.extremes, later.extremes, strict=True):
            extremes.merge(more)

    @property
    def scale(self) -> float:
        return _over(self.sums[4], self.sums[2])

    def whole_image(self) -> dict[str, Any]:
        """Fields of a Comparison that come from sums over all pixels."""
        square_b, product = self.sums[3:]
        simulated, reference = self._numbers(0), self._numbers(1)
        n = self.count
        covariance = product / n - simulated.mean * reference.mean
        unexplained = max(0.0, square_b - self.scale * product)
        return {
            "simulated": simulated,
            "reference": reference,
            "ratios": {
                name: _over(getattr(simulated, name), getattr(reference, name))
                for name in RATIOS
            },
            "correlation": _over(covariance, simulated.std * reference.std),
            "rmse": math.sqrt(self.squared_difference / n),
            "relative_l2": _over(
                math.sqrt(self.squared_difference), math.sqrt(square_b)
            ),
            "scale": self.scale,
            "scaled_relative_l2": _over(math.sqrt(unexplained), math.sqrt(square_b)),
            "pixels": n,
        }

    def _numbers(self, which: int) -> ImageNumbers:
        total, square = float(self.sums[which]), float(self.sums[2 + which])
        extremes, n = self.extremes[which], max(self.count, 1)
        mean = total / n
        return ImageNumbers(
            maximum=extremes.maximum,
            max_fast_px=extremes.place[0],
            max_slow_px=extremes.place[1],
            minimum=extremes.minimum,
            mean=mean,
            total=total,
            std=math.sqrt(max(0.0, square / n - mean * mean)),
            rms=math.sqrt(square / n),
            l2=math.sqrt(square),
            nonzero=extremes.nonzero,
        )


def _dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Scalar product; numpy's starts threads that wait for each other."""
    return float(torch.dot(torch.from_numpy(a), torch.from_numpy(b)))


def _over(numerator: float, denominator: float) -> float:
    return float(numerator / denominator) if denominator else math.nan


def shared_mask(*masks: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    """Pixels that any of several masks leaves out."""
    given: Sequence[NDArray[np.bool_]] = [mask for mask in masks if mask is not None]
    if not given:
        return None
    mask: NDArray[np.bool_] = np.logical_or.reduce(given)
    return mask
