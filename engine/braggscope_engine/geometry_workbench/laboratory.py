"""How the laboratory of one convention is turned into that of another.

Beam goes to beam. What is left, the turn about the beam, is decided by the axis that
the named conventions share for spindle and polarisation; so crystal, rotation axis and
polarisation follow, and the image stays.
"""

from __future__ import annotations

import numpy as np

from ..conventions import AXES
from ..models.detector import Convention
from ..models.experiment import Experiment
from .stance import Array, Stance, unit
from .turning import from_triad_to_triad

_PARALLEL = 1e-6
DXTBX_BEAM = np.array([0.0, 0.0, -1.0])
"""Where DIALS' own files have the beam: towards the sample's far side, along -z."""
DXTBX_SPINDLE = np.array([1.0, 0.0, 0.0])
"""Where they have the rotation axis."""


def turn_into(stance: Stance, experiment: Experiment, convention: Convention) -> Array:
    """Rotation from the experiment's laboratory into that of a convention.

    The identity for its own convention and for CUSTOM, which takes any laboratory.

    Returns
    -------
    ndarray, shape (3, 3)
    """
    if convention in (experiment.detector.convention, Convention.CUSTOM):
        return np.eye(3)
    axes = AXES[convention]
    return turn_to(stance, experiment, np.array(axes.beam), np.array(axes.spindle))


def turn_to(
    stance: Stance, experiment: Experiment, beam: Array, spindle: Array
) -> Array:
    """Rotation that takes the beam to one direction and the spindle towards another.

    Parameters
    ----------
    stance : Stance
    experiment : Experiment
        Says which of spindle and polarisation its image depends on.
    beam, spindle : ndarray, shape (3,)
        Unit vectors at right angles.
    """
    anchors = [stance.spindle, stance.polarization, stance.fast, stance.slow]
    if depends_on_polarization(experiment) and not depends_on_spindle(experiment):
        anchors[:2] = anchors[1::-1]
    for anchor in anchors:
        across = anchor - (anchor @ stance.beam) * stance.beam
        if np.linalg.norm(across) > _PARALLEL * np.linalg.norm(anchor):
            break
    return from_triad_to_triad((stance.beam, unit(across)), (beam, spindle))


def depends_on_spindle(experiment: Experiment) -> bool:
    """Whether the crystal is turned at all."""
    sampling = experiment.sampling
    given = (sampling.osc_deg, sampling.phi_step_deg, sampling.phi_steps)
    return sampling.phi_start_deg != 0 or any(value is not None for value in given)


def depends_on_polarization(experiment: Experiment) -> bool:
    """Whether the image depends on the direction of polarisation."""
    beam = experiment.beam
    polarized = beam.apply_polarization and beam.kahn_factor != 0
    spreads = (beam.horizontal_divergence, beam.vertical_divergence)
    spread = any(
        value is not None for s in spreads for value in (s.range, s.step, s.count)
    )
    return polarized or (spread and not beam.sources)
