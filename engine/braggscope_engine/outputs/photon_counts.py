"""Counting photons: Poisson deviates of the reference program, bit for bit.

Its generator is sequential: how many deviates one pixel takes decides where the next
begins.
"""

from __future__ import annotations

import math
from array import array

import numpy as np
from numpy.typing import NDArray

from ..random_numbers import Stream
from .deviates import (
    GAUSSIAN_ABOVE,
    Expected,
    Shape,
    by_rejection,
    gaussian_pair,
    round_to_single,
)

_BLOCK = 1 << 15
"""Deviates and pixels that are worked on at once."""


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
        self._single = array("f", [0.0])

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
        for start in range(0, len(means), _BLOCK):
            part = slice(start, start + _BLOCK)
            expected = Expected.of(means[part])
            if expected.is_dark:
                self._dark(expected, counts[part])
            else:
                self._one_by_one(expected, counts[part])
        return counts

    def _dark(self, expected: Expected, counts: NDArray[np.float32]) -> None:
        """Skip from photon to photon: a pixel without one takes one deviate."""
        at, limits = 0, expected.limits
        while at < len(limits):
            lit = self._peek(len(limits) - at) > limits[at:]
            dark = int(lit.argmax()) if lit.any() else len(lit)
            self._ahead = self._ahead[dark:]
            at += dark
            if at < len(limits):
                here = slice(at, at + 1)
                self._one_by_one(expected.part(here), counts[here])
                at += 1

    def _one_by_one(self, expected: Expected, counts: NDArray[np.float32]) -> None:
        total, done = len(expected.limits), 0
        limits, shapes = expected.limits.tolist(), expected.shapes()
        wanted = min(_BLOCK, 64 * total)
        while done < total:
            deviates = self._peek(wanted).tolist()
            found, used = self._some(limits, shapes, done, deviates)
            counts[done : done + len(found)] = found
            self._ahead = self._ahead[used:]
            done += len(found)
            wanted = max(_BLOCK, wanted if found else 2 * wanted)

    def _some(
        self,
        limits: list[float],
        shapes: list[Shape],
        start: int,
        deviates: list[float],
    ) -> tuple[list[float], int]:
        """Count pixels until the deviates run out; (counts, deviates used)."""
        single, counts, begin = self._single, [], 0
        try:
            for number in range(start, len(limits)):
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
                    count, begin = self._bright(shapes[number], deviates, begin)
                    counts.append(count)
        except IndexError:
            pass  # The last pixel starts anew, with more deviates.
        return counts, begin

    def _bright(
        self, shape: Shape, deviates: list[float], at: int
    ) -> tuple[float, int]:
        mean = shape[0]
        if not mean > GAUSSIAN_ABOVE:
            return by_rejection(shape, deviates, at, self._single)
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
