"""Counting photons: Poisson deviates of the reference program, bit for bit.

Its generator is sequential: how many deviates one pixel takes decides where the next
begins. What the C program holds in float32 is rounded to float32 at the same places.

References
----------
Press et al., Numerical Recipes in C, 2nd edition, 7.2 and 7.3: the methods.
"""

from __future__ import annotations

import math
from array import array
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..random_numbers import Stream

_BLOCK = 1 << 15
"""Deviates and pixels that are worked on at once."""
_REJECTION_FROM = 12.0
_GAUSSIAN_ABOVE = 1.0e6
_DARK = 0.01
"""Expected pixels per pixel that see a photon, below which whole rows are skipped."""

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

_single = array("f", [0.0])


def round_to_single(value: float) -> float:
    """Round to float32, to nearest; beyond its range infinity."""
    _single[0] = value
    return _single[0]


class PhotonCounter:
    """Draws one count after the other from a stream that nothing else uses.

    Parameters
    ----------
    stream : Stream
        It is read ahead, in blocks.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._ahead = np.empty(0, np.float32)
        self._spare: float | None = None

    def counts(self, means: NDArray[np.float32]) -> NDArray[np.float32]:
        """Draw a count for each expected number of photons, in order.

        Parameters
        ----------
        means : float32 array, shape (n,)
            Zero and less give 0, and use one deviate up like any other.

        Returns
        -------
        float32 array, shape (n,)
            Whole numbers up to a mean of a million; from a Gaussian above.
        """
        counts = np.zeros(len(means), np.float32)
        with np.errstate(over="ignore"):
            limits = np.exp(-means.astype(np.float64)).astype(np.float32)
        # Others than these may see a photon in any case.
        limits[~(means < _REJECTION_FROM)] = -1.0
        for start in range(0, len(means), _BLOCK):
            part = slice(start, start + _BLOCK)
            self._block(means[part], limits[part], counts[part])
        return counts

    def _block(
        self,
        means: NDArray[np.float32],
        limits: NDArray[np.float32],
        counts: NDArray[np.float32],
    ) -> None:
        if 1.0 - float(np.minimum(limits, 1.0).mean()) < _DARK:
            self._dark(means, limits, counts)
        else:
            self._one_by_one(means, limits, counts)

    def _dark(
        self,
        means: NDArray[np.float32],
        limits: NDArray[np.float32],
        counts: NDArray[np.float32],
    ) -> None:
        """Skip from photon to photon: a pixel without one takes one deviate."""
        at = 0
        while at < len(means):
            lit = self._peek(len(means) - at) > limits[at:]
            dark = int(lit.argmax()) if lit.any() else len(lit)
            self._ahead = self._ahead[dark:]
            at += dark
            if at < len(means):
                here = slice(at, at + 1)
                self._one_by_one(means[here], limits[here], counts[here])
                at += 1

    def _one_by_one(
        self,
        means: NDArray[np.float32],
        limits: NDArray[np.float32],
        counts: NDArray[np.float32],
    ) -> None:
        wanted, listed, done = min(_BLOCK, 64 * len(means)), means.tolist(), 0
        thresholds = limits.tolist()
        while done < len(listed):
            deviates = self._peek(wanted).tolist()
            found, used = self._some(listed, thresholds, done, deviates)
            counts[done : done + len(found)] = found
            self._ahead = self._ahead[used:]
            done += len(found)
            wanted = max(_BLOCK, wanted if found else 2 * wanted)

    def _some(
        self,
        means: list[float],
        limits: list[float],
        start: int,
        deviates: list[float],
    ) -> tuple[list[float], int]:
        """Count pixels until the deviates run out; (counts, deviates used)."""
        single, counts, begin = _single, [], 0
        try:
            for number in range(start, len(means)):
                at, limit = begin, limits[number]
                if limit >= 0.0:
                    # Exponential delays between photons, as a product of deviates.
                    product = deviates[at]
                    while product > limit:
                        at += 1
                        single[0] = product * deviates[at]
                        product = single[0]
                    counts.append(float(at - begin))
                    begin = at + 1
                else:
                    count, begin = self._bright(means[number], deviates, begin)
                    counts.append(count)
        except IndexError:
            pass  # The last pixel starts anew, with more deviates.
        return counts, begin

    def _bright(self, mean: float, deviates: list[float], at: int) -> tuple[float, int]:
        if not mean > _GAUSSIAN_ABOVE:
            return by_rejection(mean, deviates, at)
        if self._spare is not None:
            deviate, self._spare = self._spare, None
        else:
            deviate, self._spare, at = gaussian_pair(deviates, at)
        return round_to_single(mean + math.sqrt(mean) * deviate), at

    def _peek(self, count: int) -> NDArray[np.float32]:
        missing = count - len(self._ahead)
        if missing > 0:
            fresh = self._stream.uniforms(max(missing, _BLOCK))
            self._ahead = np.concatenate([self._ahead, fresh])
        return self._ahead[:count]


def by_rejection(mean: float, deviates: list[float], at: int) -> tuple[float, int]:
    """Draw a count by rejection from a Lorentzian.

    Parameters
    ----------
    mean : float               a float32
    deviates : list of float   uniform in (0, 1), float32 each
    at : int                   the first one to use

    Returns
    -------
    float, int
        The count and the place of the next unused deviate.

    Raises
    ------
    IndexError
        When the deviates do not suffice.
    """
    single, tan, exp = _single, math.tan, math.exp
    width, log_mean, offset = _shape(mean)
    while True:
        single[0] = tan(math.pi * deviates[at])
        slope = single[0]
        at += 1
        single[0] = width * slope
        single[0] = single[0] + mean
        if single[0] < 0.0:
            continue
        count = float(math.floor(single[0]))
        single[0] = count * log_mean
        single[0] = single[0] - log_gamma(count + 1.0)
        single[0] = single[0] - offset
        exponent = single[0]
        single[0] = slope * slope
        # 0.9 keeps the ratio below 1.
        single[0] = 0.9 * (1.0 + single[0]) * exp(exponent)
        at += 1
        if not deviates[at - 1] > single[0]:
            return count, at


@lru_cache(maxsize=1 << 16)
def _shape(mean: float) -> tuple[float, float, float]:
    """Width of the Lorentzian, ln of the mean, ln of the largest probability."""
    single = round_to_single
    log_mean = single(math.log(mean))
    offset = single(single(mean * log_mean) - log_gamma(mean + 1.0))
    return single(math.sqrt(2.0 * mean)), log_mean, offset


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


@lru_cache(maxsize=1 << 16)
def log_gamma(x: float) -> float:
    """ln Γ of a number rounded to float32, by Lanczos' series, rounded to float32."""
    x = round_to_single(x)
    series, denominator = _LANCZOS_FIRST, x
    for coefficient in _LANCZOS:
        denominator += 1.0
        series += coefficient / denominator
    shifted = x + 5.5
    shifted -= (x + 0.5) * math.log(shifted)
    return round_to_single(-shifted + math.log(_SQRT_TWO_PI * series / x))
