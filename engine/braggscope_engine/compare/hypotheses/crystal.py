"""Crystals that a program may have taken for the one that was meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ...errors import EngineError
from ...models.crystal import Crystal, CrystalShape
from ...models.experiment import Experiment
from .hypothesis import Family, Hypothesis


def crystal_hypotheses(experiment: Experiment) -> Iterator[Hypothesis]:
    """Cell counts, amplitudes, shapes, orientation and mosaic spread."""
    for name, sentence, crystal in _crystals(experiment.crystal):
        yield Hypothesis(
            name=name,
            family=Family.CRYSTAL,
            sentence=sentence,
            experiment=replace(experiment, crystal=crystal),
        )


def _crystals(crystal: Crystal) -> Iterator[tuple[str, str, Crystal]]:
    a, b, c = crystal.n_cells
    yield (
        "N + 1",
        "The reference has one cell more along each edge of the crystal.",
        replace(crystal, n_cells=(a + 1, b + 1, c + 1)),
    )
    if min(a, b, c) > 1:
        yield (
            "N - 1",
            "The reference has one cell less along each edge of the crystal.",
            replace(crystal, n_cells=(a - 1, b - 1, c - 1)),
        )
    if len({a, b, c}) > 1:
        yield (
            "N reversed",
            "The reference has the cell counts Na and Nc exchanged.",
            replace(crystal, n_cells=(c, b, a)),
        )
    yield (
        "F for F²",
        "The reference uses F where F² is meant.",
        _powered(crystal, 0.5),
    )
    yield (
        "F² for F",
        "The reference takes intensities F² for amplitudes and squares them again.",
        _powered(crystal, 2.0),
    )
    yield from _shapes(crystal)
    yield from _orientations(crystal)


def _shapes(crystal: Crystal) -> Iterator[tuple[str, str, Crystal]]:
    for shape in CrystalShape:
        if shape is not crystal.shape:
            yield (
                f"shape: {shape}",
                f"The crystal of the reference has the shape {shape}.",
                replace(crystal, shape=shape),
            )
    if crystal.reflections is not None:
        yield (
            "interpolation switched",
            "The reference differs in the interpolation between structure factors.",
            replace(crystal, interpolate=not crystal.interpolate),
        )
        yield (
            "default F for missing reflections",
            "The reference differs in the amplitude of reflections that are not listed "
            "(0).",
            replace(crystal, default_F=0.0),
        )


def _orientations(crystal: Crystal) -> Iterator[tuple[str, str, Crystal]]:
    x, y, z = crystal.misset_deg
    if (x, y, z) != (0.0, 0.0, 0.0):
        yield (
            "misset ignored",
            "The reference ignores the misset angles.",
            replace(crystal, misset_deg=(0.0, 0.0, 0.0)),
        )
        yield (
            "misset reversed",
            "The reference turns by the misset angles the other way round.",
            replace(crystal, misset_deg=(-x, -y, -z)),
        )
    if crystal.mosaic_spread_deg:
        yield (
            "mosaic spread doubled",
            "The mosaic spread of the reference is twice as wide (half for full width)",
            replace(crystal, mosaic_spread_deg=2 * crystal.mosaic_spread_deg),
        )
        yield (
            "mosaic spread halved",
            "The mosaic spread of the reference is half as wide (full for half width).",
            replace(crystal, mosaic_spread_deg=crystal.mosaic_spread_deg / 2),
        )
        yield (
            "no mosaic spread",
            "The reference is a perfect crystal, without mosaic spread.",
            replace(crystal, mosaic_spread_deg=0.0, mosaic_domains=1),
        )


def _powered(crystal: Crystal, power: float) -> Crystal:
    """The crystal with all amplitudes raised to a power."""
    table = crystal.reflections
    if table is not None:
        table = replace(table, amplitude=np.abs(table.amplitude) ** power)
    try:
        return replace(
            crystal, reflections=table, default_F=abs(crystal.default_F) ** power
        )
    except (EngineError, OverflowError):
        return crystal
