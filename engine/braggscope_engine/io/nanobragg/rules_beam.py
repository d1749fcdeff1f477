"""Fates of what options say about beam and sampling."""

from __future__ import annotations

from ...models.beam import Spread
from ...quirks import Quirk
from .verdict import USED, Case, Rule, Verdict, no_effect, used

_CHOICE = "Zero or less leaves the choice to the program."


def _flux_counts(case: Case) -> bool:
    beam = case.experiment.beam
    return beam.flux_per_s != 0 and beam.exposure_s > 0 and beam.beam_size_mm >= 0


def _fluence(case: Case) -> Verdict:
    if _flux_counts(case):
        return case.overridden("flux_per_s", "which gives the fluence")
    return USED


def _flux(case: Case) -> Verdict:
    if case.experiment.beam.flux_per_s == 0:
        return no_effect("A flux of zero leaves the fluence as it is.")
    if not _flux_counts(case):
        return no_effect("A flux needs an exposure above zero and a beam size.")
    return USED


def _exposure(case: Case) -> Verdict:
    if case.experiment.beam.flux_per_s == 0:
        return no_effect("Only a flux makes use of the exposure.")
    return USED


def _beam_size(case: Case) -> Verdict:
    if _flux_counts(case):
        return USED
    size = case.experiment.beam.beam_size_mm
    if any(edge > size >= 0 for edge in case.experiment.crystal.size_mm[1:]):
        return used("The crystal is clipped to it.")
    return no_effect("Only a flux, or a crystal wider than the beam, makes use of it.")


def _polarizes(case: Case) -> bool:
    overruled = case.experiment.sampling.oversample_polarization and case.has(
        Quirk.NOPOLAR_OVERRULED
    )
    return case.experiment.beam.apply_polarization or overruled


def _kahn_factor(case: Case) -> Verdict:
    return USED if _polarizes(case) else case.overridden("apply_polarization")


def _apply_polarization(case: Case) -> Verdict:
    if _polarizes(case) and not case.experiment.beam.apply_polarization:
        return case.overridden("oversample_polarization")
    return USED


def _spread(case: Case, prefix: str) -> Spread:
    beam = case.experiment.beam
    return {
        "hdiv": beam.horizontal_divergence,
        "vdiv": beam.vertical_divergence,
        "dispersion": beam.dispersion,
    }[prefix]


def _sourced(case: Case) -> Verdict | None:
    if case.experiment.beam.sources:
        return case.overridden("source_file", "which lists the sources one by one")
    return None


def _range(prefix: str) -> Rule:
    def rule(case: Case) -> Verdict:
        spread = _spread(case, prefix)
        if spread.range is None:
            return no_effect("Below zero counts as not given.")
        if spread.range == 0:
            return no_effect("A range of zero spreads nothing.")
        return _sourced(case) or USED

    return rule


def _step(prefix: str) -> Rule:
    def rule(case: Case) -> Verdict:
        spread = _spread(case, prefix)
        if spread.step is None:
            return no_effect("Zero or less counts as not given.")
        if spread.range == 0:
            return no_effect("A range of zero spreads nothing.")
        return _sourced(case) or USED

    return rule


def _count(prefix: str) -> Rule:
    def rule(case: Case) -> Verdict:
        spread = _spread(case, prefix)
        if spread.count is None:
            return no_effect(_CHOICE)
        return _sourced(case) or _count_without_range(case, prefix, spread)

    return rule


def _count_without_range(case: Case, prefix: str, spread: Spread) -> Verdict:
    loose = case.has(Quirk.STEPS_WITHOUT_RANGE)
    if spread.range is None and spread.step is not None:
        if loose:
            return case.overridden(f"{prefix}_step", "which makes it two steps")
        return USED
    if spread.range is None and prefix != "dispersion" and loose:
        return used("Without a range nanoBragg spreads it over 1 radian.")
    if not spread.range:
        return no_effect("Without a range there is nothing to sample.")
    if spread.count == 1 and spread.step is None:
        return used("A range is sampled at two points at least.")
    return USED


def _is_spread(case: Case, prefix: str) -> bool:
    spread = _spread(case, prefix)
    if spread.range is not None:
        return spread.range > 0
    counted = spread.count is not None and case.has(Quirk.STEPS_WITHOUT_RANGE)
    return spread.step is not None or counted


def _round(case: Case) -> Verdict:
    if not (_is_spread(case, "hdiv") and _is_spread(case, "vdiv")):
        return no_effect("It matters only where both divergences are spread.")
    return _sourced(case) or USED


