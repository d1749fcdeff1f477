"""An experiment with everything automatic made definite: what the renderer needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import torch
from torch import Tensor

from .constants import (
    AVOGADRO_PER_MOL,
    CLASSICAL_ELECTRON_RADIUS_SQUARED_M2,
)
from .errors import InvalidParameterError
from .lattice import Lattice, cell_counts, crystal_lattice
from .models.experiment import Experiment
from .orientations import Orientations, crystal_orientations
from .placement import PanelTensors, place_panel
from .quirks import Quirk
from .random_numbers import ShuffleTable, Stream
from .region import rendered_region
from .sources import Sources, beam_sources
from .steps import Layers, PhiSteps, mosaic_domains, phi_steps, sensor_layers
from .structure_factors import FactorGrid, factor_grid
from .tensors import Numbers, norm

WATER_F = 2.57
"""Forward scattering of one water molecule, electrons, as nanoBragg."""
WATER_MOLAR_MASS_G = 18.0
_EDGE_ON_M = 1e-12

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrystalInBeam:
    """Crystal and beam in all their directions: what no detector changes.

    Attributes
    ----------
    n_cells : tuple of int
        Unit cells along a, b, c.
    shuffle : ShuffleTable
        What the random streams share, after those of the crystal.
    derived : dict
        What ``kept`` keeps.
    """

    lattice: Lattice
    sources: Sources
    phi: PhiSteps
    orientations: Orientations
    n_cells: tuple[int, int, int]
    shuffle: ShuffleTable
    derived: dict[str, tuple[object, Any]] = field(default_factory=dict, repr=False)

    def kept(self, name: str, made_for: object, make: Callable[[], _Made]) -> _Made:
        """What others make of crystal and beam: made once, until for something else.

        Parameters
        ----------
        name : str
            Of each name, only the newest is kept.
        made_for : object
            All that it depends on besides crystal and beam.
        make : callable
        """
        found = self.derived.get(name)
        if found is None or found[0] != made_for:
            found = self.derived[name] = made_for, make()
        made: _Made = found[1]
        return made


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resolved(CrystalInBeam):
    """Everything definite; tensors are float64 on the host.

    Attributes
    ----------
    region : tuple of int
        (fast0, slow0, fast1, slow1), half open: pixels to render.
    steps : int
        Sources x mosaic domains x phi steps x sub-pixels: the divisor of the sum.
    interpolate : bool
    fluence_per_m2 : Tensor, shape ()
    background : float
        Water background in units of F², before r_e² · fluence.
    notes : tuple of str
        Choices that were made and warnings, one sentence each.
    """

    experiment: Experiment
    numbers: Numbers
    panel: PanelTensors
    oversample: int
    recommended_oversample: int
    layers: Layers
    grid: FactorGrid
    interpolate: bool
    fluence_per_m2: Tensor
    background: float
    region: tuple[int, int, int, int]
    steps: int
    notes: tuple[str, ...]


def resolve(
    experiment: Experiment,
    overrides: Mapping[str, Tensor] | None = None,
    *,
    like: Resolved | None = None,
) -> Resolved:
    """Make every automatic value of an experiment definite.

    Parameters
    ----------
    experiment : Experiment
    overrides : mapping of str to Tensor, optional
        See ``Numbers``.
    like : Resolved, optional
        Of an earlier experiment: what a change of the detector leaves alone is taken
        from there instead of being computed again. The result is the same.
    """
    numbers = Numbers(experiment, overrides)
    panel = place_panel(numbers)
    lit: CrystalInBeam
    if like is None or overrides or not _lights_as(like, experiment, panel):
        lit = _light(numbers, panel)
    else:
        lit = like
    lattice, phi, n_cells = lit.lattice, lit.phi, lit.n_cells
    recommended = _recommended_oversample(numbers, panel, lattice, n_cells)
    oversample = experiment.sampling.oversample or recommended
    domains, _, mosaic_note = mosaic_domains(experiment.crystal)
    interpolate, interpolation_note = _interpolates(experiment, n_cells)
    return Resolved(
        experiment=experiment,
        numbers=numbers,
        panel=panel,
        lattice=lattice,
        sources=lit.sources,
        phi=phi,
        orientations=lit.orientations,
        n_cells=n_cells,
        oversample=oversample,
        recommended_oversample=recommended,
        layers=sensor_layers(experiment.detector.sensor, experiment.quirks),
        grid=factor_grid(numbers),
        interpolate=interpolate,
        fluence_per_m2=_fluence(numbers),
        background=_background(experiment),
        region=rendered_region(experiment),
        steps=len(lit.sources) * domains * phi.count * oversample * oversample,
        shuffle=lit.shuffle,
        derived=lit.derived,
        notes=tuple(
            note
            for note in (
                _oversample_note(experiment, oversample, recommended),
                mosaic_note,
                interpolation_note,
                _phi_note(experiment, phi),
            )
            if note
        ),
    )


def _light(numbers: Numbers, panel: PanelTensors) -> CrystalInBeam:
    """Put the crystal into the beam."""
    experiment, crystal = numbers.experiment, numbers.experiment.crystal
    table = ShuffleTable()
    lattice = crystal_lattice(numbers, Stream.seeded(crystal.misset_seed, table))
    phi = phi_steps(experiment.sampling, experiment.quirks)
    mosaic = Stream.seeded(crystal.mosaic_seed, table)
    return CrystalInBeam(
        lattice=lattice,
        sources=beam_sources(numbers, panel),
        phi=phi,
        orientations=crystal_orientations(numbers, panel, lattice, phi, mosaic),
        n_cells=cell_counts(experiment, lattice),
        shuffle=table,
    )


def _lights_as(like: Resolved, experiment: Experiment, panel: PanelTensors) -> bool:
    """Whether beam and crystal, in all their directions, are those of another one."""
    before = like.experiment
    same = (
        experiment.crystal is before.crystal
        and experiment.beam is before.beam
        and experiment.sampling is before.sampling
        and experiment.quirks == before.quirks
        and like.numbers.is_plain
    )
    return same and all(
        torch.equal(getattr(panel, name), getattr(like.panel, name))
        for name in ("beam", "polarization", "vertical", "spindle")
    )


def _recommended_oversample(
    numbers: Numbers,
    panel: PanelTensors,
    lattice: Lattice,
    n_cells: tuple[int, int, int],
) -> int:
    """Three samples per spot of the finite crystal, as nanoBragg."""
    if abs(float(panel.close_distance.detach())) < _EDGE_ON_M:
        return 1  # the panel catches nothing: its plane goes through the sample
    lengths = [float(norm(vector)) for vector in lattice.direct_m.detach()]
    largest = max(n * length for n, length in zip(n_cells, lengths, strict=True))
    wavelength = numbers.experiment.beam.wavelength_angstrom / 1e10
    reach = wavelength * float(panel.distance.detach()) / float(panel.pixel.detach())
    wanted = math.ceil(3.0 * largest / reach) if reach != 0 else 1
    if wanted > 1000 and numbers.experiment.sampling.oversample is None:
        raise InvalidParameterError(
            "sampling.oversample",
            None,
            "given, because the crystal asks for more than 1000 sub-pixels per edge",
        )
    return max(1, wanted)


def _oversample_note(experiment: Experiment, used: int, recommended: int) -> str:
    if experiment.sampling.oversample is None:
        return f"oversample: {used}, chosen for the size of the crystal"
    if used < recommended:
        return (
            f"oversample {used} is below the recommended {recommended}: intensity may "
            "vary across a pixel"
        )
    return ""


def _phi_note(experiment: Experiment, phi: PhiSteps) -> str:
    sampling = experiment.sampling
    if sampling.phi_steps is None and phi.count > 1 and sampling.phi_step_deg is None:
        return (
            f"an oscillation without a number of steps is sampled at {phi.count} "
            "angles only"
        )
    if (sampling.phi_steps or 1) != phi.count:
        return f"phi steps: {phi.count} instead of {sampling.phi_steps}"
    return ""


def _interpolates(
    experiment: Experiment, n_cells: tuple[int, int, int]
) -> tuple[bool, str]:
    crystal = experiment.crystal
    if crystal.reflections is None:
        return False, ""
    if crystal.interpolate is not None:
        return crystal.interpolate, ""
    early = Quirk.INTERPOLATION_BEFORE_SIZE in experiment.quirks
    counts = crystal.n_cells if early else n_cells
    if min(counts) <= 2:
        return True, "interpolation: on, chosen for a crystal of at most 2 cells"
    return False, ""


def _fluence(numbers: Numbers) -> Tensor:
    beam = numbers.experiment.beam
    if beam.flux_per_s != 0 and beam.exposure_s > 0 and beam.beam_size_mm >= 0:
        size = numbers("beam.beam_size_mm") / 1000.0
        return numbers("beam.flux_per_s") * numbers("beam.exposure_s") / size / size
    return numbers("beam.fluence_per_m2")


def _background(experiment: Experiment) -> float:
    size_m = experiment.background.water_um / 1e6
    molecules = size_m * size_m * size_m * 1e6 * AVOGADRO_PER_MOL / WATER_MOLAR_MASS_G
    intensity = WATER_F * WATER_F * molecules
    if Quirk.BACKGROUND_SCALED_TWICE in experiment.quirks:
        fluence = experiment.beam.effective_fluence_per_m2
        return intensity * (CLASSICAL_ELECTRON_RADIUS_SQUARED_M2 * fluence)
    return intensity
