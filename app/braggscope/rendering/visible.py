"""What of an image can be seen: the part on the screen, and intensities told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from braggscope_engine import ScreenGrid


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """What the canvas shows of an image.

    Attributes
    ----------
    floor_photons : float
        Below it, intensities have the same colour as nothing at all, or all but.
    ceiling_photons : float
        Intensity of the last colour.
    screen : ScreenGrid or None
        Cells of pixels that have one colour each; None where all pixels are wanted.
    size_px : (slow, fast)
        Size of the detector that is shown.
    """

    floor_photons: float
    ceiling_photons: float
    screen: ScreenGrid | None
    size_px: tuple[int, int]


LookAtCanvas = Callable[[], Visible | None]
"""Asks what is visible now; None while there is nothing to go by."""
