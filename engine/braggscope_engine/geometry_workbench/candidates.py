"""Numbers that may put a detector at a place: what is to be tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..models.detector import Convention, Pivot
from ..models.experiment import Experiment
from .centre_terms import centre_numbers
from .stance import Stance, as_vector
from .turning import about_axis
from .ways import Spot, Way, spot_or_refuse

PlaceNumbers = Mapping[str, Any]
NO_PLACE: PlaceNumbers = {
    "close_distance_mm": None,
    "beam_x_mm": None,
    "beam_y_mm": None,
    "close_x_mm": None,
    "close_y_mm": None,
    "org_x_px": None,
    "org_y_px": None,
    "pix0_mm": None,
}
"""Fields of a detector that say where it stands, none given."""


def numbers_of(
    experiment: Experiment, stance: Stance, way: Way, spot: Spot | None
) -> Iterator[PlaceNumbers]:
    """Numbers that may put a detector where a stance has it, in one way."""
    if way is Way.PIX0:
        yield {"pix0_mm": as_vector(1000.0 * stance.pix0)}
    elif way is Way.BEAM_SPOT:
        yield from _by_beam_spot(experiment, stance, spot)
    else:
        yield from _by_foot(experiment, stance, way)


def _by_beam_spot(
    experiment: Experiment, stance: Stance, spot: Spot | None
) -> Iterator[PlaceNumbers]:
    """Beam centre and distance: where the panel is, then as it was before the swing."""
    convention = experiment.detector.convention
    for seen in (stance, _mounted(experiment, stance)):
        found = spot
        if found is None and seen.spot_m is not None:
            found = spot_or_refuse(seen)
        if found is None or not found.distance_m > 0:
            continue
        x, y = centre_numbers(convention, stance, (found.fast_m, found.slow_m))
        yield {
            "beam_x_mm": 1000.0 * x,
            "beam_y_mm": 1000.0 * y,
            "distance_mm": 1000.0 * found.distance_m,
        }


def _by_foot(
    experiment: Experiment, stance: Stance, way: Way
) -> Iterator[PlaceNumbers]:
    """Foot with the distance along the beam if that says it, or the close distance."""
    fast, slow = stance.foot_m
    if way is Way.ORG:
        pixel = stance.pixel_m
        foot = {"org_x_px": fast / pixel + 0.5, "org_y_px": slow / pixel + 0.5}
    else:
        foot = {"close_x_mm": 1000.0 * fast, "close_y_mm": 1000.0 * slow}
    close_mm = 1000.0 * stance.close_m
    for cosine in _cosines(experiment, stance):
        if cosine > 1e-3 and close_mm > 0:
            yield {**foot, "distance_mm": close_mm / cosine}
    yield {**foot, "close_distance_mm": close_mm}
    yield {**foot, "close_distance_mm": -close_mm}
    if experiment.detector.convention is Convention.CUSTOM:
        about_sample: PlaceNumbers = {**foot, "pivot": Pivot.SAMPLE}
        yield {**about_sample, "close_distance_mm": close_mm}
        yield {**about_sample, "close_distance_mm": -close_mm}


def _cosines(experiment: Experiment, stance: Stance) -> Iterable[float]:
    """Ratios of close distance to distance before the swing, and where it stands."""
    if experiment.detector.close_distance_mm is not None:
        return ()
    mounted = _mounted(experiment, stance)
    return abs(float(mounted.beam @ mounted.facing)), abs(stance.along)


def _mounted(experiment: Experiment, stance: Stance) -> Stance:
    """Swing the panel back to two-theta 0."""
    back = about_axis(stance.two_theta_axis, -experiment.detector.two_theta_deg)
    return replace(
        stance,
        pix0=back @ stance.pix0,
        fast=back @ stance.fast,
        slow=back @ stance.slow,
    )
