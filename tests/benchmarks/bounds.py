"""What is asked of each figure, and the figures that were found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

_WIDTH = 58
_AT = {"least": "at least", "most": "at most"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    what: str
    value: float
    side: Literal["least", "most"]
    bound: float
    unit: str

    @property
    def holds(self) -> bool:
        within = self.value >= self.bound
        return within if self.side == "least" else self.value <= self.bound


@dataclass(slots=True)
class Bounds:
    """Collects figures, to be printed together at the end."""

    _rows: list[_Row] = field(default_factory=list)

    def at_least(self, what: str, value: float, bound: float, unit: str) -> None:
        """Note a figure that shall not be smaller."""
        self._note(what, value, "least", bound, unit)

    def at_most(self, what: str, value: float, bound: float, unit: str) -> None:
        """Note a figure that shall not be larger."""
        self._note(what, value, "most", bound, unit)

    def print(self) -> None:
        """Print all that was noted."""
        if not self._rows:
            return
        print("\nAgainst what is asked for")
        for row in self._rows:
            mark = "ok" if row.holds else "MISSED"
            found = f"{row.value:.3g} {row.unit}"
            asked = f"{_AT[row.side]} {row.bound:g}"
            print(f"{row.what:<{_WIDTH}} {found:>14}   {asked:<14} {mark}")

    def _note(
        self,
        what: str,
        value: float,
        side: Literal["least", "most"],
        bound: float,
        unit: str,
    ) -> None:
        row = _Row(what=what, value=value, side=side, bound=bound, unit=unit)
        self._rows.append(row)
