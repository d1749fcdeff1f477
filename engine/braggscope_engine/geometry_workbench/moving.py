"""Change a tilt, the two-theta swing or the distance, holding what the user chose."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

import numpy as np

from ..errors import InvalidParameterError
from ..models.axes import Vector
from ..models.detector import Pivot
from ..models.experiment import Experiment
from ..placement import effective_pivot
from .attitude import attitude_in, axes_of, swings_alike
from .placing import placed_at
from .stance import EDGE_ON, Array, Stance
from .ways import Spot, Way, attitude_of, present_way, spot_or_refuse, stance_of


class Hold(StrEnum):
    """What stays in place when a panel is turned or moved away."""

    BEAM_SPOT = "beam spot"
    FOOT = "foot of the perpendicular"
    PIX0 = "pix0"


def moved(
    experiment: Experiment,
    *,
    rotation_deg: Vector | None = None,
    two_theta_deg: float | None = None,
    distance_mm: float | None = None,
    hold: Hold = Hold.BEAM_SPOT,
) -> Experiment:
    """Turn the panel or set its distance along the beam.

    Parameters
    ----------
    experiment : Experiment
    rotation_deg, two_theta_deg, distance_mm
        New values; None leaves them. The distance is along the beam.
    hold : Hold
        What stays: where on the panel the beam hits (and how far away), where the
        perpendicular from the sample meets it (and how far away), or the first corner.

    Raises
    ------
    InvalidParameterError
        Where what is to be held does not exist, or cannot be held.
    """
    detector = experiment.detector
    changed = replace(
        detector,
        rotation_deg=detector.rotation_deg if rotation_deg is None else rotation_deg,
        two_theta_deg=(
            detector.two_theta_deg if two_theta_deg is None else two_theta_deg
        ),
    )
    if distance_mm is not None:
        changed = replace(changed, distance_mm=distance_mm)
    target = replace(experiment, detector=changed)
    if hold is Hold.BEAM_SPOT:
        return _holding_spot(experiment, target, distance_mm)
    if hold is Hold.FOOT:
        return _holding_foot(experiment, target, distance_mm)
    if distance_mm is not None:
        raise InvalidParameterError(
            "hold",
            str(hold),
            "the beam spot or the foot of the perpendicular when the distance changes",
            "A pix0 that stays has one distance.",
        )
    stance = stance_of(experiment)
    return placed_at(target, attitude_of(target).at(stance.pix0))


def turned_to(
    experiment: Experiment, stance: Stance, swing_deg: float, hold: Hold
) -> Experiment:
    """Turn the panel until its axes are those of a stance in its own laboratory.

    Parameters
    ----------
    experiment : Experiment
    stance : Stance
        Its two-theta axis is the one that the swing is about.
    swing_deg : float
        How much of the turn is two-theta; all that the experiment can swing alike.
    hold : Hold
    """
    detector = experiment.detector
    axes = axes_of(detector)
    if not swings_alike(axes, stance):
        own = np.array(axes.two_theta)
        stance, swing_deg = replace(stance, two_theta_axis=own), detector.two_theta_deg
    rotation, swing = attitude_in(axes, stance, swing_deg)
    return moved(experiment, rotation_deg=rotation, two_theta_deg=swing, hold=hold)


def _holding_spot(
    experiment: Experiment, target: Experiment, distance_mm: float | None
) -> Experiment:
    stance = stance_of(experiment)
    spot = _spot(experiment, stance)
    if distance_mm is not None:
        spot = replace(spot, distance_m=distance_mm / 1000.0)
    turned = _turned(stance, experiment, target)
    pix0 = (
        spot.distance_m * turned.beam
        - spot.fast_m * turned.fast
        - spot.slow_m * turned.slow
    )
    # Edge-on to the beam only the beam's own numbers still know where it hit.
    edge_on = abs(turned.at(pix0).along) <= EDGE_ON
    way = Way.BEAM_SPOT if edge_on else None
    return placed_at(target, turned.at(pix0), way=way, spot=spot)


def _turned(stance: Stance, experiment: Experiment, target: Experiment) -> Stance:
    """The target as it is turned: as before, where no angle has changed."""
    now, then = experiment.detector, target.detector
    angles = (now.rotation_deg, now.two_theta_deg)
    if angles == (then.rotation_deg, then.two_theta_deg):
        return stance
    return attitude_of(target)


def _spot(experiment: Experiment, stance: Stance) -> Spot:
    """Beam spot, of a panel edge-on to the beam too where its numbers say it."""
    if abs(stance.along) > EDGE_ON:
        return spot_or_refuse(stance)
    detector = experiment.detector
    by_spot = present_way(experiment) is Way.BEAM_SPOT
    about_beam = effective_pivot(experiment) is Pivot.BEAM
    if not (by_spot and about_beam and detector.close_distance_mm is None):
        return spot_or_refuse(stance)
    distance = detector.distance_mm / 1000.0
    fast, slow = stance.panel_coordinates(distance * stance.beam)
    return Spot(fast_m=fast, slow_m=slow, distance_m=distance)


def _holding_foot(
    experiment: Experiment, target: Experiment, distance_mm: float | None
) -> Experiment:
    before = stance_of(experiment)
    turned = _turned(before, experiment, target)
    fast, slow = before.foot_m
    side = np.sign(before.facing @ before.pix0) or 1.0
    close = before.close_m
    if distance_mm is not None:
        close = _close_of(turned, side * turned.facing, distance_mm)
    pix0 = side * close * turned.facing - fast * turned.fast - slow * turned.slow
    return placed_at(target, turned.at(pix0))


def _close_of(turned: Stance, normal: Array, distance_mm: float) -> float:
    along = float(turned.beam @ normal)
    if along < EDGE_ON:
        raise InvalidParameterError(
            "distance",
            distance_mm,
            "left alone while the direct beam does not meet the panel",
            "Set the close distance or pix0 instead.",
        )
    return along * distance_mm / 1000.0
