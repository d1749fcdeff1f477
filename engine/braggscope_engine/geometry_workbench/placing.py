"""Numbers of a detector that put it at a given pix0, and back.

Several ways to say it are tried, the one in which the detector is given now first, each
is placed by the experiment's own rules, and the first that arrives is taken. So a way
of saying is right by trial, not by argument, with every quirk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..errors import InvalidParameterError
from ..geometry import place
from ..models.axes import Vector
from ..models.experiment import Experiment
from ..quirks import Quirk
from .candidates import NO_PLACE, numbers_of
from .centre_terms import centre_numbers
from .stance import Array, Stance, as_vector
from .ways import (
    Spot,
    Way,
    attitude_of,
    present_way,
    spot_or_refuse,
    stance_of,
    usual_way,
)

_TOLERANCE_M = 2e-13


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
        for numbers in numbers_of(experiment, stance, tried, spot):
            detector = replace(experiment.detector, **{**NO_PLACE, **numbers})
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
