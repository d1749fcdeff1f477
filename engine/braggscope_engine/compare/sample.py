"""A sample of pixels on which hypotheses are tried before whole images are rendered."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from ..resolved import resolve
from ..simulation import intensity
from .hypotheses import Variant
from .maxima import Place, brightest_maxima

_PEAKS = 24
_HALF_BOX_PX = 3
_GRID = 16
_EVALUATIONS = 400_000
_FEWEST_PEAKS = 6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """Pixels of a reference: boxes around bright peaks, and an even grid.

    Attributes
    ----------
    fast, slow : int array, shape (n,)
    reference : float64 array, shape (n,)
    shape : (slow, fast)
    """

    fast: NDArray[np.int64]
    slow: NDArray[np.int64]
    reference: NDArray[np.float64]
    shape: tuple[int, int]

    def of_image(self, image: NDArray[np.generic]) -> NDArray[np.float64]:
        """Values of an image in the sample."""
        return np.asarray(image[self.slow, self.fast], np.float64)

    def of_variant(self, variant: Variant) -> NDArray[np.float64]:
        """Compute the reference's pixels as a variant has them.

        Raises
        ------
        InvalidParameterError
            Where the variant has no image.
        """
        fast, slow = self.fast, self.slow
        inside = np.ones(len(fast), bool)
        if variant.layout is not None:
            fast, slow = variant.layout.coordinates(fast, slow)
            inside = (fast >= 0) & (fast < self.shape[1])
            inside &= (slow >= 0) & (slow < self.shape[0])
        where = fast[inside].astype(np.float64), slow[inside].astype(np.float64)
        values = np.zeros(len(fast))
        with torch.no_grad():
            tensors = [torch.from_numpy(x) for x in where]
            values[inside] = intensity(variant.experiment, *tensors).numpy()
        if variant.weight is not None:
            values[inside] *= variant.weight(variant.experiment, *where)
        return values * variant.factor


def sample_of(
    simulated: NDArray[np.generic],
    reference: NDArray[np.generic],
    mask: NDArray[np.bool_] | None,
    variant: Variant,
) -> Sample:
    """Choose pixels: around peaks of the reference, fewer of the simulation, a grid.

    The number is bounded by what one pixel costs.
    """
    steps = max(1, resolve(variant.experiment).steps)
    box = (2 * _HALF_BOX_PX + 1) ** 2
    peaks = max(_FEWEST_PEAKS, min(_PEAKS, _EVALUATIONS // (steps * box)))
    places = (
        *brightest_maxima(reference, mask, count=peaks, half_box_px=_HALF_BOX_PX),
        *brightest_maxima(
            simulated, mask, count=max(2, peaks // 3), half_box_px=_HALF_BOX_PX
        ),
    )
    chosen = np.zeros(reference.shape, bool)
    for place in places:
        chosen[_box(place)] = True
    stride = max(1, round(math.sqrt(reference.size) / _GRID))
    chosen[stride // 2 :: stride, stride // 2 :: stride] = True
    if mask is not None:
        chosen &= ~mask
    slow, fast = np.nonzero(chosen)
    return Sample(
        fast=fast,
        slow=slow,
        reference=np.asarray(reference[slow, fast], np.float64),
        shape=(reference.shape[0], reference.shape[1]),
    )


def _box(place: Place) -> tuple[slice, slice]:
    fast, slow = place
    half = _HALF_BOX_PX
    return (
        slice(max(0, slow - half), slow + half + 1),
        slice(max(0, fast - half), fast + half + 1),
    )
