"""Geometry in files of other programs, and detectors by name, for the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from textwrap import wrap

from braggscope_engine import (
    CommandLineError,
    Crystal,
    DetectorPreset,
    Experiment,
    UnitCell,
    apply_preset,
)
from braggscope_engine.io import (
    GEOMETRY_FORMATS,
    ImportedGeometry,
    geometry_format,
    read_geometry,
    recognise_geometry,
    write_exported,
    write_geometry,
)
from braggscope_resources.detectors import detector_rows

from ..transfer import FileKind, Imported
from .model import read_model
from .words import Option, Words

TO = Option(
    name="--to",
    value="FORMAT",
    help="Write the geometry in this format instead of showing it.",
)
OUTPUT = Option(
    name="--output",
    value="FILE",
    help="Where --to writes; without it, to standard output.",
)
DETECTOR = Option(
    name="--detector",
    value="NAME",
    help="Put a known detector in place of the present one, with its gaps.",
)
FILE_OPTIONS = (TO, OUTPUT, DETECTOR)
_WIDTH = 88
_STAND_IN = (
    "A file that holds no crystal is put onto a cubic one of 100 Å with a* along x."
)


def read_either(words: Words) -> tuple[Imported, ImportedGeometry | None]:
    """Read a model, or the geometry of another program; put ``--detector`` into it."""
    file = _geometry_file(words)
    if file is None:
        model = read_model(words, "geometry")
    else:
        origin = Path(words.rest[0]).name
        model = Imported(
            text=f"Read geometry from {origin}",
            origin=origin,
            kind=FileKind.GEOMETRY,
            experiment=file.experiment,
        )
    return replace(model, experiment=_with_detector(model.whole, words)), file


def file_lines(file: ImportedGeometry) -> Iterable[str]:
    """Write the file's own numbers, and notes on what was made of them."""
    yield ""
    yield f"In the file ({file.format.label})"
    width = max((len(row.label) for row in file.requested), default=0)
    for row in file.requested:
        yield f"  {row.label:<{width}}  {row.value} {row.unit}".rstrip()
    for note in (*file.notes, _STAND_IN):
        yield from wrap(f"Note: {note}", _WIDTH)


def file_as_json(file: ImportedGeometry | None) -> dict[str, object]:
    """Write the same for a program; nothing for another kind of model."""
    if file is None:
        return {}
    rows = [
        {"label": row.label, "value": row.value, "unit": row.unit}
        for row in file.requested
    ]
    notes = [*file.notes, _STAND_IN]
    return {"file": {"format": file.format.name, "numbers": rows, "notes": notes}}


def _geometry_file(words: Words) -> ImportedGeometry | None:
    """Read the one file that is named, where it holds another program's geometry."""
    if len(words.rest) != 1 or words.rest[0].startswith("-"):
        return None
    format = recognise_geometry(words.rest[0])
    if format is None or format.name == "nanobragg":
        return None  # of a command more can be told
    crystal = Crystal(cell=UnitCell(a=100.0, b=100.0, c=100.0), default_F=1.0)
    return read_geometry(words.rest[0], Experiment(crystal=crystal), format=format)


def _with_detector(experiment: Experiment, words: Words) -> Experiment:
    """Apply ``--detector``."""
    name = words.own.get(DETECTOR.name)
    if name is None:
        return experiment
    rows = detector_rows()
    found = [row for row in rows if _plain(row["name"]) == _plain(name)]
    if not found:
        near = [r["name"] for r in rows if _plain(name) in _plain(r["name"])][:6]
        hint = f"did you mean {', '.join(near)}?" if near else "see --help."
        raise CommandLineError(f"--detector: there is no detector {name!r}; {hint}")
    return apply_preset(experiment, DetectorPreset(**found[0]))


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def exported(experiment: Experiment, words: Words) -> bool:
    """Write the geometry where ``--to`` asks for it; say what the format loses.

    Returns
    -------
    bool    whether it was asked for
    """
    name, output = words.own.get(TO.name), words.own.get(OUTPUT.name)
    if name is None:
        if output is not None:
            raise CommandLineError("--output needs --to FORMAT.")
        return False
    format = geometry_format(name)
    written = write_geometry(experiment, format)
    if output is None:
        sys.stdout.write(written.text)
    else:
        write_exported(output, written)
    for loss in written.losses:
        print(f"braggscope: {format.label}: {loss}", file=sys.stderr)
    return True


def listing() -> str:
    """Formats and detectors, for the help."""
    rows = [(f.name, f"{f.label}. {f.holds}") for f in GEOMETRY_FORMATS]
    width = max(len(name) for name, _ in rows)
    formats = "\n".join(f"  {name:<{width}}  {text}" for name, text in rows)
    names = ", ".join(
        row["name"] for row in detector_rows() if "binned" not in row["name"]
    )
    detectors = "\n".join(
        wrap(names, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    )
    return (
        f"Formats of --to, which can also be read\n{formats}\n\n"
        f'Detectors, and for some ", 2 × 2 binned" after the name\n{detectors}\n'
    )
