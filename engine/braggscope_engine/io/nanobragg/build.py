"""From a finished draft to an experiment."""

from __future__ import annotations

import time

from ...constants import DEFAULT_FLUENCE_PER_M2
from ...errors import CommandLineError, InvalidParameterError
from ...models.background import Background, Readout
from ...models.beam import Beam, Spread
from ...models.crystal import Crystal, OrientationMatrix, UnitCell
from ...models.experiment import Experiment
from ...models.sampling import Roi, Sampling
from ...quirks import Quirk
from .build_detector import build_detector
from .centre import require_one_centre
from .complaints import in_words_of_the_command
from .draft import Draft
from .inputs import (
    DEFAULT_DUMP,
    check_amorphous,
    load_matrix,
    load_reflections,
    load_sources,
)
from .normal import above_zero, cell_count, count_or_none, given, not_below_zero
from .report import OutputRequest

FIXED_SEED = 1


def build_experiment(draft: Draft) -> Experiment:
    """Read the files that the draft names and make the experiment.

    Raises
    ------
    CommandLineError
        One sentence that names the option whose value cannot be used.
    FileFormatError
        For a file that cannot be read.
    """
    require_one_centre(draft)
    check_amorphous(draft)
    try:
        return Experiment(
            beam=_beam(draft),
            crystal=_crystal(draft),
            detector=build_detector(draft),
            sampling=_sampling(draft),
            background=Background(water_um=draft.water_um),
            readout=_readout(draft),
            quirks=draft.quirks,
        )
    except InvalidParameterError as error:
        raise CommandLineError(in_words_of_the_command(error, draft)) from error


def build_outputs(draft: Draft) -> OutputRequest:
    """Return what the command asks to write."""
    by_default = draft.has(Quirk.WRITE_ALL_FILES)
    pixel = draft.printout_pixel
    return OutputRequest(
        float_file=draft.float_file,
        int_file=draft.int_file,
        pgm_file=draft.pgm_file,
        noise_file=draft.noise_file,
        dump_file=_dump_to_write(draft),
        int_scale=above_zero(draft.adu_per_photon),
        pgm_scale=above_zero(draft.pgm_scale),
        noise=by_default if draft.noise is None else draft.noise,
        pgm=by_default if draft.pgm is None else draft.pgm,
        progress=draft.progress,
        printout=draft.printout,
        printout_pixel=None if pixel is None else (pixel[0], pixel[1]),
    )


def _dump_to_write(draft: Draft) -> str | None:
    """Name the dump of a reflection list; without one a dump is only read."""
    if draft.hkl_file is None:
        return None
    by_default = DEFAULT_DUMP if draft.has(Quirk.WRITE_ALL_FILES) else None
    return draft.dump_file or by_default


def _beam(draft: Draft) -> Beam:
    fluence = draft.fluence_per_m2
    return Beam(
        wavelength_angstrom=draft.wavelength_angstrom,
        fluence_per_m2=DEFAULT_FLUENCE_PER_M2 if fluence is None else fluence,
        flux_per_s=draft.flux_per_s,
        exposure_s=not_below_zero(draft, draft.exposure_s),
        beam_size_mm=draft.beam_size_mm,
        kahn_factor=draft.kahn_factor,
        apply_polarization=draft.apply_polarization,
        horizontal_divergence=_spread(
            draft, draft.hdiv_range, draft.hdiv_step, draft.hdiv_count
        ),
        vertical_divergence=_spread(
            draft, draft.vdiv_range, draft.vdiv_step, draft.vdiv_count
        ),
        dispersion=_spread(draft, draft.dispersion_range, None, draft.dispersion_count),
        round_divergence=draft.round_divergence,
        sources=load_sources(draft),
    )


def _spread(
    draft: Draft, extent: float | None, step: float | None, count: int | None
) -> Spread:
    return Spread(
        range=given(draft, extent),
        step=given(draft, step) or None,
        count=count_or_none(count),
    )


def _crystal(draft: Draft) -> Crystal:
    matrix = load_matrix(draft)
    cell = _cell(draft, matrix)
    reflections = load_reflections(draft)
    if reflections is None and draft.default_F == 0:
        raise CommandLineError(
            "There are no structure factors: give -hkl FILE or -default_F AMPLITUDE."
        )
    is_random = draft.misset == "random"
    return Crystal(
        cell=cell,
        matrix=matrix,
        misset_deg=(0.0, 0.0, 0.0) if draft.misset == "random" else draft.misset,
        misset_random=is_random,
        n_cells=(
            cell_count(draft, draft.n_a),
            cell_count(draft, draft.n_b),
            cell_count(draft, draft.n_c),
        ),
        size_mm=(draft.size_a_mm, draft.size_b_mm, draft.size_c_mm),
        shape=draft.shape,
        fudge=draft.fudge,
        mosaic_spread_deg=given(draft, draft.mosaic_spread_deg),
        mosaic_domains=count_or_none(draft.mosaic_domains),
        mosaic_seed=draft.mosaic_seed,
        misset_seed=_seed(draft, draft.misset_seed, "-misset_seed", needed=is_random),
        reflections=reflections,
        default_F=draft.default_F,
        interpolate=draft.interpolate,
    )


def _cell(draft: Draft, matrix: OrientationMatrix | None) -> UnitCell | None:
    typed = draft.cell
    if matrix is None and (typed is None or typed[0] == 0):
        raise CommandLineError(
            "There is no unit cell: give -cell a b c alpha beta gamma or -mat FILE."
        )
    if typed is None:
        return None
    a, b, c, alpha, beta, gamma = typed
    return UnitCell(
        a=a,
        b=b if b > 0 else a,
        c=c if c > 0 else a,
        alpha=alpha if alpha > 0 else 90.0,
        beta=beta if beta > 0 else 90.0,
        gamma=gamma if gamma > 0 else 90.0,
    )


def _sampling(draft: Draft) -> Sampling:
    steps = draft.phi_steps
    return Sampling(
        phi_start_deg=draft.phi_start_deg,
        osc_deg=given(draft, draft.osc_deg),
        phi_step_deg=given(draft, draft.phi_step_deg),
        phi_steps=None if steps is None or steps < 0 else max(1, steps),
        oversample=count_or_none(draft.oversample),
        oversample_solid_angle=draft.oversample_solid_angle,
        oversample_polarization=draft.oversample_polarization,
        oversample_absorption=draft.oversample_absorption,
        d_min_angstrom=not_below_zero(draft, draft.d_min_angstrom),
        roi=_roi(draft),
    )


def _roi(draft: Draft) -> Roi:
    if draft.roi is None:
        return Roi()
    edges = [edge if edge >= 0 else None for edge in draft.roi]
    return Roi(
        fast_min=edges[0], fast_max=edges[1], slow_min=edges[2], slow_max=edges[3]
    )


def _readout(draft: Draft) -> Readout:
    noise = build_outputs(draft).noise
    return Readout(
        adc_offset_adu=draft.adc_offset_adu,
        adu_per_photon=above_zero(draft.adu_per_photon),
        noise_seed=_seed(draft, draft.noise_seed, "-seed", needed=noise),
    )


def _seed(draft: Draft, typed: int | None, option: str, *, needed: bool) -> int:
    if typed is not None:
        return typed
    if not (needed and draft.has(Quirk.LOOSE_OPTIONS)):
        return FIXED_SEED
    seed = int(time.time()) % 2**31
    draft.notes.append(
        f"{option} was not given, so that nanoBragg takes it from the clock: {seed}."
    )
    return seed
