"""What options do to a draft, as small functions that the table names."""

from __future__ import annotations

import math
from typing import cast

from ...constants import PHOTON_ENERGY_EV_ANGSTROM
from ...models.detector import Convention, Pivot
from ...quirks import Quirk
from .draft import Draft
from .option import Effect, Values


def sets(*slots: str, pivot: Pivot | None = None) -> Effect:
    """Put the one value into each slot; ``pivot`` is set on the side."""

    def effect(draft: Draft, values: Values) -> None:
        for slot in slots:
            draft.put(slot, values[0])
        if pivot is not None:
            draft.put("pivot", pivot, aside=True)

    return effect


def fixes(slot: str, value: object) -> Effect:
    """Put a value that the option implies into a slot."""
    return lambda draft, values: draft.put(slot, value)


def vector(slot: str) -> Effect:
    """Put three numbers into a slot and choose the CUSTOM convention."""

    def effect(draft: Draft, values: Values) -> None:
        draft.put(slot, values)
        draft.put("convention", Convention.CUSTOM, aside=True)

    return effect


def convention(chosen: Convention, pivot: Pivot) -> Effect:
    """Choose a convention; its pivot is set on the side."""

    def effect(draft: Draft, values: Values) -> None:
        draft.put("convention", chosen)
        draft.put("pivot", pivot, aside=True)

    return effect


def whole_tuple(slot: str) -> Effect:
    """Put all values into one slot."""
    return lambda draft, values: draft.put(slot, values)


def both(first: Effect, second: Effect) -> Effect:
    """Do one thing after the other."""

    def effect(draft: Draft, values: Values) -> None:
        first(draft, values)
        second(draft, values)

    return effect


def set_cell(draft: Draft, values: Values) -> None:
    """Overwrite as many of the six numbers as were typed."""
    typed = cast(tuple[float, ...], values)
    kept: tuple[float, ...] = (0.0,) * 6
    if draft.has(Quirk.LOOSE_OPTIONS) and draft.cell is not None:
        kept = draft.cell
    draft.put("cell", typed + kept[len(typed) :])


def set_misset(draft: Draft, values: Values) -> None:
    """Set three angles, or ask for a random orientation."""
    draft.put("misset", values[0] if len(values) == 1 else values)


def ask_pivot(draft: Draft, values: Values) -> None:
    """Set the pivot on purpose; a word that names neither changes nothing."""
    if values[0] is not None:
        draft.put("pivot_asked", values[0])
        draft.put("pivot", values[0], aside=True)


def set_pix0_m(draft: Draft, values: Values) -> None:
    """Set the origin from metres."""
    x, y, z = cast(tuple[float, float, float], values)
    vector("pix0_mm")(draft, (millimetres(x), millimetres(y), millimetres(z)))


def set_pix0_mm(draft: Draft, values: Values) -> None:
    """Set the origin from millimetres, or from metres with the quirk.

    An origin that is ignored anyway is kept as it was meant: it shows what would
    result, and takes effect unharmed when it is no longer ignored.
    """
    if draft.has(Quirk.PIX0_MM_IN_METRES) and not draft.has(Quirk.IGNORE_PIX0):
        set_pix0_m(draft, values)
    else:
        vector("pix0_mm")(draft, values)


def set_energy(draft: Draft, values: Values) -> None:
    """Set the wavelength from an energy in eV."""
    energy = cast(float, values[0])
    draft.put(
        "wavelength_angstrom",
        PHOTON_ENERGY_EV_ANGSTROM / energy if energy else math.inf,
    )


def set_depth(draft: Draft, values: Values) -> None:
    """Set the attenuation depth; an infinite one resets the thickness."""
    depth = cast(float, values[0])
    if depth == math.inf:
        draft.put("thickness_um", 0.0, aside=True)
    draft.put("attenuation_depth_um", depth)


def set_printout_pixel(draft: Draft, values: Values) -> None:
    """Choose the only pixel to print, and print."""
    draft.put("printout_pixel", values)
    draft.put("printout", True, aside=True)


def nothing(draft: Draft, values: Values) -> None:
    """Change nothing: the option is read and that is all."""


def millimetres(metres: float) -> float:
    """Return the number of mm that gives back the metres when divided by 1000."""
    return _before_division(metres, 1000.0)


def angstroms(metres: float) -> float:
    """Return the number of Å that gives back the metres when divided by 1e10."""
    return _before_division(metres, 1e10)


def _before_division(value: float, factor: float) -> float:
    product = value * factor
    for candidate in (
        product,
        math.nextafter(product, math.inf),
        math.nextafter(product, -math.inf),
    ):
        if candidate / factor == value:
            return candidate
    return product
