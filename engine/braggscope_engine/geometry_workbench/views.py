"""The same physical detector in the terms of every convention."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from ..conventions import AXES as CONVENTION_AXES
from ..models.axes import Vector
from ..models.detector import Convention
from ..models.experiment import Experiment
from .attitude import attitude_in, swings_alike
from .cells import Cell, ConventionView, scalar, triple
from .centre_terms import centre_numbers
from .laboratory import DXTBX_BEAM, DXTBX_SPINDLE, turn_into, turn_to
from .losses import losses
from .stance import Array, Stance, as_vector
from .ways import stance_of

CENTRE = "Beam centre"
FOOT = "Foot of the perpendicular"
DISTANCE = "Distance"
ORIGIN = "Origin"
ATTITUDE = "Attitude"
AXES = "Axes"

_CORNER = "Pixels from the outer corner of the first pixel."
_CENTRE_NAMES = {
    Convention.XDS: ("Beam X", "Beam Y"),
    Convention.DIALS: ("Beam fast", "Beam slow"),
}
_CENTRE_NOTES = {
    Convention.MOSFLM: (
        "Along slow, from the centre of the first pixel: half a pixel less than "
        "DENZO's.",
        "Along fast, from the centre of the first pixel: half a pixel less than "
        "DENZO's.",
    ),
    Convention.DENZO: (
        "Along slow, from the outer corner of the first pixel.",
        "Along fast, from the outer corner of the first pixel.",
    ),
    Convention.ADXV: (
        "Along fast, from the outer corner of the first pixel.",
        "Against slow, from the far edge of the panel.",
    ),
    Convention.XDS: (
        "Where the direct beam hits, along fast. XDS states the foot instead: ORGX.",
        "Where the direct beam hits, along slow. XDS states the foot instead: ORGY.",
    ),
    Convention.DIALS: (
        "Where the direct beam hits, along fast, from the outer corner.",
        "Where the direct beam hits, along slow, from the outer corner.",
    ),
    Convention.CUSTOM: (
        "Along fast, from the outer corner of the first pixel. Strict nanoBragg with "
        "the sample pivot takes it for the foot of the perpendicular.",
        "Along slow, from the outer corner of the first pixel. Strict nanoBragg with "
        "the sample pivot takes it for the foot of the perpendicular.",
    ),
}


def describe_conventions(
    experiment: Experiment, conventions: Iterable[Convention] = Convention
) -> tuple[ConventionView, ...]:
    """State the detector of an experiment in every convention, or in some.

    The physical panel is that which stands, quirks included; the numbers are where it
    truly is, also where nanoBragg would report others.

    Parameters
    ----------
    experiment : Experiment
    conventions : iterable of Convention

    Returns
    -------
    tuple of ConventionView
        In the order of ``conventions``; cells alike in key and order.

    Raises
    ------
    InvalidParameterError
        For an experiment whose detector cannot be placed.
    """
    stance = stance_of(experiment)
    return tuple(_view(experiment, stance, convention) for convention in conventions)


def describe_own(experiment: Experiment) -> ConventionView:
    """State the detector of an experiment in its own convention."""
    return describe_conventions(experiment, (experiment.detector.convention,))[0]


def _view(
    experiment: Experiment, stance: Stance, convention: Convention
) -> ConventionView:
    here = stance.turned(turn_into(stance, experiment, convention))
    own = experiment.detector.convention
    return ConventionView(
        convention=convention,
        is_present=convention is own,
        cells=(
            *_centre_cells(convention, here),
            *_foot_cells(here),
            *_distance_cells(here),
            *_origin_cells(experiment, stance, here),
            *_attitude_cells(experiment, convention, here),
            *_axis_cells(here, _swing_axis(experiment, convention, here)),
        ),
        sentences=losses(experiment, convention),
        experiment=experiment,
    )


def _centre_cells(convention: Convention, here: Stance) -> Iterator[Cell]:
    spot = here.spot_m
    hits = spot is not None
    x, y = (
        centre_numbers(convention, here, spot)
        if spot is not None
        else (math.nan, math.nan)
    )
    names = _CENTRE_NAMES.get(convention, ("Xbeam", "Ybeam"))
    for key, name, value, note in zip(
        ("beam_x_mm", "beam_y_mm"),
        names,
        (x, y),
        _CENTRE_NOTES[convention],
        strict=True,
    ):
        yield scalar(
            key, CENTRE, name, 1000.0 * value, "mm", note=note, is_editable=hits
        )
    in_pixels = (
        (math.nan, math.nan)
        if spot is None
        else (spot[0] / here.pixel_m, spot[1] / here.pixel_m)
    )
    for key, name, value in zip(
        ("beam_fast_px", "beam_slow_px"),
        ("Beam fast", "Beam slow"),
        in_pixels,
        strict=True,
    ):
        yield scalar(key, CENTRE, name, value, "px", note=_CORNER, is_editable=hits)


def _foot_cells(here: Stance) -> Iterator[Cell]:
    for axis, value in zip("xy", here.foot_m, strict=True):
        yield scalar(
            f"org_{axis}_px",
            FOOT,
            f"ORG{axis.upper()}",
            value / here.pixel_m + 0.5,
            "px",
            note="As XDS counts it: the centre of the first pixel is 1.",
            is_editable=True,
        )
    for axis, name, value in zip("xy", ("Xclose", "Yclose"), here.foot_m, strict=True):
        yield scalar(
            f"close_{axis}_mm",
            FOOT,
            name,
            1000.0 * value,
            "mm",
            note=f"Along {'fast' if axis == 'x' else 'slow'}, from the outer corner of "
            "the first pixel.",
            is_editable=True,
        )


def _distance_cells(here: Stance) -> Iterator[Cell]:
    yield scalar(
        "distance_mm",
        DISTANCE,
        "Distance",
        1000.0 * here.distance_m,
        "mm",
        note="From the sample to the panel along the beam; the beam spot stays when it "
        "is changed.",
        is_editable=here.spot_m is not None,
    )
    yield scalar(
        "close_distance_mm",
        DISTANCE,
        "Close distance",
        1000.0 * here.close_m,
        "mm",
        note="From the sample to the panel along its normal, XDS's detector distance; "
        "the foot stays when it is changed.",
        is_editable=True,
    )
    yield scalar(
        "ratio",
        DISTANCE,
        "r = beam · normal",
        here.along,
        decimals=7,
        note="1 where the beam hits squarely, 0 where it runs along the panel.",
    )


def _origin_cells(
    experiment: Experiment, stance: Stance, here: Stance
) -> Iterator[Cell]:
    note = "Outer corner of the first pixel, in this convention's laboratory."
    yield triple(
        *("pix0_m", ORIGIN, "pix0"),
        here.pix0,
        "m",
        decimals=7,
        note=note,
        is_editable=True,
    )
    yield triple(
        *("pix0_mm", ORIGIN, "pix0"),
        1000.0 * here.pix0,
        "mm",
        decimals=4,
        note=note,
        is_editable=True,
    )
    yield triple(
        *("dials_origin_mm", ORIGIN, "DIALS origin"),
        np.array(1000.0 * (dxtbx_turn(experiment, stance) @ stance.pix0)),
        "mm",
        decimals=4,
        note="The same corner in the frame of DIALS' own files: beam along -z, spindle "
        "along +x.",
        is_editable=True,
    )


def dxtbx_turn(experiment: Experiment, stance: Stance) -> Array:
    """Rotation from an experiment's laboratory into that of DIALS' files, (3, 3)."""
    return turn_to(stance, experiment, DXTBX_BEAM, DXTBX_SPINDLE)


def attitude_numbers(
    experiment: Experiment, convention: Convention, here: Stance
) -> tuple[Vector, float]:
    """Tilts and two-theta of a panel in a convention, degrees."""
    detector = experiment.detector
    if convention in (detector.convention, Convention.CUSTOM):
        return detector.rotation_deg, detector.two_theta_deg
    return attitude_in(CONVENTION_AXES[convention], here, detector.two_theta_deg)


def _attitude_cells(
    experiment: Experiment, convention: Convention, here: Stance
) -> Iterator[Cell]:
    rotation, swing = attitude_numbers(experiment, convention, here)
    own = convention in (experiment.detector.convention, Convention.CUSTOM)
    can_swing = own or swings_alike(CONVENTION_AXES[convention], here)
    yield triple(
        *("rotation_deg", ATTITUDE, "rotx, roty, rotz", rotation, "°"),
        note="Tilts of the panel about laboratory x, then y, then z.",
        is_editable=True,
    )
    yield scalar(
        *("two_theta_deg", ATTITUDE, "Two-theta", swing, "°"),
        decimals=6,
        note="Swing about the two-theta axis, after the tilts.",
        is_editable=can_swing,
    )


def _swing_axis(experiment: Experiment, convention: Convention, here: Stance) -> Vector:
    """The axis that the two-theta of the convention's column is about."""
    if convention in (experiment.detector.convention, Convention.CUSTOM):
        return as_vector(here.two_theta_axis)
    return CONVENTION_AXES[convention].two_theta


def _axis_cells(here: Stance, swing_axis: Vector) -> Iterator[Cell]:
    for key, label, axis, note in (
        ("fast", "Fast axis", here.fast, "Where the fast pixel number grows."),
        ("slow", "Slow axis", here.slow, "Where the slow pixel number grows."),
        ("normal", "Normal", here.normal, "Across the panel, away from the sample."),
        ("beam", "Beam", here.beam, "From the sample on."),
        ("spindle", "Spindle", here.spindle, "About which the crystal turns."),
        (
            "polarization",
            "Polarisation",
            here.polarization,
            "Electric field of the beam.",
        ),
        (
            "two_theta_axis",
            "Two-theta axis",
            np.array(swing_axis),
            "About which the detector swings.",
        ),
        (
            "beam_in_panel",
            "Beam in panel",
            np.array([here.beam @ here.fast, here.beam @ here.slow, here.along]),
            "The beam in fast, slow and normal.",
        ),
    ):
        yield triple(key, AXES, label, axis, note=note)
