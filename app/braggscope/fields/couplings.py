"""Edits that take more than one number along.

Most edits replace one value. A few would leave numbers that contradict each other, or
a whole that is only half given; then what goes with them is changed in the same step.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from braggscope_engine import (
    Convention,
    Experiment,
    Hold,
    OrientationMatrix,
    Quirk,
    UnitCell,
    moved,
    with_pix0,
)

from .field import Field, Value

__all__ = ["with_matrix", "without_matrix", "write"]

_CELL = ("a", "b", "c", "alpha", "beta", "gamma")
_CENTRES = (
    ("beam_x_mm", "beam_y_mm"),
    ("close_x_mm", "close_y_mm"),
    ("org_x_px", "org_y_px"),
)
_MOVES = ("distance_mm", "rotation_deg", "two_theta_deg")


def write(
    field: Field,
    experiment: Experiment,
    value: Value,
    in_force: Mapping[str, Value],
    hold: Hold | None = None,
) -> Experiment:
    """Return the experiment after the edit of one field.

    Parameters
    ----------
    field : Field
    experiment : Experiment
    value : Value
    in_force : mapping of path to value
        What the numbers that are not given come to at present.
    hold : Hold or None
        What a tilt, a swing or a distance leaves in place, and that a pix0 moves the
        detector; None changes the one number and nothing else.

    Raises
    ------
    InvalidParameterError
        When a model refuses the result.
    """
    group, _, name = field.path.rpartition(".")
    if group == "crystal.cell":
        return _with_cell(experiment, name, value, in_force)
    if group != "detector":
        return field.write(experiment, value)
    if hold is not None and value is not None:
        if name in _MOVES:
            return moved(experiment, hold=hold, **{name: value})
        if name == "pix0_mm":
            return _with_pix0(experiment, value)
    return _with_detector(field, experiment, value, in_force)


def _with_detector(
    field: Field, experiment: Experiment, value: Value, in_force: Mapping[str, Value]
) -> Experiment:
    """Change one number of the detector, and what it would contradict."""
    name = field.path.rpartition(".")[2]
    for pair in _CENTRES:
        if name in pair:
            return _with_centre(experiment, pair, name, value, in_force)
    if name in ("size_fast_mm", "size_slow_mm", "pixel_size_mm"):
        return _with_size(experiment, name, value)
    if name in ("pixels_fast", "pixels_slow"):
        size = name.replace("pixels", "size") + "_mm"
        changed = replace(experiment.detector, **{name: value, size: None})
        return replace(experiment, detector=changed)
    return field.write(experiment, value)


def with_matrix(experiment: Experiment, matrix: OrientationMatrix) -> Experiment:
    """Give the crystal the orientation and the cell of a matrix.

    Both are in the matrix: a former cell would stretch it and a former misset turn it.
    """
    crystal = replace(
        experiment.crystal,
        matrix=matrix,
        cell=None,
        misset_deg=(0.0, 0.0, 0.0),
        misset_random=False,
    )
    return replace(experiment, crystal=crystal)


def without_matrix(experiment: Experiment, in_force: Mapping[str, Value]) -> Experiment:
    """Take the matrix away and keep its cell, unless a cell is given."""
    cell = experiment.crystal.cell or _cell_in_force(in_force)
    return replace(
        experiment, crystal=replace(experiment.crystal, matrix=None, cell=cell)
    )


def _cell_in_force(in_force: Mapping[str, Value]) -> UnitCell | None:
    values = [in_force.get(f"crystal.cell.{name}") for name in _CELL]
    if any(value is None for value in values):
        return None
    # Ten digits: the cell of a matrix is not known better, and reads as it was typed.
    rounded = (float(f"{value:.10g}") for value in values)
    return UnitCell(**dict(zip(_CELL, rounded, strict=True)))


def _with_cell(
    experiment: Experiment, name: str, value: Value, in_force: Mapping[str, Value]
) -> Experiment:
    """Change one number of the cell; none at all leaves the cell to the matrix."""
    cell = experiment.crystal.cell or _cell_in_force(in_force)
    if value is None or cell is None:
        changed = None
    else:
        changed = replace(cell, **{name: value})
    return replace(experiment, crystal=replace(experiment.crystal, cell=changed))


def _with_pix0(experiment: Experiment, value: Value) -> Experiment:
    """Move the detector; the numbers in which its place is said now follow."""
    x, y, z = value
    return with_pix0(experiment, (x / 1000.0, y / 1000.0, z / 1000.0))


def _with_centre(
    experiment: Experiment,
    pair: tuple[str, str],
    name: str,
    value: Value,
    in_force: Mapping[str, Value],
) -> Experiment:
    """Change one number of a centre.

    Where two kinds of centre would contradict each other, the one that is typed takes
    over from the other, and its second number is the one that was in force.
    """
    detector = experiment.detector
    changes: dict[str, Value] = {name: value}
    others = [n for p in _CENTRES if p != pair for n in p]
    given = [n for n in others if getattr(detector, n) is not None]
    if value is not None and given and _centres_compete(experiment):
        partner = pair[1] if name == pair[0] else pair[0]
        if getattr(detector, partner) is None:
            changes[partner] = in_force.get(f"detector.{partner}")
        changes |= dict.fromkeys(given)
    return replace(experiment, detector=replace(detector, **changes))


def _centres_compete(experiment: Experiment) -> bool:
    if experiment.detector.convention is Convention.CUSTOM:
        return Quirk.BEAM_CENTRE_AS_NEAR_POINT not in experiment.quirks
    return Quirk.CONVENTION_IGNORES_CENTRE not in experiment.quirks


def _with_size(experiment: Experiment, name: str, value: Value) -> Experiment:
    """Change a size; pixel counts that came from a size follow."""
    detector = experiment.detector
    pixel = value if name == "pixel_size_mm" else detector.pixel_size_mm
    changes: dict[str, Value] = {name: value}
    for axis in ("fast", "slow"):
        size_name = f"size_{axis}_mm"
        size = value if name == size_name else getattr(detector, size_name)
        touched = name in (size_name, "pixel_size_mm")
        if touched and size is not None and pixel is not None and pixel > 0:
            # As nanoBragg, in metres: the last bit decides at half pixels.
            count = size / 1000.0 / (pixel / 1000.0) - 0.5
            if 0 < count < 1e9:
                changes[f"pixels_{axis}"] = max(1, math.ceil(count))
    return replace(experiment, detector=replace(detector, **changes))
