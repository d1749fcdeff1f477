"""SMV images: text in braces, then pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import FileFormatError
from ..reading import shown
from ..smv_header import SmvHeader, parse_smv_header
from .header_geometry import HeaderGeometry
from .reference import ReferenceImage, reference_of
from .source import Source

_TYPES = {
    "unsigned_short": "u2",
    "unsigned short": "u2",
    "unsigned short int": "u2",
    "mad": "u2",
    "signed_short": "i2",
    "short": "i2",
    "short int": "i2",
    "unsigned_long": "u4",
    "unsigned_int": "u4",
    "unsigned long int": "u4",
    "signed_long": "i4",
    "long_integer": "i4",
    "long int": "i4",
    "signed_int": "i4",
    "float": "f4",
    "float ieee": "f4",
    "double": "f8",
    "unsigned_byte": "u1",
}
_SATURATION = ("SATURATED_VALUE", "CCD_IMAGE_SATURATION", "OVERLOAD_CUTOFF")


def read_smv(source: Source) -> ReferenceImage:
    """Read an SMV image."""
    header = parse_smv_header(source.content, source.name)
    dtype, notes = _dtype(header)
    count = header.width * header.height
    start, moved = _start(
        source.content, header, count * dtype.itemsize, dtype.itemsize
    )
    if len(source.content) < start + count * dtype.itemsize:
        raise FileFormatError(
            f"{header.name}: ends after {len(source.content):,} bytes, but a header of "
            f"{start} and {header.width} x {header.height} pixels need "
            f"{start + count * dtype.itemsize:,}."
        )
    values = np.frombuffer(source.content, dtype, count, start)
    return reference_of(
        values.reshape(header.height, header.width).astype(
            dtype.newbyteorder("="), copy=False
        ),
        format="SMV",
        stored_as=dtype.str,
        saturation=_first(header, _SATURATION),
        geometry=_geometry(header).or_none(),
        notes=(*notes, *moved),
    )


def _dtype(header: SmvHeader) -> tuple[np.dtype[Any], list[str]]:
    word = header.entries.get("TYPE") or header.entries.get("Data_type", "")
    kind = _TYPES.get(word.lower() or "unsigned_short")
    if kind is None:
        raise FileFormatError(
            f"{header.name}: TYPE={shown(word)} in the header is not a type of pixels; "
            f"{', '.join(list(_TYPES)[:1])}, float and others are known."
        )
    order = (header.entries.get("BYTE_ORDER") or "").lower()
    notes = []
    if order and not order.startswith(("little", "big")):
        notes.append(
            f"BYTE_ORDER={order} is not known; little-endian numbers are assumed."
        )
    return np.dtype((">" if order.startswith("big") else "<") + kind), notes


def _start(
    content: bytes, header: SmvHeader, size: int, itemsize: int
) -> tuple[int, list[str]]:
    """Where the pixels begin; a header can be longer than it says."""
    stated = header.size_bytes
    end = content.find(b"}\f", 0, 1 << 16)
    true = end + 2
    if end >= 0 and true > stated and len(content) == true + size:
        return true, [
            f"The header says it has {stated} bytes but has {true}: the pixels are "
            f"read from there (nanoBragg's short-header); a program that believes it "
            f"shows the image shifted by {(true - stated) / itemsize:g} pixels."
        ]
    surplus = len(content) - stated - size
    if surplus > 0:
        return stated, [f"{surplus:,} bytes after the pixels are not read."]
    return stated, []


def _first(header: SmvHeader, keywords: tuple[str, ...]) -> float | None:
    for keyword in keywords:
        value = header.number(keyword)
        if value is not None:
            return value
    return None


def _geometry(header: SmvHeader) -> HeaderGeometry:
    pixel = header.number("PIXEL_SIZE")
    fast, slow, how = _centre(header, pixel)
    return HeaderGeometry(
        wavelength_angstrom=header.number("WAVELENGTH"),
        distance_mm=header.number("DISTANCE"),
        pixel_size_mm=pixel,
        beam_fast_px=fast,
        beam_slow_px=slow,
        two_theta_deg=header.number("TWOTHETA"),
        phi_start_deg=_first(header, ("OSC_START", "PHI")),
        osc_deg=header.number("OSC_RANGE"),
        exposure_s=_first(header, ("TIME", "EXPOSURE_TIME")),
        centre_from=how,
    )


def _centre(
    header: SmvHeader, pixel: float | None
) -> tuple[float | None, float | None, str]:
    """Beam centre in pixels; the keywords that say whose convention come first."""
    if not pixel or pixel <= 0:
        return None, None, ""
    x, y = header.number("DENZO_X_BEAM"), header.number("DENZO_Y_BEAM")
    if x is not None and y is not None:
        return y / pixel, x / pixel, "DENZO_X_BEAM, DENZO_Y_BEAM (slow, fast)"
    x, y = header.number("BEAM_CENTER_X"), header.number("BEAM_CENTER_Y")
    if x is not None and y is not None:
        return y / pixel, x / pixel, "BEAM_CENTER_X, BEAM_CENTER_Y as slow, fast"
    return None, None, ""
