"""Many comparisons, one row each."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path

from braggscope_engine import CommandLineError, EngineError

from ..words import JSON, Words, sort_words
from .against_model import compared
from .options import BATCH, NOT_PART_OF_THE_RESULT, OPTIONS, with_later_options
from .text import batch_text


def run_batch(words: Words) -> int:
    """Compare each line's image with its model."""
    name = words.own[BATCH.name]
    if words.rest:
        raise CommandLineError(
            f"--batch takes the pairs from {name}, found '{words.rest[0]}' as well."
        )
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    rows = []
    failed = 0
    for number, line in enumerate(lines, start=1):
        try:
            own = shlex.split(line, comments=True)
            if own:
                rows.append(_batch_row(own, words))
        except (EngineError, OSError, ValueError) as error:
            failed += 1
            rows.append({"line": number, "error": str(error)})
    if JSON.name in words.own:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        print("\n".join(batch_text(rows)))
    return 1 if failed else 0


def _batch_row(line: list[str], words: Words) -> dict[str, object]:
    sorted_words = with_later_options(sort_words(line, OPTIONS))
    shared = {k: v for k, v in words.own.items() if k not in NOT_PART_OF_THE_RESULT}
    each = replace(sorted_words, own={**shared, **sorted_words.own})
    found = compared(each).diagnosis
    return {
        "reference": each.rest[0],
        "correlation": found.before.correlation,
        "relative_l2": found.before.relative_l2,
        "ratio_max": found.before.ratios["maximum"],
        "after": found.after.relative_l2 if found.after else None,
        "causes": [finding.name for finding in found.causes],
        "explained": found.explained,
    }
