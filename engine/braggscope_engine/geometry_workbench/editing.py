"""Edit the one geometry from any cell of any convention."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ..conventions import AXES
from ..errors import InvalidParameterError
from ..models.axes import Vector
from ..models.detector import Convention
from ..models.experiment import Experiment
from .centre_terms import centre_numbers, centre_point
from .laboratory import turn_into
from .moving import Hold, moved, turned_to
from .placing import placed_at, with_pix0
from .stance import Stance, as_vector
from .turning import about_axis, about_xyz
from .views import attitude_numbers, dxtbx_turn
from .ways import spot_or_refuse, stance_of

Value = float | Sequence[float]


def with_cell(
    experiment: Experiment,
    convention: Convention,
    key: str,
    value: Value,
    *,
    hold: Hold = Hold.BEAM_SPOT,
) -> Experiment:
    """Set one editable cell; the detector moves, and all other cells follow.

    Parameters
    ----------
    experiment : Experiment
        Stays in its own convention.
    convention : Convention
        The column in which the cell stands.
    key : str
        That of the ``Cell``.
    value : float or three of them
        In the unit of the cell.
    hold : Hold
        What stays where a cell turns the panel.

    Raises
    ------
    InvalidParameterError
        For a cell that cannot be edited, now or at all, and for a value it cannot take.
    """
    for keys, edit in _EDITS:
        if key in keys:
            numbers = _checked(key, value, 3 if key in _TRIPLES else 1)
            return edit(experiment, convention, key, numbers, hold)
    raise InvalidParameterError(
        key, value, "left as it is: it follows from the other numbers"
    )


def _checked(key: str, value: Value, count: int) -> tuple[float, ...]:
    given: tuple[object, ...] = (
        (value,) if isinstance(value, int | float) else tuple(value)
    )
    numbers = [x for x in given if isinstance(x, int | float) and math.isfinite(x)]
    if not len(numbers) == len(given) == count:
        allowed = "one finite number" if count == 1 else "three finite numbers"
        raise InvalidParameterError(key, value, allowed)
    return tuple(float(x) for x in numbers)


def _centre(
    experiment: Experiment,
    convention: Convention,
    key: str,
    value: tuple[float, ...],
    hold: Hold,
) -> Experiment:
    """Shift the panel in its plane by its beam spot."""
    stance = stance_of(experiment)
    spot = spot_or_refuse(stance)
    now = (spot.fast_m, spot.slow_m)
    wanted = [*now]
    if key in _PIXELS:
        wanted[_PIXELS.index(key)] = value[0] * stance.pixel_m
    else:
        numbers = [*centre_numbers(convention, stance, now)]
        numbers[_CENTRES.index(key)] = value[0] / 1000.0
        wanted = [*centre_point(convention, stance, *numbers)]
    return _shifted(experiment, stance, wanted[0] - now[0], wanted[1] - now[1])


def _foot(
    experiment: Experiment,
    convention: Convention,
    key: str,
    value: tuple[float, ...],
    hold: Hold,
) -> Experiment:
    """Shift the panel in its plane by the foot of the perpendicular."""
    stance = stance_of(experiment)
    metres = (
        (value[0] - 0.5) * stance.pixel_m
        if key.startswith("org")
        else value[0] / 1000.0
    )
    fast, slow = stance.foot_m
    if "_x_" in key:
        return _shifted(experiment, stance, metres - fast, 0.0)
    return _shifted(experiment, stance, 0.0, metres - slow)


def _shifted(
    experiment: Experiment, stance: Stance, by_fast: float, by_slow: float
) -> Experiment:
    shift = by_fast * stance.fast + by_slow * stance.slow
    return placed_at(experiment, stance.at(stance.pix0 - shift))


def _distance(
    experiment: Experiment,
    convention: Convention,
    key: str,
    value: tuple[float, ...],
    hold: Hold,
) -> Experiment:
    if key == "distance_mm":
        return moved(experiment, distance_mm=value[0], hold=Hold.BEAM_SPOT)
    if value[0] < 0:
        raise InvalidParameterError(key, value[0], "zero or more mm")
    stance = stance_of(experiment)
    shift = (value[0] / 1000.0 - stance.close_m) * stance.normal
    return placed_at(experiment, stance.at(stance.pix0 + shift))


def _origin(
    experiment: Experiment,
    convention: Convention,
    key: str,
    value: tuple[float, ...],
    hold: Hold,
) -> Experiment:
    stance = stance_of(experiment)
    if key == "dials_origin_mm":
        matrix = dxtbx_turn(experiment, stance)
    else:
        matrix = turn_into(stance, experiment, convention)
    metres = np.array(value) / (1.0 if key == "pix0_m" else 1000.0)
    return with_pix0(experiment, as_vector(matrix.T @ metres))


def _attitude(
    experiment: Experiment,
    convention: Convention,
    key: str,
    value: tuple[float, ...],
    hold: Hold,
) -> Experiment:
    """Turn the panel; in the terms of another convention by way of its laboratory."""
    own = experiment.detector.convention
    if convention in (own, Convention.CUSTOM):
        if key == "two_theta_deg":
            return moved(experiment, two_theta_deg=value[0], hold=hold)
        return moved(experiment, rotation_deg=_vector(value), hold=hold)
    stance = stance_of(experiment)
    matrix = turn_into(stance, experiment, convention)
    rotation, swing = attitude_numbers(experiment, convention, stance.turned(matrix))
    if key == "two_theta_deg":
        swing = value[0]
    else:
        rotation = _vector(value)
    axes = AXES[convention]
    turn = about_axis(np.array(axes.two_theta), swing) @ about_xyz(rotation)
    back = matrix.T @ turn
    wanted = replace(
        stance,
        fast=back @ np.array(axes.fast),
        slow=back @ np.array(axes.slow),
        two_theta_axis=matrix.T @ np.array(axes.two_theta),
    )
    return turned_to(experiment, wanted, swing, hold)


def _vector(value: tuple[float, ...]) -> Vector:
    x, y, z = value
    return x, y, z


_Edit = Callable[
    [Experiment, Convention, str, tuple[float, ...], Hold],
    Experiment,
]
_CENTRES = ("beam_x_mm", "beam_y_mm")
_PIXELS = ("beam_fast_px", "beam_slow_px")
_TRIPLES = ("pix0_m", "pix0_mm", "dials_origin_mm", "rotation_deg")
_EDITS: tuple[tuple[tuple[str, ...], _Edit], ...] = (
    ((*_CENTRES, *_PIXELS), _centre),
    (("org_x_px", "org_y_px", "close_x_mm", "close_y_mm"), _foot),
    (("distance_mm", "close_distance_mm"), _distance),
    (("pix0_m", "pix0_mm", "dials_origin_mm"), _origin),
    (("rotation_deg", "two_theta_deg"), _attitude),
)
