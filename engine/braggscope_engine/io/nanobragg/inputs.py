"""The files that a command names, read for a draft."""

from __future__ import annotations

import math

from ...conventions import AXES
from ...models.axes import Axes, Vector
from ...models.beam import Source
from ...models.crystal import OrientationMatrix
from ...models.detector import Convention
from ...models.reflections import ReflectionTable
from ...quirks import Quirk
from ..fdump import read_fdump
from ..hkl import parse_hkl
from ..mosflm_matrix import parse_matrix
from ..reading import read_text
from ..source_file import read_sources
from .draft import Draft

DEFAULT_DUMP = "Fdump.bin"


def load_matrix(draft: Draft) -> OrientationMatrix | None:
    """Read the file of ``-mat``."""
    name = draft.matrix_file
    if name is None:
        return None
    return parse_matrix(read_text(draft.path(name), "a MOSFLM matrix"), name)


def load_reflections(draft: Draft) -> ReflectionTable | None:
    """Read the file of ``-hkl``, else a dump that was asked for or lies about."""
    if draft.hkl_file is not None:
        text = read_text(draft.path(draft.hkl_file), "a reflection list")
        return parse_hkl(
            text,
            draft.hkl_file,
            stops_at_text=draft.has(Quirk.HKL_STOPS_AT_TEXT),
            fill=draft.default_F,
        )
    implicit = draft.has(Quirk.IMPLICIT_DUMP)
    name = draft.dump_file or (DEFAULT_DUMP if implicit else None)
    if name is None or (implicit and not draft.path(name).exists()):
        return None
    table = read_fdump(
        draft.path(name), swallows_space=draft.has(Quirk.DUMP_SWALLOWS_SPACE)
    )
    if draft.dump_file is None:
        draft.notes.append(
            f"Structure factors come from {name}, a dump of an earlier run that lies "
            f"in the folder."
        )
    return ReflectionTable(hkl=table.hkl, amplitude=table.amplitude, name=name)


def load_sources(draft: Draft) -> tuple[Source, ...]:
    """Read the file of ``-sourcefile``."""
    if draft.source_file is None:
        return ()
    return read_sources(
        draft.path(draft.source_file),
        beam=beam_direction(draft),
        wavelength_angstrom=draft.wavelength_angstrom,
        in_metres=draft.has(Quirk.SOURCE_WAVELENGTH_IN_METRES),
        as_it_stands=draft.has(Quirk.SOURCE_FILE_AS_IT_STANDS),
    )


def beam_direction(draft: Draft) -> Vector:
    """Return the unit vector along which the beam of the chosen convention travels."""
    if draft.convention is not Convention.CUSTOM:
        return AXES[draft.convention].beam
    x, y, z = draft.axis_beam or Axes().beam
    # The square root of the sum, not hypot: the last bit is nanoBragg's.
    length = math.sqrt(x * x + y * y + z * z)
    return (x / length, y / length, z / length) if length else (0.0, 0.0, 0.0)


def check_amorphous(draft: Draft) -> None:
    """See that the table of ``-stol`` can be read; nothing uses what it holds."""
    if draft.amorphous_file is not None:
        read_text(draft.path(draft.amorphous_file), "a table of two columns")
