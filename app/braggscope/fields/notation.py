"""How one field's numbers are written, read and stepped, in the unit that is shown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from braggscope.quantities import (
    QuantityError,
    convert,
    exact_text,
    is_nothing,
    parse_count,
    parse_number,
    parse_triple,
    rounded_text,
)

from .field import Field, Kind, Value

__all__ = ["Notation", "StepSize"]


class StepSize(Enum):
    """How far one step goes."""

    FINE = "fine"
    NORMAL = "normal"
    COARSE = "coarse"


@dataclass(frozen=True, slots=True)
class Notation:
    """One field in one shown unit.

    Parameters
    ----------
    field : Field
    unit : str
        The unit shown, one of `quantities.units_of`.
    """

    field: Field
    unit: str

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers count."""
        return self.field.kind in (Kind.COUNT, Kind.COUNTS)

    def parse(self, text: str) -> Value:
        """Read one number in the field's own unit, None for "not given".

        Raises
        ------
        QuantityError
            With one sentence for the user.
        """
        field = self.field
        if field.optional and is_nothing(text):
            return None
        if self.is_whole:
            return parse_count(text)
        return parse_number(
            text,
            field.dimension,
            field.unit,
            shown=self.unit,
            infinite=field.infinite,
        )

    def parse_three(self, text: str) -> Value:
        """Read three numbers at once."""
        field = self.field
        three = parse_triple(text, field.dimension, field.unit, shown=self.unit)
        if not self.is_whole:
            return three
        if not all(number.is_integer() for number in three):
            raise QuantityError("Must be three whole numbers.")
        return tuple(int(number) for number in three)

    def rounded(self, value: float) -> str:
        """Write a number for reading."""
        if self.is_whole:
            return str(value)
        return rounded_text(self._shown(value), self._decimals())

    def exact(self, value: float) -> str:
        """Write a number for editing, with all its digits."""
        if self.is_whole:
            return str(value)
        return exact_text(self._shown(value))

    def stepped(self, value: float, count: int, size: StepSize) -> Value:
        """Return the number some steps further, kept within the field's range.

        A number outside that range may come back, never go further out.
        """
        if not math.isfinite(value):
            return value
        moved = self._moved(value, count, size)
        low = min(self.field.minimum, value)
        high = max(self.field.maximum, value)
        kept = min(max(moved, low), high)
        return int(kept) if self.is_whole else float(kept)

    def _moved(self, value: float, count: int, size: StepSize) -> float:
        if self.is_whole:
            steps = {StepSize.FINE: 1.0, StepSize.NORMAL: self.field.step}
            return value + count * steps.get(size, self.field.coarse_step)
        shown = self._shown(value)
        step = self._step(shown, size)
        # Decimal, so that 0.1 added ten times is 1.
        moved = Decimal(repr(shown)) + count * step
        field = self.field
        return convert(float(moved), field.dimension, self.unit, field.unit)

    def _step(self, shown: float, size: StepSize) -> Decimal:
        field = self.field
        by_digit = field.leading_digit_steps or self.unit in ("keV", "eV")
        if by_digit and shown != 0:
            step = Decimal(10) ** (math.floor(math.log10(abs(shown))) - 1)
            coarse = step * 10
        else:
            step, coarse = (
                Decimal(repr(convert(value, field.dimension, field.unit, self.unit)))
                for value in (field.step, field.coarse_step)
            )
        if size is StepSize.COARSE:
            return coarse
        return step / 10 if size is StepSize.FINE else step

    def _shown(self, value: float) -> float:
        field = self.field
        return convert(float(value), field.dimension, field.unit, self.unit)

    def _decimals(self) -> int:
        field = self.field
        if self.unit == field.unit or self.unit in ("keV", "eV"):
            return field.decimals
        factor = convert(1.0, field.dimension, field.unit, self.unit)
        return max(0, field.decimals - round(math.log10(factor)))
