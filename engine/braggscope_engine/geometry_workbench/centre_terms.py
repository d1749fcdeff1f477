"""Beam centres as each convention counts them."""

from __future__ import annotations

from ..conventions import CENTRES
from ..models.detector import Convention
from .stance import Stance


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
