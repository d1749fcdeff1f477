"""An experiment as a nanoBragg command line."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ...constants import DEFAULT_FLUENCE_PER_M2
from ...models.crystal import DEFAULT_MOSAIC_SEED, Crystal, CrystalShape
from ...models.experiment import Experiment
from ...resolved import resolve
from .geometry_words import geometry_words
from .phi_words import phi_words
from .spread_words import spread_words
from .wordings import Words, option

_WIDTH = 84
_NAME = re.compile(r"-[A-Za-z]")
_SHAPES = {
    CrystalShape.SQUARE: "-square_xtal",
    CrystalShape.ROUND: "-round_xtal",
    CrystalShape.GAUSS: "-gauss_xtal",
    CrystalShape.TOPHAT: "-tophat_spots",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormattedCommand:
    """An experiment as a command.

    Attributes
    ----------
    words : tuple of str    the arguments
    text : str              a shell command, one group of options per line
    losses : tuple of str   one sentence for each thing that nanoBragg cannot be told
    """

    words: tuple[str, ...]
    text: str
    losses: tuple[str, ...]


def format_nanobragg(
    experiment: Experiment,
    *,
    hkl_name: str | None = None,
    matrix_name: str | None = None,
) -> FormattedCommand:
    """Write a command with which nanoBragg places the detector as the experiment does.

    Parameters
    ----------
    experiment : Experiment
    hkl_name, matrix_name : str or None
        Names of the files of reflections and orientation; None takes those they came
        from.

    Raises
    ------
    InvalidParameterError
        For an experiment whose detector cannot be placed.
    """
    losses: list[str] = []
    geometry, geometry_losses = geometry_words(experiment)
    groups = [
        _crystal_words(experiment, hkl_name, matrix_name, losses),
        _block_words(experiment.crystal),
        geometry,
        _panel_words(experiment),
        _beam_words(experiment),
        spread_words(experiment, losses),
        _sampling_words(experiment, losses),
        _readout_words(experiment),
    ]
    losses += geometry_losses
    filled = [group for group in groups if group]
    lines = ["nanoBragg", *(line for group in filled for line in _lines(group))]
    return FormattedCommand(
        words=tuple(word for group in filled for word in group),
        text=" \\\n  ".join(lines) + "\n",
        losses=tuple(losses),
    )


def _lines(group: Words) -> Iterator[str]:
    """Break a group of options into lines, never within an option."""
    line: Words = []
    for phrase in _phrases(group):
        if line and len(shlex.join([*line, *phrase])) > _WIDTH:
            yield shlex.join(line)
            line = []
        line += phrase
    yield shlex.join(line)


def _phrases(group: Words) -> Iterator[Words]:
    starts = [i for i, word in enumerate(group) if _NAME.match(word)]
    for start, end in pairwise([*starts, len(group)]):
        yield group[start:end]


def _crystal_words(
    experiment: Experiment,
    hkl_name: str | None,
    matrix_name: str | None,
    losses: list[str],
) -> Words:
    crystal = experiment.crystal
    words: Words = []
    if crystal.matrix is not None:
        name = matrix_name or crystal.matrix.name
        words += _file("-mat", name, "orientation.mat", "orientation matrix", losses)
    if crystal.cell is not None:
        cell = crystal.cell
        words += option(
            *("-cell", cell.a, cell.b, cell.c, cell.alpha, cell.beta, cell.gamma)
        )
    words += _misset_words(experiment)
    if crystal.reflections is not None:
        name = hkl_name or crystal.reflections.name
        flag = "-dump" if name.lower().endswith(".bin") else "-hkl"
        words += _file(flag, name, "reflections.hkl", "reflection list", losses)
    if crystal.default_F != 0:
        words += option("-default_F", crystal.default_F)
    return words


def _file(flag: str, name: str, fallback: str, what: str, losses: list[str]) -> Words:
    if not name:
        losses.append(f"The {what} comes from no file: save it as {fallback}.")
        name = fallback
    # nanoBragg would look for options in a name that begins with a minus.
    return [flag, f"./{name}" if name.startswith("-") else name]


def _misset_words(experiment: Experiment) -> Words:
    crystal = experiment.crystal
    if crystal.misset_random and crystal.uniform_orientation:
        angles = resolve(experiment).lattice.misset_rad.tolist()
        return option("-misset", *map(math.degrees, angles))
    if crystal.misset_random:
        # In this order: nanoBragg reads -misset_seed as -misset, too.
        return ["-misset_seed", str(crystal.misset_seed), "-misset", "random"]
    if any(crystal.misset_deg):
        return option("-misset", *crystal.misset_deg)
    return []


def _block_words(crystal: Crystal) -> Words:
    na, nb, nc = crystal.n_cells
    words: Words = []
    if not na == nb == nc:
        words += ["-Na", str(na), "-Nb", str(nb), "-Nc", str(nc)]
    elif na != 1:
        words += ["-N", str(na)]
    for axis, size in zip("xyz", crystal.size_mm, strict=True):
        if size > 0:
            words += option(f"-xtal_{axis}", size)
    if crystal.shape is not CrystalShape.SQUARE:
        words.append(_SHAPES[crystal.shape])
    if crystal.fudge != 1.0:
        words += option("-fudge", crystal.fudge)
    if crystal.interpolate is not None:
        words.append("-interpolate" if crystal.interpolate else "-nointerpolate")
    return words + _mosaic_words(crystal)


def _mosaic_words(crystal: Crystal) -> Words:
    words: Words = []
    if crystal.mosaic_spread_deg is not None:
        words += option("-mosaic", crystal.mosaic_spread_deg)
    if crystal.mosaic_domains is not None:
        words += ["-mosaic_domains", str(crystal.mosaic_domains)]
    if crystal.mosaic_seed != DEFAULT_MOSAIC_SEED:
        words += ["-mosaic_seed", str(crystal.mosaic_seed)]
    return words


def _panel_words(experiment: Experiment) -> Words:
    detector = experiment.detector
    sensor, words = detector.sensor, Words()
    if sensor.attenuation_depth_um is not None:
        # Before the thickness, which an infinite depth would reset.
        words += option("-detector_abs", sensor.attenuation_depth_um)
    if sensor.thickness_um != 0:
        words += option("-detector_thick", sensor.thickness_um)
    if sensor.layers is not None:
        words += ["-detector_thicksteps", str(sensor.layers)]
    if detector.curved:
        words.append("-curved_det")
    if detector.point_pixel:
        words.append("-point_pixel")
    return words


def _beam_words(experiment: Experiment) -> Words:
    beam = experiment.beam
    words: Words = []
    if beam.wavelength_angstrom != 1:
        words += option("-lambda", beam.wavelength_angstrom)
    counts = beam.flux_per_s != 0 and beam.exposure_s > 0 and beam.beam_size_mm >= 0
    if counts:
        words += option("-flux", beam.flux_per_s)
        words += option("-exposure", beam.exposure_s)
    elif beam.fluence_per_m2 != DEFAULT_FLUENCE_PER_M2:
        words += option("-fluence", beam.fluence_per_m2)
    if counts or beam.beam_size_mm != 0.1:
        words += option("-beamsize", beam.beam_size_mm)
    if beam.kahn_factor != 0:
        words += option("-polar", beam.kahn_factor)
    if not beam.apply_polarization:
        words.append("-nopolar")
    return words


def _sampling_words(experiment: Experiment, losses: list[str]) -> Words:
    sampling = experiment.sampling
    words = phi_words(experiment, losses)
    if sampling.oversample is not None:
        words += ["-oversample", str(sampling.oversample)]
    flags = (
        ("-oversample_thick", sampling.oversample_absorption),
        ("-oversample_polar", sampling.oversample_polarization),
        ("-oversample_omega", sampling.oversample_solid_angle),
    )
    words += [name for name, wanted in flags if wanted]
    if sampling.d_min_angstrom != 0:
        words += option("-dmin", sampling.d_min_angstrom)
    roi = sampling.roi
    edges = (roi.fast_min, roi.fast_max, roi.slow_min, roi.slow_max)
    if any(edge is not None for edge in edges):
        words += ["-roi", *("-1" if edge is None else str(edge) for edge in edges)]
    if experiment.detector.mask is not None:
        losses.append(
            "The mask is left out: nanoBragg would take geometry from its header."
        )
    return words


def _readout_words(experiment: Experiment) -> Words:
    readout, words = experiment.readout, Words()
    if experiment.background.water_um != 0:
        words += option("-water", experiment.background.water_um)
    if readout.adc_offset_adu != 40:
        words += option("-adc", readout.adc_offset_adu)
    if readout.adu_per_photon is not None:
        words += option("-scale", readout.adu_per_photon)
    # Always: without it nanoBragg takes the seed from the clock.
    return [*words, "-seed", str(readout.noise_seed)]
