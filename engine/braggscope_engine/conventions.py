"""What each convention fixes: directions, pivot and the meaning of a beam centre.

Directions as nanoBragg (section "conventions" of the user guide). A beam centre maps
to (fast, slow) distances from the outer corner of the first pixel:

====== =================== ===================
       fast                slow
====== =================== ===================
ADXV   X                   size_slow - Y
MOSFLM Y + pixel / 2       X + pixel / 2
DENZO  Y                   X
others X                   Y
====== =================== ===================
"""

from __future__ import annotations

from dataclasses import dataclass

from .models.axes import Axes
from .models.detector import Convention, Pivot

_X, _Y, _Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
_MINUS_X, _MINUS_Y, _MINUS_Z = (-1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, -1.0)

_ALONG_X = Axes(
    beam=_X,
    fast=_Z,
    slow=_MINUS_Y,
    normal=_X,
    two_theta=_MINUS_Z,
    polarization=_Z,
    spindle=_Z,
)

AXES: dict[Convention, Axes] = {
    Convention.ADXV: Axes(
        beam=_Z,
        fast=_X,
        slow=_MINUS_Y,
        normal=_Z,
        two_theta=_MINUS_X,
        polarization=_X,
        spindle=_X,
    ),
    Convention.MOSFLM: _ALONG_X,
    Convention.DENZO: _ALONG_X,
    Convention.XDS: Axes(
        beam=_Z,
        fast=_X,
        slow=_Y,
        normal=_Z,
        two_theta=_X,
        polarization=_X,
        spindle=_X,
    ),
    Convention.DIALS: Axes(
        beam=_Z,
        fast=_X,
        slow=_Y,
        normal=_Z,
        two_theta=_Y,
        polarization=_Y,
        spindle=_Y,
    ),
}
"""Directions of the named conventions; CUSTOM brings its own."""

NATURAL_PIVOT: dict[Convention, Pivot] = {
    Convention.ADXV: Pivot.BEAM,
    Convention.MOSFLM: Pivot.BEAM,
    Convention.DENZO: Pivot.BEAM,
    Convention.XDS: Pivot.SAMPLE,
    Convention.DIALS: Pivot.SAMPLE,
}
"""The pivot that a named convention brings along; CUSTOM brings none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreMapping:
    """How (X, Y) of a convention become (fast, slow), metres from the corner.

    fast = sign · (X or Y) + offset, with offsets in units of the pixel and of the
    detector size; ``swapped`` takes Y for fast.
    """

    swapped: bool = False
    slow_flipped: bool = False
    offset_pixels: float = 0.0
    default_x_pixels: float = 0.0
    default_y_pixels: float = 0.0


CENTRES: dict[Convention, CentreMapping] = {
    Convention.ADXV: CentreMapping(
        slow_flipped=True, default_x_pixels=1.0, default_y_pixels=-1.0
    ),
    Convention.MOSFLM: CentreMapping(
        swapped=True, offset_pixels=0.5, default_x_pixels=1.0, default_y_pixels=1.0
    ),
    Convention.DENZO: CentreMapping(
        swapped=True, default_x_pixels=1.0, default_y_pixels=1.0
    ),
    Convention.XDS: CentreMapping(),
    Convention.DIALS: CentreMapping(),
    Convention.CUSTOM: CentreMapping(),
}
"""Beam-centre mapping; defaults are (size + default_pixels · pixel) / 2."""
