"""What of an image can be seen: the part on the screen, and intensities told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """What the canvas shows of an image.

    Attributes
    ----------
    floor_photons : float
        Below it, intensities have the same colour as nothing at all, or all but.
    ceiling_photons : float
        Intensity of the last colour.
    rect_px : (fast0, slow0, fast1, slow1)
        Pixels on the screen, half open; may reach beyond the image.
    """

    floor_photons: float
    ceiling_photons: float
    rect_px: tuple[int, int, int, int]


LookAtCanvas = Callable[[], Visible | None]
"""Asks what is visible now; None while there is nothing to go by."""
