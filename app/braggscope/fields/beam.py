"""The beam: wavelength, intensity, polarisation and spread."""

from __future__ import annotations

from braggscope.quantities import Dimension

from .field import Field, Kind

_INTENSITY = (
    Field(
        path="beam.wavelength_angstrom",
        label="Wavelength",
        dimension=Dimension.WAVELENGTH,
        unit="Å",
        minimum=0.001,
        maximum=1000.0,
        step=0.01,
        coarse_step=0.1,
        decimals=5,
        help="Central wavelength; a photon energy can be typed as well, 12.4 keV.",
        allowed="above 0",
        option="-lambda, -energy (in eV)",
    ),
    Field(
        path="beam.flux_per_s",
        label="Flux",
        name="Beam flux",
        dimension=Dimension.FLUX,
        unit="/s",
        minimum=0.0,
        maximum=1e40,
        step=1e12,
        coarse_step=1e13,
        leading_digit_steps=True,
        help="Photons per second; other than 0 it replaces the fluence by flux × "
        "exposure / (beam size)².",
        allowed="0 or more",
        option="-flux",
    ),
    Field(
        path="beam.exposure_s",
        label="Exposure",
        name="Exposure time",
        dimension=Dimension.TIME,
        unit="s",
        minimum=0.0,
        maximum=1e9,
        step=0.1,
        coarse_step=1.0,
        decimals=6,
        help="How long the crystal is exposed; counts together with the flux.",
        allowed="0 or more",
        option="-exposure",
    ),
    Field(
        path="beam.beam_size_mm",
        label="Beam size",
        dimension=Dimension.LENGTH,
        unit="mm",
        minimum=0.0,
        maximum=1000.0,
        step=0.01,
        coarse_step=0.1,
        decimals=5,
        help="Edge of the square beam; it turns the flux into a fluence and clips the "
        "crystal.",
        allowed="above 0 where there is a flux",
        option="-beamsize",
    ),
    Field(
        path="beam.fluence_per_m2",
        label="Fluence",
        name="Beam fluence",
        dimension=Dimension.FLUENCE,
        unit="/m²",
        minimum=0.0,
        maximum=1e50,
        step=1e24,
        coarse_step=1e25,
        leading_digit_steps=True,
        help="Photons per square metre over the whole exposure; used where no flux is "
        "given.",
        allowed="0 or more",
        option="-fluence",
    ),
)

_POLARISATION = (
    Field(
        path="beam.apply_polarization",
        label="Apply polarisation",
        name="Polarisation",
        kind=Kind.FLAG,
        help="Weight the scattering by the polarisation factor.",
        option="-nopolar switches it off",
    ),
    Field(
        path="beam.kahn_factor",
        label="Polarisation",
        name="Kahn polarisation factor",
        minimum=-1.0,
        maximum=1.0,
        step=0.01,
        coarse_step=0.1,
        decimals=4,
        help="Kahn factor K: 0 is unpolarised, 1 fully polarised along the "
        "polarisation axis.",
        allowed="-1 to 1",
        option="-polar",
    ),
)


def _range(name: str, label: str, full: str, *, help: str, option: str) -> Field:
    angular = name != "dispersion"
    return Field(
        path=f"beam.{name}.range",
        label=label,
        name=full,
        dimension=Dimension.ANGLE if angular else Dimension.PERCENT,
        unit="mrad" if angular else "%",
        optional=True,
        minimum=0.0,
        maximum=1000.0 if angular else 199.0,
        step=0.1,
        coarse_step=1.0,
        decimals=4,
        help=help,
        allowed="0 or more" if angular else "0 to 199",
        option=option,
    )


def _step(name: str, full: str, *, option: str) -> Field:
    angular = name != "dispersion"
    return Field(
        path=f"beam.{name}.step",
        label="Step",
        name=full,
        dimension=Dimension.ANGLE if angular else Dimension.PERCENT,
        unit="mrad" if angular else "%",
        optional=True,
        minimum=0.0,
        maximum=1000.0,
        step=0.01,
        coarse_step=0.1,
        decimals=4,
        help="Distance between neighbouring grid points.",
        allowed="0 or more",
        option=option,
    )


def _count(name: str, full: str, *, option: str) -> Field:
    return Field(
        path=f"beam.{name}.count",
        label="Points",
        name=full,
        kind=Kind.COUNT,
        optional=True,
        minimum=1,
        maximum=100_000,
        step=1,
        coarse_step=10,
        help="Number of grid points; each multiplies the work.",
        allowed="1 to 100,000",
        option=option,
    )


DIVERGENCE_FIELDS = (
    _range(
        "horizontal_divergence",
        "Horizontal",
        "Horizontal divergence",
        help="Full angular range about the axis beam × polarisation.",
        option="-hdivrange, -divergence",
    ),
    _step("horizontal_divergence", "Horizontal divergence step", option="-hdivstep"),
    _count(
        "horizontal_divergence",
        "Horizontal divergence points",
        option="-hdivsteps, -divsteps",
    ),
    _range(
        "vertical_divergence",
        "Vertical",
        "Vertical divergence",
        help="Full angular range about the polarisation axis.",
        option="-vdivrange, -divergence",
    ),
    _step("vertical_divergence", "Vertical divergence step", option="-vdivstep"),
    _count(
        "vertical_divergence",
        "Vertical divergence points",
        option="-vdivsteps, -divsteps",
    ),
    Field(
        path="beam.round_divergence",
        label="Round divergence",
        kind=Kind.FLAG,
        help="Trim the grid of directions to an ellipse.",
        option="-round_div, -square_div",
    ),
)

DISPERSION_FIELDS = (
    _range(
        "dispersion",
        "Range",
        "Spectral dispersion",
        help="Full relative range of the wavelength.",
        option="-dispersion",
    ),
    _step("dispersion", "Dispersion step", option="none"),
    _count("dispersion", "Dispersion points", option="-dispsteps"),
    Field(
        path="beam.symmetric_grid",
        label="Symmetric grids",
        kind=Kind.FLAG,
        help="Centre the grids of divergence and dispersion on zero; off keeps "
        "nanoBragg's, which can miss their upper end.",
        option="none",
    ),
)

SOURCE_FIELDS = (
    Field(
        path="beam.use_source_weights",
        label="Use source weights",
        kind=Kind.FLAG,
        help="Weight each source by its intensity; off counts all alike, as nanoBragg.",
        option="none",
    ),
)

BEAM_FIELDS = (
    *_INTENSITY,
    *_POLARISATION,
    *DIVERGENCE_FIELDS,
    *DISPERSION_FIELDS,
    *SOURCE_FIELDS,
)
