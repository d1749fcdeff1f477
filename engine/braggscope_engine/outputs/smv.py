"""SMV images: a header of text, then 16-bit pixels."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..constants import DEGREES_PER_RADIAN, radians
from ..geometry import Geometry, geometry_of
from ..models.axes import Vector
from ..quirks import Quirk
from ..resolved import Resolved

_BLOCK = 512
_PARALLEL = 1e-6


def smv_image(resolved: Resolved, pixels: NDArray[np.uint16]) -> bytes:
    """Write an image with the header of an experiment.

    Parameters
    ----------
    resolved : Resolved
    pixels : uint16 array, shape (slow, fast)
    """
    return smv_header(resolved) + pixels.astype("<u2").tobytes()


def smv_header(resolved: Resolved, *, digits: int = 10) -> bytes:
    """Write the header that nanoBragg writes, right or quirk for quirk.

    Its length is a multiple of 512 bytes and stands in it. With the short-header quirk
    it states 512 bytes even where it is longer, and six digits of each number.

    Parameters
    ----------
    resolved : Resolved
    digits : int
        Of each number, unless that quirk is on.
    """
    quirks = resolved.experiment.quirks
    is_short = Quirk.SHORT_HEADER in quirks
    entries = _entries(resolved, digits=6 if is_short else digits)
    if is_short:
        return _text(entries, _BLOCK).ljust(_BLOCK)
    size = _BLOCK
    while len(_text(entries, size)) > size:
        size += _BLOCK
    return _text(entries, size).ljust(size)


def _text(entries: list[str], size: int) -> bytes:
    lines = [f"HEADER_BYTES={size};", *entries]
    return ("{\n" + "\n".join(lines) + "\n}\f").encode("ascii")


def _entries(resolved: Resolved, *, digits: int) -> list[str]:
    geometry = geometry_of(resolved.experiment, resolved.panel)
    numbers = {**_panel(resolved, geometry), **_centres(geometry)}
    fixed = {
        "DIM": "2",
        "BYTE_ORDER": "little_endian",
        "TYPE": "unsigned_short",
        "SIZE1": str(geometry.pixels_fast),
        "SIZE2": str(geometry.pixels_slow),
    }
    lines = [f"{keyword}={value};" for keyword, value in fixed.items()]
    for keyword, value in (numbers | _angles(resolved)).items():
        if keyword == "XDS_ORGX":
            lines.append(_dials_origin(resolved, geometry, digits))
        if not math.isnan(value):  # a beam that misses the panel has no centre there
            lines.append(f"{keyword}={value:.{digits}g};")
    return [*lines, "DETECTOR_SN=000;", "BEAMLINE=fake;"]


def _panel(resolved: Resolved, geometry: Geometry) -> dict[str, float]:
    wavelength_m = resolved.experiment.beam.wavelength_angstrom / 1e10
    return {
        "PIXEL_SIZE": geometry.pixel_size_m * 1000.0,
        "DISTANCE": geometry.distance_m * 1000.0,
        "WAVELENGTH": wavelength_m * 1e10,
    }


def _centres(geometry: Geometry) -> dict[str, float]:
    """Beam centre in everybody's terms, mm."""
    fast, slow = geometry.fbeam_m, geometry.sbeam_m
    half = 0.5 * geometry.pixel_size_m
    return {
        "BEAM_CENTER_X": geometry.xbeam_m * 1000.0,
        "BEAM_CENTER_Y": geometry.ybeam_m * 1000.0,
        "ADXV_CENTER_X": fast * 1000.0,
        "ADXV_CENTER_Y": (geometry.size_slow_m - slow) * 1000.0,
        "MOSFLM_CENTER_X": (slow - half) * 1000.0,
        "MOSFLM_CENTER_Y": (fast - half) * 1000.0,
        "DENZO_X_BEAM": slow * 1000.0,
        "DENZO_Y_BEAM": fast * 1000.0,
        "XDS_ORGX": geometry.orgx_px,
        "XDS_ORGY": geometry.orgy_px,
        "CLOSE_DISTANCE": geometry.close_distance_m * 1000.0,
    }


def _angles(resolved: Resolved) -> dict[str, float]:
    two_theta = radians(resolved.experiment.detector.two_theta_deg)
    return {
        "PHI": resolved.phi.start * DEGREES_PER_RADIAN,
        "OSC_START": resolved.phi.start * DEGREES_PER_RADIAN,
        "OSC_RANGE": resolved.phi.range * DEGREES_PER_RADIAN,
        "TWOTHETA": two_theta * DEGREES_PER_RADIAN,
    }


def _dials_origin(resolved: Resolved, geometry: Geometry, digits: int) -> str:
    as_nanobragg = Quirk.DIALS_ORIGIN_LINE in resolved.experiment.quirks
    origin = geometry.dials_origin_mm if as_nanobragg else imgcif_origin_mm(geometry)
    values = ",".join(f"{value:.{digits}g}" for value in origin)
    return f"DIALS_ORIGIN={values}" + ("" if as_nanobragg else ";")


def imgcif_origin_mm(geometry: Geometry) -> Vector:
    """Outer corner of the first pixel in the frame of imgCIF and DIALS, mm.

    There z points from the sample to the source, x along the spindle as far as that is
    across the beam, and y completes a right-handed frame.
    """
    z = -np.array(geometry.beam)
    across = (np.cross(np.cross(z, axis), z) for axis in _candidates(geometry))
    # A spindle along the beam says nothing about x.
    x = next(axis for axis in across if np.linalg.norm(axis) > _PARALLEL)
    frame = np.stack([x / np.linalg.norm(x), np.cross(z, x) / np.linalg.norm(x), z])
    first, second, third = (1000.0 * frame @ np.array(geometry.pix0_m)).tolist()
    return first, second, third


def _candidates(geometry: Geometry) -> tuple[Vector, ...]:
    return geometry.spindle, geometry.fast, geometry.slow
