"""From intensities to colour indices: pure functions, no Qt.

The chain is *reduce* (module ``reduction``), *clip to the levels*, *apply the scale*,
*spread over the colour map*. Every scale is monotonic, so taking the maximum before or
after it is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
ScaleKind: TypeAlias = Literal["log", "linear", "sqrt", "asinh"]
SCALE_KINDS: tuple[ScaleKind, ...] = get_args(ScaleKind)

#: Colours of the map use the indices 0 to N_COLOURS - 1.
N_COLOURS = 255
#: Index of a pixel without a value (NaN).
NO_VALUE_INDEX = 255

LOW_PERCENTILE = 1.0
HIGH_PERCENTILE = 99.9

# Levels further apart show little but the ripples between reflections.
_MOST_RANGE = 1e6
# What is shown of peaks alone, and up to which of the pixels that are in it.
_PEAK_RANGE = 1e6
_PEAK_PERCENTILE = 99.0

# Below this many positive pixels percentiles are exact.
_SAMPLE_SIZE = 200_000
# Span of a logarithmic axis whose lower level is not positive.
_LOG_FALLBACK_SPAN = 1e-6
# Levels closer than this, relative to their size, need double precision.
_NARROW = 1e-3
# Values that are worked on at once: they stay in the second-level cache, and each of
# the few steps is long enough to be worth a hand-over between threads.
_STRIP = 128 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Monotonic mapping of intensity to position along the colour map.

    Attributes
    ----------
    kind : {"log", "linear", "sqrt", "asinh"}
        ``sqrt`` and ``asinh`` are odd functions, so negative values keep their order.
    softening : float
        Intensity at which ``asinh`` passes from linear to logarithmic. Positive; the
        other kinds do not use it.
    """

    kind: ScaleKind = "log"
    softening: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in SCALE_KINDS:
            allowed = ", ".join(SCALE_KINDS)
            raise ValueError(f"scale {self.kind!r} is unknown: choose one of {allowed}")
        if not (self.softening > 0 and np.isfinite(self.softening)):
            raise ValueError(f"softening {self.softening!r} must be positive")

    def forward(self, values: FloatArray) -> FloatArray:
        """Apply the scale.

        Parameters
        ----------
        values : ndarray, shape (...)
            Intensities; positive for ``log``.

        Returns
        -------
        ndarray, shape (...)
            Same dtype as `values`.
        """
        if self.kind == "log":
            return np.log(values)
        if self.kind == "sqrt":
            return np.copysign(np.sqrt(np.abs(values)), values)
        if self.kind == "asinh":
            return np.arcsinh(values * values.dtype.type(1 / self.softening))
        return values

    def inverse(self, positions: FloatArray) -> FloatArray:
        """Undo `forward`."""
        if self.kind == "log":
            return np.exp(positions)
        if self.kind == "sqrt":
            return np.copysign(positions * positions, positions)
        if self.kind == "asinh":
            return np.sinh(positions) * positions.dtype.type(self.softening)
        return positions

    def position(self, value: float) -> float:
        """Position of one intensity; positive for ``log``."""
        return float(self.forward(np.array(value, dtype=np.float64)))

    def value(self, position: float) -> float:
        """Intensity at one position."""
        return float(self.inverse(np.array(position, dtype=np.float64)))


def checked_levels(low: float, high: float) -> tuple[float, float]:
    """Return the levels, or raise ValueError with one sentence."""
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ValueError(f"levels {low!r} to {high!r}: both must be finite numbers")
    if not low < high:
        raise ValueError(f"levels {low!r} to {high!r}: low must be below high")
    return float(low), float(high)


def usable_levels(scale: Scale, low: float, high: float) -> tuple[float, float]:
    """Levels as the scale can use them: positive and distinct for ``log``."""
    if scale.kind != "log":
        return low, high
    tiny = float(np.finfo(np.float64).tiny)
    top = high if high > tiny / _LOG_FALLBACK_SPAN else 1.0
    bottom = low if low > tiny else top * _LOG_FALLBACK_SPAN
    return bottom, top


