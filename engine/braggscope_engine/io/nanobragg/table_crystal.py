"""Options of the crystal, in the order in which nanoBragg tests them."""

from __future__ import annotations

from ...quirks import Quirk
from . import effects
from .effects import sets
from .option import Kind, Option, contains, either, equals

_N = "unit cells"
_MM = "mm"


def _size(*slots: str, names: tuple[str, ...], patterns: tuple[str, ...]) -> Option:
    return Option(
        names=names,
        match=contains(*patterns),
        kind=Kind.NUMBER,
        unit=_MM,
        effect=sets(*slots),
    )


CRYSTAL_OPTIONS: tuple[Option, ...] = (
    Option(
        names=("-Na",),
        match=contains("-Na"),
        kind=Kind.WHOLE,
        unit=_N,
        effect=sets("n_a"),
        stop=True,
    ),
    Option(
        names=("-Nb",),
        match=contains("-Nb"),
        kind=Kind.WHOLE,
        unit=_N,
        effect=sets("n_b"),
        stop=True,
    ),
    Option(
        names=("-Nc",),
        match=contains("-Nc"),
        kind=Kind.WHOLE,
        unit=_N,
        effect=sets("n_c"),
        stop=True,
    ),
    Option(
        names=("-N",),
        match=equals("-N"),
        kind=Kind.WHOLE,
        unit=_N,
        effect=sets("n_a", "n_b", "n_c"),
        stop=True,
    ),
    Option(
        names=("-cell",),
        match=contains("-cell"),
        kind=Kind.CELL,
        unit="a b c in Å, then alpha beta gamma in degrees",
        effect=effects.set_cell,
    ),
    Option(
        names=("-misset",),
        match=contains("-misset"),
        kind=Kind.MISSET,
        count=3,
        unit="degrees about x, y and z, or the word random",
        effect=effects.set_misset,
        unless="-misset_seed",
        caught=Quirk.MISSET_SEED_IS_MISSET,
    ),
    _size(
        "size_a_mm",
        "size_b_mm",
        "size_c_mm",
        names=("-xtalsize", "-xtal_size", "-samplesize", "-sample_size"),
        patterns=("-samplesize", "-sample_size", "-xtalsize", "-xtal_size"),
    ),
    _size(
        "size_a_mm",
        names=(
            *("-xtal_x", "-xtal_thick", "-xtal_thickness"),
            *("-sample_x", "-sample_thick", "-sample_thickness"),
        ),
        patterns=("-sample_thick", "-sample_x", "-xtal_thick", "-xtal_x"),
    ),
    _size(
        "size_b_mm",
        names=("-xtal_y", "-xtal_width", "-sample_y", "-sample_width", "-width"),
        patterns=("-sample_width", "-sample_y", "-width", "-xtal_width", "-xtal_y"),
    ),
    _size(
        "size_c_mm",
        names=("-xtal_z", "-xtal_height", "-sample_z", "-sample_height", "-height"),
        patterns=("-sample_heigh", "-sample_z", "-heigh", "-xtal_heigh", "-xtal_z"),
    ),
    Option(
        names=("-density", "-sample_density"),
        match=contains("-density", "-sample_den"),
        kind=Kind.NUMBER,
        unit="g/cm³",
        effect=effects.nothing,
    ),
    Option(
        names=("-MW", "-molecular_weight"),
        match=either(equals("-MW"), contains("-molec")),
        kind=Kind.NUMBER,
        unit="g/mol",
        effect=effects.nothing,
    ),
)
