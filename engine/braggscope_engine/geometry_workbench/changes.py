"""What a change of convention does, in words and millimetres."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ..models.detector import Convention
from ..models.experiment import Experiment
from .centre_terms import centre_numbers
from .laboratory import turn_into
from .stance import Stance, largest_move_m
from .ways import stance_of

_UNMOVED_M = 1e-12
_BY_FOOT = (Convention.XDS, Convention.DIALS)


def changes_in_words(
    before: Experiment, after: Experiment, keep: str
) -> tuple[str, ...]:
    """Say what differs between two statements of an experiment.

    Parameters
    ----------
    before, after : Experiment
        In two conventions.
    keep : str
        "detector" or "numbers": what was meant to stay.
    """
    old, new = stance_of(before), stance_of(after)
    convention = after.detector.convention
    matrix = turn_into(old, before, convention)
    expected = old.turned(matrix)
    sentences = [_moved(expected, new, keep)]
    if not np.array_equal(matrix, np.eye(3)):
        sentences.append(_turned_laboratory(before, after, keep))
    sentences += _centres(before, after, old, new)
    sentences += _tilts(before, after, new)
    return tuple(sentences)


def _moved(expected: Stance, new: Stance, keep: str) -> str:
    moved = largest_move_m(expected, new)
    if moved < _UNMOVED_M:
        return "The panel stays where it is to beam and crystal."
    sentence = (
        "The numbers stay and the panel moves to beam and spindle"
        if keep == "numbers"
        else "The panel moves to beam and spindle"
    )
    sentence += f": a corner by {1000 * moved:.4g} mm"
    old_spot, new_spot = expected.spot_m, new.spot_m
    if old_spot is None or new_spot is None:
        return sentence + "."
    shift = math.dist(old_spot, new_spot)
    return (
        f"{sentence}, the beam spot by {1000 * shift:.4g} mm "
        f"({shift / new.pixel_m:.4g} pixels) on the panel."
    )


def _turned_laboratory(before: Experiment, after: Experiment, keep: str) -> str:
    beam = f"{_name(before)} and {_name(after)} have different laboratory axes"
    if keep == "numbers":
        return f"{beam}: the crystal's numbers stay, so it is turned to the beam."
    angles = ", ".join(f"{angle:.6g}" for angle in after.crystal.misset_deg)
    follow = "crystal and sources turn" if after.beam.sources else "the crystal turns"
    return f"{beam}: {follow} with the laboratory, the misset angles become {angles}°."


def _centres(
    before: Experiment, after: Experiment, old: Stance, new: Stance
) -> Iterator[str]:
    yield f"{_centre(before, old)} before, {_centre(after, new)} after."


def _centre(experiment: Experiment, stance: Stance) -> str:
    name, convention = _name(experiment), experiment.detector.convention
    if convention in _BY_FOOT:
        fast, slow = (x / stance.pixel_m + 0.5 for x in stance.foot_m)
        return f"{name} ORGX, ORGY {fast:.6g}, {slow:.6g} px"
    spot = stance.spot_m
    if spot is None:
        return f"{name} beam centre nowhere, as the beam misses the panel"
    x, y = (1000 * value for value in centre_numbers(convention, stance, spot))
    return f"{name} Xbeam, Ybeam {x:.6g}, {y:.6g} mm"


def _tilts(before: Experiment, after: Experiment, new: Stance) -> Iterator[str]:
    old_turns = (*before.detector.rotation_deg, before.detector.two_theta_deg)
    turns = (*after.detector.rotation_deg, after.detector.two_theta_deg)
    if math.dist(old_turns, turns) < 1e-9:
        return
    x, y, z, swing = turns
    why = ""
    if after.detector.convention is Convention.ADXV and new.is_right_handed:
        why = (
            " ADXV's own panel has its slow axis reversed; this one is written as that "
            "panel seen from its back."
        )
    yield (
        f"Tilts about x, y, z become {x:.6g}, {y:.6g}, {z:.6g}°, two-theta "
        f"{swing:.6g}°."
        f"{why}"
    )


def _name(experiment: Experiment) -> str:
    return experiment.detector.convention.name
