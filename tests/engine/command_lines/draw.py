"""What a random command line is drawn on."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

EXACT_SPELLING = {
    *("-N", "-MW", "-Q", "-stol", "-4stol", "-detsize", "-detpixels", "-polar"),
    *("-mosaic", "-hdivstep", "-vdivstep", "-phi", "-phistep", "-detector_thick"),
}
"""Options that nanoBragg takes in one spelling only."""


@dataclass
class CommandLine:
    """A command line and the files that it needs.

    Attributes
    ----------
    words : list of str
    files : dict of str to bytes    by name, to be put in its folder
    features : set of str           what it exercises
    """

    words: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    features: set[str] = field(default_factory=set)


class Draw:
    """A command line in the making: groups of words whose order is drawn last."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.line = CommandLine()
        self.groups: list[list[str]] = []
        self.has_file_header = False
        self.shape = (random.randint(4, 32), random.randint(4, 32))
        self.pixel = random.choice([0.5, 1.0, 2.0, 0.344, 3.3])

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def number(self, low: float, high: float, digits: int = 3) -> str:
        value = round(self.random.uniform(low, high), digits)
        if self.chance(0.03):
            return f"{value:e}"
        if self.chance(0.02):
            return f"+{value}" if value >= 0 else f"{value}mm"
        return f"{value:g}" if self.chance(0.5) else str(value)

    def add(self, feature: str, option: str, *values: object) -> None:
        self.line.features.add(feature)
        if option not in EXACT_SPELLING and self.chance(0.03):
            self.line.features.add("odd spelling")
            option = self.random.choice([f"-{option}", f"-my{option}", f"{option}_X"])
        self.groups.append([option, *map(str, values)])

    def maybe(
        self, probability: float, feature: str, option: str, *values: object
    ) -> None:
        if self.chance(probability):
            self.add(feature, option, *values)

    def file(self, name: str, content: str | bytes) -> str:
        if isinstance(content, str):
            content = content.encode()
        self.line.files[name] = content
        return name
