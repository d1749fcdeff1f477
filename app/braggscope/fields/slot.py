"""One number of the experiment, alone or of three: what one number editor edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from braggscope_engine import Experiment, Hold, InvalidParameterError

from . import couplings
from .field import Field, Value

__all__ = ["Slot", "slots_of"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A field, or one component of a field of three numbers."""

    field: Field
    component: int | None = None

    @property
    def symbol(self) -> str:
        """x, y or z; a, b or c; nothing for a number that stands alone."""
        return "" if self.component is None else self.field.components[self.component]

    @property
    def name(self) -> str:
        """What the number is called, in full."""
        return f"{self.field.full_name} {self.symbol}".rstrip()

    def read(self, experiment: Experiment) -> Value:
        """Return the number, or None where it is not given."""
        return self._part(self.field.read(experiment))

    def in_force(self, values: Mapping[str, Value]) -> Value:
        """Return what the number comes to, or None where that cannot be told."""
        return self._part(values.get(self.field.path))

    def write(
        self,
        experiment: Experiment,
        value: Value,
        values: Mapping[str, Value],
        hold: Hold | None = None,
    ) -> Experiment:
        """Return the experiment with this number; see `couplings.write`.

        Where three numbers are not given, the other two are those in force.
        """
        if self.component is None or value is None:
            return couplings.write(self.field, experiment, value, values, hold)
        three = self.field.read(experiment) or values.get(self.field.path)
        if three is None:
            raise InvalidParameterError(
                self.field.path, value, "given with all three numbers, such as 1 2 3"
            )
        changed = (*three[: self.component], value, *three[self.component + 1 :])
        return couplings.write(self.field, experiment, changed, values, hold)

    def _part(self, value: Value) -> Value:
        if value is None or self.component is None:
            return value
        return value[self.component]


def slots_of(field: Field) -> tuple[Slot, ...]:
    """Return the numbers of a field, one or three."""
    if not field.components:
        return (Slot(field),)
    return tuple(Slot(field, i) for i in range(len(field.components)))
