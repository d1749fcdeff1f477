"""What differs between two experiments, in the words of the forms."""

from __future__ import annotations

from dataclasses import dataclass

from braggscope_engine import Experiment

from .parts import PARTS, Part
from .table import FIELDS
from .wording import full_name

__all__ = ["Difference", "differences"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that is not the same.

    Attributes
    ----------
    name : str         what it is called
    one, other : str   the value in either experiment
    """

    name: str
    one: str
    other: str


def differences(one: Experiment, other: Experiment) -> tuple[Difference, ...]:
    """Compare two experiments value by value, in the order of the forms."""
    found = []
    for field in FIELDS:
        pair = field.read(one), field.read(other)
        if pair[0] != pair[1]:
            name = full_name(field, one)
            found.append(_row(name, field.text(pair[0]), field.text(pair[1])))
    for part in PARTS.values():
        if _held(part, one) != _held(part, other):
            found.append(_row(part.label, _said(part, one), _said(part, other)))
    if one.quirks != other.quirks:
        only_one = sorted(quirk.value for quirk in one.quirks - other.quirks)
        only_other = sorted(quirk.value for quirk in other.quirks - one.quirks)
        found.append(_row("Quirks", _listed(only_one), _listed(only_other)))
    return tuple(found)


def _row(name: str, one: str, other: str) -> Difference:
    if one == other:  # alike as far as it is shown
        one, other = f"{one} …", f"{other} …"
    return Difference(name=name, one=one, other=other)


def _held(part: Part, experiment: Experiment) -> object:
    group, _, name = part.path.partition(".")
    return getattr(getattr(experiment, group), name)


def _said(part: Part, experiment: Experiment) -> str:
    return part.describe(experiment) if part.is_given(experiment) else part.absent


def _listed(names: list[str]) -> str:
    if len(names) > 3:
        return f"{len(names)} more: {', '.join(names[:3])} …"
    return ", ".join(names) or "no others"
