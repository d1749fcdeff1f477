"""Values of a JSON file, each knowing where it stands."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

from ...errors import FileFormatError
from ...models.axes import Vector
from ..reading import shown


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a JSON file.

    Attributes
    ----------
    value : object    as the json module gives it
    name : str        the file
    path : str        where it stands in the file: ``detector[0].panels``
    """

    value: object
    name: str
    path: str = ""

    @classmethod
    def parse(cls, text: str, name: str) -> Node:
        """Read a JSON text.

        Raises
        ------
        FileFormatError
            For text that is no JSON, with the line.
        """
        try:
            return cls(json.loads(text), name)
        except json.JSONDecodeError as error:
            raise FileFormatError(
                f"{name}, line {error.lineno}: is not JSON ({error.msg})."
            ) from error
        except RecursionError as error:
            raise FileFormatError(f"{name}: is nested too deeply.") from error
        except ValueError as error:
            raise FileFormatError(f"{name}: is not JSON ({error}).") from error

    @property
    def where(self) -> str:
        """File and path, for messages."""
        return f"{self.name}: {self.path}" if self.path else self.name

    @property
    def text(self) -> str:
        """The value as it stands in the file, for people."""
        return json.dumps(self.value).strip("[]")

    def __contains__(self, key: str) -> bool:
        """Whether an object has a value other than null of this name."""
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def __getitem__(self, key: str) -> Node:
        """Return the value of this name.

        Raises
        ------
        FileFormatError
            Where there is none.
        """
        if key not in self:
            raise FileFormatError(f"{self.where}: {key} is missing.")
        return self.get(key, None)

    def get(self, key: str, default: object) -> Node:
        """Return the value of this name, or a default."""
        value = self.value.get(key, default) if isinstance(self.value, dict) else None
        path = f"{self.path}.{key}" if self.path else key
        return Node(default if value is None else value, self.name, path)

    def items(self, count: int | None = None) -> list[Node]:
        """Return the values of an array."""
        values = self.value
        if not isinstance(values, list) or count not in (None, len(values)):
            many = "an array" if count is None else f"an array of {count} values"
            raise self._refused(many)
        return [
            Node(value, self.name, f"{self.path}[{index}]")
            for index, value in enumerate(values)
        ]

    def number(self) -> float:
        """Return a finite number."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._refused("a number")
        try:
            finite = math.isfinite(value) and abs(value) < 1e30
        except OverflowError:
            finite = False
        if not finite:
            raise self._refused("a finite number")
        return float(value)

    def positive(self) -> float:
        """Return a number above zero."""
        value = self.number()
        if not value > 0:
            raise self._refused("a number above zero")
        return value

    def whole(self) -> int:
        """Return a whole number."""
        value = self.number()
        if value != int(value):
            raise self._refused("a whole number")
        return int(value)

    def numbers(self, count: int) -> list[float]:
        """Return an array of so many numbers."""
        return [item.number() for item in self.items(count)]

    def vector(self, *, nonzero: bool = True) -> Vector:
        """Return three numbers, not all zero."""
        x, y, z = self.numbers(3)
        if nonzero and not math.hypot(x, y, z) > 0:
            raise self._refused("three numbers, not all zero")
        return x, y, z

    def _refused(self, allowed: str) -> FileFormatError:
        found = shown(json.dumps(self.value, default=str))
        return FileFormatError(f"{self.where} is {found}; it must be {allowed}.")
