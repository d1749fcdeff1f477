"""Every editable value of an experiment, in the order of the forms."""

from __future__ import annotations

from braggscope_engine import Crystal, Experiment, UnitCell

from .axes_and_sensor import AXES_FIELDS, SENSOR_FIELDS
from .beam import BEAM_FIELDS
from .crystal import CRYSTAL_FIELDS
from .detector import DETECTOR_FIELDS
from .field import Field, Value
from .sampling import BACKGROUND_FIELDS, SAMPLING_FIELDS

__all__ = ["BY_PATH", "FIELDS", "default_of", "is_at_default"]

FIELDS: tuple[Field, ...] = (
    *DETECTOR_FIELDS,
    *AXES_FIELDS,
    *SENSOR_FIELDS,
    *BEAM_FIELDS,
    *CRYSTAL_FIELDS,
    *SAMPLING_FIELDS,
    *BACKGROUND_FIELDS,
)

BY_PATH: dict[str, Field] = {field.path: field for field in FIELDS}

_DEFAULTS = Experiment(
    crystal=Crystal(cell=UnitCell(a=100.0, b=100.0, c=100.0), default_F=100.0)
)
_NO_DEFAULT = frozenset(
    {"crystal.cell.a", "crystal.cell.b", "crystal.cell.c", "crystal.default_F"}
)


def default_of(field: Field) -> Value:
    """Return what a field holds in a new experiment."""
    return field.read(_DEFAULTS)


def is_at_default(field: Field, experiment: Experiment) -> bool:
    """Whether a field holds what it does in a new experiment.

    What every experiment must give for itself has no default to differ from.
    """
    value = field.read(experiment)
    if field.path in _NO_DEFAULT or value is None:
        return True
    return bool(value == default_of(field))
