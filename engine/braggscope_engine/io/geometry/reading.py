"""Reading and writing geometry in any format: the door of this package."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ...errors import EngineError, FileFormatError
from ...models.experiment import Experiment
from ..atomic import write_text
from ..reading import read_bytes
from .changes import GeometryChange, changes_between
from .formats import GEOMETRY_FORMATS, geometry_format
from .held import ExportedGeometry, GeometryFormat, Requested
from .onto import put_onto

_HEAD_BYTES = 65536
_LARGEST = 4 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ImportedGeometry:
    """What reading a geometry file would make of an experiment.

    Attributes
    ----------
    experiment : Experiment                 the result
    format : GeometryFormat
    changes : tuple of GeometryChange       what differs from before
    notes : tuple of str                    sentences: assumed, ignored or not held
    requested : tuple of Requested          the file's own numbers
    """

    experiment: Experiment
    format: GeometryFormat
    changes: tuple[GeometryChange, ...]
    notes: tuple[str, ...]
    requested: tuple[Requested, ...]


def recognise_geometry(path: str | os.PathLike[str]) -> GeometryFormat | None:
    """Tell by its first bytes in which format a file holds a geometry.

    Returns
    -------
    GeometryFormat or None    None for a file that holds none, or cannot be opened
    """
    try:
        with Path(path).open("rb") as file:
            return _recognised(file.read(_HEAD_BYTES))
    except (OSError, ValueError):
        return None


def read_geometry(
    path: str | os.PathLike[str],
    onto: Experiment,
    *,
    format: GeometryFormat | str | None = None,
) -> ImportedGeometry:
    """Read a geometry file onto an experiment, which itself stays as it is.

    Parameters
    ----------
    path : path
    onto : Experiment
        What the file does not hold comes from here.
    format : GeometryFormat, str or None
        None tells the format by the content.

    Raises
    ------
    FileFormatError
        One sentence: what is wrong, where, and what is allowed.
    """
    name = str(path)
    content = read_bytes(path, "a geometry file", max_bytes=_LARGEST)
    if isinstance(format, str):
        format = geometry_format(format)
    found = format or _recognised(content[:_HEAD_BYTES])
    if found is None or found.read is None:
        labels = ", ".join(f.label for f in GEOMETRY_FORMATS if f.can_read)
        raise FileFormatError(
            f"{name}: holds no geometry that can be read; allowed are {labels}."
        )
    held = found.read(content, name)
    experiment, turned = put_onto(onto, held, name)
    notes = [*held.notes, *_not_kept(onto, experiment), *([turned] if turned else [])]
    return ImportedGeometry(
        experiment=experiment,
        format=found,
        changes=changes_between(onto, experiment),
        notes=tuple(notes),
        requested=held.requested,
    )


def write_geometry(
    experiment: Experiment, format: GeometryFormat | str
) -> ExportedGeometry:
    """Write the geometry of an experiment as the text of a file.

    Raises
    ------
    EngineError
        For a format that cannot be written, or a geometry that cannot be placed.
    """
    if isinstance(format, str):
        format = geometry_format(format)
    if format.write is None:
        raise EngineError(f"{format.label}: can be read here, and not written.")
    return format.write(experiment)


def write_exported(path: str | os.PathLike[str], exported: ExportedGeometry) -> None:
    """Write the text of an exported geometry: the whole file, or nothing.

    Raises
    ------
    EngineError
        One sentence; what was there before is unchanged.
    """
    write_text(path, exported.text)


def _recognised(head: bytes) -> GeometryFormat | None:
    return next((f for f in GEOMETRY_FORMATS if f.recognises(head)), None)


def _not_kept(before: Experiment, after: Experiment) -> list[str]:
    notes = []
    if before.detector.curved and not after.detector.curved:
        notes.append("The panel becomes flat: geometry files hold flat panels.")
    if before.detector.mask is not None and after.detector.mask is None:
        notes.append("The mask is left out: it is one of a detector of another size.")
    if before.sampling.roi != after.sampling.roi:
        notes.append("The region becomes the whole panel, which has another size.")
    return notes
