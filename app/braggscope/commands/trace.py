"""``braggscope trace``: the whole calculation of one pixel."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from braggscope_engine import (
    CommandLineError,
    ComparedTerm,
    ForeignTerm,
    Trace,
    compare_traces,
    parse_trace,
    trace,
)

from .model import read_model
from .words import BEFORE_THE_FIRST, JSON, QUIRKS, STRICT, Option, Words, help_text

PIXEL = Option(
    name="--pixel", value="SLOW FAST", help="Number of the pixel, counted from 0."
)
COMPARE = Option(
    name="--compare",
    value="FILE",
    help="Another program's trace: mark the first term that disagrees.",
)
OPTIONS = (PIXEL, COMPARE, STRICT, QUIRKS, JSON)
HELP_TEXT = help_text(
    "braggscope trace --pixel SLOW FAST [OPTIONS] NANOBRAGG ARGUMENTS | FILE",
    "Show how the value of one pixel comes about, term by term, in double precision:\n"
    "position, scattering vector, Miller indices and structure factor of each\n"
    "sub-step, and what their sum is multiplied with. The last line is the pixel of\n"
    "the image.\n\n" + BEFORE_THE_FIRST,
    OPTIONS,
)
_SUB_STEPS = 5000


def run(words: Words) -> int:
    """Trace one pixel."""
    slow, fast = _pixel(words)
    theirs = None
    if COMPARE.name in words.own:
        path = Path(words.own[COMPARE.name])
        theirs = parse_trace(path.read_text(encoding="utf-8", errors="replace"))
    model = read_model(words, "trace")
    ours = trace(model.whole, slow, fast)
    if theirs is not None:
        print("\n".join(_compared(ours, theirs)))
    elif JSON.name in words.own:
        print(json.dumps(ours.to_json(_SUB_STEPS), indent=2, ensure_ascii=False))
    else:
        print(ours.text(_SUB_STEPS), end="")
    return 0


def _pixel(words: Words) -> tuple[int, int]:
    text = words.own.get(PIXEL.name)
    if text is None:
        raise CommandLineError("trace needs --pixel SLOW FAST: which pixel to follow.")
    parts = text.replace(",", " ").split()
    try:
        slow, fast = (int(part) for part in parts)
    except ValueError:
        raise CommandLineError(
            f"--pixel {text}: must be two whole numbers, SLOW FAST, counted from 0."
        ) from None
    return slow, fast


def _compared(ours: Trace, theirs: tuple[ForeignTerm, ...]) -> Iterable[str]:
    comparison = compare_traces(ours, theirs)
    for row in comparison.rows:
        mark = "agrees  " if row.agrees else "DIFFERS "
        yield f"{mark} {row.name} = {_numbers(row)}"
    if comparison.unmatched:
        yield f"no term of this trace: {', '.join(comparison.unmatched)}"
    if comparison.first is None:
        yield f"{len(comparison.rows)} terms compared, all agree"
    else:
        yield f"first disagreement: {comparison.first.name}"


def _numbers(row: ComparedTerm) -> str:
    def text(values: tuple[float, ...]) -> str:
        return " ".join(f"{value:.10g}" for value in values)

    return f"{text(row.ours)} {row.unit} | {text(row.theirs)} ({row.their_name})"
