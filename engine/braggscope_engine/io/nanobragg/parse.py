"""The door of the parser: words in, experiment and reports out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from ...quirks import NO_QUIRKS, Quirk
from .build import build_experiment, build_outputs
from .draft import Draft, Occurrence
from .exact import read_exactly
from .fates import report_options
from .headers import apply_headers, settle_headers
from .loose import read_loosely
from .report import ParsedCommand


def parse_nanobragg(
    words: Sequence[str],
    *,
    quirks: frozenset[Quirk] = NO_QUIRKS,
    folder: str | os.PathLike[str] | None = None,
    unknown: Literal["error", "report"] = "error",
) -> ParsedCommand:
    """Read a nanoBragg command line.

    Parameters
    ----------
    words : sequence of str
        The arguments, without the name of the program.
    quirks : frozenset of Quirk
        Oddities of nanoBragg to reproduce, in reading and later in the simulation.
    folder : path or None
        Where relative file names start; None is the current folder.
    unknown : "error" or "report"
        What to do with an option that does not exist: refuse the command, or list it
        among the options. nanoBragg's own reader never refuses one.

    Raises
    ------
    CommandLineError
        One sentence with the option, the word and what is allowed.
    FileFormatError
        One sentence with the file, the line and what was expected.
    """
    draft = Draft(quirks, None if folder is None else Path(folder))
    occurrences = _read(words, quirks, report_unknown=unknown == "report")
    apply_headers(draft, occurrences)
    for occurrence in occurrences:
        draft.apply(occurrence)
    settle_headers(draft)
    experiment = build_experiment(draft)
    return ParsedCommand(
        experiment=experiment,
        options=report_options(draft, experiment),
        outputs=build_outputs(draft),
        notes=tuple(draft.notes),
    )


def _read(
    words: Sequence[str], quirks: frozenset[Quirk], *, report_unknown: bool
) -> tuple[Occurrence, ...]:
    if Quirk.LOOSE_OPTIONS in quirks:
        return read_loosely(words, quirks)
    return read_exactly(words, quirks, report_unknown=report_unknown)
