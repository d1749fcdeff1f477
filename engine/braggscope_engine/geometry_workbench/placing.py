"""Numbers of a detector that put it at a given pix0, and back.

Several ways to say it are tried, the one in which the detector is given now first, each
is placed by the experiment's own rules, and the first that arrives is taken. So a way
of saying is right by trial, not by argument, with every quirk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from ..conventions import CENTRES
from ..errors import InvalidParameterError
from ..geometry import place
from ..models.axes import Vector
from ..models.detector import Convention, Detector, Pivot
from ..models.experiment import Experiment
from ..quirks import Quirk
from .stance import Array, Stance, as_vector
from .turning import about_axis

_TOLERANCE_M = 2e-13
_BEAM_CONVENTIONS = (Convention.ADXV, Convention.MOSFLM, Convention.DENZO)
_Numbers = Mapping[str, Any]
_NO_PLACE: _Numbers = {
    "close_distance_mm": None,
    "beam_x_mm": None,
    "beam_y_mm": None,
    "close_x_mm": None,
    "close_y_mm": None,
    "org_x_px": None,
    "org_y_px": None,
    "pix0_mm": None,
}


class Way(StrEnum):
    """How the place of a detector is said."""

    BEAM_SPOT = "beam spot"
    ORG = "ORGX, ORGY"
    FOOT = "foot"
    PIX0 = "pix0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A beam spot: (fast, slow) from the corner and distance along the beam, metres."""

    fast_m: float
    slow_m: float
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pix0Parameters:
    """What a pix0 is in the numbers of a convention.

    Attributes
    ----------
    experiment : Experiment           the detector put there
    way : Way                         in which numbers that is said
    distance_mm : float               along the beam; NaN where it misses the panel
    close_distance_mm : float         along the normal
    beam_x_mm, beam_y_mm : float      beam spot in the convention's own terms, or NaN
    beam_centre_px : (2,) or None     beam spot (fast, slow), from the corner
    org_x_px, org_y_px : float        foot of the perpendicular as XDS counts it
    residual_m : float                how far from the given pix0 those numbers lead
    """

    experiment: Experiment
    way: Way
    distance_mm: float
    close_distance_mm: float
    beam_x_mm: float
    beam_y_mm: float
    beam_centre_px: tuple[float, float] | None
    org_x_px: float
    org_y_px: float
    residual_m: float


def stance_of(experiment: Experiment) -> Stance:
    """Where the panel of an experiment stands."""
    return Stance.of(place(experiment))


def attitude_of(experiment: Experiment) -> Stance:
    """The panel as it is turned, at a place of no meaning.

    Unlike ``stance_of`` it needs no place that can be reached, so that a panel may be
    edge-on to the beam.
    """
    detector = replace(experiment.detector, close_distance_mm=None, pix0_mm=(1, 0, 0))
    quirks = experiment.quirks - {Quirk.IGNORE_PIX0}
    return stance_of(replace(experiment, detector=detector, quirks=quirks))


def parameters_from_pix0(
    experiment: Experiment, pix0_m: Vector, way: Way | None = None
) -> Pix0Parameters:
    """Put the detector at a pix0, and say what its numbers become.

    Parameters
    ----------
    experiment : Experiment
        Gives convention, tilts and size, and how a place is said unless ``way`` does.
    pix0_m : (3,)
        Outer corner of the first pixel in the laboratory frame, metres.
    way : Way or None
        How to say it.

    Raises
    ------
    InvalidParameterError
        Where no numbers of the convention lead there.
    """
    stance = attitude_of(experiment).at(np.array(pix0_m))
    placed, used, residual = _placed(experiment, stance, way, None)
    spot, foot = stance.spot_m, stance.foot_m
    convention = experiment.detector.convention
    x, y = (
        centre_numbers(convention, stance, spot)
        if spot is not None
        else (np.nan, np.nan)
    )
    pixel = stance.pixel_m
    return Pix0Parameters(
        experiment=placed,
        way=used,
        distance_mm=1000.0 * stance.distance_m,
        close_distance_mm=1000.0 * stance.close_m,
        beam_x_mm=1000.0 * x,
        beam_y_mm=1000.0 * y,
        beam_centre_px=None if spot is None else (spot[0] / pixel, spot[1] / pixel),
        org_x_px=foot[0] / pixel + 0.5,
        org_y_px=foot[1] / pixel + 0.5,
        residual_m=residual,
    )


def with_pix0(experiment: Experiment, pix0_m: Vector) -> Experiment:
    """Put the first pixel's outer corner at a point of the laboratory, metres.

    Raises
    ------
    InvalidParameterError
        Where no numbers of the convention lead there.
    """
    return parameters_from_pix0(experiment, pix0_m).experiment


def with_beam_centre_px(experiment: Experiment, fast: float, slow: float) -> Experiment:
    """Shift the panel in its plane until the beam hits a pixel position.

    Parameters
    ----------
    experiment : Experiment
    fast, slow : float
        Pixel coordinates, the outer corner of the first pixel is 0, 0.

    Raises
    ------
    InvalidParameterError
        Where the beam does not meet the panel.
    """
    stance = stance_of(experiment)
    spot = spot_or_refuse(stance)
    shift = (fast * stance.pixel_m - spot.fast_m) * stance.fast
    shift = shift + (slow * stance.pixel_m - spot.slow_m) * stance.slow
    return placed_at(experiment, stance.at(stance.pix0 - shift))


