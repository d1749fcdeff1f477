"""Geometry in the header of an EDF, in the words of the ESRF's SAXS beamlines.

Lengths are in metres and centres in pixels that count from the outer corner of the
first pixel, less an offset.

References
----------
P. Boesecke, J. Appl. Cryst. 40, s423 (2007).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .header_geometry import HeaderGeometry

_NUMBER = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")


def edf_geometry(header: Mapping[str, str]) -> HeaderGeometry:
    """Read distance, wavelength, pixel and centre, as far as they are stated."""
    words = {key.lower(): value for key, value in header.items()}

    def number(*names: str) -> float | None:
        for name in names:
            found = _NUMBER.match(words.get(name.lower(), ""))
            if found:
                return float(found[1])
        return None

    def scaled(value: float | None, factor: float) -> float | None:
        return value * factor if value else None

    centres = [number(f"Center_{axis}") for axis in (1, 2)]
    offsets = [number(f"Offset_{axis}") or 0.0 for axis in (1, 2)]
    fast, slow = (
        None if centre is None else centre - offset
        for centre, offset in zip(centres, offsets, strict=True)
    )
    return HeaderGeometry(
        wavelength_angstrom=scaled(number("WaveLength"), 1e10),
        distance_mm=scaled(number("SampleDistance"), 1e3),
        pixel_size_mm=scaled(number("PSize_1"), 1e3),
        beam_fast_px=fast,
        beam_slow_px=slow,
        exposure_s=number("ExposureTime", "count_time"),
        centre_from="Center_1, Center_2 (fast, slow pixels)" if fast else "",
    )
