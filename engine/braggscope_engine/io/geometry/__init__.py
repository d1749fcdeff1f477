"""Geometry in the files of other programs, both ways."""

from __future__ import annotations

from .changes import GeometryChange
from .formats import GEOMETRY_FORMATS, geometry_format
from .held import ExportedGeometry, GeometryFormat, Requested
from .reading import (
    ImportedGeometry,
    read_geometry,
    recognise_geometry,
    write_exported,
    write_geometry,
)

__all__ = [
    "GEOMETRY_FORMATS",
    "ExportedGeometry",
    "GeometryChange",
    "GeometryFormat",
    "ImportedGeometry",
    "Requested",
    "geometry_format",
    "read_geometry",
    "recognise_geometry",
    "write_exported",
    "write_geometry",
]
