"""From a finished draft to a detector."""

from __future__ import annotations

import math

from ...conventions import NATURAL_PIVOT
from ...models.axes import Axes
from ...models.detector import Convention, Detector, Pivot, PixelMask, Sensor
from ...quirks import Quirk
from .draft import Draft
from .normal import count_or_none, given, plain_number

DEFAULT_SIZE_MM = 102.4


def build_detector(draft: Draft) -> Detector:
    """Return the detector; its mask must have been read already."""
    pixels_fast, size_fast = _edge(draft, draft.pixels_fast, draft.size_fast_mm)
    pixels_slow, size_slow = _edge(draft, draft.pixels_slow, draft.size_slow_mm)
    mask = draft.mask
    return Detector(
        convention=draft.convention,
        pivot=_pivot(draft),
        custom_axes=_axes(draft),
        distance_mm=_distance(draft),
        close_distance_mm=plain_number(draft.close_distance_mm),
        beam_x_mm=plain_number(draft.beam_x_mm),
        beam_y_mm=plain_number(draft.beam_y_mm),
        close_x_mm=plain_number(draft.close_x_mm),
        close_y_mm=plain_number(draft.close_y_mm),
        org_x_px=plain_number(draft.org_x_px),
        org_y_px=plain_number(draft.org_y_px),
        pix0_mm=draft.pix0_mm,
        rotation_deg=(
            draft.rotation_x_deg,
            draft.rotation_y_deg,
            draft.rotation_z_deg,
        ),
        two_theta_deg=draft.two_theta_deg,
        pixel_size_mm=draft.pixel_size_mm,
        pixels_fast=pixels_fast,
        pixels_slow=pixels_slow,
        size_fast_mm=size_fast,
        size_slow_mm=size_slow,
        curved=draft.curved,
        point_pixel=draft.point_pixel,
        sensor=_sensor(draft),
        mask=None if mask is None else PixelMask(keep=mask, name=draft.mask_file or ""),
    )


def _edge(draft: Draft, pixels: int, size_mm: float | None) -> tuple[int, float | None]:
    """Return the pixel count of one edge, and its length where that was given."""
    if pixels != 0:
        return pixels, None
    pixel_m = draft.pixel_size_mm / 1000.0
    if size_mm is None:
        if draft.pixel_size_mm == Detector().pixel_size_mm or not pixel_m > 0:
            return Detector().pixels_fast, None
        size_mm = DEFAULT_SIZE_MM
    count = size_mm / 1000.0 / pixel_m - 0.5 if pixel_m > 0 else 0.0
    return (math.ceil(count) if math.isfinite(count) else 0), size_mm


def _distance(draft: Draft) -> float:
    if not draft.has(Quirk.LOOSE_OPTIONS):
        return draft.distance_mm
    if draft.close_distance_mm is not None and draft.distance_mm == 0:
        return Detector().distance_mm
    # nanoBragg uses the absolute value, whatever the sign of the option.
    return abs(draft.distance_mm)


def _pivot(draft: Draft) -> Pivot:
    if draft.has(Quirk.CONVENTION_SETS_PIVOT):
        return draft.pivot
    if draft.pivot_asked is not None:
        return draft.pivot_asked
    return NATURAL_PIVOT.get(draft.convention, draft.pivot)


def _axes(draft: Draft) -> Axes:
    plain = Axes()
    if draft.convention is not Convention.CUSTOM:
        return plain
    return Axes(
        beam=draft.axis_beam or plain.beam,
        fast=draft.axis_fast or plain.fast,
        slow=draft.axis_slow or plain.slow,
        normal=draft.axis_normal,
        two_theta=draft.axis_two_theta or plain.two_theta,
        polarization=draft.axis_polarization or plain.polarization,
        spindle=draft.axis_spindle or plain.spindle,
    )


def _sensor(draft: Draft) -> Sensor:
    return Sensor(
        thickness_um=draft.thickness_um,
        attenuation_depth_um=given(draft, draft.attenuation_depth_um),
        layers=count_or_none(draft.layers),
    )
