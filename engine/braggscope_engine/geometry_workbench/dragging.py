"""What a hand on the picture makes of a detector."""

from __future__ import annotations

import math

import numpy as np
import torch

from ..errors import InvalidParameterError
from ..models.experiment import Experiment
from ..placement import place_panel
from ..sources import beam_sources, mean_direction
from ..tensors import Numbers, floats
from .moving import Hold, moved
from .placing import with_pix0
from .rings import ring_angle
from .stance import Array, Stance, as_vector, unit
from .ways import spot_or_refuse, stance_of

_LONGEST_MM = 1e7
_STEPS = 80


def with_foot_px(experiment: Experiment, fast: float, slow: float) -> Experiment:
    """Shift the panel in its plane until the foot of the perpendicular is at a pixel.

    Parameters
    ----------
    experiment : Experiment
    fast, slow : float
        Pixel coordinates, the outer corner of the first pixel is 0, 0.
    """
    stance = stance_of(experiment)
    foot_fast, foot_slow = stance.foot_m
    shift = (fast * stance.pixel_m - foot_fast) * stance.fast
    shift = shift + (slow * stance.pixel_m - foot_slow) * stance.slow
    return with_pix0(experiment, as_vector(stance.pix0 - shift))


def with_ring_through(
    experiment: Experiment,
    fast: float,
    slow: float,
    *,
    d_angstrom: float | None = None,
    two_theta_deg: float | None = None,
) -> Experiment:
    """Set the distance so that a ring goes through a pixel; the beam spot stays.

    Parameters
    ----------
    experiment : Experiment
    fast, slow : float
        Pixel coordinates, the outer corner of the first pixel is 0, 0.
    d_angstrom, two_theta_deg : float
        Resolution of the ring in Å, or its scattering angle in degrees: one of them.

    Raises
    ------
    InvalidParameterError
        Where no distance does that, or the beam does not meet the panel.
    """
    stance = stance_of(experiment)
    spot = spot_or_refuse(stance)
    fast_m = fast * stance.pixel_m - spot.fast_m
    slow_m = slow * stance.pixel_m - spot.slow_m
    incident, wavelength = _sources(experiment)
    angle = ring_angle(d_angstrom, two_theta_deg, wavelength)
    if angle is None:
        raise InvalidParameterError(
            "ring.d_angstrom", d_angstrom, f"more than {wavelength / 2:.5g} Å"
        )
    if experiment.detector.curved:
        distance = _bent_distance(fast_m, slow_m, angle)
    else:
        offset = fast_m * stance.fast + slow_m * stance.slow
        distance = _flat_distance(stance, incident, offset, angle)
    if distance is None or not 0 < 1e3 * distance < _LONGEST_MM:
        raise InvalidParameterError(
            "detector.distance_mm",
            None,
            "left alone, because no distance brings this ring there",
        )
    return moved(experiment, distance_mm=1e3 * distance, hold=Hold.BEAM_SPOT)


def _sources(experiment: Experiment) -> tuple[Array, float]:
    """Mean direction of the sources, and their mean wavelength in Å."""
    with torch.no_grad():
        numbers = Numbers(experiment)
        sources = beam_sources(numbers, place_panel(numbers))
        direction = unit(np.array(floats(mean_direction(sources.incident))))
        return direction, 1e10 * float(sources.wavelength_m.mean())


def _flat_distance(
    stance: Stance, incident: Array, offset: Array, angle: float
) -> float | None:
    """Distance at which the point (distance b + offset) is seen at an angle, metres.

    Squaring its cosine gives a quadratic in the distance.
    """
    cosine = math.cos(angle)
    b, i, v, c2 = stance.beam, incident, offset, cosine * cosine
    bi, vi, bv, vv = float(b @ i), float(v @ i), float(b @ v), float(v @ v)
    if not vv > 0:
        return None
    a2, a1, a0 = bi * bi - c2, bi * vi - c2 * bv, vi * vi - c2 * vv
    inside = a1 * a1 - a2 * a0
    if inside < 0 or abs(a2) < 1e-15:
        return None
    roots = [(-a1 + sign * math.sqrt(inside)) / a2 for sign in (1.0, -1.0)]
    # The other root is seen at the supplement of the angle.
    fitting = [r for r in roots if r > 0 and (r * bi + vi) * cosine >= 0]
    present = stance.distance_m
    return min(fitting, key=lambda root: abs(root - present), default=None)


def _bent_distance(fast_m: float, slow_m: float, angle: float) -> float | None:
    """Radius of the sphere on which a point is seen at an angle, metres.

    The angle falls as the radius grows, from where the point is half way round.
    """
    farthest = max(abs(fast_m) / math.pi, abs(slow_m) / (math.pi / 2))
    if not farthest > 0:
        return None

    def seen(radius: float) -> float:
        return math.cos(fast_m / radius) * math.cos(slow_m / radius)

    low, high = farthest, _LONGEST_MM / 1e3
    if seen(low) > math.cos(angle):
        return None  # even half way round it is seen at a smaller angle
    for _ in range(_STEPS):
        middle = math.sqrt(low * high)
        if seen(middle) < math.cos(angle):
            low = middle
        else:
            high = middle
    return math.sqrt(low * high)
