"""Options of the detector and the frame, in the order in which nanoBragg tests them."""

from __future__ import annotations

from ...models.detector import Convention, Pivot
from ...quirks import Quirk
from . import effects
from .effects import fixes, sets, vector
from .option import Kind, Option, contains, contains_whole


def _length(name: str, slot: str, pivot: Pivot | None = None) -> Option:
    return Option(
        names=(name,),
        match=contains(name),
        kind=Kind.NUMBER,
        unit="pixels" if slot.endswith("_px") else "mm",
        effect=sets(slot, pivot=pivot),
    )


def _convention(chosen: Convention, pivot: Pivot) -> Option:
    return Option(
        names=(f"-{chosen}",),
        match=contains(f"-{chosen}"),
        kind=Kind.NOTHING,
        effect=effects.convention(chosen, pivot),
    )


def _vector(name: str, slot: str) -> Option:
    return Option(
        names=(name,),
        match=contains(name),
        kind=Kind.NUMBER,
        count=3,
        unit="x y z in the laboratory",
        effect=vector(slot),
    )


def _angle(name: str, slot: str) -> Option:
    return Option(
        names=(name,),
        match=contains(name),
        kind=Kind.NUMBER,
        unit="degrees",
        effect=sets(slot),
    )


_BEAM_CENTRE: tuple[Option, ...] = (
    _length("-Xbeam", "beam_x_mm", Pivot.BEAM),
    _length("-Ybeam", "beam_y_mm", Pivot.BEAM),
    _length("-Xclose", "close_x_mm", Pivot.SAMPLE),
    _length("-Yclose", "close_y_mm", Pivot.SAMPLE),
    _length("-ORGX", "org_x_px", Pivot.SAMPLE),
    _length("-ORGY", "org_y_px", Pivot.SAMPLE),
    Option(
        names=("-pivot",),
        match=contains("-pivot"),
        kind=Kind.PIVOT,
        unit="sample or beam",
        effect=effects.ask_pivot,
    ),
)

_FRAME: tuple[Option, ...] = (
    _convention(Convention.MOSFLM, Pivot.BEAM),
    _convention(Convention.XDS, Pivot.SAMPLE),
    _convention(Convention.ADXV, Pivot.BEAM),
    _convention(Convention.DENZO, Pivot.BEAM),
    _convention(Convention.DIALS, Pivot.BEAM),
    _vector("-fdet_vector", "axis_fast"),
    _vector("-sdet_vector", "axis_slow"),
    _vector("-odet_vector", "axis_normal"),
    _vector("-beam_vector", "axis_beam"),
    _vector("-polar_vector", "axis_polarization"),
    _vector("-spindle_axis", "axis_spindle"),
    _vector("-twotheta_axis", "axis_two_theta"),
    Option(
        names=("-pix0_vector",),
        match=contains("-pix0_vector"),
        kind=Kind.NUMBER,
        count=3,
        unit="x y z in metres",
        effect=effects.set_pix0_m,
        unless="-pix0_vector_mm",
    ),
    Option(
        names=("-pix0_vector_mm",),
        match=contains("-pix0_vector_mm"),
        kind=Kind.NUMBER,
        count=3,
        unit="x y z in mm",
        effect=effects.set_pix0_mm,
    ),
)

_POSE: tuple[Option, ...] = (
    _length("-distance", "distance_mm", Pivot.BEAM),
    _length("-close_distance", "close_distance_mm", Pivot.SAMPLE),
    Option(
        names=("-detector_abs", "-detector_absorb", "-detector_absorption"),
        match=contains("-detector_abs"),
        kind=Kind.DEPTH,
        unit="µm, or inf",
        effect=effects.set_depth,
        crashes=True,
    ),
    Option(
        names=("-detector_thick",),
        match=contains_whole("-detector_thick"),
        kind=Kind.NUMBER,
        unit="µm",
        effect=sets("thickness_um"),
        crashes=True,
    ),
    Option(
        names=("-detector_thicksteps", "-thicksteps"),
        match=contains("-detector_thicksteps", "-thicksteps"),
        kind=Kind.WHOLE,
        unit="layers",
        effect=sets("layers"),
        crashes=True,
    ),
    Option(
        names=("-twotheta",),
        match=contains("-twotheta"),
        kind=Kind.NUMBER,
        unit="degrees",
        effect=sets("two_theta_deg", pivot=Pivot.SAMPLE),
        unless="-twotheta_axis",
        caught=Quirk.TWOTHETA_AXIS_SETS_ANGLE,
    ),
    _angle("-detector_rotx", "rotation_x_deg"),
    _angle("-detector_roty", "rotation_y_deg"),
    _angle("-detector_rotz", "rotation_z_deg"),
)

_PIXELS: tuple[Option, ...] = (
    Option(
        names=("-detsize",),
        match=contains_whole("-detsize"),
        kind=Kind.NUMBER,
        unit="mm",
        effect=sets("size_fast_mm", "size_slow_mm"),
    ),
    _length("-detsize_f", "size_fast_mm"),
    _length("-detsize_s", "size_slow_mm"),
    Option(
        names=("-detpixels",),
        match=contains_whole("-detpixels"),
        kind=Kind.WHOLE,
        unit="pixels",
        effect=sets("pixels_fast", "pixels_slow"),
    ),
    Option(
        names=("-detpixels_f", "-detpixels_x"),
        match=contains("-detpixels_f", "-detpixels_x"),
        kind=Kind.WHOLE,
        unit="pixels",
        effect=sets("pixels_fast"),
    ),
    Option(
        names=("-detpixels_s", "-detpixels_y"),
        match=contains("-detpixels_s", "-detpixels_y"),
        kind=Kind.WHOLE,
        unit="pixels",
        effect=sets("pixels_slow"),
    ),
    Option(
        names=("-curved_det", "-curved_detector"),
        match=contains("-curved_det"),
        kind=Kind.NOTHING,
        effect=fixes("curved", True),
        peeks=Quirk.CURVED_NEEDS_A_WORD,
    ),
    _length("-pixel", "pixel_size_mm"),
    Option(
        names=("-point_pixel",),
        match=contains("-point_pixel"),
        kind=Kind.NOTHING,
        effect=fixes("point_pixel", True),
    ),
)

DETECTOR_OPTIONS: tuple[Option, ...] = _BEAM_CENTRE + _FRAME + _POSE + _PIXELS
