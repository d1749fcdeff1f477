"""What the oddities of nanoBragg do to one pixel."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..errors import InvalidParameterError, SimulationCancelled
from ..geometry import place
from ..models.axes import Vector
from ..models.experiment import Experiment
from ..quirk_switching import READING_QUIRKS, WRITING_QUIRKS
from ..quirks import ALL_QUIRKS, NO_QUIRKS, Quirk
from .trace import trace

_SAME = 1e-9
_IN_PLACE_MM = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class QuirkAtPixel:
    """One quirk that matters for a pixel.

    Attributes
    ----------
    quirk : Quirk
    in_force : bool
        Whether the experiment has it; the value is that after switching it.
    value : float
        Photons with this one quirk switched; NaN where there is no image then.
    pix0_shift_mm : float
        How far switching it moves the corner of the detector, mm.
    """

    quirk: Quirk
    in_force: bool
    value: float
    pix0_shift_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QuirksAtPixel:
    """A pixel with and without the oddities of nanoBragg, photons in float64.

    Attributes
    ----------
    value : float               with the quirks of the experiment
    strict, intended : float    with all of them; with none; NaN without an image
    intended_in_place : float
        With none but those that move the detector, so that the pixel sees the same
        part of the pattern as with the quirks of the experiment.
    effects : tuple of QuirkAtPixel
        Those that change the pixel when they are switched alone, the largest first.
    """

    value: float
    strict: float
    intended: float
    intended_in_place: float
    effects: tuple[QuirkAtPixel, ...]


def quirks_at_pixel(
    experiment: Experiment,
    slow_px: int,
    fast_px: int,
    *,
    should_stop: Callable[[], bool] | None = None,
) -> QuirksAtPixel:
    """Compare one pixel in strict nanoBragg and as intended, and find out why.

    Each quirk that concerns images is switched alone, against the set in force.

    Parameters
    ----------
    experiment : Experiment
    slow_px, fast_px : int
        Number of the pixel, from 0.
    should_stop : callable, optional
        Asked before each quirk; true stops.

    Raises
    ------
    InvalidParameterError
        For a pixel that is not on the detector.
    SimulationCancelled
        When ``should_stop`` said so.
    """
    value = trace(experiment, slow_px, fast_px).value
    corner = place(experiment).pix0_m

    def with_quirks(quirks: frozenset[Quirk]) -> tuple[float, float]:
        other = replace(experiment, quirks=quirks)
        try:
            shift_mm = _distance_mm(corner, place(other).pix0_m)
            return trace(other, slow_px, fast_px).value, shift_mm
        except InvalidParameterError:
            return math.nan, 0.0

    switched: list[QuirkAtPixel] = []
    for quirk in Quirk:
        if quirk in READING_QUIRKS or quirk in WRITING_QUIRKS:
            continue
        if should_stop is not None and should_stop():
            raise SimulationCancelled("The comparison of quirks was stopped.")
        other, shift_mm = with_quirks(experiment.quirks ^ {quirk})
        switched.append(
            QuirkAtPixel(
                quirk=quirk,
                in_force=quirk in experiment.quirks,
                value=other,
                pix0_shift_mm=shift_mm,
            )
        )
    moving = frozenset(q.quirk for q in switched if q.pix0_shift_mm > _IN_PLACE_MM)
    return QuirksAtPixel(
        value=value,
        strict=with_quirks(ALL_QUIRKS)[0],
        intended=with_quirks(NO_QUIRKS)[0],
        intended_in_place=with_quirks(experiment.quirks & moving)[0],
        effects=_largest_first(value, switched),
    )


def _largest_first(
    value: float, switched: list[QuirkAtPixel]
) -> tuple[QuirkAtPixel, ...]:
    def change(each: QuirkAtPixel) -> float:
        return math.inf if math.isnan(each.value) else abs(each.value - value)

    scale = _SAME * abs(value)
    return tuple(
        sorted((e for e in switched if change(e) > scale), key=change, reverse=True)
    )


def _distance_mm(one: Vector, other: Vector) -> float:
    return 1e3 * math.dist(one, other)
