"""The formats of geometry files, in the order in which a file is held against them."""

from __future__ import annotations

from ...errors import EngineError
from . import cbf, crystfel, expt, mosflm, nanobragg, poni, smv, xds_inp, xparm
from .held import GeometryFormat

GEOMETRY_FORMATS: tuple[GeometryFormat, ...] = (
    expt.FORMAT,
    xparm.FORMAT,
    xds_inp.FORMAT,
    poni.FORMAT,
    crystfel.FORMAT,
    smv.FORMAT,
    cbf.FORMAT,
    mosflm.FORMAT,
    nanobragg.FORMAT,
)


def geometry_format(name: str) -> GeometryFormat:
    """Find a format by its name.

    Raises
    ------
    EngineError
        With the names there are.
    """
    for format in GEOMETRY_FORMATS:
        if format.name == name.lower():
            return format
    names = ", ".join(format.name for format in GEOMETRY_FORMATS)
    raise EngineError(f"{name!r} is no geometry format; there are {names}.")
