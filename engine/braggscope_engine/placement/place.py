"""Directions, turns and a centre put together to a placed panel."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from ..centres import placing_centre
from ..constants import DEGREES_PER_RADIAN
from ..conventions import NATURAL_PIVOT
from ..models.detector import Detector, Pivot
from ..models.experiment import Experiment
from ..quirks import Quirk
from ..rotations import about_axis, about_xyz
from ..tensors import Numbers, tensor
from .attitude import Attitude
from .directions import directions_of
from .origin import pix0_from_beam_spot, pix0_from_foot
from .panel import PanelTensors, measured


def place_panel(numbers: Numbers) -> PanelTensors:
    """Place the detector of an experiment.

    Parameters
    ----------
    numbers : Numbers

    Raises
    ------
    InvalidParameterError
        Where two given centres contradict each other, or the panel cannot stand as
        asked (edge-on to the beam with a distance along it).
    """
    experiment = numbers.experiment
    detector, quirks = experiment.detector, experiment.quirks
    pivot = effective_pivot(experiment)
    pixel = numbers("detector.pixel_size_mm") / 1000.0
    size_fast, size_slow = _sizes(detector, pixel)
    directions = directions_of(numbers)
    centre = placing_centre(numbers, pivot, pixel, size_fast, size_slow)

    tilt = about_xyz(numbers("detector.rotation_deg") / DEGREES_PER_RADIAN)
    swing = numbers("detector.two_theta_deg") / DEGREES_PER_RADIAN

    mounted = tilt(directions.normal)
    ratio = torch.dot(directions.beam, mounted)
    if bool(ratio < 0) and Quirk.SIGNED_DISTANCE not in quirks:
        directions = replace(directions, normal=-directions.normal)
        mounted, ratio = -mounted, -ratio

    def turn(vector: Tensor) -> Tensor:
        return about_axis(tilt(vector), directions.two_theta, swing)

    fast, slow, normal = (
        turn(directions.fast),
        turn(directions.slow),
        turn(directions.normal),
    )
    attitude = Attitude(
        numbers=numbers,
        directions=directions,
        turned=(fast, slow, normal),
        tilted_fast=tilt(directions.fast),
        tilted_slow=tilt(directions.slow),
        ratio=ratio,
        turn=turn,
    )
    if detector.pix0_mm is not None and Quirk.IGNORE_PIX0 not in quirks:
        pix0 = numbers("detector.pix0_mm") / 1000.0
    elif centre.is_foot:
        pix0 = pix0_from_foot(attitude, centre, pivot)
    else:
        pix0 = pix0_from_beam_spot(attitude, centre, pivot)
    return measured(attitude, pix0, centre, pivot, pixel, size_fast, size_slow)


def effective_pivot(experiment: Experiment) -> Pivot:
    """Pivot in force: a named convention may bring its own."""
    convention = experiment.detector.convention
    if Quirk.CONVENTION_SETS_PIVOT in experiment.quirks:
        return NATURAL_PIVOT.get(convention, experiment.detector.pivot)
    return experiment.detector.pivot


def _sizes(detector: Detector, pixel: Tensor) -> tuple[Tensor, Tensor]:
    def size(given_mm: float | None, count: int) -> Tensor:
        return pixel * count if given_mm is None else tensor(given_mm / 1000.0)

    return (
        size(detector.size_fast_mm, detector.pixels_fast),
        size(detector.size_slow_mm, detector.pixels_slow),
    )
