"""Fates of what options say about crystal and files."""

from __future__ import annotations

from ...models.crystal import CrystalShape
from ...quirks import Quirk
from .verdict import USED, Case, Rule, Verdict, no_effect, used


def _cells(axis: int) -> Rule:
    slot = f"size_{'abc'[axis]}_mm"

    def rule(case: Case) -> Verdict:
        if case.experiment.crystal.size_mm[axis] > 0:
            return case.overridden(slot, "which sets the number of cells")
        return USED

    return rule


def _size(axis: int) -> Rule:
    def rule(case: Case) -> Verdict:
        size = case.experiment.crystal.size_mm[axis]
        if size <= 0:
            return no_effect("A size of zero leaves the number of cells as it is.")
        beam_size = case.experiment.beam.beam_size_mm
        if axis > 0 and size > beam_size >= 0:
            return used(f"Clipped to the beam, {beam_size:g} mm.")
        return USED

    return rule


def _cell(case: Case) -> Verdict:
    if case.experiment.crystal.matrix is not None:
        return used("The matrix gives the directions, the cell lengths and volume.")
    return USED


def _misset_seed(case: Case) -> Verdict:
    if case.experiment.crystal.misset_random:
        return USED
    return no_effect("Only -misset random makes use of it.")


def _mosaic_seed(case: Case) -> Verdict:
    crystal = case.experiment.crystal
    if not crystal.mosaic_spread_deg or crystal.mosaic_domains == 1:
        return no_effect("Only several mosaic domains with a spread make use of it.")
    return USED


def _mosaic_spread(case: Case) -> Verdict:
    crystal = case.experiment.crystal
    if crystal.mosaic_spread_deg is None:
        return no_effect("Below zero counts as not given.")
    if crystal.mosaic_spread_deg == 0:
        return no_effect("A spread of zero is a perfect crystal.")
    if crystal.mosaic_domains == 1:
        return no_effect("One mosaic domain is a perfect crystal, whatever the spread.")
    return USED


def _mosaic_domains(case: Case) -> Verdict:
    crystal = case.experiment.crystal
    if crystal.mosaic_domains is None:
        return no_effect("Zero or less leaves the choice to the program.")
    if not crystal.mosaic_spread_deg:
        return no_effect("Without a mosaic spread there is one domain.")
    return USED


def _fudge(case: Case) -> Verdict:
    if case.experiment.crystal.shape is CrystalShape.SQUARE:
        return no_effect("A square crystal makes no use of it.")
    return USED


def _interpolate(case: Case) -> Verdict:
    crystal = case.experiment.crystal
    if crystal.reflections is None:
        return no_effect("There is no reflection list to interpolate in.")
    sized = any(size > 0 for size in crystal.size_mm)
    if sized and not case.has(Quirk.INTERPOLATION_BEFORE_SIZE):
        return USED
    automatic = min(crystal.n_cells) <= 2
    if crystal.interpolate is not automatic:
        return USED
    if automatic:
        return no_effect("A crystal of at most two cells is interpolated anyway.")
    return no_effect("A crystal of more than two cells is not interpolated anyway.")


def _dump(case: Case) -> Verdict:
    if case.draft.hkl_file is not None:
        return used("The structure factors of -hkl are dumped there.")
    if case.experiment.crystal.reflections is None:
        return no_effect("There is no such file to read, and no -hkl to dump.")
    return USED


def _amorphous(case: Case) -> Verdict:
    return no_effect("The table is checked, but nothing uses it.")


def _image(case: Case) -> Verdict:
    return used("Its header gives what no option does.")


def _mask(case: Case) -> Verdict:
    return used("Its header gives geometry where no option does.")


def _noise_seed(case: Case) -> Verdict:
    return case.overridden("noise") if case.draft.noise is False else USED


def _pgm(case: Case) -> Verdict:
    return case.overridden("pgm") if case.draft.pgm is False else USED


def _pgm_scale(case: Case) -> Verdict:
    if case.draft.pgm_scale is not None and case.draft.pgm_scale <= 0:
        return no_effect("Zero or less leaves the choice to the program.")
    return _pgm(case)


def _int_scale(case: Case) -> Verdict:
    if case.experiment.readout.adu_per_photon is None:
        return no_effect("Zero or less leaves the choice to the program.")
    return USED


CRYSTAL_RULES: dict[str, Rule] = {
    "n_a": _cells(0),
    "n_b": _cells(1),
    "n_c": _cells(2),
    "size_a_mm": _size(0),
    "size_b_mm": _size(1),
    "size_c_mm": _size(2),
    "cell": _cell,
    "misset_seed": _misset_seed,
    "mosaic_seed": _mosaic_seed,
    "mosaic_spread_deg": _mosaic_spread,
    "mosaic_domains": _mosaic_domains,
    "fudge": _fudge,
    "interpolate": _interpolate,
    "dump_file": _dump,
    "amorphous_file": _amorphous,
    "image_file": _image,
    "mask_file": _mask,
    "noise_file": _noise_seed,
    "noise_seed": _noise_seed,
    "pgm_file": _pgm,
    "pgm_scale": _pgm_scale,
    "adu_per_photon": _int_scale,
}
