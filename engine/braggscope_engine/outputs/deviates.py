"""How a number of photons is drawn from uniform deviates, by each of three methods.

What the reference program holds in float32 is rounded to float32 at the same places.

References
----------
Press et al., Numerical Recipes in C, 2nd edition, 7.2 and 7.3: the methods.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable
from ctypes import c_float
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

REJECTION_FROM = 12.0
GAUSSIAN_ABOVE = 1.0e6
_DARK = 0.01
"""Expected pixels per pixel that see a photon, below which rows are skipped through."""
_TABULATED = 1 << 14
"""Counts below this have their factorials looked up."""

_LANCZOS = (
    76.18009172947146,
    -86.50532032941677,
    24.01409824083091,
    -1.231739572450155,
    0.1208650973866179e-2,
    -0.5395239384953e-5,
)
_LANCZOS_FIRST = 1.000000000190015
_SQRT_TWO_PI = 2.5066282746310005


def round_to_single(value: float) -> float:
    """Round to float32, to nearest; beyond its range infinity."""
    return c_float(value).value


Shape = tuple[float, float, float, float]
"""Mean, width of the Lorentzian around it, ln of the mean, ln of the largest
probability: all float32."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected in each of n pixels.

    Attributes
    ----------
    means : float32 array, shape (n,)
    limits : float32 array, shape (n,)
        exp(-mean): the product of deviates that ends the count of a dim pixel; -1
        where a pixel is bright and counted in another way.
    """

    means: NDArray[np.float32]
    limits: NDArray[np.float32]

    @classmethod
    def of(cls, means: NDArray[np.float32]) -> Expected:
        """Tell dim pixels from bright ones."""
        with np.errstate(over="ignore"):
            limits = np.exp(-means.astype(np.float64)).astype(np.float32)
        limits[~(means < REJECTION_FROM)] = -1.0
        return cls(means, limits)

    @property
    def is_dark(self) -> bool:
        """Whether hardly a pixel will see a photon."""
        return 1.0 - float(np.minimum(self.limits, 1.0).mean()) < _DARK

    def part(self, pixels: slice) -> Expected:
        """Some of the pixels."""
        return Expected(self.means[pixels], self.limits[pixels])

    def shapes(self) -> list[Shape]:
        """The distributions of bright pixels; empty where there is no bright one."""
        if not (self.limits < 0).any():
            return []
        means = np.where(self.limits < 0, self.means, np.float32(REJECTION_FROM))
        precise = means.astype(np.float64)
        log_means = np.log(precise).astype(np.float32)
        widths = np.sqrt(2.0 * precise).astype(np.float32)
        offsets = means * log_means - log_gamma(precise + 1.0)
        columns = (means, widths, log_means, offsets)
        return list(zip(*(column.tolist() for column in columns), strict=True))


def by_rejection(
    shape: Shape, deviates: list[float], at: int, single: array[float]
) -> tuple[float, int]:
    """Draw a count by rejection from a Lorentzian.

    Parameters
    ----------
    shape : Shape
    deviates : list of float   uniform in (0, 1), float32 each
    at : int                   the first one to use
    single : array of one float32
        Rounds what is put in, much faster than anything else; the caller's own, since
        others may be counting in other threads.

    Returns
    -------
    float, int
        The count and the place of the next unused deviate.

    Raises
    ------
    IndexError
        When the deviates do not suffice.
    """
    tan, exp, log_factorials = math.tan, math.exp, _log_factorials
    mean, width, log_mean, offset = shape
    while True:
        single[0] = tan(math.pi * deviates[at])
        slope = single[0]
        at += 1
        single[0] = width * slope
        single[0] = single[0] + mean
        if single[0] < 0.0:
            continue
        count = math.floor(single[0])
        single[0] = count * log_mean
        single[0] -= (
            log_factorials[count] if count < _TABULATED else log_factorial(count)
        )
        single[0] -= offset
        exponent = single[0]
        single[0] = slope * slope
        # 0.9 keeps the ratio below 1.
        single[0] = 0.9 * (1.0 + single[0]) * exp(exponent)
        at += 1
        if not deviates[at - 1] > single[0]:
            return float(count), at


def gaussian_pair(deviates: list[float], at: int) -> tuple[float, float, int]:
    """Draw two Gaussian deviates by the polar method of Box and Muller.

    Returns
    -------
    float, float, int
        The one to use first, the one to use next, the place of the next unused
        deviate.
    """
    single = round_to_single
    while True:
        x = single(2.0 * deviates[at] - 1.0)
        y = single(2.0 * deviates[at + 1] - 1.0)
        at += 2
        square = single(single(x * x) + single(y * y))
        if 0.0 < square < 1.0:
            factor = single(math.sqrt(-2.0 * math.log(square) / square))
            return single(y * factor), single(x * factor), at


def log_gamma(x: NDArray[np.float64]) -> NDArray[np.float32]:
    """ln Γ of numbers rounded to float32, rounded to float32."""
    logs = _lanczos(x.astype(np.float32).astype(np.float64), np.log)
    return np.asarray(logs, np.float32)


@lru_cache(maxsize=1 << 16)
def log_factorial(count: int) -> float:
    """ln n! as ln Γ of n + 1 rounded to float32, rounded to float32."""
    return round_to_single(_lanczos(round_to_single(count + 1.0), math.log))


def _lanczos(x: Any, log: Callable[[Any], Any]) -> Any:
    """ln Γ by a series of Lanczos, in float64; numbers or arrays of them."""
    series, denominator = _LANCZOS_FIRST, x
    for coefficient in _LANCZOS:
        denominator = denominator + 1.0
        series = series + coefficient / denominator
    shifted = x + 5.5
    shifted = shifted - (x + 0.5) * log(shifted)
    return -shifted + log(_SQRT_TWO_PI * series / x)


_log_factorials: list[float] = log_gamma(np.arange(1.0, _TABULATED + 1.0)).tolist()
