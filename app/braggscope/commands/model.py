"""What geometry and render have in common: the model that their words give."""

from __future__ import annotations

from braggscope_engine import ALL_QUIRKS, CommandLineError, Quirk, parse_quirks

from ..transfer import Imported, read_words
from .words import QUIRKS, STRICT, Words


def chosen_quirks(words: Words) -> frozenset[Quirk] | None:
    """Quirks that the own options ask for; None when they say nothing."""
    if STRICT.name in words.own and QUIRKS.name in words.own:
        raise CommandLineError("--strict and --quirks exclude each other.")
    if STRICT.name in words.own:
        return ALL_QUIRKS
    if QUIRKS.name in words.own:
        return parse_quirks(words.own[QUIRKS.name])
    return None


def read_model(words: Words, command: str) -> Imported:
    """Read the model of a command that cannot do without one."""
    if not words.rest:
        raise CommandLineError(
            f"{command} needs nanoBragg arguments or a file; braggscope {command} "
            "--help says more."
        )
    return read_words(words.rest, chosen_quirks(words))
