"""Interpolation that switches itself off, and who may switch it."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from braggscope_engine import Experiment, PixelMask, Probe, Quirk, ReflectionTable

from .build import experiment, image

SWITCHES = frozenset({Quirk.INTERPOLATION_SWITCHES_OFF})
REACH = 7


def interpolated(
    mask: NDArray[np.bool_] | None = None, quirks: frozenset[Quirk] = SWITCHES
) -> Experiment:
    """Interpolation in a list that ends inside the detector."""
    axis = np.arange(-REACH, REACH + 1)
    hkl = np.stack(np.meshgrid(axis, axis, axis), axis=-1).reshape(-1, 3)
    amplitude = 100.0 + 50.0 * np.sin(hkl @ np.array([1.0, 2.3, 3.1]))
    table = ReflectionTable(hkl=hkl.astype(np.int32), amplitude=amplitude)
    made = experiment(
        crystal={"reflections": table, "interpolate": True, "n_cells": (2, 2, 2)},
        quirks=quirks,
    )
    if mask is None:
        return made
    return replace(made, detector=replace(made.detector, mask=PixelMask(keep=mask)))


def within_list() -> NDArray[np.bool_]:
    """Pixels whose centre has all the neighbours that interpolation wants."""
    probe = Probe(interpolated())
    hkl = [[probe.at(f + 0.5, s + 0.5).hkl for f in range(12)] for s in range(12)]
    return np.asarray(np.abs(hkl).max(axis=-1) <= REACH - 2)


def test_the_first_pixel_out_of_the_list_ends_interpolation_for_all_after_it() -> None:
    inside = within_list()
    assert not inside.flat[0]
    assert inside.any()
    everywhere = interpolated(quirks=frozenset())
    nearest = replace(
        everywhere, crystal=replace(everywhere.crystal, interpolate=False)
    )
    np.testing.assert_allclose(image(interpolated()), image(nearest), rtol=1e-12)
    assert not np.allclose(image(everywhere)[inside], image(nearest)[inside])


def test_a_masked_pixel_switches_nothing() -> None:
    inside = within_list()
    everywhere = image(interpolated(quirks=frozenset()))
    kept = image(interpolated(mask=inside))
    np.testing.assert_allclose(kept[inside], everywhere[inside], rtol=1e-12)
    assert not kept[~inside].any()
