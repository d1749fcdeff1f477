"""nanoBragg's words for a detector in a convention of choice."""

from __future__ import annotations

from ..io.nanobragg.geometry_words import geometry_words
from ..io.nanobragg.wordings import option
from ..models.detector import Convention
from ..models.experiment import Experiment
from .restating import in_convention


def options_in_convention(
    experiment: Experiment, convention: Convention
) -> tuple[str, ...]:
    """Write the options of frame, size and place, and the misset that goes with them.

    Raises
    ------
    InvalidParameterError
        Where the convention cannot state the panel with the quirks in force.
    """
    stated = in_convention(experiment, convention)
    words, _ = geometry_words(stated)
    if any(stated.crystal.misset_deg) and not stated.crystal.misset_random:
        words = [*words, *option("-misset", *stated.crystal.misset_deg)]
    return tuple(words)