def _osc(case: Case) -> Verdict:
    sampling = case.experiment.sampling
    if sampling.osc_deg is None:
        return no_effect("Below zero counts as not given.")
    if sampling.phi_steps is not None and sampling.phi_step_deg is not None:
        return case.overridden(
            "phi_step_deg", "which with the number of steps gives the range"
        )
    return USED


def _phi_step(case: Case) -> Verdict:
    sampling = case.experiment.sampling
    if sampling.phi_step_deg is None:
        return no_effect("Below zero counts as not given.")
    if sampling.phi_step_deg == 0 and (
        sampling.phi_steps is None or sampling.osc_deg is None
    ):
        return no_effect("A step of zero counts as not given.")
    return USED


def _phi_steps(case: Case) -> Verdict:
    sampling, loose = case.experiment.sampling, case.has(Quirk.STEPS_WITHOUT_RANGE)
    if sampling.phi_steps is None:
        return no_effect("Below zero leaves the choice to the program.")
    if sampling.osc_deg is not None:
        return USED
    if sampling.phi_step_deg:
        if loose:
            return case.overridden("phi_step_deg", "which makes it two steps")
        return USED
    if loose:
        return used("Without -osc nanoBragg spreads the steps over 1 degree.")
    return no_effect("Without -osc or -phistep the crystal does not turn.")


def _oversample(case: Case) -> Verdict:
    return USED if case.experiment.sampling.oversample else no_effect(_CHOICE)


def _one_sample(case: Case) -> bool:
    """Whether each pixel is a single term, so that nothing differs between terms."""
    sampling, crystal = case.experiment.sampling, case.experiment.crystal
    return (
        sampling.oversample == 1
        and sampling.osc_deg is None
        and sampling.phi_step_deg is None
        and sampling.phi_steps in (None, 1)
        and not crystal.mosaic_spread_deg
        and not case.experiment.beam.sources
        and not any(_is_spread(case, p) for p in ("hdiv", "vdiv", "dispersion"))
        and case.experiment.detector.sensor.thickness_um == 0
    )


_ONE_SAMPLE = "With one term per pixel there is nothing to calculate afresh."


def _oversample_solid_angle(case: Case) -> Verdict:
    if not (case.has(Quirk.CORNER_SOLID_ANGLE) or case.has(Quirk.RUNNING_SUM)):
        return no_effect("Each sub-pixel has its own solid angle in any case.")
    return no_effect(_ONE_SAMPLE) if _one_sample(case) else USED


def _oversample_polarization(case: Case) -> Verdict:
    if not _polarizes(case):
        return case.overridden("apply_polarization")
    if not case.experiment.beam.apply_polarization:
        return used("It applies polarisation in spite of -nopolar.")
    first = case.has(Quirk.FIRST_SOURCE_POLARIZATION)
    if not (first or case.has(Quirk.RUNNING_SUM)):
        return no_effect("Each term has its own polarisation factor in any case.")
    return no_effect(_ONE_SAMPLE) if _one_sample(case) else USED


def _oversample_absorption(case: Case) -> Verdict:
    if case.experiment.detector.sensor.thickness_um == 0:
        if case.has(Quirk.RUNNING_SUM):
            return used("Without a sensor thickness nanoBragg's image is black.")
        return no_effect("Without a sensor thickness nothing is absorbed in layers.")
    if not (case.has(Quirk.LAST_LAYER_CAPTURE) or case.has(Quirk.RUNNING_SUM)):
        return no_effect("Each layer has its own absorption in any case.")
    return USED


def _d_min(case: Case) -> Verdict:
    if case.experiment.sampling.d_min_angstrom == 0:
        return no_effect("Zero leaves nothing out.")
    return USED


BEAM_RULES: dict[str, Rule] = {
    "fluence_per_m2": _fluence,
    "flux_per_s": _flux,
    "exposure_s": _exposure,
    "beam_size_mm": _beam_size,
    "kahn_factor": _kahn_factor,
    "apply_polarization": _apply_polarization,
    "hdiv_range": _range("hdiv"),
    "hdiv_step": _step("hdiv"),
    "hdiv_count": _count("hdiv"),
    "vdiv_range": _range("vdiv"),
    "vdiv_step": _step("vdiv"),
    "vdiv_count": _count("vdiv"),
    "dispersion_range": _range("dispersion"),
    "dispersion_count": _count("dispersion"),
    "round_divergence": _round,
    "osc_deg": _osc,
    "phi_step_deg": _phi_step,
    "phi_steps": _phi_steps,
    "oversample": _oversample,
    "oversample_solid_angle": _oversample_solid_angle,
    "oversample_polarization": _oversample_polarization,
    "oversample_absorption": _oversample_absorption,
    "d_min_angstrom": _d_min,
}
