"""Why a number that was given does not count, or counts otherwise than it reads.

What was asked for stays in its field; the note beside it says what decides instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from braggscope_engine import Convention, CrystalShape, Experiment, Pivot, Quirk

from .table import BY_PATH, is_at_default
from .wording import convention_label

__all__ = ["note"]

_NAMED_BEAM = (Convention.ADXV, Convention.MOSFLM, Convention.DENZO)


def note(path: str, experiment: Experiment, in_force: Mapping[str, object]) -> str:
    """Return one sentence about a field whose value has no or another effect.

    Parameters
    ----------
    path : str
    experiment : Experiment
    in_force : mapping of path to value
        What results; see `in_force`.

    Returns
    -------
    str
        Empty where the value simply counts.
    """
    rule = _rule_of(path)
    return "" if rule is None else rule(path, experiment, in_force)


_MOST_DECIMALS = 8
"""Beyond, numbers in mm, ° or pixels are the same."""

_Rule = Callable[[str, Experiment, Mapping[str, object]], str]


@cache
def _rule_of(path: str) -> _Rule | None:
    for prefix, rule in _RULES.items():
        if path == prefix or path.startswith(f"{prefix}."):
            return rule
    return None


def _given(path: str, experiment: Experiment) -> bool:
    return not is_at_default(BY_PATH[path], experiment)


def _pix0_decides(experiment: Experiment) -> bool:
    ignored = Quirk.IGNORE_PIX0 in experiment.quirks
    return experiment.detector.pix0_mm is not None and not ignored


def _in_force(path: str, experiment: Experiment, in_force: Mapping[str, object]) -> str:
    """What counts instead, in as many digits as tell it from what was asked for."""
    value = in_force.get(path)
    if value is None:
        return ""
    field = BY_PATH[path]
    asked = field.read(experiment)
    for decimals in range(field.decimals, _MOST_DECIMALS):
        finer = replace(field, decimals=decimals)
        if asked is None or finer.text(value) != finer.text(asked):
            return f"In force: {finer.text(value)}. "
    return ""


def _distance(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if _pix0_decides(experiment):
        return f"{_in_force(path, experiment, now)}pix0 decides."
    if experiment.detector.close_distance_mm is not None:
        return f"{_in_force(path, experiment, now)}The close distance decides."
    return ""


def _close(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if _given(path, experiment) and _pix0_decides(experiment):
        return f"{_in_force(path, experiment, now)}pix0 decides."
    return ""


def _pivot(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if _pix0_decides(experiment):
        return "pix0 decides."
    asked, used = experiment.detector.pivot, now.get(path)
    if used is None or used == asked:
        return ""
    held = "the beam spot" if used == Pivot.BEAM else "the foot"
    name = convention_label(experiment.detector.convention)
    return f"Strict nanoBragg holds {held} in {name}."


def _pix0(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if _given(path, experiment) and Quirk.IGNORE_PIX0 in experiment.quirks:
        return (
            "Strict nanoBragg ignores it: pivot, distance and beam centre decide. "
            f"{_in_force(path, experiment, now)}".rstrip()
        )
    return ""


def _centre(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    """One note for X and Y where it is the same for both."""
    text = _centre_number(path, experiment, now)
    partner = path.replace("_x_", "_y_")
    if partner != path and text == _centre_number(partner, experiment, now):
        return ""
    return text


def _centre_number(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if not _given(path, experiment):
        return ""
    if _pix0_decides(experiment):
        return f"{_in_force(path, experiment, now)}pix0 decides."
    convention = experiment.detector.convention
    if convention is Convention.CUSTOM:
        return _centre_of_custom(path, experiment)
    if Quirk.CONVENTION_IGNORES_CENTRE not in experiment.quirks:
        return ""
    wanted = "beam" if convention in _NAMED_BEAM else "org"
    if path.startswith(f"detector.{wanted}"):
        return ""
    return f"Strict nanoBragg ignores it in {convention_label(convention)}."


def _centre_of_custom(path: str, experiment: Experiment) -> str:
    """nanoBragg's order of precedence: beam centre, near point, ORG."""
    if Quirk.BEAM_CENTRE_AS_NEAR_POINT not in experiment.quirks:
        return ""
    detector = experiment.detector
    axis = "x" if "_x_" in path else "y"
    beam = getattr(detector, f"beam_{axis}_mm") is not None
    near = getattr(detector, f"close_{axis}_mm") is not None
    if path.startswith("detector.beam"):
        if detector.pivot is Pivot.SAMPLE:
            return "Strict nanoBragg takes it for the foot of the perpendicular."
        return ""
    if beam:
        return f"The beam centre {axis.upper()} decides."
    if path.startswith("detector.org") and near:
        return f"The near point {axis.upper()} decides."
    return ""


