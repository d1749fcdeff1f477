"""Images that follow from a finished one without simulating anything."""

from __future__ import annotations

import math
import time
from dataclasses import replace

from torch import Tensor

from .frame import Frame
from .models.experiment import Experiment
from .options import Quality
from .repolarized import polarization_ratio
from .resolved import Resolved, resolve

_INTENSITY = ("fluence_per_m2", "flux_per_s", "exposure_s", "beam_size_mm")
"""What of a beam says only how many photons it has."""
_POLARIZATION = ("kahn_factor", "apply_polarization")
"""What of a beam says only how it is polarised."""
_WORTH_IT = 30
"""Terms per pixel that take longer than the polarisation factors of the pixel."""
_LARGEST = 1e36


def rescaled(frame: Frame, experiment: Experiment) -> Frame | None:
    """Make the exact image of an experiment from that of another, if that will do.

    It does where the two differ in nothing but the number of photons, their
    polarisation and the readout: every pixel then changes by one factor.

    Parameters
    ----------
    frame : Frame              exact
    experiment : Experiment

    Returns
    -------
    Frame or None
        Equal to a new simulation up to rounding; None where one is needed, or faster.
    """
    started = time.perf_counter()
    if frame.options.quality is not Quality.EXACT or frame.screen is not None:
        return None
    if _with_light_of(experiment, frame.experiment) != experiment:
        return None
    resolved = resolve(experiment)
    factor = _factor(frame.resolved, resolved)
    if factor is None:
        return None
    image = _changed(frame, resolved, factor)
    if image is None:
        return None
    own = [note for note in frame.notes if note not in frame.resolved.notes]
    return replace(
        frame,
        intensity=image,
        experiment=experiment,
        seconds=time.perf_counter() - started,
        resolved=resolved,
        notes=(*resolved.notes, *own),
    )


def _with_light_of(other: Experiment, experiment: Experiment) -> Experiment:
    """The experiment with photons, polarisation and readout of another one."""
    names = (*_INTENSITY, *_POLARIZATION)
    numbers = {name: getattr(other.beam, name) for name in names}
    beam = replace(experiment.beam, **numbers)
    return replace(experiment, beam=beam, readout=other.readout)


def _changed(frame: Frame, after: Resolved, factor: float) -> Tensor | None:
    """The image times a factor, and in the polarisation of another experiment."""
    image, before = frame.intensity, frame.resolved
    largest = factor
    ratio: Tensor | None = None
    if _polarization(before) != _polarization(after):
        if before.steps < _WORTH_IT:
            return None
        ratio = polarization_ratio(before, after, image.dtype, image.device)
        if ratio is None:
            return None
        largest *= float(ratio.max())
    # Infinite in float32 is no number where it is multiplied with 0.
    if not (float(image.max()) * largest < _LARGEST and factor < _LARGEST):
        return None
    if factor != 1.0:
        image = image * factor
    return image if ratio is None else image * ratio


def _polarization(resolved: Resolved) -> tuple[object, ...]:
    return tuple(getattr(resolved.experiment.beam, name) for name in _POLARIZATION)


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
