"""What a convention cannot hold of an experiment, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ..conventions import AXES, NATURAL_PIVOT
from ..models.detector import Convention
from ..models.experiment import Experiment
from ..placement import effective_pivot
from ..quirks import Quirk
from .laboratory import depends_on_polarization, depends_on_spindle, turn_into
from .stance import Array, Stance, unit
from .ways import stance_of

_DIFFERENT = 1e-9
_SKEW = 1e-12


def losses(experiment: Experiment, convention: Convention) -> tuple[str, ...]:
    """Say what gets lost when an experiment is stated in another convention.

    Returns
    -------
    tuple of str
        One sentence each; empty where nothing is lost.
    """
    own = experiment.detector.convention
    if convention in (own, Convention.CUSTOM):
        return ()
    stance = stance_of(experiment)
    matrix = turn_into(stance, experiment, convention)
    turned = stance.turned(matrix)
    is_turned = not np.array_equal(matrix, np.eye(3))
    return (
        *_axes_that_differ(experiment, convention, turned),
        *_skew(convention, stance),
        *_pivot(experiment, convention),
        *(_of_turning(experiment, convention) if is_turned else ()),
    )


def _axes_that_differ(
    experiment: Experiment, convention: Convention, turned: Stance
) -> Iterator[str]:
    axes = AXES[convention]
    for name, present, fixed, matters in (
        ("spindle", turned.spindle, axes.spindle, depends_on_spindle(experiment)),
        (
            "polarisation",
            turned.polarization,
            axes.polarization,
            depends_on_polarization(experiment),
        ),
    ):
        angle = _angle_deg(present, np.array(fixed))
        if angle > _DIFFERENT:
            effect = (
                "so the image changes"
                if matters
                else "which this image does not depend on"
            )
            yield (
                f"{convention.name} fixes the {name} axis along {_named(fixed)}, "
                f"{angle:.4g}° from the present one, {effect}."
            )
    across = _angle_deg(turned.two_theta_axis, np.array(axes.two_theta))
    swing = experiment.detector.two_theta_deg
    if min(across, 180 - across) > _DIFFERENT and swing != 0:
        yield (
            f"{convention.name} swings about {_named(axes.two_theta)}, this detector "
            f"about another axis: two-theta {swing:g}° is written as tilts."
        )


def _skew(convention: Convention, stance: Stance) -> Iterator[str]:
    lengths = np.linalg.norm(stance.fast), np.linalg.norm(stance.slow)
    cosine = float(stance.fast @ stance.slow / (lengths[0] * lengths[1]))
    stretched = any(abs(length - 1) > _SKEW for length in lengths)
    if abs(cosine) > _SKEW or stretched:
        ideal = _squared(stance)
        moved = 1000.0 * float(
            np.linalg.norm(stance.corners() - ideal.corners(), axis=1).max()
        )
        angle = math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
        yield (
            f"{convention.name} has fast and slow axes at right angles and of length "
            f"1; here they stand at {angle:.8g}°, so a corner moves by {moved:.3g} mm."
        )


def _squared(stance: Stance) -> Stance:
    fast = unit(stance.fast)
    slow = np.cross(unit(np.cross(stance.fast, stance.slow)), fast)
    return replace(stance, fast=fast, slow=slow)


def _pivot(experiment: Experiment, convention: Convention) -> Iterator[str]:
    before = effective_pivot(experiment)
    forced = NATURAL_PIVOT[convention]
    if Quirk.CONVENTION_SETS_PIVOT in experiment.quirks and forced is not before:
        yield (
            f"In nanoBragg {convention.name} always pivots about the {forced}, now it "
            f"is the {before}: later tilts move the panel differently."
        )


def _of_turning(experiment: Experiment, convention: Convention) -> Iterator[str]:
    crystal = experiment.crystal
    if (crystal.mosaic_spread_deg or 0) > 0 and crystal.mosaic_domains != 1:
        yield (
            "The random rotations of the mosaic domains are drawn in laboratory axes: "
            "in the turned laboratory they are other draws of the same spread."
        )
    bends = Quirk.TRANSPOSED_CURVED_DETECTOR in experiment.quirks
    if experiment.detector.curved and bends:
        yield (
            f"nanoBragg bends a panel by laboratory y and z: in {convention.name} the "
            "curved detector has another shape."
        )


def _angle_deg(a: Array, b: Array) -> float:
    a, b = unit(a), unit(b)
    return math.degrees(math.atan2(float(np.linalg.norm(np.cross(a, b))), float(a @ b)))


def _named(axis: tuple[float, float, float]) -> str:
    """Write a laboratory axis as +x, -y …."""
    for letter, value in zip("xyz", axis, strict=True):
        if abs(value) == 1:
            return f"{'+' if value > 0 else '-'}{letter}"
    return "(" + ", ".join(f"{value:.6g}" for value in axis) + ")"
