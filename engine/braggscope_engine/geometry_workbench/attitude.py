"""Tilts and two-theta with which a convention turns its panel as one stands."""

from __future__ import annotations

import math

import numpy as np

from ..conventions import AXES
from ..models.axes import Axes, Vector
from ..models.detector import Convention, Detector
from .stance import Array, Stance, unit
from .turning import about_axis, angles_of


def axes_of(detector: Detector) -> Axes:
    """Directions of a detector before any turn: its convention's, or its own."""
    if detector.convention is Convention.CUSTOM:
        return detector.custom_axes
    return AXES[detector.convention]


def swings_alike(axes: Axes, stance: Stance) -> bool:
    """Whether a convention swings about a panel's two-theta axis, or against it."""
    cosine = unit(stance.two_theta_axis) @ unit(np.array(axes.two_theta))
    return bool(abs(cosine) > 1 - 1e-12)


def attitude_in(
    axes: Axes, stance: Stance, two_theta_deg: float
) -> tuple[Vector, float]:
    """Tilts and two-theta that turn a panel from its axes to where it stands.

    Parameters
    ----------
    axes : Axes
        Of a convention.
    stance : Stance
        In the laboratory of the convention.
    two_theta_deg : float
        Swing about ``stance.two_theta_axis``; kept, with its sign, where that is the
        axis of the convention, and otherwise written as tilts.

    Returns
    -------
    rotation_deg : (3,)
    two_theta_deg : float
    """
    axis = unit(np.array(axes.two_theta))
    swing = 0.0
    if swings_alike(axes, stance) and two_theta_deg != 0:
        swing = math.copysign(
            two_theta_deg, two_theta_deg * (stance.two_theta_axis @ axis)
        )
    untilted = _triad(np.array(axes.fast), np.array(axes.slow))
    tilted = _triad(stance.fast, stance.slow)
    return angles_of(about_axis(axis, -swing) @ tilted @ untilted.T), swing


def _triad(fast: Array, slow: Array) -> Array:
    """Right-handed triad of a panel as columns: fast, slow at right angles, across."""
    first = unit(fast)
    across = unit(np.cross(fast, slow))
    return np.stack([first, np.cross(across, first), across], axis=1)
