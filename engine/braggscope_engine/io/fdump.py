"""Structure-factor dumps (Fdump.bin): the whole box of amplitudes in binary."""

from __future__ import annotations

import os
import re

import numpy as np

from ..errors import FileFormatError
from ..models.reflections import ReflectionTable
from .atomic import write_bytes
from .hkl import MAX_GRID_CELLS
from .reading import read_bytes

_HEADER = re.compile(rb"\s*" + rb"\s+".join([rb"([+-]?\d+)"] * 6))
_WHAT = "a structure-factor dump (Fdump.bin)"
_WHITE = b" \t\n\v\f\r"


def read_fdump(
    path: str | os.PathLike[str], *, swallows_space: bool = False
) -> ReflectionTable:
    """Read a structure-factor dump of nanoBragg.

    Every cell of the box becomes a reflection, those that were never measured with
    the amplitude the writer filled them with. The planes of padding at the upper ends
    are left out.

    Parameters
    ----------
    path : path
    swallows_space : bool
        Skip data bytes that look like white space, as nanoBragg: the table is then
        shifted.

    Raises
    ------
    FileFormatError
        One sentence with the file and what is wrong with it.
    """
    content = read_bytes(path, _WHAT, max_bytes=16 * MAX_GRID_CELLS)
    return parse_fdump(content, str(path), swallows_space=swallows_space)


def parse_fdump(
    content: bytes, name: str = "Fdump.bin", *, swallows_space: bool = False
) -> ReflectionTable:
    """Read a dump from its bytes; see `read_fdump`."""
    match = _HEADER.match(content)
    if match is None:
        raise FileFormatError(
            f"{name}: does not begin with six whole numbers; expected {_WHAT}."
        )
    limits = np.array([int(x) for x in match.groups()], dtype=object)
    low, high = limits[0::2], limits[1::2]
    shape = [int(x) for x in high - low + 2]
    if min(shape) < 2 or max(map(abs, limits)) > 2**30:
        raise FileFormatError(
            f"{name}: begins with the limits {' '.join(map(str, limits))}, which are "
            f"not hmin hmax kmin kmax lmin lmax."
        )
    cells = shape[0] * shape[1] * shape[2]
    if cells > MAX_GRID_CELLS:
        raise FileFormatError(
            f"{name}: its limits span {cells:,} cells; at most {MAX_GRID_CELLS:,} can "
            f"be used."
        )
    data = content[match.end() :]
    data = data.lstrip(_WHITE) if swallows_space else _after_form_feed(data, name)
    grid = _grid(data, shape, name, pad=swallows_space)
    amplitude = np.ascontiguousarray(grid[:-1, :-1, :-1]).ravel()
    if not np.isfinite(amplitude).all():
        raise FileFormatError(f"{name}: holds amplitudes that are not finite numbers.")
    offsets = np.indices([n - 1 for n in shape], dtype=np.int32).reshape(3, -1).T
    hkl = np.ascontiguousarray(offsets + low.astype(np.int32))
    return ReflectionTable(hkl=hkl, amplitude=amplitude, name=name)


def _after_form_feed(data: bytes, name: str) -> bytes:
    start = data.find(b"\f", 0, 64)
    if start < 0:
        raise FileFormatError(
            f"{name}: has no form feed between its limits and its data; expected "
            f"{_WHAT}."
        )
    return data[start + 1 :]


def _grid(
    data: bytes, shape: list[int], name: str, *, pad: bool
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    size = 8 * shape[0] * shape[1] * shape[2]
    if pad:
        data = data[: len(data) // 8 * 8].ljust(size, b"\0")
    if len(data) != size:
        raise FileFormatError(
            f"{name}: has {len(data):,} bytes of data, but its limits ask for {size:,}."
        )
    return np.frombuffer(data, "<f8").reshape(shape)


def format_fdump(reflections: ReflectionTable, default_F: float = 0.0) -> bytes:
    """Return the bytes that nanoBragg dumps after reading these reflections."""
    low = reflections.hkl.min(axis=0)
    high = reflections.hkl.max(axis=0)
    grid = np.zeros([int(n) for n in high - low + 2], dtype="<f8")
    grid[:-1, :-1, :-1] = default_F
    # One by one in effect: of repeated reflections the last one counts.
    grid[tuple((reflections.hkl - low).T)] = reflections.amplitude
    limits = " ".join(f"{a} {b}" for a, b in zip(low, high, strict=True))
    return f"{limits}\n\f".encode() + grid.tobytes()


def write_fdump(
    path: str | os.PathLike[str],
    reflections: ReflectionTable,
    default_F: float = 0.0,
) -> None:
    """Write a dump that `read_fdump` and nanoBragg read."""
    write_bytes(path, format_fdump(reflections, default_F))