def _axes(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if experiment.detector.convention is Convention.CUSTOM:
        return ""
    return "Counts with custom axes only." if _given(path, experiment) else ""


def _sensor(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if path.endswith("thickness_um") or not _given(path, experiment):
        return ""
    if experiment.detector.sensor.thickness_um > 0:
        return ""
    return "Counts for a sensor with a thickness only."


def _fluence(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    beam = experiment.beam
    if beam.effective_fluence_per_m2 == beam.fluence_per_m2:
        return ""
    return f"{_in_force(path, experiment, now)}Flux, exposure and beam size decide."


def _flux(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    beam = experiment.beam
    if beam.flux_per_s != 0 and beam.exposure_s == 0:
        return "Without an exposure the fluence decides."
    return ""


def _exposure(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if _given(path, experiment) and experiment.beam.flux_per_s == 0:
        return "Counts together with a flux only."
    return ""


def _kahn(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if _given(path, experiment) and not experiment.beam.apply_polarization:
        return "Polarisation is switched off."
    return ""


def _replaced_by_sources(
    path: str, experiment: Experiment, now: Mapping[str, object]
) -> str:
    wavelength = path == "beam.wavelength_angstrom"
    if experiment.beam.sources and (wavelength or _given(path, experiment)):
        return "The listed sources decide."
    return ""


def _weights(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if _given(path, experiment) and not experiment.beam.sources:
        return "Counts for listed sources only."
    return ""


def _misset(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if experiment.crystal.misset_random:
        return f"{_in_force(path, experiment, now)}The random orientation decides."
    return ""


def _random(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if _given(path, experiment) and not experiment.crystal.misset_random:
        return "Counts for a random orientation only."
    return ""


def _cells(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if any(size > 0 for size in experiment.crystal.size_mm):
        in_force = _in_force(path, experiment, now)
        return f"{in_force}The crystal size decides where it is given."
    return ""


def _cell(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    crystal = experiment.crystal
    if path.endswith(".a") and crystal.cell is not None and crystal.matrix is not None:
        return "The cell gives lengths and volume, the matrix all directions."
    return ""


def _fudge(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if _given(path, experiment) and experiment.crystal.shape is CrystalShape.SQUARE:
        return "Has no effect on a block."
    return ""


def _mosaic(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    crystal = experiment.crystal
    if path.endswith("spread_deg") and crystal.mosaic_domains == 1:
        return "One domain has no spread." if crystal.mosaic_spread_deg else ""
    if path.endswith("domains") and (crystal.mosaic_domains or 1) > 1:
        return "" if crystal.mosaic_spread_deg else "Without a spread there is one."
    return ""


def _interpolate(path: str, experiment: Experiment, now: Mapping[str, object]) -> str:
    if experiment.crystal.interpolate and experiment.crystal.reflections is None:
        return "There is no list to interpolate in."
    return ""


_RULES: dict[str, _Rule] = {
    "detector.distance_mm": _distance,
    "detector.close_distance_mm": _close,
    "detector.pivot": _pivot,
    "detector.pix0_mm": _pix0,
    "detector.beam_x_mm": _centre,
    "detector.beam_y_mm": _centre,
    "detector.close_x_mm": _centre,
    "detector.close_y_mm": _centre,
    "detector.org_x_px": _centre,
    "detector.org_y_px": _centre,
    "detector.custom_axes": _axes,
    "detector.sensor": _sensor,
    "beam.fluence_per_m2": _fluence,
    "beam.flux_per_s": _flux,
    "beam.exposure_s": _exposure,
    "beam.kahn_factor": _kahn,
    "beam.wavelength_angstrom": _replaced_by_sources,
    "beam.horizontal_divergence": _replaced_by_sources,
    "beam.vertical_divergence": _replaced_by_sources,
    "beam.dispersion": _replaced_by_sources,
    "beam.use_source_weights": _weights,
    "crystal.misset_deg": _misset,
    "crystal.uniform_orientation": _random,
    "crystal.misset_seed": _random,
    "crystal.n_cells": _cells,
    "crystal.cell": _cell,
    "crystal.fudge": _fudge,
    "crystal.mosaic_spread_deg": _mosaic,
    "crystal.mosaic_domains": _mosaic,
    "crystal.interpolate": _interpolate,
}
