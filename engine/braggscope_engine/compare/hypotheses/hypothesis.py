"""One possible cause of a difference, as a change that can be rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ...models.experiment import Experiment
from ...quirks import Quirk

Whole = NDArray[np.int64]
Coordinates = Callable[[Whole, Whole], tuple[Whole, Whole]]
Where = NDArray[np.float64]
Weight = Callable[[Experiment, Where, Where], Where]
Reread = Callable[[frozenset[Quirk]], Experiment]


class Family(StrEnum):
    """What kind of cause it is."""

    LAYOUT = "layout of the pixels"
    GEOMETRY = "geometry"
    QUIRK = "nanoBragg oddity"
    CRYSTAL = "crystal"
    CORRECTION = "correction"
    STEPS = "normalisation"
    FLUENCE = "fluence"
    CONSTANT = "constant"
    READOUT = "readout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where a pixel of the reference stands in the image: whole pixels only.

    Attributes
    ----------
    coordinates : callable
        (fast, slow) of the reference to (fast, slow) of the simulated image; outside
        it there is nothing.
    """

    coordinates: Coordinates

    def arrange(
        self, image: NDArray[np.float64] | NDArray[np.float32]
    ) -> NDArray[np.float64] | NDArray[np.float32]:
        """Lay a simulated image out as the reference is."""
        height, width = image.shape
        arranged = np.zeros_like(image)
        for row in range(height):
            columns = np.arange(width)
            fast, slow = self.coordinates(columns, np.full(width, row))
            there = (fast >= 0) & (fast < width) & (slow >= 0) & (slow < height)
            arranged[row, there] = image[slow[there], fast[there]]
        return arranged


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Variant:
    """A model with changes; the reference would be its image.

    Attributes
    ----------
    experiment : Experiment
    factor : float             times this
    weight : callable or None  times this, pixel by pixel (experiment, fast, slow)
    layout : Layout or None    and laid out like this
    """

    experiment: Experiment
    factor: float = 1.0
    weight: Weight | None = None
    layout: Layout | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hypothesis:
    """One cause.

    Attributes
    ----------
    name : str            short, unique: ``"stale-phi"``
    family : Family
    sentence : str        what the reference does, one sentence
    experiment : Experiment or None
    factor, weight, layout
        The change, as in ``Variant``; what is None stays.
    """

    name: str
    family: Family
    sentence: str
    experiment: Experiment | None = None
    factor: float = 1.0
    weight: Weight | None = None
    layout: Layout | None = None

    @property
    def is_scale(self) -> bool:
        """Whether it is a factor and nothing else."""
        return self.experiment is None and self.weight is None and self.layout is None

    def upon(self, variant: Variant) -> Variant:
        """Change a variant; the hypothesis was made for its experiment."""
        return replace(
            variant,
            experiment=self.experiment or variant.experiment,
            factor=variant.factor * self.factor,
            weight=self.weight or variant.weight,
            layout=self.layout or variant.layout,
        )

    def fits(self, variant: Variant) -> bool:
        """Whether the variant has no change of this kind already."""
        return not (
            (self.weight is not None and variant.weight is not None)
            or (self.layout is not None and variant.layout is not None)
        )
