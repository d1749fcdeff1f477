"""nanoBragg's own way of reading its command line (quirk ``loose-options``).

Every word that begins with a minus is tested against every option, mostly by
substring, whether or not it was the value of an option before; nothing is consumed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from ...errors import CommandLineError
from ...models.detector import Pivot
from ...quirks import Quirk
from .draft import Occurrence, Reading
from .numerals import c_number, c_whole, exact_number, exact_whole
from .option import Kind, Option
from .table import OPTIONS

_READ_FIRST = frozenset({"-img", "-mask"})
"""nanoBragg looks for these in a scan of their own, before all others."""


def read_loosely(
    words: Sequence[str], quirks: frozenset[Quirk]
) -> tuple[Occurrence, ...]:
    """Find options as nanoBragg finds them.

    Raises
    ------
    CommandLineError
        Where nanoBragg would crash.
    """
    occurrences: list[Occurrence] = []
    owned: set[int] = set()
    for position, word in enumerate(words):
        if word.startswith("-"):
            occurrence = _occurrence(words, position, quirks)
            if occurrence.reading is None and position in owned:
                continue
            occurrences.append(occurrence)
            owned.update(range(position + 1, position + 1 + len(occurrence.values)))
        elif position not in owned:
            _add_stray(occurrences, word, position)
    return tuple(occurrences)


def _occurrence(
    words: Sequence[str], position: int, quirks: frozenset[Quirk]
) -> Occurrence:
    word, following = words[position], words[position + 1 :]
    readings: list[Reading] = []
    starved: Option | None = None
    stopped = False
    for option in OPTIONS:
        if stopped and option.name not in _READ_FIRST:
            continue
        if not option.catches(word, quirks):
            continue
        reading = read_option(option, word, following, quirks)
        if reading is None:
            starved = option
            continue
        readings.append(reading)
        stopped = stopped or _stops(reading)
    occurrence = Occurrence(position=position, word=word)
    if readings:
        occurrence.reading = _main(readings, word)
        occurrence.accidents = [r for r in readings if r is not occurrence.reading]
    elif starved is not None:
        occurrence.option = starved
        occurrence.problem = _starvation(starved, quirks)
    return occurrence


def read_option(
    option: Option, word: str, following: Sequence[str], quirks: frozenset[Quirk]
) -> Reading | None:
    """Read the values of an option as nanoBragg does; None is too few words."""
    if option.kind is Kind.MISSET:
        return _misset(option, following)
    least = option.least_words(quirks)
    if len(following) < least:
        if option.crashes:
            raise CommandLineError(
                f"{word} is the last word, which makes nanoBragg crash: {option.unit} "
                f"must follow it."
            )
        return None
    if option.kind is Kind.CELL:
        return _cell(option, following)
    taken = () if option.kind is Kind.NOTHING else tuple(following[: option.count])
    values = tuple(_CONVERT[option.kind](w) for w in taken)
    return Reading(
        option=option, words=taken, values=values, remark=_remark(option.kind, taken)
    )


def _misset(option: Option, following: Sequence[str]) -> Reading | None:
    if following and "rand" in following[0]:
        return Reading(option=option, words=(following[0],), values=("random",))
    if len(following) < 3:
        return None
    words = tuple(following[:3])
    return Reading(
        option=option,
        words=words,
        values=tuple(map(c_number, words)),
        remark=_remark(Kind.NUMBER, words),
    )


def _cell(option: Option, following: Sequence[str]) -> Reading:
    words: list[str] = []
    for word in following[:6]:
        if word.startswith("-"):
            break
        words.append(word)
    return Reading(
        option=option,
        words=tuple(words),
        values=tuple(map(c_number, words)),
        remark=_remark(Kind.NUMBER, words),
    )


def _stops(reading: Reading) -> bool:
    if reading.option.kind is Kind.MISSET:
        return reading.values == ("random",)
    return reading.option.stop


def _main(readings: list[Reading], word: str) -> Reading:
    """Choose the option that was meant: the one of that name, else the last."""
    name = word[1:] if word.startswith("--") else word
    named = [reading for reading in readings if name in reading.option.names]
    return (named or readings)[-1]


def _starvation(option: Option, quirks: frozenset[Quirk]) -> str:
    if option.kind is Kind.NOTHING:
        return "nanoBragg ignores it when it is the last word."
    needed = option.least_words(quirks)
    plural = "word" if needed == 1 else "words"
    return f"nanoBragg ignores it unless {needed} {plural} follow."


def _add_stray(occurrences: list[Occurrence], word: str, position: int) -> None:
    """Give a word that nothing reads to the unknown option before it, if any."""
    last = occurrences[-1] if occurrences else None
    if last is not None and last.reading is None:
        if position == last.position + 1 + len(last.words):
            last.words = (*last.words, word)
            return
    occurrences.append(Occurrence(position=position, word=word))


def _depth(word: str) -> float:
    depth = c_number(word)
    return math.inf if "inf" in word or depth == 0 else depth


def _pivot(word: str) -> Pivot | None:
    if "beam" in word:
        return Pivot.BEAM
    return Pivot.SAMPLE if "sample" in word else None


_CONVERT: dict[Kind, Callable[[str], object]] = {
    Kind.NUMBER: c_number,
    Kind.WHOLE: c_whole,
    Kind.NAME: str,
    Kind.DEPTH: _depth,
    Kind.PIVOT: _pivot,
}


def _remark(kind: Kind, words: Sequence[str]) -> str:
    if kind is Kind.NUMBER:
        odd = [(w, c_number(w)) for w in words if exact_number(w) is None]
    elif kind is Kind.WHOLE:
        odd = [(w, c_whole(w)) for w in words if exact_whole(w) is None]
    else:
        odd = []
    return " ".join(f"{word!r} is read as {value:g}." for word, value in odd)
