"""Normalisation: steps, sizes and constants that one of two programs left out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ...constants import (
    CLASSICAL_ELECTRON_RADIUS_SQUARED_M2,
    DEFAULT_FLUENCE_PER_M2,
)
from ...models.experiment import Experiment
from ...resolved import Resolved
from .hypothesis import Family, Hypothesis

_DEFAULT_BEAM_SIZE_MM = 0.1
_CELLS = (2, 3, 4, 5, 6)


def step_hypotheses(resolved: Resolved) -> Iterator[Hypothesis]:
    """Steps that were not divided out, alone and multiplied, or divided out twice."""
    counts = {
        "phi steps": resolved.phi.count,
        "mosaic domains": len(resolved.orientations.domains),
        "sources": len(resolved.sources),
        "sub-pixels (oversample²)": resolved.oversample**2,
        "sensor layers": resolved.layers.count,
    }
    several = {name: n for name, n in counts.items() if n > 1}
    for size in range(1, len(several) + 1):
        for names in combinations(several, size):
            factor = 1
            for name in names:
                factor *= several[name]
            said = " × ".join(f"{several[name]} {name}" for name in names)
            yield from _both_ways(
                " × ".join(names),
                Family.STEPS,
                float(factor),
                f"The reference is not divided by its {said}.",
                f"The reference is divided twice by its {said}.",
            )


def fluence_hypotheses(experiment: Experiment) -> Iterator[Hypothesis]:
    """A flux that does not become the fluence, or becomes it wrongly."""
    beam = experiment.beam
    present = beam.effective_fluence_per_m2
    if present <= 0:
        return
    yield _fluence(
        "fluence: flux missed",
        DEFAULT_FLUENCE_PER_M2 / present,
        f"The reference has nanoBragg's default fluence {DEFAULT_FLUENCE_PER_M2:.4g} "
        f"per m² in place of {present:.4g}: its flux was never used.",
    )
    if present == beam.fluence_per_m2:
        return
    flux, exposure, size_mm = beam.flux_per_s, beam.exposure_s, beam.beam_size_mm
    wrong = {
        "exposure missed": (flux / (size_mm / 1e3) ** 2, "without the exposure time"),
        "default beam size": (
            flux * exposure / (_DEFAULT_BEAM_SIZE_MM / 1e3) ** 2,
            "with the default beam size 0.1 mm",
        ),
        "beam size not squared": (
            flux * exposure / (size_mm / 1e3),
            "with the beam size not squared",
        ),
        "beam size in mm": (
            flux * exposure / size_mm**2,
            "with the beam size in mm for m",
        ),
        "beam size in µm": (
            flux * exposure / (size_mm / 1e6) ** 2,
            "with the beam size in µm for mm",
        ),
        "flux for fluence": (flux * exposure, "without the beam size"),
        "stated fluence": (beam.fluence_per_m2, "from the stated fluence, not flux"),
    }
    for name, (fluence, said) in wrong.items():
        yield _fluence(
            f"fluence: {name}",
            fluence / present,
            f"The fluence of the reference was computed {said}: {fluence:.4g} per m² "
            f"in place of {present:.4g}.",
        )


def implied_fluence(experiment: Experiment, measured: float) -> Hypothesis | None:
    """The reference has a flux that the model lacks: a round fluence gives it away.

    Parameters
    ----------
    experiment : Experiment
    measured : float    reference over simulated
    """
    beam = experiment.beam
    if beam.effective_fluence_per_m2 != DEFAULT_FLUENCE_PER_M2:
        return None
    implied = DEFAULT_FLUENCE_PER_M2 * measured
    rounded = float(f"{implied:.1e}")
    if not abs(implied / rounded - 1) < 1e-4:
        return None
    flux = rounded * (beam.beam_size_mm / 1e3) ** 2 / (beam.exposure_s or 1.0)
    return _fluence(
        "fluence: the model misses the flux",
        rounded / DEFAULT_FLUENCE_PER_M2,
        f"The model has nanoBragg's default fluence {DEFAULT_FLUENCE_PER_M2:.4g} per "
        f"m² and misses a flux: the reference has {rounded:.4g} per m² (a flux of "
        f"{flux:.3g} per s on {beam.beam_size_mm:g} mm), a factor of "
        f"{DEFAULT_FLUENCE_PER_M2 / rounded:.4g}.",
    )


def constant_hypotheses(
    experiment: Experiment, resolved: Resolved
) -> Iterator[Hypothesis]:
    """Powers of constants: electron radius, cells, pixel, wavelength, volume."""
    electron = CLASSICAL_ELECTRON_RADIUS_SQUARED_M2
    pixel_mm = experiment.detector.pixel_size_mm
    a, b, c = resolved.n_cells
    yield from _both_ways(
        "r_e²",
        Family.CONSTANT,
        1 / electron,
        "The reference leaves out r_e², the classical electron radius squared.",
        "The reference multiplies by r_e² twice.",
    )
    mean = (a * b * c) ** (1 / 3)
    for power in _CELLS:
        if mean > 1:
            yield from _both_ways(
                f"N^{power}",
                Family.CONSTANT,
                mean**power,
                f"The reference has a factor of N^{power} too many, N = {mean:.4g} "
                "cells along an edge.",
                f"The reference is divided by N^{power}, N = {mean:.4g} cells along an "
                "edge.",
            )
    yield from _both_ways(
        "pixel area",
        Family.CONSTANT,
        1 / (pixel_mm / 1e3) ** 2,
        "The reference leaves out the pixel area (m²).",
        "The reference multiplies by the pixel area (m²) twice.",
    )
    yield from _both_ways(
        "pixel area in mm²",
        Family.CONSTANT,
        1e6,
        "The pixel area of the reference is in mm² for m².",
        "The reference has a length in mm for m, squared.",
    )


def _both_ways(
    name: str, family: Family, factor: float, more: str, less: str
) -> Iterator[Hypothesis]:
    yield Hypothesis(name=name, family=family, factor=factor, sentence=more)
    yield Hypothesis(
        name=f"{name}, inverse", family=family, factor=1 / factor, sentence=less
    )


def _fluence(name: str, factor: float, sentence: str) -> Hypothesis:
    return Hypothesis(
        name=name, family=Family.FLUENCE, factor=factor, sentence=sentence
    )
