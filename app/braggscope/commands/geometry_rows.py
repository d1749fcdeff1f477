"""The geometry that results, in the words and numbers that are read and copied."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from braggscope_engine import Geometry

MISSING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the geometry.

    Attributes
    ----------
    label, value, unit : str   what is shown
    exact : str                what is copied: all digits
    note : str                 what it means, for a tooltip
    """

    label: str
    value: str
    unit: str = ""
    exact: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows under one heading."""

    title: str
    rows: tuple[Row, ...]


def geometry_sections(geometry: Geometry) -> tuple[Section, ...]:
    """Write a geometry as rows under headings."""
    return (
        Section(title="Detector", rows=_detector(geometry)),
        Section(title="Beam centre", rows=_centres(geometry)),
        Section(title="Origin (pix0)", rows=_origin(geometry)),
        Section(title="Directions", rows=_directions(geometry)),
    )


def _detector(geometry: Geometry) -> tuple[Row, ...]:
    along = geometry.beam_in_panel[2]
    return (
        _words("Convention", geometry.convention.name),
        _words("Pivot", geometry.pivot.value, "What a tilt leaves in place."),
        _numbers("Distance", [geometry.distance_m * 1e3], "mm", 4, "Along the beam."),
        _numbers(
            "Close distance",
            [geometry.close_distance_m * 1e3],
            "mm",
            4,
            "Along the panel normal.",
        ),
        _numbers("Beam · normal", [along], "", 7, "1 where the beam hits squarely."),
        _numbers("Pixel size", [geometry.pixel_size_m * 1e3], "mm", 4),
        _numbers(
            "Pixels (fast, slow)",
            [geometry.pixels_fast, geometry.pixels_slow],
            "",
            0,
        ),
    )


def _centres(geometry: Geometry) -> tuple[Row, ...]:
    corner = "From the outer corner of the first pixel."
    spot = geometry.beam_centre_px
    pixel_mm = geometry.pixel_size_m * 1e3
    in_pixels = spot if spot is not None else (math.nan, math.nan)
    return (
        _numbers("Beam spot (fast, slow)", in_pixels, "px", 3, corner),
        _numbers("", [p * pixel_mm for p in in_pixels], "mm", 4, corner),
        _numbers(
            f"X, Y ({geometry.convention.name})",
            [geometry.xbeam_m * 1e3, geometry.ybeam_m * 1e3],
            "mm",
            4,
            "In the order and from the origin of the convention.",
        ),
        _numbers(
            "Foot (fast, slow)",
            geometry.foot_px,
            "px",
            3,
            f"The point of the panel nearest to the sample. {corner}",
        ),
        _numbers(
            "ORGX, ORGY",
            [geometry.orgx_px, geometry.orgy_px],
            "px",
            3,
            "The same foot as XDS counts it: the centre of the first pixel is 1.",
        ),
    )


def _origin(geometry: Geometry) -> tuple[Row, ...]:
    note = "Outer corner of the first pixel, from the sample, laboratory frame."
    return (
        _numbers("pix0", [x * 1e3 for x in geometry.pix0_m], "mm", 4, note),
        _numbers(
            "DIALS origin",
            geometry.dials_origin_mm,
            "mm",
            4,
            "As nanoBragg's header states it; right where the beam is along +x.",
        ),
    )


def _directions(geometry: Geometry) -> tuple[Row, ...]:
    return tuple(
        _numbers(label, vector, "", 6)
        for label, vector in (
            ("Fast axis", geometry.fast),
            ("Slow axis", geometry.slow),
            ("Normal", geometry.normal),
            ("Beam", geometry.beam),
            ("Polarisation", geometry.polarization),
            ("Spindle", geometry.spindle),
            ("Two-theta axis", geometry.two_theta_axis),
        )
    )


def _words(label: str, value: str, note: str = "") -> Row:
    return Row(label=label, value=value, exact=value, note=note)


def _numbers(
    label: str, values: Sequence[float], unit: str, decimals: int, note: str = ""
) -> Row:
    return Row(
        label=label,
        value=" ".join(_shown(value, decimals) for value in values).strip(),
        unit=unit,
        exact=" ".join(f"{value:.17g}" for value in values),
        note=note,
    )


def _shown(value: float, decimals: int) -> str:
    if not math.isfinite(value):
        return MISSING
    # A space stands for plus, so that the numbers of a vector stand below each other.
    text = f"{value: .{decimals}f}"
    return text.replace("-", " ", 1) if float(text) == 0 else text