def placed_at(
    experiment: Experiment,
    stance: Stance,
    *,
    way: Way | None = None,
    spot: Spot | None = None,
    before: Experiment | None = None,
) -> Experiment:
    """Give the detector the numbers that put it where a stance has it.

    Parameters
    ----------
    experiment : Experiment
        Already turned as the stance is.
    stance : Stance
    way : Way or None
        How to say it; None as it is said now.
    spot : Spot or None
        Where the beam hits, if that is known better than the stance can tell.
    before : Experiment or None
        What it was made from, where it cannot be placed itself.
    """
    return _placed(experiment, stance, way, spot, before)[0]


def spot_or_refuse(stance: Stance) -> Spot:
    """Beam spot of a panel, or one sentence on why there is none."""
    spot = stance.spot_m
    if spot is None:
        raise InvalidParameterError(
            "beam centre",
            None,
            "left alone while the direct beam does not meet the panel",
            "Set the foot of the perpendicular, the close distance or pix0 instead.",
        )
    return Spot(fast_m=spot[0], slow_m=spot[1], distance_m=stance.distance_m)


def centre_numbers(
    convention: Convention, stance: Stance, point_m: tuple[float, float]
) -> tuple[float, float]:
    """X and Y of a point (fast, slow) of the panel as a convention counts, metres."""
    mapping = CENTRES[convention]
    offset = mapping.offset_pixels * stance.pixel_m
    fast, slow = point_m[0] - offset, point_m[1] - offset
    if mapping.slow_flipped:
        slow = stance.size_slow_m - slow
    return (slow, fast) if mapping.swapped else (fast, slow)


def centre_point(
    convention: Convention, stance: Stance, x_m: float, y_m: float
) -> tuple[float, float]:
    """(fast, slow) of a centre X, Y of a convention, metres from the corner."""
    mapping = CENTRES[convention]
    fast, slow = (y_m, x_m) if mapping.swapped else (x_m, y_m)
    if mapping.slow_flipped:
        slow = stance.size_slow_m - slow
    offset = mapping.offset_pixels * stance.pixel_m
    return fast + offset, slow + offset


def present_way(experiment: Experiment) -> Way:
    """How the place of the detector is said now, or by habit of its convention."""
    detector = experiment.detector
    if detector.pix0_mm is not None and Quirk.IGNORE_PIX0 not in experiment.quirks:
        return Way.PIX0
    for way, names in (
        (Way.BEAM_SPOT, ("beam_x_mm", "beam_y_mm")),
        (Way.FOOT, ("close_x_mm", "close_y_mm")),
        (Way.ORG, ("org_x_px", "org_y_px")),
    ):
        if any(getattr(detector, name) is not None for name in names):
            return way
    return usual_way(detector)


def usual_way(detector: Detector) -> Way:
    """How users of its convention say where a detector is."""
    if detector.convention in _BEAM_CONVENTIONS:
        return Way.BEAM_SPOT
    if detector.convention is Convention.CUSTOM:
        return Way.BEAM_SPOT if detector.pivot is Pivot.BEAM else Way.FOOT
    return Way.ORG


def _placed(
    experiment: Experiment,
    stance: Stance,
    way: Way | None,
    spot: Spot | None,
    before: Experiment | None = None,
) -> tuple[Experiment, Way, float]:
    upstream = _is_upstream(before or experiment)
    wanted = way or present_way(experiment)
    ways = dict.fromkeys((wanted, usual_way(experiment.detector), *Way))
    scale = 1.0 + float(np.linalg.norm(stance.pix0))
    if way is None:
        # What is not given stays so where the panel stands there anyway.
        residual = _residual(experiment, stance.pix0, upstream)
        if residual <= _TOLERANCE_M * scale:
            return experiment, wanted, residual
    for tried in ways:
        for numbers in _numbers(experiment, stance, tried, spot):
            detector = replace(experiment.detector, **{**_NO_PLACE, **numbers})
            candidate = replace(experiment, detector=detector)
            residual = _residual(candidate, stance.pix0, upstream)
            if residual <= _TOLERANCE_M * scale:
                return candidate, tried, residual
    raise InvalidParameterError(
        "detector.pix0_mm",
        as_vector(1000.0 * stance.pix0),
        f"a place that {experiment.detector.convention.name} can state with the quirks "
        "in force",
        "Switch the geometry quirks off, or use CUSTOM.",
    )


def _is_upstream(experiment: Experiment) -> bool:
    """Whether nanoBragg counts the distance of a panel negative, and its image."""
    if Quirk.SIGNED_DISTANCE not in experiment.quirks:
        return False
    try:
        return place(experiment).close_distance_m < 0
    except InvalidParameterError:
        return False


def _residual(candidate: Experiment, pix0: Array, upstream: bool) -> float:
    try:
        arrived = place(candidate)
    except InvalidParameterError:
        return np.inf
    if (arrived.close_distance_m < 0) is not upstream:
        return np.inf
    return float(np.linalg.norm(np.array(arrived.pix0_m) - pix0))


def _numbers(
    experiment: Experiment, stance: Stance, way: Way, spot: Spot | None
) -> Iterator[_Numbers]:
    if way is Way.PIX0:
        yield {"pix0_mm": as_vector(1000.0 * stance.pix0)}
    elif way is Way.BEAM_SPOT:
        yield from _by_beam_spot(experiment, stance, spot)
    else:
        yield from _by_foot(experiment, stance, way)


def _by_beam_spot(
    experiment: Experiment, stance: Stance, spot: Spot | None
) -> Iterator[_Numbers]:
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


def _by_foot(experiment: Experiment, stance: Stance, way: Way) -> Iterator[_Numbers]:
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
        about_sample: _Numbers = {**foot, "pivot": Pivot.SAMPLE}
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
