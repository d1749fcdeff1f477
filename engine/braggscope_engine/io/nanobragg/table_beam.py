"""Options of beam and sampling, in the order in which nanoBragg tests them."""

from __future__ import annotations

from .effects import both, fixes, set_energy, sets, whole_tuple
from .option import Effect, Kind, Match, Option, contains, contains_whole, either


def _number(
    *names: str, slot: str | tuple[str, ...], unit: str, match: Match | None = None
) -> Option:
    slots = (slot,) if isinstance(slot, str) else slot
    return Option(
        names=names,
        match=match or contains(names[0]),
        kind=Kind.NUMBER,
        unit=unit,
        effect=sets(*slots),
    )


def _count(
    *names: str, slot: str | tuple[str, ...], unit: str, match: Match | None = None
) -> Option:
    slots = (slot,) if isinstance(slot, str) else slot
    return Option(
        names=names,
        match=match or contains(names[0]),
        kind=Kind.WHOLE,
        unit=unit,
        effect=sets(*slots),
    )


def _switch(
    *names: str, effect: Effect, stop: bool = False, match: Match | None = None
) -> Option:
    return Option(
        names=names,
        match=match or contains(names[0]),
        kind=Kind.NOTHING,
        effect=effect,
        stop=stop,
    )


_PIXEL_SAMPLING: tuple[Option, ...] = (
    Option(
        names=("-polar",),
        match=contains_whole("-polar"),
        kind=Kind.NUMBER,
        unit="Kahn factor from -1 to 1",
        effect=both(sets("kahn_factor"), fixes("apply_polarization", True)),
    ),
    _switch("-nopolar", effect=fixes("apply_polarization", False)),
    _switch(
        "-oversample_thick", effect=fixes("oversample_absorption", True), stop=True
    ),
    _switch(
        "-oversample_polar", effect=fixes("oversample_polarization", True), stop=True
    ),
    _switch(
        "-oversample_omega", effect=fixes("oversample_solid_angle", True), stop=True
    ),
    _count("-oversample", slot="oversample", unit="sub-pixels along each edge"),
    Option(
        names=("-roi",),
        match=contains("-roi"),
        kind=Kind.WHOLE,
        count=4,
        unit="pixel numbers xmin xmax ymin ymax",
        effect=whole_tuple("roi"),
    ),
)

_INTENSITY: tuple[Option, ...] = (
    _number(
        "-lambda",
        "-wave",
        "-wavelength",
        slot="wavelength_angstrom",
        unit="Å",
        match=contains("-lambda", "-wave"),
    ),
    Option(
        names=("-energy",),
        match=contains("-energy"),
        kind=Kind.NUMBER,
        unit="eV",
        effect=set_energy,
    ),
    _number("-fluence", slot="fluence_per_m2", unit="photons/m²"),
    _number("-flux", slot="flux_per_s", unit="photons/s"),
    _number("-exposure", slot="exposure_s", unit="s"),
    _number("-beamsize", slot="beam_size_mm", unit="mm"),
)

_SPREAD: tuple[Option, ...] = (
    _number(
        "-mosaic",
        "-mosaic_spread",
        "-mosaicity",
        slot="mosaic_spread_deg",
        unit="degrees",
        match=either(contains_whole("-mosaic"), contains("-mosaici", "-mosaic_spr")),
    ),
    _count(
        "-mosaic_domains",
        "-mosaic_dom",
        slot="mosaic_domains",
        unit="domains",
        match=contains("-mosaic_dom"),
    ),
    _number("-dispersion", slot="dispersion_range", unit="%"),
    _count("-dispsteps", slot="dispersion_count", unit="wavelengths"),
    _number("-divergence", slot=("hdiv_range", "vdiv_range"), unit="mrad"),
    _number("-hdivrange", slot="hdiv_range", unit="mrad"),
    _number("-vdivrange", slot="vdiv_range", unit="mrad"),
    _number(
        "-hdivstep", slot="hdiv_step", unit="mrad", match=contains_whole("-hdivstep")
    ),
    _count("-hdivsteps", slot="hdiv_count", unit="directions"),
    _number(
        "-vdivstep", slot="vdiv_step", unit="mrad", match=contains_whole("-vdivstep")
    ),
    _count("-vdivsteps", slot="vdiv_count", unit="directions"),
    _count("-divsteps", slot=("hdiv_count", "vdiv_count"), unit="directions"),
    _switch("-round_div", effect=fixes("round_divergence", True)),
    _switch("-square_div", effect=fixes("round_divergence", False)),
    _number("-adc", slot="adc_offset_adu", unit="detector units"),
)

_ROTATION: tuple[Option, ...] = (
    _number("-phi", slot="phi_start_deg", unit="degrees", match=contains_whole("-phi")),
    _number("-osc", slot="osc_deg", unit="degrees"),
    _number(
        "-phistep",
        slot="phi_step_deg",
        unit="degrees",
        match=contains_whole("-phistep"),
    ),
    _count("-phisteps", slot="phi_steps", unit="steps"),
    _number("-dmin", slot="d_min_angstrom", unit="Å"),
)

BEAM_OPTIONS: tuple[Option, ...] = _PIXEL_SAMPLING + _INTENSITY + _SPREAD + _ROTATION
