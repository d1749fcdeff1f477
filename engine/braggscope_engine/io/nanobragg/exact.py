"""The careful way of reading a nanoBragg command line: options by their exact names."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from difflib import get_close_matches

from ...errors import CommandLineError
from ...models.detector import Pivot
from ...quirks import Quirk
from .draft import Occurrence, Reading
from .loose import read_option
from .numerals import exact_number, exact_whole
from .option import Kind, Option
from .table import BY_NAME, NEVER_EXISTED, OPTIONS

_LOOKS_LIKE_NUMBER = re.compile(r"-+[.\d]")
_CAUGHT = tuple(option for option in OPTIONS if option.caught is not None)
_NUMERALS = ("no", "one", "two", "three", "four", "five", "six")


def read_exactly(
    words: Sequence[str], quirks: frozenset[Quirk], *, report_unknown: bool = False
) -> tuple[Occurrence, ...]:
    """Find options by name; each takes the words that follow it as its values.

    Parameters
    ----------
    words : sequence of str
    quirks : frozenset of Quirk
    report_unknown : bool
        Return unknown options as occurrences instead of raising.

    Raises
    ------
    CommandLineError
        One sentence with the option, the word and what is allowed.
    """
    occurrences: list[Occurrence] = []
    position = 0
    while position < len(words):
        word = words[position]
        option = BY_NAME.get(_name(word))
        if option is not None:
            occurrence = _occurrence(option, words, position, quirks)
        elif report_unknown:
            occurrence = _unknown(words, position)
        else:
            previous = occurrences[-1] if occurrences else None
            raise CommandLineError(_complaint(word, previous))
        occurrences.append(occurrence)
        position += 1 + len(occurrence.values)
    return tuple(occurrences)


def _name(word: str) -> str:
    return word[1:] if word.startswith("--") else word


def _occurrence(
    option: Option, words: Sequence[str], position: int, quirks: frozenset[Quirk]
) -> Occurrence:
    word, following = words[position], words[position + 1 :]
    occurrence = Occurrence(position=position, word=word)
    for other in _CAUGHT:
        if other is not option and other.catches(_name(word), quirks):
            found = read_option(other, word, following, quirks)
            occurrence.accidents += [found] if found else []
    if option.kind is Kind.NOTHING and option.least_words(quirks) > len(following):
        occurrence.option = option
        occurrence.problem = "nanoBragg ignores it when it is the last word."
    else:
        occurrence.reading = _reading(option, word, following)
    return occurrence


def _reading(option: Option, word: str, following: Sequence[str]) -> Reading:
    if option.kind is Kind.CELL:
        return _cell(option, word, following)
    if option.kind is Kind.MISSET and following and following[0] == "random":
        return Reading(option=option, words=("random",), values=("random",))
    count = 0 if option.kind is Kind.NOTHING else option.count
    taken = tuple(following[:count])
    if len(taken) < count:
        after = f"only {' '.join(taken)} follows" if taken else "nothing follows"
        raise CommandLineError(f"{word} needs {_needs(option)}, but {after}.")
    values = tuple(_value(option, word, w) for w in taken)
    return Reading(option=option, words=taken, values=values)


def _cell(option: Option, word: str, following: Sequence[str]) -> Reading:
    taken: list[str] = []
    for w in following[:6]:
        if w.startswith("-"):
            break
        taken.append(w)
    if not taken:
        raise CommandLineError(f"{word} needs {_needs(option)}, but none follows.")
    values = tuple(_value(option, word, w) for w in taken)
    return Reading(option=option, words=tuple(taken), values=values)


def _value(option: Option, word: str, value: str) -> object:
    """Return what one value word means."""
    converted: object
    if option.kind is Kind.NAME:
        converted = None if not value or _name(value) in BY_NAME else value
    elif option.kind is Kind.WHOLE:
        converted = exact_whole(value)
    elif option.kind is Kind.PIVOT:
        converted = Pivot(value) if value in ("beam", "sample") else None
    elif option.kind is Kind.DEPTH:
        converted = _depth(value)
    else:
        converted = exact_number(value)
    if converted is None:
        raise CommandLineError(f"{word} needs {_needs(option)}, but finds {value!r}.")
    return converted


def _depth(value: str) -> float | None:
    if value.lower() in ("inf", "infinity"):
        return math.inf
    depth = exact_number(value)
    return math.inf if depth == 0 else depth


def _needs(option: Option) -> str:
    if option.kind is Kind.NAME:
        return f"the {option.unit}"
    if option.kind is Kind.PIVOT:
        return f"the word {option.unit}"
    if option.kind is Kind.CELL:
        return f"one to six numbers ({option.unit})"
    many = _NUMERALS[option.count] if option.count < len(_NUMERALS) else option.count
    whole = "whole " if option.kind is Kind.WHOLE else ""
    noun = "number" if option.count == 1 else "numbers"
    unit = f" ({option.unit})" if option.unit else ""
    return f"{many} {whole}{noun}{unit}"


def _unknown(words: Sequence[str], position: int) -> Occurrence:
    """Return an unknown option with the words up to the next one that is an option."""
    occurrence = Occurrence(position=position, word=words[position])
    if not _is_option_like(words[position]):
        return occurrence
    taken: list[str] = []
    for word in words[position + 1 :]:
        if _is_option_like(word):
            break
        taken.append(word)
    occurrence.words = tuple(taken)
    return occurrence


def _is_option_like(word: str) -> bool:
    return word.startswith("-") and not _LOOKS_LIKE_NUMBER.match(word)


def hint(word: str) -> str:
    """Return what may have been meant by an unknown option, or nothing."""
    name = _name(word)
    if name in NEVER_EXISTED:
        return f"Did you mean {NEVER_EXISTED[name]}?"
    near = get_close_matches(name, list(BY_NAME), n=1, cutoff=0.7)
    if not near:
        lower = {known.lower(): known for known in BY_NAME}
        near = [lower[name.lower()]] if name.lower() in lower else []
    return f"Did you mean {near[0]}?" if near else ""


def _complaint(word: str, previous: Occurrence | None) -> str:
    if _is_option_like(word):
        return f"{word} is not an option of nanoBragg. {hint(word)}".rstrip()
    if previous is None:
        return f"{word!r} stands before any option."
    return f"{word!r} is one word too many after {previous.text}."
