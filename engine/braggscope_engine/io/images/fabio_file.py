"""Formats that fabio reads: CBF, TIFF, MarCCD, EDF, mar345, Bruker, R-AXIS and others.

fabio is for the pixels; geometry is taken from the headers here.
"""

from __future__ import annotations

import logging
import re
import struct
import zlib
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import FileFormatError
from .edf_header import edf_geometry
from .frames import check_frame
from .header_geometry import HeaderGeometry
from .reference import ReferenceImage, reference_of
from .source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

_BROKEN = (
    *(OSError, ValueError, KeyError, IndexError, TypeError, AttributeError),
    *(RuntimeError, EOFError, AssertionError, OverflowError, MemoryError),
    *(struct.error, zlib.error, NotImplementedError),
)
"""What fabio's readers raise when a file is cut off or is not what it seems."""

_NEVER_COMPRESSED = ("EDF", "MarCCD")
"""fabio fills what a shortened file lacks."""

_CBF_SECTION = b"--CIF-BINARY-FORMAT-SECTION--"
_CBF_PIXELS = b"\x0c\x1a\x04\xd5"
"""What stands before the pixels of a CBF, after the head of their section."""

_NUMBER = r"([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)"


def read_with_fabio(source: Source) -> ReferenceImage:
    """Read one image of a file with fabio."""
    import fabio

    _check_head(source)
    with _quiet():
        try:
            opened = fabio.open(source.name)
            count = int(getattr(opened, "nframes", 1) or 1)
            check_frame(source.frame, count, source.name)
            if source.frame:
                opened = opened.get_frame(source.frame)
            values = np.asarray(opened.data)
            header = {str(k): str(v) for k, v in dict(opened.header).items()}
        except _BROKEN as error:
            if isinstance(error, FileFormatError):
                raise
            reason = (str(error).strip().splitlines() or ["cut off or broken"])[0]
            raise FileFormatError(
                f"{source.name}: is not a complete image ({reason.rstrip('.')})."
            ) from error
    if values.ndim != 2 or values.size == 0 or values.dtype.kind not in "biuf":
        raise FileFormatError(
            f"{source.name}: holds an array of shape {values.shape}, which is no image."
        )
    kind = _kind(opened)
    if kind in _NEVER_COMPRESSED and values.nbytes > len(source.content):
        raise FileFormatError(
            f"{source.name}: is cut off: {len(source.content):,} bytes cannot hold "
            f"{values.shape[1]} x {values.shape[0]} pixels of {values.dtype}."
        )
    image = reference_of(
        values,
        format=kind,
        stored_as=values.dtype.str,
        saturation=_saturation(header),
        geometry=_geometry(kind, header).or_none(),
    )
    return replace(image, n_frames=count)


def _check_head(source: Source) -> None:
    """Refuse a file that ends in its header: fabio would look for the end for ever."""
    head = source.content[: 1 << 20]
    if head.lstrip()[:1] == b"{":
        whole = b"}" in head
    elif head.startswith(b"###CBF") or b"_array_data" in head:
        begins = source.content.find(_CBF_SECTION)
        whole = begins >= 0 and source.content.find(_CBF_PIXELS, begins) >= 0
    else:
        whole = True
    if not whole:
        raise FileFormatError(f"{source.name}: is cut off in its header.")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep fabio's remarks on odd headers off the terminal: errors become sentences."""
    logger = logging.getLogger("fabio")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _kind(opened: Any) -> str:
    name = type(opened).__name__.removesuffix("Image").removesuffix("image")
    return {"Cbf": "CBF", "Tif": "TIFF", "Edf": "EDF", "Marccd": "MarCCD"}.get(
        name.capitalize(), name
    )


def _saturation(header: Mapping[str, str]) -> float | None:
    for key in ("Count_cutoff", "saturation_level", "saturated_value"):
        value = _number(header.get(key, ""))
        if value:
            return value
    found = re.search(
        rf"Count_cutoff\s+{_NUMBER}", header.get("_array_data.header_contents", "")
    )
    return float(found[1]) if found else None


def _geometry(kind: str, header: Mapping[str, str]) -> HeaderGeometry:
    if kind == "MarCCD":
        return _marccd(header)
    if kind == "EDF":
        return edf_geometry(header)
    return _mini_cbf(header.get("_array_data.header_contents", ""))


def _mini_cbf(text: str) -> HeaderGeometry:
    """Read what Dectris writes into the text header of a CBF."""

    def find(pattern: str) -> float | None:
        found = re.search(pattern.replace("#", _NUMBER), text)
        return float(found[1]) if found else None

    def scaled(value: float | None, factor: float) -> float | None:
        return None if value is None else value * factor

    centre = re.search(rf"Beam_xy\s*\(\s*{_NUMBER}\s*,\s*{_NUMBER}\s*\)", text)
    return HeaderGeometry(
        wavelength_angstrom=find(r"Wavelength\s+#"),
        distance_mm=scaled(find(r"Detector_distance\s+#"), 1000.0),
        pixel_size_mm=scaled(find(r"Pixel_size\s+#"), 1000.0),
        beam_fast_px=float(centre[1]) if centre else None,
        beam_slow_px=float(centre[2]) if centre else None,
        two_theta_deg=find(r"Detector_2theta\s+#"),
        phi_start_deg=find(r"Start_angle\s+#"),
        osc_deg=find(r"Angle_increment\s+#"),
        exposure_s=find(r"Exposure_time\s+#"),
        centre_from="Beam_xy (fast, slow pixels)" if centre else "",
    )


def _marccd(header: Mapping[str, str]) -> HeaderGeometry:
    """Read MarCCD's header: thousandths of mm, pixels, degrees and 1e-5 Å."""

    def scaled(key: str, factor: float) -> float | None:
        value = _number(header.get(key, ""))
        return value * factor if value else None

    return HeaderGeometry(
        wavelength_angstrom=scaled("source_wavelength", 1e-5),
        distance_mm=scaled("xtal_to_detector", 1e-3),
        pixel_size_mm=scaled("pixelsize_x", 1e-6),
        beam_fast_px=scaled("beam_x", 1e-3),
        beam_slow_px=scaled("beam_y", 1e-3),
        two_theta_deg=scaled("start_twotheta", 1e-3),
        phi_start_deg=scaled("start_phi", 1e-3),
        osc_deg=scaled("rotation_range", 1e-3),
        centre_from="beam_x, beam_y (fast, slow pixels)",
    )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
