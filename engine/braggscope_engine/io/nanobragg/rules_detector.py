"""Fates of what options say about the detector and the frame."""

from __future__ import annotations

import math

from ...conventions import NATURAL_PIVOT
from ...models.detector import Convention
from ...quirks import Quirk
from .verdict import USED, Case, Rule, Verdict, no_effect, used

_PLACES = "which places the panel"
_BEAM_CONVENTIONS = (Convention.ADXV, Convention.MOSFLM, Convention.DENZO)


def _distance(case: Case) -> Verdict:
    if case.pix0_places:
        return case.overridden("pix0_mm", _PLACES)
    if case.experiment.detector.close_distance_mm is not None:
        return case.overridden("close_distance_mm")
    return USED


def _close_distance(case: Case) -> Verdict:
    return case.overridden("pix0_mm", _PLACES) if case.pix0_places else USED


def _pivot_asked(case: Case) -> Verdict:
    if case.pix0_places:
        return case.overridden("pix0_mm", _PLACES)
    if not case.has(Quirk.CONVENTION_SETS_PIVOT):
        return USED
    forced = NATURAL_PIVOT.get(case.experiment.detector.convention)
    if forced is not None:
        return no_effect(
            f"nanoBragg always pivots about the {forced} in {case.convention_name}."
        )
    if case.draft.writer("pivot") is not case.draft.writer("pivot_asked"):
        return case.overridden("pivot", "which came later and sets the pivot too")
    return USED


def _beam_centre(case: Case) -> Verdict:
    if case.pix0_places:
        return case.overridden("pix0_mm", _PLACES)
    if not case.ignores_centres or case.is_custom:
        return USED
    if case.experiment.detector.convention in _BEAM_CONVENTIONS:
        return USED
    return no_effect(
        f"{case.convention_name} takes its centre from -ORGX and -ORGY only; this one "
        f"reaches nothing but the header."
    )


def _foot(axis: str, *, org: bool) -> Rule:
    earlier = (f"beam_{axis}_mm", f"close_{axis}_mm")[: 2 if org else 1]

    def rule(case: Case) -> Verdict:
        if case.pix0_places:
            return case.overridden("pix0_mm", _PLACES)
        if not case.ignores_centres:
            return USED
        if not case.is_custom:
            return _foot_of_named_convention(case, org=org)
        given = [slot for slot in earlier if getattr(case.draft, slot) is not None]
        return case.overridden(given[0]) if given else USED

    return rule


def _foot_of_named_convention(case: Case, *, org: bool) -> Verdict:
    if case.experiment.detector.convention in _BEAM_CONVENTIONS:
        return no_effect(
            f"{case.convention_name} takes its centre from -Xbeam and -Ybeam only."
        )
    if org:
        return USED
    return no_effect(
        f"{case.convention_name} takes its centre from -ORGX and -ORGY only."
    )


def _pix0(case: Case) -> Verdict:
    if case.has(Quirk.IGNORE_PIX0):
        return no_effect(
            "nanoBragg overwrites the origin from pivot, distance and beam centre; the "
            "option only selects the CUSTOM convention."
        )
    return USED


def _axis(case: Case) -> Verdict:
    if not case.is_custom:
        return case.overridden(
            "convention", "which came later and brings its own directions"
        )
    return USED


def _normal(case: Case) -> Verdict:
    verdict = _axis(case)
    given = case.experiment.detector.custom_axes.normal
    if verdict is not USED or given is None or not case.has(Quirk.REGENERATED_NORMAL):
        return verdict
    x, y, z = given
    if math.sqrt(x * x + y * y + z * z) == 1.0:
        return USED
    return no_effect(
        "Its length is not exactly 1, so that nanoBragg replaces it by fast x slow."
    )


def _size(edge: str) -> Rule:
    def rule(case: Case) -> Verdict:
        if getattr(case.draft, f"pixels_{edge}") != 0:
            return case.overridden(f"pixels_{edge}", "which gives the size in pixels")
        return USED

    return rule


def _pixels(edge: str) -> Rule:
    def rule(case: Case) -> Verdict:
        if getattr(case.draft, f"pixels_{edge}") == 0:
            return no_effect("Zero counts as not given.")
        return USED

    return rule


def _is_transparent(case: Case) -> bool:
    return case.experiment.detector.sensor.attenuation_depth_um == math.inf


def _thickness(case: Case) -> Verdict:
    if case.experiment.detector.sensor.thickness_um == 0:
        return no_effect("A sensor without thickness absorbs everything.")
    if _is_transparent(case) and case.has(Quirk.TRANSPARENT_SENSOR_IS_BLACK):
        return used("With an infinite attenuation depth the image is black.")
    if _is_transparent(case):
        return case.overridden(
            "attenuation_depth_um", "an infinite depth, which switches absorption off"
        )
    return USED


def _depth(case: Case) -> Verdict:
    sensor = case.experiment.detector.sensor
    thicknesses = case.draft.writers.get("thickness_um", [])
    depth = case.draft.writer("attenuation_depth_um")
    if _is_transparent(case) and sensor.thickness_um == 0:
        if any(writer is not depth for writer in thicknesses):
            return used("An infinite depth also resets the thickness.")
        return no_effect("A sensor without thickness absorbs everything anyway.")
    if sensor.thickness_um == 0:
        return no_effect("A sensor without thickness absorbs everything.")
    if sensor.attenuation_depth_um is None:
        return no_effect("Below zero counts as not given.")
    return USED


def _layers(case: Case) -> Verdict:
    sensor = case.experiment.detector.sensor
    if sensor.layers is None:
        return no_effect("Zero or less leaves the choice to the program.")
    if sensor.thickness_um == 0:
        return no_effect("A sensor without thickness has one layer.")
    if _is_transparent(case) and not case.has(Quirk.TRANSPARENT_SENSOR_IS_BLACK):
        return case.overridden("attenuation_depth_um")
    return USED


DETECTOR_RULES: dict[str, Rule] = {
    "distance_mm": _distance,
    "close_distance_mm": _close_distance,
    "pivot_asked": _pivot_asked,
    "beam_x_mm": _beam_centre,
    "beam_y_mm": _beam_centre,
    "close_x_mm": _foot("x", org=False),
    "close_y_mm": _foot("y", org=False),
    "org_x_px": _foot("x", org=True),
    "org_y_px": _foot("y", org=True),
    "pix0_mm": _pix0,
    "axis_beam": _axis,
    "axis_fast": _axis,
    "axis_slow": _axis,
    "axis_normal": _normal,
    "axis_two_theta": _axis,
    "axis_polarization": _axis,
    "axis_spindle": _axis,
    "size_fast_mm": _size("fast"),
    "size_slow_mm": _size("slow"),
    "pixels_fast": _pixels("fast"),
    "pixels_slow": _pixels("slow"),
    "thickness_um": _thickness,
    "attenuation_depth_um": _depth,
    "layers": _layers,
}
