"""A preview may blur what nobody sees, and nothing else."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Background,
    Convention,
    CrystalShape,
    Experiment,
    InvalidParameterError,
    Pivot,
    PixelMask,
    Quality,
    Quirk,
    ReflectionTable,
    RenderOptions,
    Roi,
    ScreenGrid,
    Sensor,
    Spread,
    resolve,
    simulate,
)
from braggscope_engine.scene import Scene

from .build import experiment, listed

SIZE = 36  # not a whole number of blocks


crystals = st.fixed_dictionaries(
    {
        "n_cells": st.tuples(*[st.integers(1, 40)] * 3),
        "shape": st.sampled_from(list(CrystalShape)),
        "fudge": st.floats(0.2, 3),
        "misset_deg": st.tuples(*[st.floats(-180, 180)] * 3),
        "reflections": st.one_of(st.none(), st.integers(0, 99).map(listed)),
        "interpolate": st.booleans(),
        "mosaic_spread_deg": st.floats(0, 2),
        "mosaic_domains": st.integers(1, 3),
    }
)
detectors = st.fixed_dictionaries(
    {
        "convention": st.sampled_from(list(Convention)),
        "pivot": st.sampled_from(list(Pivot)),
        "distance_mm": st.floats(15, 300),
        "pixel_size_mm": st.floats(0.05, 1.5),
        "rotation_deg": st.tuples(*[st.floats(-40, 40)] * 3),
        "two_theta_deg": st.floats(-100, 100),
        "curved": st.booleans(),
        "point_pixel": st.booleans(),
        "pixels_fast": st.just(SIZE),
        "pixels_slow": st.just(SIZE),
        "sensor": st.sampled_from([Sensor(), Sensor(thickness_um=500)]),
    }
)
beams = st.fixed_dictionaries(
    {
        "wavelength_angstrom": st.floats(0.6, 3),
        "kahn_factor": st.floats(-1, 1),
        "horizontal_divergence": st.sampled_from(
            [Spread(), Spread(range=5.0, count=2)]
        ),
        "dispersion": st.sampled_from([Spread(), Spread(range=3.0, count=2)]),
    }
)
samplings = st.fixed_dictionaries(
    {
        "oversample": st.integers(1, 2),
        "phi_start_deg": st.one_of(st.just(0.0), st.floats(-90, 90)),
        "osc_deg": st.floats(0.01, 3),
        "phi_steps": st.integers(1, 3),
        "roi": st.sampled_from([Roi(), Roi(fast_min=5, slow_max=33)]),
    }
)
# Interpolation that switches itself off needs every pixel: no preview is made of it.
orderless = ALL_QUIRKS - {Quirk.INTERPOLATION_SWITCHES_OFF}


def rendered(
    shown: Experiment, quality: Quality, dtype: str, floor: float
) -> NDArray[np.float64]:
    options = RenderOptions(dtype=dtype, quality=quality, floor_photons=floor)
    return simulate(shown, options).intensity.double().numpy()


def assert_nothing_is_lost_or_invented(
    shown: Experiment, depth: float, dtype: str
) -> None:
    """Compare a preview with the exact image, above 10^-depth of its maximum."""
    exact = rendered(shown, Quality.EXACT, dtype, 0.0)
    if shown.quirks:
        # nanoBragg's sensors can be met from behind, where they absorb less than
        # nothing: it then has no image either.
        assume(np.isfinite(exact).all())
    floor = max(float(exact.max()) * 10.0**-depth, 1e-290)
    assert_alike_above(floor, shown, exact, dtype)


def assert_alike_above(
    floor: float, shown: Experiment, exact: NDArray[np.float64], dtype: str
) -> None:
    preview = rendered(shown, Quality.PREVIEW, dtype, floor)
    visible = (exact > floor) | (preview > floor)
    exactly = 1e-7 if dtype == "float64" else 1e-3
    assert preview[visible] == pytest.approx(exact[visible], rel=exactly)


@settings(max_examples=60)
@given(
    crystal=crystals,
    detector=detectors,
    beam=beams,
    sampling=samplings,
    quirks=st.sampled_from([NO_QUIRKS, orderless]),
    depth=st.floats(0.5, 8),
    dtype=st.sampled_from(["float32", "float64"]),
)
def test_no_pixel_above_the_floor_is_lost_or_invented(
    crystal: dict[str, Any],
    detector: dict[str, Any],
    beam: dict[str, Any],
    sampling: dict[str, Any],
    quirks: frozenset[Quirk],
    depth: float,
    dtype: str,
) -> None:
    shown = experiment(
        crystal=crystal,
        detector=detector,
        beam=beam,
        sampling=sampling,
        quirks=quirks,
    )
    assert_nothing_is_lost_or_invented(shown, depth, dtype)


def in_main_maxima(shown: Experiment) -> NDArray[np.bool_]:
    """Pixels not further than 1 / N from a reflection, in any orientation."""
    resolved = resolve(shown)
    scene = Scene.of(resolved, torch.device("cpu"), torch.float64, None)
    px = (torch.arange(SIZE, dtype=torch.float64) + 0.5) * scene.surface.pixel
    slow, fast = (x.flatten() for x in torch.meshgrid(px, px, indexing="ij"))
    nowhere = torch.zeros_like(scene.surface.pixel)
    position = scene.surface.positions(fast, slow, nowhere)
    direction = position / position.norm(dim=0)
    found = torch.zeros(SIZE * SIZE, dtype=torch.bool)
    cells = torch.tensor(resolved.n_cells, dtype=torch.float64)
    for vectors in resolved.orientations.direct_m.unbind(dim=1):
        scattering = direction - scene.incident[0][:, None]
        index = vectors @ scattering / scene.wavelength_m[0]
        away = (index - index.round()).abs() * cells[:, None]
        found |= (away < 1).all(dim=0)
    return found.reshape(SIZE, SIZE).numpy()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", list(CrystalShape))
@settings(max_examples=15)
@given(crystal=crystals, distance_mm=st.floats(30, 300), deepest=st.floats(2, 6))
def test_under_a_raised_floor_only_fringes_are_lost(
    shape: CrystalShape,
    crystal: dict[str, Any],
    distance_mm: float,
    deepest: float,
    dtype: str,
) -> None:
    shown = experiment(
        crystal={**crystal, "shape": shape, "interpolate": False},
        detector={
            "pixels_fast": SIZE,
            "pixels_slow": SIZE,
            "distance_mm": distance_mm,
        },
        sampling={"osc_deg": 0.5, "phi_steps": 2},
    )
    exact = rendered(shown, Quality.EXACT, dtype, 0.0)
    dimmest = float(exact.max()) * 10.0**-deepest
    assume(dimmest > 1e-30)
    options = RenderOptions(
        dtype=dtype,
        quality=Quality.PREVIEW,
        floor_photons=float(exact.max()) * 10,
        dimmest_photons=dimmest,
    )
    preview = simulate(shown, options).intensity.double().numpy()
    seen = in_main_maxima(shown) & (exact > dimmest)
    assert preview[seen] == pytest.approx(exact[seen], rel=1e-3)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@settings(max_examples=25)
@given(crystal=crystals, sampling=samplings, depth=st.floats(0, 1))
def test_what_reaches_the_floor_together_with_water_is_not_lost(
    crystal: dict[str, Any], sampling: dict[str, Any], depth: float, dtype: str
) -> None:
    # Of so few cells seen from so far away, bounds are hardly above the pixels.
    dry = experiment(
        crystal={**crystal, "n_cells": (2, 1, 2)},
        detector={"pixels_fast": SIZE, "pixels_slow": SIZE, "distance_mm": 900},
        sampling=sampling,
        beam={"dispersion": Spread(range=3.0, count=2)},
    )
    peaks = rendered(dry, Quality.EXACT, "float64", 0.0)

    def over(water_um: float) -> Experiment:
        return replace(dry, background=Background(water_um=water_um))

    deepest = float(peaks.max()) * 10.0**-depth
    some = (rendered(over(0.1), Quality.EXACT, "float64", 0.0) - peaks).max()
    wet = over(0.1 * float(deepest / some) ** (1 / 3))
    exact = rendered(wet, Quality.EXACT, dtype, 0.0)
    floor = float(np.dtype(dtype).type(2.01 * deepest))
    assert_alike_above(floor, wet, exact, dtype)


def sparse(seed: int, cells: int = 6, **detector: Any) -> Experiment:
    """One reflection in forty is a million times brighter than the others."""
    side = np.arange(-14, 15)
    hkl = np.stack(np.meshgrid(side, side, side, indexing="ij"), -1).reshape(-1, 3)
    random = np.random.default_rng(seed)
    return experiment(
        crystal={
            "n_cells": (cells, cells, cells),
            "misset_deg": tuple(random.uniform(-180, 180, 3).tolist()),
            "interpolate": False,
            "reflections": ReflectionTable(
                hkl=hkl.astype(np.int32),
                amplitude=np.where(random.uniform(size=len(hkl)) < 1 / 40, 1e3, 1.0),
            ),
        },
        detector={"pixels_fast": 64, "pixels_slow": 64, **detector},
    )


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("pixel_mm", [0.1, 0.4, 0.8])
def test_a_lonely_bright_reflection_is_never_lost(seed: int, pixel_mm: float) -> None:
    shown = sparse(seed, distance_mm=80, pixel_size_mm=pixel_mm)
    assert_nothing_is_lost_or_invented(shown, 1.5, "float64")


def test_below_its_floor_a_preview_shows_one_pixel_of_each_block() -> None:
    shown = sparse(1, 20, distance_mm=300, pixel_size_mm=0.1)
    exact = rendered(shown, Quality.EXACT, "float64", 0.0)
    preview = rendered(shown, Quality.PREVIEW, "float64", 1e30)
    middles = exact[4:64:8, 4:64:8].repeat(8, axis=0).repeat(8, axis=1)
    assert preview == pytest.approx(middles, rel=1e-9)
    assert (preview != exact).mean() > 0.9


@pytest.mark.parametrize(
    "settings",
    [
        {
            "crystal": {"reflections": listed(1), "interpolate": True},
            "quirks": frozenset({Quirk.INTERPOLATION_SWITCHES_OFF}),
        },
        {
            "sampling": {"oversample": 2, "oversample_solid_angle": True},
            "quirks": frozenset({Quirk.RUNNING_SUM}),
        },
    ],
    ids=["interpolation that switches off", "running sum"],
)
def test_where_the_order_of_pixels_matters_a_preview_is_the_exact_image(
    settings: dict[str, Any],
) -> None:
    shown = experiment(**settings)
    exact = rendered(shown, Quality.EXACT, "float64", 0.0)
    assert np.array_equal(rendered(shown, Quality.PREVIEW, "float64", 1e30), exact)


def test_the_first_pixel_of_a_strict_scan_from_zero_is_its_own_in_a_preview_too() -> (
    None
):
    shown = experiment(
        sampling={"osc_deg": 1.0, "phi_steps": 3},
        quirks=frozenset({Quirk.STALE_PHI}),
    )
    exact = rendered(shown, Quality.EXACT, "float64", 0.0)
    preview = rendered(shown, Quality.PREVIEW, "float64", 1e30)
    assert preview[0, 0] == exact[0, 0]


def test_a_preview_leaves_masked_pixels_dark() -> None:
    keep = np.ones((12, 12), dtype=bool)
    keep[3:9, 2:5] = False
    shown = experiment(detector={"mask": PixelMask(keep=keep)})
    preview = rendered(shown, Quality.PREVIEW, "float64", 1e-3)
    assert (preview[~keep] == 0).all()
    assert (preview[keep] > 0).any()


def test_a_frame_tells_that_it_is_a_preview() -> None:
    shown = experiment()
    assert simulate(shown, RenderOptions(quality=Quality.PREVIEW)).is_preview
    assert not simulate(shown).is_preview


def test_a_screen_shows_the_largest_pixel_of_each_cell() -> None:
    shown = sparse(1, 20, distance_mm=300, pixel_size_mm=0.1)
    exact = rendered(shown, Quality.EXACT, "float64", 0.0)
    slow, fast = [3, 4, 17, 18, 40, 64], [0, 7, 8, 25, 30, 33]
    options = RenderOptions(
        dtype="float64",
        quality=Quality.PREVIEW,
        floor_photons=1e-290,
        screen=ScreenGrid.of(slow, fast),
    )
    frame = simulate(shown, options)
    rows = np.maximum.reduceat(exact[:64], slow[:-1], axis=0)
    cells = np.maximum.reduceat(rows[:, :33], fast[:-1], axis=1)
    assert frame.screen is options.screen
    assert frame.intensity.numpy() == pytest.approx(cells, rel=1e-9)


@pytest.mark.parametrize(
    ("slow", "fast"),
    [([70, 71, 75], [0, 4, 9]), ([0], [0, 5]), ([2, 9], [12])],
    ids=["beside the panel", "no rows", "no columns"],
)
def test_a_screen_without_pixels_is_blank(slow: list[int], fast: list[int]) -> None:
    options = RenderOptions(
        quality=Quality.PREVIEW, screen=ScreenGrid.of(slow, fast), floor_photons=0.0
    )
    frame = simulate(sparse(1), options)
    assert frame.intensity.shape == (len(slow) - 1, len(fast) - 1)
    assert not frame.intensity.any()


def test_a_screen_shows_masked_pixels_dark_and_the_others_of_their_cells() -> None:
    keep = np.ones((12, 12), dtype=bool)
    keep[3:9, 2:5] = False
    shown = experiment(detector={"mask": PixelMask(keep=keep)})
    exact = rendered(shown, Quality.EXACT, "float64", 0.0)
    edges = [0, 3, 6, 9, 12]
    options = RenderOptions(
        dtype="float64",
        quality=Quality.PREVIEW,
        floor_photons=1e-290,
        screen=ScreenGrid.of(edges, edges),
    )
    cells = exact.reshape(4, 3, 4, 3).max(axis=(1, 3))
    assert simulate(shown, options).intensity.numpy() == pytest.approx(cells)


@pytest.mark.parametrize("edges", [[3, 3, 4], [5, 2], []])
def test_edges_of_a_screen_rise(edges: list[int]) -> None:
    with pytest.raises(InvalidParameterError, match="fast_edges"):
        ScreenGrid.of([0, 1], edges)


def test_a_preview_computes_the_brightest_blocks_and_no_more_than_its_share() -> None:
    shown = experiment(
        crystal={"n_cells": (20, 20, 20)},
        detector={
            "pixels_fast": 64,
            "pixels_slow": 64,
            "pixel_size_mm": 0.1,
            "distance_mm": 300,
        },
    )
    exact = rendered(shown, Quality.EXACT, "float64", 0.0)
    coarse = rendered(shown, Quality.PREVIEW, "float64", 1e30)
    options = RenderOptions(
        dtype="float64",
        quality=Quality.PREVIEW,
        floor_photons=1e-290,
        finest_share=1 / 4,
    )
    preview = simulate(shown, options).intensity.numpy()
    computed = np.isclose(preview, exact, rtol=1e-9, atol=0.0)
    assert 0 < computed.mean() <= 1 / 4 + 1 / 64
    assert (preview != coarse).any()
    brightest = np.unravel_index(exact.argmax(), exact.shape)
    assert preview[brightest] == pytest.approx(exact[brightest], rel=1e-9)


def test_between_reflections_a_cell_looks_like_its_largest_pixel() -> None:
    shown = sparse(1, 20, distance_mm=300, pixel_size_mm=0.1)
    exact = rendered(shown, Quality.EXACT, "float64", 0.0)
    edges = list(range(0, 65, 4))
    options = RenderOptions(
        dtype="float64",
        quality=Quality.PREVIEW,
        floor_photons=1e30,
        screen=ScreenGrid.of(edges, edges),
    )
    preview = simulate(shown, options).intensity.numpy()
    cells = exact.reshape(16, 4, 16, 4).max(axis=(1, 3))
    middles = exact[4:64:8, 4:64:8].repeat(2, axis=0).repeat(2, axis=1)
    away = [abs(np.log(x / cells)).mean() for x in (preview, middles)]
    assert away[0] < away[1]


def test_what_is_dim_is_not_shown_larger_than_it_is() -> None:
    shown = sparse(3, 20, distance_mm=300, pixel_size_mm=0.1)
    exact = rendered(shown, Quality.EXACT, "float64", 0.0)
    dimmest, floor = float(exact.max()) * 1e-5, float(exact.max()) * 10
    edges = list(range(0, 65, 2))
    options = RenderOptions(
        dtype="float64",
        quality=Quality.PREVIEW,
        floor_photons=floor,
        dimmest_photons=dimmest,
        screen=ScreenGrid.of(edges, edges),
    )
    preview = simulate(shown, options).intensity.numpy()
    cells = exact.reshape(32, 2, 32, 2).max(axis=(1, 3))
    assert (preview >= dimmest).any()
    assert (preview[preview >= dimmest] <= cells[preview >= dimmest] * 1.001).all()


def test_what_cannot_be_seen_is_left_dark_and_changes_nothing_that_can() -> None:
    shown = sparse(3, 20, distance_mm=300, pixel_size_mm=0.05)
    exact = rendered(shown, Quality.EXACT, "float64", 0.0)
    dimmest = float(exact.max()) * 1e-2
    kept = RenderOptions(
        dtype="float64", quality=Quality.PREVIEW, floor_photons=dimmest
    )
    dark = replace(kept, dimmest_photons=dimmest)
    whole, without = (simulate(shown, o).intensity.numpy() for o in (kept, dark))
    seen = whole >= dimmest
    assert seen.any()
    assert np.array_equal(whole[seen], without[seen])
    assert (without == 0).mean() > (whole == 0).mean()


def test_over_water_nothing_is_left_dark() -> None:
    shown = sparse(3, 40, distance_mm=80, pixel_size_mm=0.1)
    shown = replace(shown, background=Background(water_um=5.0))
    options = RenderOptions(
        quality=Quality.PREVIEW, floor_photons=1e30, dimmest_photons=1e30
    )
    assert (simulate(shown, options).intensity > 0).all()
