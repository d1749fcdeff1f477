"""What of a detector is rendered: region of interest, mask, resolution."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    InvalidParameterError,
    PixelMask,
    Probe,
    Quirk,
    Roi,
    Spread,
    simulate,
    statistics,
)

from .build import experiment, image

edges = st.one_of(st.none(), st.integers(0, 15))
QUIRKS = pytest.mark.parametrize("quirks", [NO_QUIRKS, ALL_QUIRKS], ids=["own", "all"])


@settings(max_examples=50)
@given(edges, edges, edges, edges)
def test_a_region_changes_nothing_inside_and_is_dark_outside(
    fast_min: int | None,
    fast_max: int | None,
    slow_min: int | None,
    slow_max: int | None,
) -> None:
    roi = Roi(
        fast_min=fast_min, fast_max=fast_max, slow_min=slow_min, slow_max=slow_max
    )
    inside = np.zeros((12, 12), dtype=bool)
    fast = slice(fast_min, None if fast_max is None else fast_max + 1)
    slow = slice(slow_min, None if slow_max is None else slow_max + 1)
    inside[slow, fast] = True
    whole = image(experiment())
    part = image(experiment(sampling={"roi": roi}))
    assert part[inside] == pytest.approx(whole[inside], rel=1e-9)
    assert (part[~inside] == 0).all()


@QUIRKS
def test_masked_pixels_are_dark_and_the_others_unchanged(
    quirks: frozenset[Quirk],
) -> None:
    keep = np.random.default_rng(1).uniform(size=(12, 12)) < 0.6
    whole = image(experiment(water_um=1.0, quirks=quirks))
    mask = {"mask": PixelMask(keep=keep)}
    masked = image(experiment(detector=mask, water_um=1.0, quirks=quirks))
    assert masked[keep] == pytest.approx(whole[keep], rel=1e-9)
    assert (masked[~keep] == 0).all()


def test_a_mask_of_another_shape_is_refused() -> None:
    with pytest.raises(InvalidParameterError, match=r"\(slow, fast\) = \(12, 12\)"):
        experiment(detector={"mask": PixelMask(keep=np.ones((12, 11), dtype=bool))})


@QUIRKS
def test_d_min_darkens_what_is_beyond_it_and_nothing_else(
    quirks: frozenset[Quirk],
) -> None:
    whole = image(experiment(quirks=quirks))
    probe = Probe(experiment())
    d = np.array(
        [[probe.at(f + 0.5, s + 0.5).d_angstrom for f in range(12)] for s in range(12)]
    )
    cut = image(experiment(sampling={"d_min_angstrom": 11.0}, quirks=quirks))
    assert 20 < (d < 11.0).sum() < 120
    assert (cut[d < 11.0] == 0).all()
    assert cut[d > 11.0] == pytest.approx(whole[d > 11.0], rel=1e-12)


def test_d_min_leaves_the_water_unless_its_quirk_drops_it() -> None:
    def wet(d_min: float, *quirks: Quirk) -> float:
        seen = image(
            experiment(
                water_um=5.0,
                crystal={"default_F": 1e-20},
                sampling={"d_min_angstrom": d_min},
                quirks=frozenset(quirks),
            )
        )
        return float(seen[0, 11])

    assert wet(100.0) == pytest.approx(wet(0.0), rel=1e-9)
    assert wet(100.0, Quirk.DMIN_DROPS_BACKGROUND) == 0


def test_d_min_is_asked_for_each_source() -> None:
    spread = {"dispersion": Spread(range=40.0, count=2)}
    probe = Probe(experiment())
    d = probe.at(11.5, 0.5).d_angstrom
    # d grows with the wavelength: of 0.8 and 1.2 times it, one stays within.
    both = image(experiment(beam=spread))[0, 11]
    one = image(experiment(beam=spread, sampling={"d_min_angstrom": d}))[0, 11]
    longer = image(experiment(beam={"wavelength_angstrom": 1.1 * 1.2}))[0, 11]
    assert one == pytest.approx(longer / 2, rel=1e-9)
    assert both > one


def test_a_region_outside_the_detector_is_dark_and_has_statistics() -> None:
    frame = simulate(experiment(sampling={"roi": Roi(fast_min=50)}))
    assert (frame.intensity == 0).all()
    assert statistics(frame).maximum == 0
