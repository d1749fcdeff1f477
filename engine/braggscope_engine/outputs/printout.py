"""The lines that nanoBragg prints about a finished image."""

from __future__ import annotations

import math

from ..image_statistics import Statistics


def solid_angle_line(steradian: float) -> str:
    """Say how much of the sphere the detector covers."""
    percent = 100.0 * steradian / 4.0 / math.pi
    return (
        f"solid angle subtended by detector = {steradian:g} steradian "
        f"( {percent:g}% sphere)"
    )


def statistics_lines(found: Statistics) -> tuple[str, ...]:
    """Write the statistics of an image; positions are metres."""
    return (
        f"max_I = {found.maximum:g}  at {found.max_fast_m:g} {found.max_slow_m:g}",
        f"mean= {found.mean:g} rms= {found.rms:g} rmsd= {found.rmsd:g}",
    )


def scale_line(kind: str, scale: float) -> str:
    """Name the scale of an image: kind is ``intfile`` or ``pgm``."""
    return f"{kind}_scale = {scale:g}"


def photons_line(photons: float, overloads: int) -> str:
    """Count the photons of a noise image and its overloaded pixels."""
    return f"{photons:.0f} photons on noise image ({overloads} overloads)"


def floats_line(name: str, pixels: int) -> str:
    """Announce a float image."""
    return f"writing {name} as {pixels} 4-byte floats"


def integers_line(name: str, size_bytes: int) -> str:
    """Announce an image of whole numbers."""
    return f"writing {name} as {size_bytes}-byte integers"
