"""What fields are called and how they are explained, for the model at hand.

The beam centre's X and Y mean different things in different conventions; their labels
and tooltips say which.
"""

from __future__ import annotations

from functools import cache
from html import escape

from braggscope_engine import Convention, Experiment, InvalidParameterError

from .field import Field, Kind, Value
from .parts import PARTS
from .slot import Slot
from .table import BY_PATH

__all__ = [
    "change_text",
    "convention_label",
    "full_name",
    "label",
    "sentence",
    "tooltip",
]

_X, _Y = "detector.beam_x_mm", "detector.beam_y_mm"

_ALONG: dict[tuple[str, Convention], tuple[str, str]] = {
    (_X, Convention.MOSFLM): ("slow", "from the centre of the first pixel"),
    (_Y, Convention.MOSFLM): ("fast", "from the centre of the first pixel"),
    (_X, Convention.DENZO): ("slow", "from the corner of the first pixel"),
    (_Y, Convention.DENZO): ("fast", "from the corner of the first pixel"),
    (_X, Convention.ADXV): ("fast", "from the corner of the first pixel"),
    (_Y, Convention.ADXV): ("slow, upwards", "from the edge beyond the last row"),
}
_PLAIN = {_X: "fast", _Y: "slow"}


def convention_label(convention: Convention) -> str:
    """Return the name of a convention as its users write it."""
    if convention is Convention.CUSTOM:
        return "custom axes"
    return convention.name


def label(field: Field, experiment: Experiment) -> str:
    """Return the text beside a field's editor."""
    if field.path in _PLAIN:
        along, _ = _axis(field, experiment.detector.convention)
        return f"{field.label} ({along.partition(',')[0]})"
    return field.label


def full_name(field: Field, experiment: Experiment) -> str:
    """Return what a field is called where no section stands above it."""
    return _name_in(experiment.detector.convention, field)


def _name_in(convention: Convention, field: Field) -> str:
    if field.path in _PLAIN:
        return f"{field.label} ({convention_label(convention)})"
    return field.full_name


def tooltip(field: Field, experiment: Experiment) -> str:
    """Return what a field is, its range and what nanoBragg calls it, as rich text."""
    return _tooltip(field.path, experiment.detector.convention)


@cache
def _tooltip(path: str, convention: Convention) -> str:
    field = BY_PATH[path]
    lines = [f"<b>{escape(_name_in(convention, field))}</b>", escape(field.help)]
    if field.path in _PLAIN:
        along, start = _axis(field, convention)
        lines.append(escape(f"Counted along {along}, {start}."))
    facts = []
    if field.unit:
        facts.append(f"Unit: {field.unit}")
    if field.allowed:
        facts.append(f"Range: {field.allowed}")
    if field.optional and field.kind is not Kind.TRISTATE:
        facts.append("Empty: not given")
    if facts:
        lines.append(escape(". ".join(facts) + "."))
    if field.option and field.option != "none":
        lines.append(f"nanoBragg: {escape(field.option)}")
    elif field.option:
        lines.append("nanoBragg has no option for it.")
    return f"<p style='white-space: normal'>{'<br>'.join(lines)}</p>"


def change_text(slot: Slot, experiment: Experiment, value: Value) -> str:
    """Return an edit as the history tells it: "Change distance to 231.3 mm"."""
    field = slot.field
    name = _inside(full_name(field, experiment))
    if slot.component is not None and value is not None:
        name = f"{name} {slot.symbol}"
    if field.kind is Kind.FLAG:
        return f"Switch {name} {'on' if value else 'off'}"
    if value is None:
        if field.kind is Kind.TRISTATE:
            return f"Let {name} be automatic"
        return f"Leave {name} out"
    return f"Change {name} to {field.text(value)}"


def sentence(error: InvalidParameterError, at: str = "") -> str:
    """Return an engine's error for a field's place: no path, no value.

    "detector.distance_mm = -5: must be a positive number in mm." becomes "Must be a
    positive number in mm." An error about something else than ``at``, the path of
    the edited field, names it.
    """
    _, found, rest = str(error).partition(": must be ")
    if not found:
        return _with_names(str(error))
    own = error.parameter.startswith(at)
    subject = "" if own else _subject(error.parameter)
    return _with_names(f"{subject} must be {rest}" if subject else f"Must be {rest}")


_SUBJECTS = {
    "hold": "What is held",
    "crystal.cell": "The cell",
    "crystal.cell.angles": "The cell angles",
    "detector.pixels_fast × pixels_slow": "The number of all pixels",
}


def _subject(parameter: str) -> str:
    if parameter in _SUBJECTS:
        return _SUBJECTS[parameter]
    if parameter in PARTS:
        return f"The {PARTS[parameter].name}"
    near = [path for path in BY_PATH if parameter.startswith(path)]
    return BY_PATH[max(near, key=len)].full_name if near else parameter


def _with_names(text: str) -> str:
    for path in sorted(BY_PATH, key=len, reverse=True):
        text = text.replace(path, _inside(BY_PATH[path].full_name))
    return text


def _axis(field: Field, convention: Convention) -> tuple[str, str]:
    plain = (_PLAIN[field.path], "from the corner of the first pixel")
    return _ALONG.get((field.path, convention), plain)


def _inside(name: str) -> str:
    """Write a name as it stands inside a sentence; abbreviations keep their case."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
