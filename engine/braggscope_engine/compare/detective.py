"""Which plausible misreading of a geometry comes nearest to a reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError, SimulationCancelled
from ..models.experiment import Experiment
from .closeness import closeness
from .findings import Misreading
from .hypotheses import Family, Variant, misreadings
from .sample import sample_of
from .search import Search, Trial

AS_READ = "as it is read"
_AS_READ = "The numbers are read as the model reads them."
_READINGS = frozenset({Family.GEOMETRY, Family.LAYOUT})


def rank_misreadings(
    experiment: Experiment,
    simulated: NDArray[np.generic],
    reference: NDArray[Any],
    mask: NDArray[np.bool_] | None = None,
    *,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[Misreading, ...]:
    """Try conventions, exchanged axes, mirrors, half pixels and units; best first.

    Parameters
    ----------
    experiment : Experiment
    simulated : array, shape (slow, fast)      the image of the experiment
    reference : array, shape (slow, fast)      without the offset of its readout
    mask : bool array, optional                True where a pixel is left out
    should_stop : callable, optional

    Raises
    ------
    SimulationCancelled
        When ``should_stop`` said so.
    """
    start = Variant(experiment=experiment)
    sample = sample_of(simulated, reference, mask, start)
    ways = [(AS_READ, _AS_READ, start)]
    ways += [
        (cause.name, cause.sentence, cause.upon(start))
        for cause in misreadings(experiment)
    ]
    found = []
    for name, sentence, variant in ways:
        if should_stop is not None and should_stop():
            raise SimulationCancelled("The comparison was stopped.")
        try:
            values = sample.of_variant(variant)
        except SimulationCancelled:
            raise
        except EngineError:
            continue  # a reading that has no image cannot be the right one
        near = closeness(values, sample.reference)
        found.append(
            Misreading(
                name=name,
                sentence=sentence,
                correlation=near.correlation,
                residual=near.free,
            )
        )
    return tuple(sorted(found, key=lambda reading: reading.residual))


def misreadings_tried(search: Search) -> tuple[Misreading, ...]:
    """Those that a search has tried already, best first."""
    tried = [(AS_READ, _AS_READ, search.start)]
    tried += [
        (cause.name, cause.sentence, trial)
        for trial in search.first_round
        for cause in trial.chain
        if cause.family in _READINGS
    ]
    found = [_misreading(name, sentence, trial) for name, sentence, trial in tried]
    return tuple(sorted(found, key=lambda reading: reading.residual))


def _misreading(name: str, sentence: str, trial: Trial) -> Misreading:
    return Misreading(
        name=name,
        sentence=sentence,
        correlation=trial.closeness.correlation,
        residual=trial.closeness.free,
    )
