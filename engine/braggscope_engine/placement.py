"""From the numbers of a detector to where it stands.

Follows nanoBragg step by step (named conventions, pivots, two-theta), with each of its
oddities behind its name. Frames, signs and the meaning of every number are in
``engine/README.md``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from .centres import PlacingCentre, placing_centre
from .constants import DEGREES_PER_RADIAN
from .conventions import AXES, NATURAL_PIVOT
from .errors import InvalidParameterError
from .models.detector import Convention, Detector, Pivot
from .models.experiment import Experiment
from .quirks import Quirk
from .rotations import about_axis, about_xyz
from .tensors import Numbers, cross, floats, tensor, unit

_LONGEST_AXIS = 1e6
_SMALLEST_NORMAL = 2.2250738585072014e-308
"""What nanoBragg puts in place of a ratio of exactly zero."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PanelTensors:
    """A placed panel, differentiable; lengths in metres, float64 on the host.

    Attributes
    ----------
    pix0, fast, slow, normal, beam, polarization, vertical, spindle, two_theta_axis
        Tensors (3,): outer corner of the first pixel, and directions.
    distance, close_distance, ratio, fbeam, sbeam, fclose, sclose, xbeam, ybeam,
    xclose, yclose, pixel, size_fast, size_slow
        Tensors ().
    pivot : Pivot
        The pivot in force.
    """

    pix0: Tensor
    fast: Tensor
    slow: Tensor
    normal: Tensor
    beam: Tensor
    polarization: Tensor
    vertical: Tensor
    spindle: Tensor
    two_theta_axis: Tensor
    distance: Tensor
    close_distance: Tensor
    ratio: Tensor
    fbeam: Tensor
    sbeam: Tensor
    fclose: Tensor
    sclose: Tensor
    xbeam: Tensor
    ybeam: Tensor
    xclose: Tensor
    yclose: Tensor
    pixel: Tensor
    size_fast: Tensor
    size_slow: Tensor
    pivot: Pivot


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Directions:
    beam: Tensor
    fast: Tensor
    slow: Tensor
    normal: Tensor
    two_theta: Tensor
    polarization: Tensor
    spindle: Tensor


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
    directions = _directions(numbers)
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
    frame = _Frame(
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
        pix0 = _from_foot(frame, centre, pivot)
    else:
        pix0 = _from_beam_spot(frame, centre, pivot)
    return _measure(frame, pix0, centre, pivot, pixel, size_fast, size_slow)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Frame:
    """What placing from a centre needs to know about the panel's attitude."""

    numbers: Numbers
    directions: _Directions
    turned: tuple[Tensor, Tensor, Tensor]
    tilted_fast: Tensor
    tilted_slow: Tensor
    ratio: Tensor
    turn: Callable[[Tensor], Tensor]

    @property
    def close_given(self) -> Tensor | None:
        if self.numbers.experiment.detector.close_distance_mm is None:
            return None
        return self.numbers("detector.close_distance_mm") / 1000.0

    @property
    def distance_given(self) -> Tensor:
        return self.numbers("detector.distance_mm") / 1000.0

    @property
    def safe_ratio(self) -> Tensor:
        """b · normal before the swing, never zero."""
        if bool(self.ratio == 0):
            return tensor(_SMALLEST_NORMAL)
        return self.ratio

    def mounted_close(self) -> Tensor:
        """Close distance of the panel before the two-theta swing."""
        if self.close_given is not None:
            return self.close_given
        return torch.abs(self.safe_ratio * self.distance_given)


def _from_foot(frame: _Frame, centre: PlacingCentre, pivot: Pivot) -> Tensor:
    """Origin from the foot of the perpendicular, which every rotation keeps."""
    if pivot is Pivot.BEAM and frame.close_given is None:
        across = torch.abs(torch.dot(frame.directions.beam, frame.turned[2]))
        close = frame.distance_given * across
    else:
        close = frame.mounted_close()
    unturned = (
        -centre.fast * frame.directions.fast
        - centre.slow * frame.directions.slow
        + close * frame.directions.normal
    )
    return frame.turn(unturned)


def _from_beam_spot(frame: _Frame, centre: PlacingCentre, pivot: Pivot) -> Tensor:
    """Origin from where the direct beam hits."""
    beam = frame.directions.beam
    quirks = frame.numbers.experiment.quirks
    if pivot is Pivot.BEAM:
        fast, slow, normal = frame.turned
        if frame.close_given is None or Quirk.RATIO_WITHOUT_TWOTHETA in quirks:
            distance = frame.mounted_close() / frame.safe_ratio
        else:
            # Swung past the sample the panel is hit from behind, at the same spot.
            distance = frame.close_given / torch.abs(_across(beam, normal))
        return -centre.fast * fast - centre.slow * slow + distance * beam
    # The sample pivot carries the panel as it is mounted: the beam centre is the one
    # before the swing, like the distance.
    distance = frame.mounted_close() / _across_ratio(frame.ratio)
    foot = replace(
        centre,
        fast=centre.fast - distance * torch.dot(frame.tilted_fast, beam),
        slow=centre.slow - distance * torch.dot(frame.tilted_slow, beam),
    )
    return _from_foot(frame, foot, pivot)


def _across(beam: Tensor, normal: Tensor) -> Tensor:
    return _across_ratio(torch.dot(beam, normal))


def _across_ratio(ratio: Tensor) -> Tensor:
    if bool(torch.abs(ratio) < 1e-9):
        raise InvalidParameterError(
            "detector.close_distance_mm",
            "given",
            "left out while the panel is edge-on to the beam",
            "Give the foot of the perpendicular or pix0 instead of a beam centre.",
        )
    return ratio


def _measure(
    frame: _Frame,
    pix0: Tensor,
    centre: PlacingCentre,
    pivot: Pivot,
    pixel: Tensor,
    size_fast: Tensor,
    size_slow: Tensor,
) -> PanelTensors:
    """Read foot, close distance and beam spot off the placed panel."""
    directions, quirks = frame.directions, frame.numbers.experiment.quirks
    fast, slow, normal = frame.turned
    close = torch.dot(pix0, normal)
    if bool(close < 0) and Quirk.SIGNED_DISTANCE not in quirks:
        normal, close = -normal, -close
    if Quirk.RATIO_WITHOUT_TWOTHETA in quirks:
        ratio = frame.safe_ratio
    else:
        ratio = torch.dot(directions.beam, normal)
    # Where the beam runs along or away from the panel there is no beam spot; the close
    # distance then stands in for the distance.
    hits = Quirk.RATIO_WITHOUT_TWOTHETA in quirks or bool(torch.abs(ratio) > 1e-12)
    distance = close / ratio if hits else close
    spot = distance * directions.beam - pix0
    nowhere = tensor(math.nan)
    return PanelTensors(
        pix0=pix0,
        fast=fast,
        slow=slow,
        normal=normal,
        beam=directions.beam,
        polarization=directions.polarization,
        vertical=unit(cross(directions.beam, directions.polarization)),
        spindle=directions.spindle,
        two_theta_axis=directions.two_theta,
        distance=distance,
        close_distance=close,
        ratio=ratio,
        fbeam=torch.dot(fast, spot) if hits else nowhere,
        sbeam=torch.dot(slow, spot) if hits else nowhere,
        fclose=-torch.dot(pix0, fast),
        sclose=-torch.dot(pix0, slow),
        xbeam=centre.xbeam,
        ybeam=centre.ybeam,
        xclose=centre.xclose,
        yclose=centre.yclose,
        pixel=pixel,
        size_fast=size_fast,
        size_slow=size_slow,
        pivot=pivot,
    )


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


def _directions(numbers: Numbers) -> _Directions:
    experiment = numbers.experiment
    convention, quirks = experiment.detector.convention, experiment.quirks
    if convention is not Convention.CUSTOM:
        axes = AXES[convention]
        assert axes.normal is not None
        return _Directions(
            beam=tensor(axes.beam),
            fast=tensor(axes.fast),
            slow=tensor(axes.slow),
            normal=tensor(axes.normal),
            two_theta=tensor(axes.two_theta),
            polarization=tensor(axes.polarization),
            spindle=tensor(axes.spindle),
        )
    path = "detector.custom_axes."
    fast, slow = unit(numbers(path + "fast")), unit(numbers(path + "slow"))
    two_theta = numbers(path + "two_theta")
    if Quirk.UNNORMALISED_TWOTHETA_AXIS not in quirks:
        two_theta = unit(two_theta)
    elif bool(torch.linalg.vector_norm(two_theta.detach()) > _LONGEST_AXIS):
        raise InvalidParameterError(
            path + "two_theta",
            floats(two_theta),
            f"no longer than {_LONGEST_AXIS:g}, because its length scales the detector",
        )
    return _Directions(
        beam=unit(numbers(path + "beam")),
        fast=fast,
        slow=slow,
        normal=_normal(numbers, fast, slow),
        two_theta=two_theta,
        polarization=unit(numbers(path + "polarization")),
        spindle=unit(numbers(path + "spindle")),
    )


def _normal(numbers: Numbers, fast: Tensor, slow: Tensor) -> Tensor:
    """Panel normal of the CUSTOM convention."""
    given = numbers.experiment.detector.custom_axes.normal
    if Quirk.REGENERATED_NORMAL in numbers.experiment.quirks:
        given = given or (1.0, 0.0, 0.0)
        x, y, z = given
        # Plain floats: the comparison is about the last bit.
        if math.sqrt(x * x + y * y + z * z) == 1.0:
            return tensor(given)
        return _fast_cross_slow(fast, slow)
    if given is None:
        return _fast_cross_slow(fast, slow)
    return unit(numbers("detector.custom_axes.normal"))


def _fast_cross_slow(fast: Tensor, slow: Tensor) -> Tensor:
    normal = cross(fast, slow)
    if not bool(torch.linalg.vector_norm(normal) > 1e-9):
        raise InvalidParameterError(
            "detector.custom_axes.slow",
            tuple(slow.detach().tolist()),
            "not parallel to the fast axis",
        )
    return unit(normal)
