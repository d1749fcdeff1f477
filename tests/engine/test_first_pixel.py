"""A phi step of exactly 0 under the stale-phi quirk: where an image begins."""

from typing import Any

import numpy as np
import pytest

from braggscope_engine import Experiment, PixelMask, Quirk, Roi

from .build import experiment, image

STALE = frozenset({Quirk.STALE_PHI})
SCAN = {"phi_start_deg": 0.0, "osc_deg": 1.0, "phi_steps": 2}


def masked(*pixels: int) -> PixelMask:
    keep = np.ones((12, 12), bool)
    keep.flat[list(pixels)] = False
    return PixelMask(keep=keep)


def scan(quirks: frozenset[Quirk], settings: dict[str, dict[str, Any]]) -> Experiment:
    sampling = {**SCAN, **settings.get("sampling", {})}
    return experiment(
        sampling=sampling, detector=settings.get("detector"), quirks=quirks
    )


@pytest.mark.parametrize(
    ("settings", "first"),
    [
        ({}, 0),
        ({"detector": {"mask": masked(0, 1, 2)}}, 3),
        ({"sampling": {"roi": Roi(fast_min=4, slow_min=3)}}, 3 * 12 + 4),
        ({"sampling": {"d_min_angstrom": 7.5}}, 3),
        (
            {
                "sampling": {"d_min_angstrom": 7.5},
                "detector": {"mask": masked(3, 4)},
            },
            5,
        ),
    ],
    ids=["whole", "masked", "region", "d_min", "d_min and masked"],
)
def test_only_the_first_pixel_that_scatters_sees_the_step_at_zero(
    settings: dict[str, dict[str, Any]], first: int
) -> None:
    rotated, stale = (
        image(scan(quirks, settings)).ravel() for quirks in (frozenset(), STALE)
    )
    same = np.isclose(rotated, stale, rtol=1e-9, atol=0)
    scatters = rotated > 0
    assert int(scatters.argmax()) == first
    assert same[first]
    assert not same[scatters][1:].any()