def colour_index(
    values: FloatArray, scale: Scale, low: float, high: float
) -> NDArray[np.uint8]:
    """Index into the colour map of each value.

    Parameters
    ----------
    values : ndarray, shape (n, ...)
        Intensities, float32 or float64.
    scale : Scale
        Mapping between the levels.
    low, high : float
        Intensities shown in the first and the last colour. Values beyond them, zero and
        negative values on a logarithmic scale and both infinities take the nearer end.

    Returns
    -------
    ndarray of uint8, shape (n, ...)
        0 to ``N_COLOURS - 1``; ``NO_VALUE_INDEX`` for NaN.
    """
    index = np.empty(values.shape, np.uint8)
    levels = usable_levels(scale, low, high)
    rows = max(1, _STRIP // max(1, values[:1].size))
    for start in range(0, len(values), rows):
        strip = slice(start, start + rows)
        _put_index(index[strip], values[strip], scale, *levels)
    return index


def _put_index(
    index: NDArray[np.uint8],
    values: FloatArray,
    scale: Scale,
    bottom: float,
    top: float,
) -> None:
    dtype = _working_dtype(values, scale, bottom, top)
    # The largest value is NaN if any is.
    has_gaps = bool(np.isnan(values.max(initial=-np.inf)))
    without_value = np.isnan(values) if has_gaps else None
    if without_value is not None:
        values = np.where(without_value, values.dtype.type(bottom), values)
    first = scale.position(bottom)
    extent = scale.position(top) - first
    clipped = np.clip(values.astype(dtype, copy=False), bottom, top, dtype=dtype)
    position = scale.forward(clipped)
    position -= dtype.type(first)
    position *= dtype.type((N_COLOURS - 1) / extent)
    position += dtype.type(0.5)
    np.copyto(index, position, casting="unsafe")
    if without_value is not None:
        index[without_value] = NO_VALUE_INDEX


def _working_dtype(
    values: FloatArray, scale: Scale, low: float, high: float
) -> np.dtype[Any]:
    """Single precision where it can tell 255 steps between the levels apart."""
    single = np.finfo(np.float32)
    magnitude = max(abs(low), abs(high))
    smallest = min(abs(low), abs(high)) or magnitude
    narrow = high - low < _NARROW * magnitude
    out_of_range = magnitude > float(single.max) ** 0.5 * min(1.0, scale.softening)
    out_of_range |= smallest < float(single.tiny) ** 0.5
    if values.dtype == np.float32 and not (narrow or out_of_range):
        return np.dtype(np.float32)
    return np.dtype(np.float64)


def subsample(image: FloatArray, size: int) -> FloatArray:
    """At most about `size` pixels, always the same ones, spread over all columns.

    Parameters
    ----------
    image : ndarray, shape (slow, fast)
    size : int

    Returns
    -------
    ndarray, shape (n,)
        The whole image if it is no larger than `size`.
    """
    flat = image.reshape(-1)
    step = max(1, flat.size // size)
    # A step that shares a factor with the row length would visit few columns only.
    while step > 1 and np.gcd(step, image.shape[-1]) != 1:
        step += 1
    return flat[::step]


def fitted_levels(
    image: FloatArray, *, symmetric: bool = False
) -> tuple[float, float] | None:
    """Levels from the percentiles of an image's positive pixels.

    Parameters
    ----------
    image : ndarray, shape (slow, fast)
        Zero, negative, infinite and NaN pixels do not count.
    symmetric : bool
        Fit to the absolute values and return levels centred on zero.

    Returns
    -------
    (low, high) or None
        1st and 99.9th percentile; None if no pixel counts. The high level is exact at
        any image size: peaks are few, and a sample would miss them. The low level of a
        large image is that of a fixed sample. Where these are too many decades apart,
        as without any background, it is the peaks that are shown: six decades below
        the brightest pixel, and the 99th percentile of what is above.
    """
    values = np.abs(image) if symmetric else image
    sample = _positive(subsample(values, _SAMPLE_SIZE))
    n_positive = int(np.count_nonzero((values > 0) & np.isfinite(values)))
    if n_positive == 0:
        return None
    if n_positive <= _SAMPLE_SIZE or sample.size < _SAMPLE_SIZE // 100:
        sample = _positive(values)
        high = float(np.percentile(sample, HIGH_PERCENTILE))
    else:
        high = _high_percentile(values, sample, n_positive)
    if symmetric:
        return -high, high
    low = float(np.percentile(sample, LOW_PERCENTILE))
    if low * _MOST_RANGE < high:
        low, high = _levels_of_peaks(values, high)
    return (low, high) if low < high else (high / 10, high)


def _levels_of_peaks(values: FloatArray, high: float) -> tuple[float, float]:
    """Levels of an image in which most of the pixels are next to nothing."""
    finite = values[np.isfinite(values)]
    low = float(finite.max()) / _PEAK_RANGE
    seen = finite[finite > low]
    return low, max(high, float(np.percentile(seen, _PEAK_PERCENTILE)))


def _positive(values: FloatArray) -> FloatArray:
    return values[(values > 0) & np.isfinite(values)]


def _high_percentile(values: FloatArray, sample: FloatArray, n_positive: int) -> float:
    """Percentile of all positive values, looking only at those in the upper tail."""
    rank = (n_positive - 1) * HIGH_PERCENTILE / 100
    n_above = n_positive - int(rank)
    # Twenty times the tail wanted: the sample's own scatter cannot make it too short.
    floor = np.percentile(sample, 100 - 20 * (100 - HIGH_PERCENTILE))
    tail = values[(values > floor) & np.isfinite(values)]
    if tail.size < n_above:
        tail = _positive(values)
    at = tail.size - n_above
    below, above = np.partition(tail, [at, at + 1])[at : at + 2].tolist()
    return float(below + (rank - int(rank)) * (above - below))
