"""``braggscope geometry``: the geometry that a command line really gives."""

from __future__ import annotations

import json
from collections.abc import Iterable
from textwrap import wrap

from braggscope_engine import (
    Geometry,
    RequestedRow,
    describe_conventions,
    file_requests,
    format_quirks,
    full_precision,
    place,
    requested_effective,
)
from braggscope_engine.io import ImportedGeometry, OptionReport

from ..transfer import Imported
from .geometry_files import (
    FILE_OPTIONS,
    exported,
    file_as_json,
    file_lines,
    listing,
    read_either,
)
from .geometry_rows import geometry_sections
from .geometry_tables import (
    convention_lines,
    conventions_as_json,
    requested_as_json,
    requested_lines,
)
from .words import BEFORE_THE_FIRST, JSON, QUIRKS, STRICT, Words, help_text

OPTIONS = (STRICT, QUIRKS, JSON, *FILE_OPTIONS)
HELP_TEXT = (
    help_text(
        "braggscope geometry [OPTIONS] NANOBRAGG ARGUMENTS | FILE",
        "Show the geometry that results, in the terms of every convention; what was\n"
        "asked for beside what it became, here and in nanoBragg; and what became of\n"
        "each argument: used, overridden by another, or without effect.\n\n"
        + BEFORE_THE_FIRST,
        OPTIONS,
    )
    + f"\n{listing()}"
)
_WIDTH = 88


def run(words: Words) -> int:
    """Show the geometry."""
    model, file = read_either(words)
    if exported(model.whole, words):
        return 0
    if JSON.name in words.own:
        values = _as_json(model, file) | file_as_json(file)
        print(json.dumps(values, indent=2, ensure_ascii=False))
    else:
        print("\n".join([*_as_text(model, file), *(file_lines(file) if file else ())]))
    return 0


def _asked(model: Imported, file: ImportedGeometry | None) -> tuple[RequestedRow, ...]:
    """Set what the file, the command line or the model asks for beside what results."""
    if file is not None:
        requests = file_requests(file.requested)
        return requested_effective(model.whole, requests=requests)
    options = model.command.options if model.command else None
    return requested_effective(model.whole, options)


def _as_json(model: Imported, file: ImportedGeometry | None) -> dict[str, object]:
    command = model.command
    return {
        **full_precision(model.whole),
        "options": [
            {
                "option": report.option,
                "values": list(report.values),
                "fate": report.fate.value,
                "reason": report.reason,
            }
            for report in (command.options if command else ())
        ],
        "notes": list(command.notes) if command else [],
        "quirks": format_quirks(model.whole.quirks),
        "conventions": conventions_as_json(describe_conventions(model.whole)),
        "requested": requested_as_json(_asked(model, file)),
    }


def _as_text(model: Imported, file: ImportedGeometry | None) -> Iterable[str]:
    yield from _geometry_lines(place(model.whole))
    yield ""
    yield "The same detector in every convention, in the laboratory of each"
    yield from convention_lines(describe_conventions(model.whole), _WIDTH)
    yield ""
    yield "Asked for, and what it became (! where that is not the same)"
    yield from requested_lines(_asked(model, file), _WIDTH)
    yield ""
    yield f"Quirks reproduced: {format_quirks(model.whole.quirks)}"
    if model.command is not None:
        yield ""
        yield "Arguments"
        yield from _option_lines(model.command.options)
        for note in model.command.notes:
            yield from wrap(f"Note: {note}", _WIDTH)


def _geometry_lines(geometry: Geometry) -> Iterable[str]:
    sections = geometry_sections(geometry)
    width = max(len(row.label) for section in sections for row in section.rows)
    for section in sections:
        yield section.title
        for row in section.rows:
            yield f"  {row.label:<{width}}  {row.value} {row.unit}".rstrip()


def _option_lines(options: tuple[OptionReport, ...]) -> Iterable[str]:
    typed = [" ".join((report.option, *report.values)) for report in options]
    width = min(36, max((len(text) for text in typed), default=0))
    for text, report in zip(typed, options, strict=True):
        start = f"  {text:<{width}}  {report.fate.value:<10}"
        indent = " " * (len(f"  {'':<{width}}  ") + 12)
        reason = wrap(report.reason, max(24, _WIDTH - len(indent))) or [""]
        yield f"{start}  {reason[0]}".rstrip()
        yield from (indent + line for line in reason[1:])
