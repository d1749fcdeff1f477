"""One editable value of the experiment: where it is, what it is called, how it moves.

Ranges here are for the hand: where dragging and stepping stop. What is allowed is
decided by the models alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from braggscope.quantities import Dimension, exact_text, rounded_text
from braggscope_engine import Experiment, InvalidParameterError

__all__ = ["Choice", "Field", "Kind", "Value"]

Value = Any
"""float, int, bool, a choice, three numbers, or None for "not given"."""


class Kind(StrEnum):
    """What a value is, and so which editor shows it."""

    NUMBER = "number"
    COUNT = "count"
    FLAG = "flag"
    TRISTATE = "tristate"
    CHOICE = "choice"
    VECTOR = "vector"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the values a choice offers."""

    value: Value
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One editable value.

    Attributes
    ----------
    path : str                  from the experiment, ``"detector.distance_mm"``
    label : str                 what stands beside the editor
    name : str                  the same in full, where there is no section above it
    kind : Kind
    optional : bool             None means "not given"
    dimension, unit             what the number is and the unit of the model
    minimum, maximum : float    where dragging and stepping stop
    step, coarse_step : float   in ``unit``; a fine step is a tenth of ``step``
    leading_digit_steps : bool  step in the second digit instead, whatever the size
    decimals : int              shown; what is stored is never rounded
    infinite : bool             infinity is a value
    choices : tuple of Choice
    components : tuple of str   names of the three numbers
    help : str                  one sentence: what it is
    allowed : str               the range in words
    option : str                how nanoBragg calls it
    """

    path: str
    label: str
    help: str
    name: str = ""
    kind: Kind = Kind.NUMBER
    optional: bool = False
    dimension: Dimension = Dimension.NUMBER
    unit: str = ""
    minimum: float = -math.inf
    maximum: float = math.inf
    step: float = 1.0
    coarse_step: float = 10.0
    leading_digit_steps: bool = False
    decimals: int = 3
    infinite: bool = False
    choices: tuple[Choice, ...] = ()
    components: tuple[str, ...] = ()
    allowed: str = ""
    option: str = ""

    def read(self, experiment: Experiment) -> Value:
        """Return the value, None also where the part that holds it is not given."""
        node: Any = experiment
        for name in self.path.split("."):
            if node is None:
                return None
            node = getattr(node, name)
        return node

    def write(self, experiment: Experiment, value: Value) -> Experiment:
        """Return an experiment with this value; the models may refuse it.

        Raises
        ------
        InvalidParameterError
            When a model refuses it, or the part that holds it is not given.
        """
        changed = _replace(experiment, self.path.split("."), self._typed(value), [])
        assert isinstance(changed, Experiment)
        return changed

    def text(self, value: Value) -> str:
        """Write a value for reading, rounded and with its unit."""
        if value is None:
            return "automatic" if self.kind is Kind.TRISTATE else "not given"
        if isinstance(value, bool):
            return "on" if value else "off"
        if self.kind is Kind.CHOICE:
            return next((c.label for c in self.choices if c.value == value), str(value))
        if isinstance(value, tuple):
            return self._with_unit(" ".join(self.number_text(v) for v in value))
        return self._with_unit(self.number_text(value))

    def number_text(self, value: float) -> str:
        """Write one number for reading, rounded, without unit."""
        if isinstance(value, int):
            return str(value)
        return rounded_text(value, self.decimals)

    def exact_text(self, value: Value) -> str:
        """Write a value so that reading it gives the very same one."""
        if isinstance(value, tuple):
            return " ".join(exact_text(v) for v in value)
        return exact_text(value)

    @property
    def full_name(self) -> str:
        """What the value is called where no section says what it belongs to."""
        return self.name or self.label

    def _with_unit(self, number: str) -> str:
        joint = "" if self.unit in ("°", "") else " "
        return f"{number}{joint}{self.unit}"

    def _typed(self, value: Value) -> Value:
        if value is None:
            return None
        if self.kind is Kind.NUMBER:
            return float(value)
        if self.kind is Kind.VECTOR:
            return tuple(float(v) for v in value)
        return tuple(value) if self.kind is Kind.COUNTS else value


def _replace(node: Any, names: list[str], value: Value, walked: list[str]) -> Any:
    name, *rest = names
    if node is None:
        raise InvalidParameterError(".".join(walked), None, "given as a whole first")
    if rest:
        value = _replace(getattr(node, name), rest, value, [*walked, name])
    return replace(node, **{name: value})
