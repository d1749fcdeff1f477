"""What the header of an SMV image says of the geometry, and what else it could mean.

Beam centres are the trouble: every program writes BEAM_CENTER_X and _Y in a convention
of its own, and nanoBragg in whichever the command named, even where it used another
centre. What a header means is told by the other centres in it, where there are any.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...geometry import Geometry
from ..smv_header import SmvHeader
from .held import Reading, Requested

ADSC_NOTE = (
    "BEAM_CENTER_X, _Y are taken as ADSC means them: X along slow, Y along fast, "
    "from the outer corner. Other detectors exchange them or count Y from below."
)
_CENTRES = ("BEAM_CENTER_X", "BEAM_CENTER_Y")
_SHOWN = (
    *("SIZE1", "SIZE2", "PIXEL_SIZE", "DISTANCE", "WAVELENGTH", *_CENTRES),
    *("XDS_ORGX", "XDS_ORGY", "CLOSE_DISTANCE", "TWOTHETA", "DIALS_ORIGIN", "PHI"),
    *("OSC_START", "OSC_RANGE"),
)
_CELLS = {
    "DISTANCE": ("distance_mm", "mm"),
    "CLOSE_DISTANCE": ("close_distance_mm", "mm"),
    "XDS_ORGX": ("org_x_px", "px"),
    "XDS_ORGY": ("org_y_px", "px"),
    "TWOTHETA": ("two_theta_deg", "°"),
    "BEAM_CENTER_X": ("close_y_mm", "mm"),
    "BEAM_CENTER_Y": ("close_x_mm", "mm"),
    "DIALS_ORIGIN": ("dials_origin_mm", "mm"),
}
"""Cells of the table of conventions; beam centres as ADSC means them."""
_PLAIN = "XDS and DIALS, X along fast and Y along slow"
_DIGITS = 1e-5
"""nanoBragg writes six digits."""


def requested_of(header: SmvHeader, geometry: Geometry) -> tuple[Requested, ...]:
    """Return the header's own numbers.

    Parameters
    ----------
    header : SmvHeader
    geometry : Geometry    of the panel as the header is taken
    """
    shown = [key for key in _SHOWN if key in header.entries]
    return tuple(_requested(key, header, geometry) for key in shown)


def _requested(key: str, header: SmvHeader, geometry: Geometry) -> Requested:
    text = header.entries[key]
    cell, unit = _CELLS.get(key, ("", ""))
    numbers = _numbers(text, 3 if key == "DIALS_ORIGIN" else 1)
    meaning = _meaning(header, geometry) if key in _CENTRES else ""
    if meaning or not numbers:
        cell = ""  # right in the terms of one convention
    readings: tuple[Reading, ...] = ()
    if key == _CENTRES[0] and not meaning:
        readings = tuple(_readings(header, geometry))
    return Requested(
        label=key,
        value=text.strip(),
        unit=unit,
        cell=cell,
        numbers=numbers if cell else (),
        tolerance=_DIGITS * max((abs(x) for x in numbers), default=0.0),
        note=_note(key, header, meaning),
        readings=readings,
    )


def _note(key: str, header: SmvHeader, meaning: str) -> str:
    if key == _CENTRES[0]:
        if meaning:
            return f"BEAM_CENTER_X, _Y are in the terms of {meaning}."
        if "XDS_ORGX" in header.entries:
            return (
                "In no convention are BEAM_CENTER_X, _Y where the other centres of "
                "the header have the beam: nanoBragg writes what was asked for, also "
                "where it took another centre."
            )
        return ADSC_NOTE
    if key == "DIALS_ORIGIN":
        return "nanoBragg writes it as if the beam were along +x, as MOSFLM has it."
    return ""


def _meaning(header: SmvHeader, geometry: Geometry) -> str:
    """The convention in which BEAM_CENTER says what the other centres do, if any."""
    org_x, org_y = header.number("XDS_ORGX"), header.number("XDS_ORGY")
    if org_x is None or org_y is None:
        return ""
    # Swung about the sample, the foot is where the beam is at two-theta 0.
    right = [(org_x - 0.5, org_y - 0.5)]
    if geometry.beam_centre_px is not None:
        right.append(geometry.beam_centre_px)
    apart = _DIGITS * max(header.width, header.height)
    for name, *point in _points(header, geometry):
        if min(math.dist(point, centre) for centre in right) < apart:
            return name
    return ""


def _points(
    header: SmvHeader, geometry: Geometry
) -> Iterator[tuple[str, float, float]]:
    """Each convention and where BEAM_CENTER is in it (fast, slow), pixels."""
    pixel_mm = 1000.0 * geometry.pixel_size_m
    x, y = (_numbers(header.entries.get(key, ""), 1) for key in _CENTRES)
    if not x or not y:
        return
    x_px, y_px = x[0] / pixel_mm, y[0] / pixel_mm
    yield "DENZO and ADSC", y_px, x_px
    yield "MOSFLM", y_px + 0.5, x_px + 0.5
    yield "ADXV", x_px, geometry.pixels_slow - y_px
    yield _PLAIN, x_px, y_px


_LABELS = {
    "MOSFLM": "Count BEAM_CENTER from the centre of the first pixel, as MOSFLM",
    "ADXV": "Take X along fast and Y from the far edge, as ADXV",
    _PLAIN: "Take X along fast and Y along slow",
}


def _readings(header: SmvHeader, geometry: Geometry) -> Iterator[Reading]:
    for name, fast, slow in _points(header, geometry):
        if name in _LABELS:
            yield Reading(
                label=_LABELS[name],
                cells=(("beam_fast_px", fast), ("beam_slow_px", slow)),
            )


def _numbers(text: str, count: int) -> tuple[float, ...]:
    words = text.replace(",", " ").split()
    try:
        numbers = tuple(float(word) for word in words)
    except ValueError:
        return ()
    return numbers if len(numbers) == count and all(map(math.isfinite, numbers)) else ()
