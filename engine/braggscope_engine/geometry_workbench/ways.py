"""How the place of a detector is said, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ..errors import InvalidParameterError
from ..geometry import place
from ..models.detector import Convention, Detector, Pivot
from ..models.experiment import Experiment
from ..quirks import Quirk
from .stance import Stance

_BEAM_CONVENTIONS = (Convention.ADXV, Convention.MOSFLM, Convention.DENZO)


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
