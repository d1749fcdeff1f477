"""What an option is: how it is spelt, what follows it, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from ...quirks import Quirk

if TYPE_CHECKING:
    from .draft import Draft

Match = Callable[[str], bool]
Values = tuple[object, ...]
Effect = Callable[["Draft", Values], None]


class Kind(Enum):
    """What the words after an option are."""

    NOTHING = auto()
    NUMBER = auto()
    WHOLE = auto()
    NAME = auto()
    DEPTH = auto()
    PIVOT = auto()
    CELL = auto()
    MISSET = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One row of the table of options.

    Attributes
    ----------
    names : tuple of str
        Spellings that the exact reader takes, the canonical one first. All of them
        mean the same to nanoBragg.
    match : callable
        Whether nanoBragg recognises the option in a word.
    kind, count : Kind, int
        What follows, and how many words nanoBragg wants to see.
    unit : str
        Unit or meaning of the values, for messages.
    effect : callable
    stop : bool
        nanoBragg looks for nothing more in a word that matched.
    crashes : bool
        nanoBragg crashes when the values are missing; else it ignores the option.
    unless : str
        Words that contain this are another option...
    caught : Quirk or None
        ...but with this quirk they are this one as well.
    peeks : Quirk or None
        With this quirk the option counts only if any word follows.
    """

    names: tuple[str, ...]
    match: Match
    kind: Kind
    count: int = 1
    unit: str = ""
    effect: Effect
    stop: bool = False
    crashes: bool = False
    unless: str = ""
    caught: Quirk | None = None
    peeks: Quirk | None = None

    @property
    def name(self) -> str:
        """The canonical spelling."""
        return self.names[0]

    def least_words(self, quirks: frozenset[Quirk]) -> int:
        """How many words must follow for nanoBragg to see the option."""
        if self.peeks is not None:
            return 1 if self.peeks in quirks else 0
        return 0 if self.kind is Kind.NOTHING else self.count

    def catches(self, word: str, quirks: frozenset[Quirk]) -> bool:
        """Whether nanoBragg reads ``word`` as this option, by accident or not."""
        if not self.match(word):
            return False
        if self.unless and self.unless in word:
            return self.caught is not None and self.caught in quirks
        return True


def contains(*patterns: str) -> Match:
    """Match words in which one of the patterns occurs anywhere."""
    return lambda word: any(pattern in word for pattern in patterns)


def equals(pattern: str) -> Match:
    """Match one word only."""
    return lambda word: word == pattern


def contains_whole(pattern: str) -> Match:
    """Match words in which the pattern occurs and which are as long as it."""
    return lambda word: pattern in word and len(word) == len(pattern)


def either(*matches: Match) -> Match:
    """Match what one of the others matches."""
    return lambda word: any(match(word) for match in matches)
