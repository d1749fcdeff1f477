"""The table of everything that can be edited: names, units, ranges, steps, help.

Nothing here knows of widgets. The forms are built from this table, and the history
speaks with its words.
"""

from __future__ import annotations

from .changes import changed_paths, shallow_path
from .couplings import with_matrix, without_matrix
from .differences import Difference, differences
from .field import Choice, Field, Kind, Value
from .in_force import InForce, in_force
from .notation import Notation, StepSize
from .notes import note
from .parts import PARTS, Part
from .slot import Slot, slots_of
from .table import BY_PATH, FIELDS, default_of, is_at_default
from .wording import change_text, full_name, label, sentence, tooltip

__all__ = [
    "BY_PATH",
    "FIELDS",
    "PARTS",
    "Choice",
    "Difference",
    "Field",
    "InForce",
    "Kind",
    "Notation",
    "Part",
    "Slot",
    "StepSize",
    "Value",
    "change_text",
    "changed_paths",
    "default_of",
    "differences",
    "full_name",
    "in_force",
    "is_at_default",
    "label",
    "note",
    "sentence",
    "shallow_path",
    "slots_of",
    "tooltip",
    "with_matrix",
    "without_matrix",
]
