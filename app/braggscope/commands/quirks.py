"""``braggscope quirks``: the oddities of nanoBragg that can be switched on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from textwrap import fill

from braggscope_engine import QUIRK_DESCRIPTIONS

from .words import JSON, Words, help_text

OPTIONS = (JSON,)
HELP_TEXT = help_text(
    "braggscope quirks [--json]",
    "List the oddities of nanoBragg: what each does, and what Braggscope does "
    "without it.\nSwitch them on with --quirks NAME,NAME or, all of them, with "
    "--strict.",
    OPTIONS,
)


def run(words: Words) -> int:
    """List the quirks."""
    _take_no_arguments(words.rest)
    if "--json" in words.own:
        rows = [
            {"name": str(quirk), "what": text.what, "instead": text.instead}
            for quirk, text in QUIRK_DESCRIPTIONS.items()
        ]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    for quirk, text in QUIRK_DESCRIPTIONS.items():
        print(quirk)
        print(_paragraph(text.what))
        print(_paragraph(f"Without it: {text.instead}"))
    return 0


def _paragraph(text: str) -> str:
    return fill(text, 84, initial_indent="    ", subsequent_indent="    ")


def _take_no_arguments(rest: Sequence[str]) -> None:
    if rest:
        from braggscope_engine import CommandLineError

        raise CommandLineError(f"quirks takes no arguments, found '{rest[0]}'.")
