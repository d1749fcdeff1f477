"""The geometry that nanoBragg printed, as it stands and as it is meant."""

from pathlib import Path

import numpy as np
import pytest

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    EngineError,
    Quirk,
    full_precision,
)

from . import golden

SPOT = frozenset({"Fbeam", "Sbeam", "distance"})
PLACE = SPOT | {
    *("pix0_vector", "close_distance", "Fclose", "Sclose", "ORGX", "ORGY"),
    *("Xclose", "Yclose", "Xbeam", "Ybeam"),
}
AXES = frozenset({"fdet_vector", "sdet_vector", "odet_vector", "beam_vector"})
NUMBERS = PLACE | AXES | {"detsize_f", "detsize_s", "pivot"}

EXCUSES = {
    # What it reports of the beam spot; the panel stands where it is meant to.
    Quirk.RATIO_WITHOUT_TWOTHETA: SPOT,
    Quirk.PIX0_MM_IN_METRES: PLACE,
    Quirk.IGNORE_PIX0: PLACE,
    Quirk.CONVENTION_SETS_PIVOT: PLACE | {"pivot"},
    Quirk.CONVENTION_IGNORES_CENTRE: PLACE,
    Quirk.BEAM_CENTRE_AS_NEAR_POINT: PLACE,
    Quirk.REGENERATED_NORMAL: PLACE | {"odet_vector"},
    Quirk.SIGNED_DISTANCE: PLACE | {"odet_vector"},
    Quirk.UNNORMALISED_TWOTHETA_AXIS: PLACE | AXES,
    Quirk.HEADER_SUBSTRING_KEYWORDS: PLACE,
    Quirk.HEADER_TWOTHETA_IGNORED: PLACE | AXES,
    Quirk.MASK_FLIPS_BEAM_CENTRE: PLACE,
}
"""Quirks that move a detector, and which numbers each may change."""

Printed = dict[str, object]


def numbers(name: str, quirks: frozenset[Quirk], folder: Path) -> Printed | None:
    """The program's numbers of a case; None where it refuses the command."""
    try:
        experiment = golden.case(name).experiment(quirks, folder)
        return full_precision(experiment)
    except EngineError:
        return None


def differing(found: Printed | None, reference: Printed | None) -> set[str]:
    if found is None or reference is None:
        return set() if found is reference else set(NUMBERS)
    return {n for n in NUMBERS if not _same(found[n], reference[n])}


def _same(a: object, b: object) -> bool:
    if isinstance(b, str):
        return a == b
    return np.allclose(a, b, rtol=1e-12, atol=1e-14)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", golden.NAMES)
def test_strict_geometry_is_what_nanobragg_printed(name: str, tmp_path: Path) -> None:
    found = numbers(name, ALL_QUIRKS, tmp_path)
    assert differing(found, golden.case(name).numbers()) == set()


@pytest.mark.parametrize("name", golden.NAMES)
def test_intended_geometry_differs_only_by_quirks_that_touch_the_case(
    name: str, tmp_path: Path
) -> None:
    printed = golden.case(name).numbers()
    intended = numbers(name, NO_QUIRKS, tmp_path)
    apart = differing(intended, printed)
    if not apart:
        return
    touching = {
        quirk
        for quirk in EXCUSES
        if differing(numbers(name, ALL_QUIRKS - {quirk}, tmp_path), printed)
        or differing(numbers(name, NO_QUIRKS | {quirk}, tmp_path), intended)
    }
    excused = set().union(*(EXCUSES[quirk] for quirk in touching))
    if intended is not None:
        assert apart <= excused, touching
    with_them = numbers(name, frozenset(touching), tmp_path)
    assert differing(with_them, printed) == set(), touching


def test_most_panels_stand_alike_in_both_modes(tmp_path: Path) -> None:
    moved = [
        name
        for name in golden.NAMES
        if differing(numbers(name, NO_QUIRKS, tmp_path), golden.case(name).numbers())
        > SPOT
    ]
    assert 0 < len(moved) < 0.2 * len(golden.NAMES)
