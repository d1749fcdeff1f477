"""Words for divergence and dispersion, so that nanoBragg samples the same grid."""

from __future__ import annotations

import math

from ...models.beam import Spread
from ...models.experiment import Experiment
from ...quirks import Quirk
from ...sources import source_grids
from ...steps import Grid
from .wordings import Words, option


def spread_words(experiment: Experiment, losses: list[str]) -> Words:
    """Write the sources of the beam; what cannot be said is added to ``losses``."""
    beam = experiment.beam
    if beam.sources:
        losses.append(
            "The source list comes from no file that nanoBragg could read: the beam is "
            "written as one source."
        )
        return []
    horizontal, vertical, dispersion = source_grids(experiment)
    if beam.symmetric_grid and not _all_symmetric(horizontal, vertical, dispersion):
        losses.append(
            "The grids of sources are centred on zero; nanoBragg leaves out their "
            "upper end."
        )
    words = [
        *_divergence("h", beam.horizontal_divergence, experiment),
        *_divergence("v", beam.vertical_divergence, experiment),
        *_dispersion(beam.dispersion),
    ]
    if not beam.round_divergence:
        words.append("-square_div")
    return words


def _all_symmetric(*grids: Grid) -> bool:
    return all(
        math.isclose(grid.range, grid.step * (grid.count - 1), abs_tol=1e-15)
        for grid in grids
    )


def _divergence(letter: str, spread: Spread, experiment: Experiment) -> Words:
    extent, count = spread.range, spread.count
    if extent is None and count is not None:
        if Quirk.STEPS_WITHOUT_RANGE not in experiment.quirks:
            # nanoBragg would spread bare steps over a radian, and make them two where
            # their size is given.
            if spread.step is None:
                return []
            extent = spread.step * (count - 1)
    words: Words = []
    if extent is not None:
        words += option(f"-{letter}divrange", extent)
    if spread.step is not None:
        words += option(f"-{letter}divstep", spread.step)
    if count is not None:
        words += [f"-{letter}divsteps", str(count)]
    return words


def _dispersion(spread: Spread) -> Words:
    words: Words = []
    if spread.range is not None:
        words += option("-dispersion", spread.range)
    if spread.count is not None:
        words += ["-dispsteps", str(spread.count)]
    return words
