"""Causes of a difference between two images, as a table of small objects."""

from __future__ import annotations

from ...models.experiment import Experiment
from ...resolved import resolve
from .corrections import correction_hypotheses
from .counts import (
    constant_hypotheses,
    fluence_hypotheses,
    implied_fluence,
    step_hypotheses,
)
from .crystal import crystal_hypotheses
from .geometry import geometry_hypotheses
from .hypothesis import Family, Hypothesis, Layout, Reread, Variant
from .layouts import layout_hypotheses
from .quirk_switches import quirk_hypotheses

__all__ = [
    "Family",
    "Hypothesis",
    "Layout",
    "Reread",
    "Variant",
    "misreadings",
    "pattern_hypotheses",
    "scale_hypotheses",
]

_NO_FACTOR = 1e-9


def pattern_hypotheses(
    experiment: Experiment,
    reread: Reread | None,
    measured_px: tuple[float, float] | None = None,
) -> tuple[Hypothesis, ...]:
    """Causes that change the image by more than a factor, likelier ones first.

    Parameters
    ----------
    experiment : Experiment
    reread : callable, optional          see ``diagnose``
    measured_px : (fast, slow), optional shift of the panel that the peaks tell
    """
    resolved = resolve(experiment)
    return (
        *quirk_hypotheses(experiment, reread),
        *crystal_hypotheses(experiment),
        *correction_hypotheses(experiment, resolved),
        *geometry_hypotheses(experiment, measured_px),
        *layout_hypotheses(experiment.detector.shape),
    )


def misreadings(experiment: Experiment) -> tuple[Hypothesis, ...]:
    """Geometries and layouts that a reference may have been read with."""
    return (
        *geometry_hypotheses(experiment),
        *layout_hypotheses(experiment.detector.shape),
    )


def scale_hypotheses(experiment: Experiment, measured: float) -> tuple[Hypothesis, ...]:
    """Causes that are a factor and nothing else, likelier ones first.

    Parameters
    ----------
    experiment : Experiment
    measured : float    reference over simulated
    """
    resolved = resolve(experiment)
    implied = implied_fluence(experiment, measured)
    every = (
        *step_hypotheses(resolved),
        *fluence_hypotheses(experiment),
        *((implied,) if implied else ()),
        *constant_hypotheses(experiment, resolved),
    )
    return tuple(cause for cause in every if abs(cause.factor - 1) > _NO_FACTOR)
