"""How finely the physics is sampled, and what is added to the scattering."""

from __future__ import annotations

from braggscope.quantities import Dimension

from .field import Field, Kind


def _angle(
    name: str, label: str, full: str, *, help: str, option: str, optional: bool = True
) -> Field:
    return Field(
        path=f"sampling.{name}",
        label=label,
        name=full,
        dimension=Dimension.ANGLE,
        unit="°",
        optional=optional,
        minimum=0.0 if optional else -360.0,
        maximum=36_000.0 if optional else 360.0,
        step=0.1,
        coarse_step=1.0,
        decimals=4,
        help=help,
        allowed="0 to 36,000" if optional else "any angle",
        option=option,
    )


ROTATION_FIELDS = (
    _angle(
        "phi_start_deg",
        "Start φ",
        "Spindle start",
        help="Spindle angle at which the image begins.",
        option="-phi",
        optional=False,
    ),
    _angle(
        "osc_deg",
        "Oscillation",
        "Oscillation range",
        help="Range of the spindle over the image.",
        option="-osc",
    ),
    Field(
        path="sampling.phi_steps",
        label="Steps",
        name="Spindle steps",
        kind=Kind.COUNT,
        optional=True,
        minimum=1,
        maximum=1_000_000,
        step=1,
        coarse_step=10,
        help="Number of spindle angles; each multiplies the work.",
        allowed="1 to 1,000,000",
        option="-phisteps",
    ),
    _angle(
        "phi_step_deg",
        "Step size",
        "Spindle step",
        help="Distance between neighbouring spindle angles.",
        option="-phistep",
    ),
    Field(
        path="sampling.phi_at_slice_centres",
        label="Steps at slice centres",
        name="Spindle steps at slice centres",
        kind=Kind.FLAG,
        help="Put each step in the middle of its slice; off puts it at the start, as "
        "nanoBragg.",
        option="none",
    ),
)

PIXEL_FIELDS = (
    Field(
        path="sampling.oversample",
        label="Oversampling",
        name="Pixel oversampling",
        kind=Kind.COUNT,
        optional=True,
        minimum=1,
        maximum=100,
        step=1,
        coarse_step=2,
        help="Sub-pixels along each edge of a pixel; the work grows with its square.",
        allowed="1 to 100",
        option="-oversample",
    ),
    Field(
        path="sampling.d_min_angstrom",
        label="Resolution limit",
        dimension=Dimension.LENGTH,
        unit="Å",
        minimum=0.0,
        maximum=1000.0,
        step=0.1,
        coarse_step=1.0,
        help="Leave out scattering of smaller d; 0 leaves out nothing.",
        allowed="0 or more",
        option="-dmin",
    ),
)


def _flag(name: str, label: str, full: str, *, of: str, option: str) -> Field:
    return Field(
        path=f"sampling.oversample_{name}",
        label=label,
        name=full,
        kind=Kind.FLAG,
        help=f"Compute the {of} for every sub-step instead of once per pixel.",
        option=option,
    )


OVERSAMPLING_FIELDS = (
    _flag(
        "solid_angle",
        "Solid angle per sub-pixel",
        "Oversample the solid angle",
        of="solid angle",
        option="-oversample_omega",
    ),
    _flag(
        "polarization",
        "Polarisation per sub-step",
        "Oversample the polarisation",
        of="polarisation factor",
        option="-oversample_polar",
    ),
    _flag(
        "absorption",
        "Absorption per layer",
        "Oversample the absorption",
        of="absorption of the sensor",
        option="-oversample_thick",
    ),
)


def _edge(axis: str, end: str) -> Field:
    return Field(
        path=f"sampling.roi.{axis}_{end}",
        label="from" if end == "min" else "to",
        name=f"Region, {'first' if end == 'min' else 'last'} {axis} pixel",
        kind=Kind.COUNT,
        optional=True,
        minimum=0,
        maximum=100_000,
        step=1,
        coarse_step=10,
        help=f"{'First' if end == 'min' else 'Last'} pixel along {axis} to render, "
        "itself included.",
        allowed="0 or more",
        option="-roi",
    )


ROI_FIELDS = tuple(_edge(a, e) for a in ("fast", "slow") for e in ("min", "max"))

SAMPLING_FIELDS = (
    *ROTATION_FIELDS,
    *PIXEL_FIELDS,
    *OVERSAMPLING_FIELDS,
    *ROI_FIELDS,
)

BACKGROUND_FIELDS = (
    Field(
        path="background.water_um",
        label="Water",
        name="Water background",
        dimension=Dimension.LENGTH,
        unit="µm",
        minimum=0.0,
        maximum=1e6,
        step=1.0,
        coarse_step=10.0,
        help="Edge of a cube of water in the beam; 0 is none.",
        allowed="0 or more",
        option="-water",
    ),
    Field(
        path="readout.adc_offset_adu",
        label="Offset",
        name="Readout offset",
        unit="ADU",
        minimum=-1e6,
        maximum=1e6,
        step=1.0,
        coarse_step=10.0,
        help="Added to every pixel of integer images.",
        allowed="any number",
        option="-adc",
    ),
    Field(
        path="readout.adu_per_photon",
        label="Scale",
        name="Readout scale",
        unit="ADU",
        optional=True,
        minimum=0.0,
        maximum=1e12,
        step=1.0,
        coarse_step=10.0,
        leading_digit_steps=True,
        help="Detector units per photon in integer images; where not given the "
        "brightest pixel becomes 55,000.",
        allowed="above 0",
        option="-scale",
    ),
    Field(
        path="readout.noise_seed",
        label="Noise seed",
        kind=Kind.COUNT,
        minimum=-(2**31) + 1,
        maximum=2**31 - 1,
        step=1,
        coarse_step=10,
        help="Start of the photon-counting noise; the same seed gives the same noise.",
        allowed="any whole number",
        option="-seed",
    ),
)
