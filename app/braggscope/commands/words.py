"""Own options of a command, told apart from nanoBragg's arguments.

Own options begin with two dashes and stand before the first word that does not;
all words from there on are nanoBragg's. ``--`` alone marks the border.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from braggscope_engine import CommandLineError


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option of Braggscope's own.

    Attributes
    ----------
    name : str      with its dashes
    value : str     what stands for its value in the help; empty takes none, several
                    words take as many
    help : str      one sentence
    """

    name: str
    value: str = ""
    help: str


HELP = Option(name="--help", help="Show this text.")
VERSION = Option(name="--version", help="Show the version.")
STRICT = Option(name="--strict", help="Strict nanoBragg: reproduce all its quirks.")
QUIRKS = Option(
    name="--quirks",
    value="LIST",
    help="Quirks to reproduce: all, none, names, and names with a minus.",
)
DEVICE = Option(name="--device", value="NAME", help="cpu, cuda:0 or mps.")
DTYPE = Option(name="--dtype", value="TYPE", help="float32 or float64.")
KERNELS = Option(
    name="--kernels",
    value="FOLDER",
    help="Where compiled kernels are; none goes without. Default: the user's cache.",
)
JSON = Option(name="--json", help="Write JSON.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A command's words, sorted.

    Attributes
    ----------
    own : dict     value of each own option that was given; "" where it takes none
    rest : tuple   nanoBragg's arguments, or the name of a file
    """

    own: dict[str, str]
    rest: tuple[str, ...]


def sort_words(words: Sequence[str], options: Sequence[Option]) -> Words:
    """Separate own options from what follows them.

    Raises
    ------
    CommandLineError
        For an option with two dashes that the command does not have.
    """
    known = {option.name: option for option in (*options, HELP, VERSION)}
    own: dict[str, str] = {}
    left = list(words)
    while left and (left[0].startswith("--") or left[0] == "-h"):
        word = left.pop(0)
        if word == "--":
            break
        name, equals, value = word.partition("=")
        option = known.get(HELP.name if name == "-h" else name)
        if option is None:
            raise CommandLineError(_unknown(name, list(known)))
        own[option.name] = _value(option, equals, value, left)
    return Words(own=own, rest=tuple(left))


def _value(option: Option, equals: str, value: str, left: list[str]) -> str:
    if not option.value:
        if equals:
            raise CommandLineError(f"{option.name} takes no value, found '{value}'.")
        return ""
    if equals:
        return value
    count = len(option.value.split())
    if len(left) < count:
        needs = "a value" if count == 1 else f"{count} values"
        raise CommandLineError(f"{option.name} needs {needs}: {option.value}.")
    return " ".join(left.pop(0) for _ in range(count))


def _unknown(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
    return f"Unknown option {name}: {hint} nanoBragg's options begin with one dash."


def help_text(usage: str, about: str, options: Sequence[Option]) -> str:
    """Compose what --help shows."""
    rows = [
        (f"{option.name} {option.value}".rstrip(), option.help)
        for option in (*options, HELP, VERSION)
    ]
    width = max(len(left) for left, _ in rows)
    listed = "\n".join(f"  {left:<{width}}  {right}" for left, right in rows)
    return f"Usage: {usage}\n\n{about}\n\nOptions\n{listed}\n"


BEFORE_THE_FIRST = (
    "Options of Braggscope stand before the first nanoBragg argument; -- may separate\n"
    "them. All words from the first one that does not begin with two dashes are\n"
    "nanoBragg's."
)
