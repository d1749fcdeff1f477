"""Images that follow from a finished one without simulating anything."""

from __future__ import annotations

import math
import time
from dataclasses import replace

from .frame import Frame
from .models.experiment import Experiment
from .options import Quality
from .resolved import Resolved, resolve

_INTENSITY = ("fluence_per_m2", "flux_per_s", "exposure_s", "beam_size_mm")
"""What of a beam says only how many photons it has."""
_LARGEST = 1e36


def rescaled(frame: Frame, experiment: Experiment) -> Frame | None:
    """Make the exact image of an experiment from that of another, if that will do.

    It does where the two differ in nothing but the number of photons and the readout:
    every pixel then changes by the same factor.

    Parameters
    ----------
    frame : Frame              exact
    experiment : Experiment

    Returns
    -------
    Frame or None
        Equal to a new simulation up to rounding; None where one is needed.
    """
    started = time.perf_counter()
    if frame.options.quality is not Quality.EXACT or frame.screen is not None:
        return None
    if _without_intensity(frame.experiment, experiment) != experiment:
        return None
    resolved = resolve(experiment)
    factor = _factor(frame.resolved, resolved)
    if factor is None or not float(frame.intensity.max()) * factor < _LARGEST:
        return None
    if factor >= _LARGEST:  # infinite in float32, and no number times zero
        return None
    own = [note for note in frame.notes if note not in frame.resolved.notes]
    return replace(
        frame,
        intensity=frame.intensity if factor == 1.0 else frame.intensity * factor,
        experiment=experiment,
        seconds=time.perf_counter() - started,
        resolved=resolved,
        notes=(*resolved.notes, *own),
    )


def _without_intensity(experiment: Experiment, other: Experiment) -> Experiment:
    """The experiment with the photons and the readout of another one."""
    numbers = {name: getattr(other.beam, name) for name in _INTENSITY}
    beam = replace(experiment.beam, **numbers)
    return replace(experiment, beam=beam, readout=other.readout)


def _factor(before: Resolved, after: Resolved) -> float | None:
    # The size of the beam may cut the crystal, and quirks scale water twice.
    same = (
        before.n_cells == after.n_cells
        and before.oversample == after.oversample
        and before.interpolate == after.interpolate
        and before.background == after.background
    )
    old, new = float(before.fluence_per_m2), float(after.fluence_per_m2)
    if not same or not old > 0:
        return None
    factor = new / old
    return factor if math.isfinite(factor) else None
