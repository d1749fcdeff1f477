"""Options of files, output and the rest, in the order in which nanoBragg tests them."""

from __future__ import annotations

from ...models.crystal import CrystalShape
from . import effects
from .effects import both, fixes, sets
from .option import Effect, Kind, Match, Option, contains, contains_whole


def _file(*names: str, effect: Effect, what: str, match: Match | None = None) -> Option:
    return Option(
        names=names,
        match=match or contains(names[0]),
        kind=Kind.NAME,
        unit=what,
        effect=effect,
    )


def _switch(
    *names: str, slot: str = "", value: object = True, match: Match | None = None
) -> Option:
    return Option(
        names=names,
        match=match or contains(names[0]),
        kind=Kind.NOTHING,
        effect=fixes(slot, value) if slot else effects.nothing,
    )


def _value(
    name: str, kind: Kind, effect: Effect, *, unit: str = "", count: int = 1
) -> Option:
    return Option(
        names=(name,),
        match=contains(name),
        kind=kind,
        count=count,
        unit=unit,
        effect=effect,
    )


_INPUTS: tuple[Option, ...] = (
    _file(
        "-mat", "-matrix", effect=sets("matrix_file"), what="name of a MOSFLM matrix"
    ),
    _file("-hkl", effect=sets("hkl_file"), what="name of a reflection list"),
    _value("-default_F", Kind.NUMBER, sets("default_F"), unit="electrons"),
    _file("-dump", effect=sets("dump_file"), what="name of a structure-factor dump"),
    _file("-img", effect=sets("image_file"), what="name of an SMV image"),
    _file("-mask", effect=sets("mask_file"), what="name of an SMV mask"),
    _file("-stolout", effect=effects.nothing, what="name of a file"),
    _file(
        "-stol",
        effect=sets("amorphous_file"),
        what="name of a table of sin(theta)/lambda and F",
        match=contains_whole("-stol"),
    ),
    _file(
        "-4stol",
        effect=sets("amorphous_file"),
        what="name of a table of 4 sin(theta)/lambda and F",
        match=contains_whole("-4stol"),
    ),
    _file(
        "-Q",
        effect=sets("amorphous_file"),
        what="name of a table of Q and F",
        match=contains_whole("-Q"),
    ),
    _file("-sourcefile", effect=sets("source_file"), what="name of a source list"),
)

_OUTPUTS: tuple[Option, ...] = (
    _file(
        "-floatfile",
        "-floatimage",
        effect=sets("float_file"),
        what="name of the float image",
        match=contains("-floatfile", "-floatimage"),
    ),
    _file(
        "-intfile",
        "-intimage",
        effect=sets("int_file"),
        what="name of the integer image",
        match=contains("-intfile", "-intimage"),
    ),
    _file(
        "-pgmfile",
        "-pgmimage",
        effect=both(sets("pgm_file"), fixes("pgm", True)),
        what="name of the PGM image",
        match=contains("-pgmfile", "-pgmimage"),
    ),
    _file(
        "-noisefile",
        "-noiseimage",
        effect=both(sets("noise_file"), fixes("noise", True)),
        what="name of the noise image",
        match=contains("-noisefile", "-noiseimage"),
    ),
    _switch("-nonoise", slot="noise", value=False),
    _switch("-nopgm", slot="pgm", value=False),
    _value("-scale", Kind.NUMBER, sets("adu_per_photon"), unit="units per photon"),
    _value(
        "-pgmscale",
        Kind.NUMBER,
        both(sets("pgm_scale"), fixes("pgm", True)),
        unit="grey levels per photon",
    ),
)

_REST: tuple[Option, ...] = (
    _switch("-coherent"),
    _switch("-printout", slot="printout"),
    _switch("-noprogress", slot="progress", value=False),
    _switch("-progress", slot="progress", value=True),
    _switch("-interpolate", slot="interpolate", value=True),
    _switch("-nointerpolate", slot="interpolate", value=False),
    _switch("-round_xtal", slot="shape", value=CrystalShape.ROUND),
    _switch("-square_xtal", slot="shape", value=CrystalShape.SQUARE),
    _switch("-gauss_xtal", slot="shape", value=CrystalShape.GAUSS),
    _switch(
        "-tophat_spots",
        "-binary_spots",
        slot="shape",
        value=CrystalShape.TOPHAT,
        match=contains("-binary_spots", "-tophat_spots"),
    ),
    _value("-fudge", Kind.NUMBER, sets("fudge")),
    _value(
        "-printout_pixel",
        Kind.WHOLE,
        effects.set_printout_pixel,
        unit="pixel numbers fast slow",
        count=2,
    ),
    _value("-seed", Kind.WHOLE, sets("noise_seed")),
    _value("-mosaic_seed", Kind.WHOLE, sets("mosaic_seed")),
    _value("-misset_seed", Kind.WHOLE, sets("misset_seed")),
    _value("-water", Kind.NUMBER, sets("water_um"), unit="µm"),
)

FILE_OPTIONS: tuple[Option, ...] = _INPUTS + _OUTPUTS + _REST
