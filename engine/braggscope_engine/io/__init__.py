"""Files and command lines that become an experiment, and back."""

from __future__ import annotations

from .fdump import format_fdump, parse_fdump, read_fdump, write_fdump
from .float_image import read_float_image, write_float_image
from .geometry import (
    GEOMETRY_FORMATS,
    ExportedGeometry,
    GeometryChange,
    GeometryFormat,
    ImportedGeometry,
    Requested,
    geometry_format,
    read_geometry,
    recognise_geometry,
    write_exported,
    write_geometry,
)
from .hkl import format_hkl, parse_hkl, read_hkl, write_hkl
from .images import (
    HeaderGeometry,
    RawCandidate,
    RawLayout,
    ReferenceImage,
    UnknownShapeError,
    raw_candidates,
    read_image,
    reference_of,
    with_swapped_bytes,
)
from .mosflm_matrix import format_matrix, parse_matrix, read_matrix, write_matrix
from .nanobragg import (
    Fate,
    FormattedCommand,
    OptionReport,
    OutputRequest,
    ParsedCommand,
    format_nanobragg,
    parse_nanobragg,
    split_command,
)
from .nanobragg_log import LogRow, compare_log, parse_log
from .session import (
    SavedReference,
    SavedSnapshot,
    Session,
    format_session,
    parse_session,
    read_session,
    write_session,
)
from .smv_header import SmvHeader, parse_smv_header, read_smv_header, read_smv_mask
from .source_file import read_sources

__all__ = [
    "GEOMETRY_FORMATS",
    "ExportedGeometry",
    "Fate",
    "FormattedCommand",
    "GeometryChange",
    "GeometryFormat",
    "HeaderGeometry",
    "ImportedGeometry",
    "LogRow",
    "OptionReport",
    "OutputRequest",
    "ParsedCommand",
    "RawCandidate",
    "RawLayout",
    "ReferenceImage",
    "Requested",
    "SavedReference",
    "SavedSnapshot",
    "Session",
    "SmvHeader",
    "UnknownShapeError",
    "compare_log",
    "format_fdump",
    "format_hkl",
    "format_matrix",
    "format_nanobragg",
    "format_session",
    "geometry_format",
    "parse_fdump",
    "parse_hkl",
    "parse_log",
    "parse_matrix",
    "parse_nanobragg",
    "parse_session",
    "parse_smv_header",
    "raw_candidates",
    "read_fdump",
    "read_float_image",
    "read_geometry",
    "read_hkl",
    "read_image",
    "read_matrix",
    "read_session",
    "read_smv_header",
    "read_smv_mask",
    "read_sources",
    "recognise_geometry",
    "reference_of",
    "split_command",
    "with_swapped_bytes",
    "write_exported",
    "write_fdump",
    "write_float_image",
    "write_geometry",
    "write_hkl",
    "write_matrix",
    "write_session",
]
