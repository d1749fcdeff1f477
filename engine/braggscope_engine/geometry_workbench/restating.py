"""The same experiment in another convention."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ..conventions import AXES
from ..errors import InvalidParameterError
from ..geometry import place
from ..models.beam import Beam
from ..models.crystal import Crystal
from ..models.detector import Convention
from ..models.experiment import Experiment
from ..placement import effective_pivot
from ..quirks import Quirk
from ..resolved import resolve
from .attitude import attitude_in
from .changes import changes_in_words
from .laboratory import turn_into
from .losses import losses
from .placing import placed_at
from .stance import Array, Stance, as_vector
from .turning import about_xyz, angles_of
from .ways import stance_of, usual_way

Keep = Literal["detector", "numbers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """An experiment in another convention, and what that changed.

    Attributes
    ----------
    experiment : Experiment
    sentences : tuple of str    one each for what changes, and for what is lost
    """

    experiment: Experiment
    sentences: tuple[str, ...]


def restate(
    experiment: Experiment, convention: Convention, keep: Keep = "detector"
) -> Restated:
    """Change the convention.

    Parameters
    ----------
    experiment : Experiment
    convention : Convention
    keep : "detector" or "numbers"
        "detector" leaves the panel where it is to beam and crystal and translates the
        numbers; where the beam has another direction the whole laboratory is turned,
        crystal and sources with it, so that the image stays. "numbers" leaves the
        numbers, and the detector moves.

    Raises
    ------
    InvalidParameterError
        Where the convention cannot state this panel.
    """
    if keep not in ("detector", "numbers"):
        raise InvalidParameterError("keep", keep, "'detector' or 'numbers'")
    if convention is experiment.detector.convention:
        return Restated(experiment=experiment, sentences=())
    if keep == "numbers":
        detector = replace(experiment.detector, convention=convention)
        after = replace(experiment, detector=detector)
    else:
        after = in_convention(experiment, convention)
    lost = losses(experiment, convention) if keep == "detector" else ()
    return Restated(
        experiment=after, sentences=(*changes_in_words(experiment, after, keep), *lost)
    )


def in_convention(experiment: Experiment, convention: Convention) -> Experiment:
    """State the same physical detector in a convention.

    Raises
    ------
    InvalidParameterError
        Where the convention cannot state this panel with the quirks in force.
    """
    if convention is experiment.detector.convention:
        return experiment
    stance = stance_of(experiment)
    matrix = turn_into(stance, experiment, convention)
    turned = with_laboratory_turned(experiment, matrix)
    if convention is Convention.CUSTOM:
        return _as_custom(experiment, stance)
    target = stance.turned(matrix)
    _refuse_other_hand(experiment, target, convention)
    swing = experiment.detector.two_theta_deg
    rotation, swing = attitude_in(AXES[convention], target, swing)
    detector = replace(
        turned.detector,
        convention=convention,
        rotation_deg=rotation,
        two_theta_deg=swing,
        close_distance_mm=None,
    )
    return placed_at(
        replace(turned, detector=detector),
        target,
        way=usual_way(detector),
        before=experiment,
    )


def _refuse_other_hand(
    experiment: Experiment, target: Stance, convention: Convention
) -> None:
    if Quirk.SIGNED_DISTANCE not in experiment.quirks:
        return
    axes = AXES[convention]
    own_hand = np.cross(axes.fast, axes.slow) @ np.array(axes.normal)
    if (
        own_hand * (target.facing @ target.pix0)
        < 0
        <= place(experiment).close_distance_m
    ):
        raise InvalidParameterError(
            "detector.convention",
            str(convention),
            "one whose fast and slow axes have the hand of this panel's, with the "
            "quirk signed-distance",
            "nanoBragg would count its distance and intensities negative; CUSTOM holds "
            "this panel.",
        )


def with_laboratory_turned(experiment: Experiment, matrix: Array) -> Experiment:
    """Turn crystal and listed sources; the detector is left to the caller."""
    if np.array_equal(matrix, np.eye(3)):
        return experiment
    return replace(
        experiment,
        crystal=_turned_crystal(experiment, matrix),
        beam=_turned_beam(experiment.beam, matrix),
    )


def _turned_crystal(experiment: Experiment, matrix: Array) -> Crystal:
    crystal = experiment.crystal
    misset = crystal.misset_deg
    if crystal.misset_random:
        x, y, z = map(math.degrees, resolve(experiment).lattice.misset_rad.tolist())
        misset = (x, y, z)
    angles = angles_of(matrix @ about_xyz(misset))
    return replace(crystal, misset_deg=angles, misset_random=False)


def _turned_beam(beam: Beam, matrix: Array) -> Beam:
    turned = tuple(
        replace(source, position=as_vector(matrix @ np.array(source.position)))
        for source in beam.sources
    )
    return replace(beam, sources=turned)


def _as_custom(experiment: Experiment, stance: Stance) -> Experiment:
    """Take over the axes of a named convention, tilts and swing as they are."""
    detector = experiment.detector
    pivot = effective_pivot(experiment)
    custom = replace(
        detector,
        convention=Convention.CUSTOM,
        custom_axes=AXES[detector.convention],
        pivot=pivot,
        close_distance_mm=None,
    )
    return placed_at(
        replace(experiment, detector=custom), stance, way=usual_way(custom)
    )
