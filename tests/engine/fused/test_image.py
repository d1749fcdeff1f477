"""Whole images with fused kernels are those made step by step."""

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope.rendering.kernels import has_compiler
from braggscope_engine import (
    Background,
    Beam,
    Crystal,
    CrystalShape,
    Detector,
    Experiment,
    KernelStore,
    Quirk,
    ReflectionTable,
    RenderOptions,
    Sampling,
    UnitCell,
    simulate,
    why_not_fused,
)
from braggscope_engine.fused.image import FusedImage
from braggscope_engine.fused.variants import aiming, needed
from braggscope_engine.models.beam import Spread
from braggscope_engine.options import Quality
from braggscope_engine.resolved import resolve
from braggscope_engine.scene import Scene


def listed(reach: int = 30) -> ReflectionTable:
    rng = np.random.default_rng(3)
    axis = np.arange(-reach, reach + 1)
    hkl = np.stack(np.meshgrid(axis, axis, axis), axis=-1).reshape(-1, 3)
    return ReflectionTable(
        hkl=hkl.astype(np.int32), amplitude=rng.uniform(1, 100, len(hkl))
    )


LISTED = listed()


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    return Experiment(
        beam=Beam(
            wavelength_angstrom=draw(st.floats(0.8, 1.5)),
            kahn_factor=draw(st.sampled_from([0.0, 0.9, -0.5])),
            apply_polarization=draw(st.booleans()),
            dispersion=Spread(range=2.0, count=draw(st.sampled_from([1, 3]))),
            horizontal_divergence=Spread(
                range=1.0, count=draw(st.sampled_from([1, 2]))
            ),
        ),
        crystal=Crystal(
            cell=UnitCell(a=40, b=50, c=60, beta=100),
            misset_deg=(10.0, 20.0, 30.0),
            n_cells=(4, 5, 6),
            shape=draw(st.sampled_from([CrystalShape.SQUARE, CrystalShape.ROUND])),
            mosaic_spread_deg=0.3,
            mosaic_domains=draw(st.sampled_from([1, 3])),
            reflections=draw(st.none() | st.just(LISTED)),
            default_F=7.0,
            interpolate=draw(st.booleans()),
        ),
        detector=Detector(
            pixels_fast=24,
            pixels_slow=19,
            pixel_size_mm=draw(st.sampled_from([0.3, 3.0])),
            distance_mm=60.0,
            rotation_deg=(0.0, 7.0, 3.0),
            point_pixel=draw(st.booleans()),
        ),
        sampling=Sampling(
            phi_steps=draw(st.integers(1, 4)),
            osc_deg=2.0,
            oversample=draw(st.sampled_from([1, 2])),
        ),
        background=Background(water_um=draw(st.sampled_from([0.0, 10.0]))),
    )


def relative_l2(found: torch.Tensor, exact: torch.Tensor) -> float:
    return float((found.double() - exact).norm() / exact.norm())


@settings(max_examples=25)
@given(before=experiments(), water_um=st.sampled_from([0.0, 3.0, 20.0]))
def test_an_image_does_not_remember_the_water_and_the_place_of_the_one_before(
    before: Experiment, water_um: float, uncompiled: KernelStore
) -> None:
    options = RenderOptions(kernels=uncompiled)
    moved = replace(
        before,
        background=Background(water_um=water_um),
        detector=replace(before.detector, distance_mm=65.0, rotation_deg=(5.0, 0, 0)),
    )
    frame = simulate(moved, options, like=simulate(before, options))
    assert torch.equal(frame.intensity, simulate(moved, options).intensity)


@settings(max_examples=60)
@given(experiment=experiments())
def test_a_fused_image_is_that_in_float64(
    experiment: Experiment, uncompiled: KernelStore
) -> None:
    scene = Scene.of(
        resolve(experiment), torch.device("cpu"), torch.float32, uncompiled
    )
    assert FusedImage.of(scene) is not None
    frame = simulate(experiment, RenderOptions(kernels=uncompiled))
    assert frame.fused
    assert why_not_fused(frame) == ""
    exact = simulate(experiment, RenderOptions(dtype="float64"))
    assert relative_l2(frame.intensity, exact.intensity) < 2e-6


@pytest.mark.parametrize("domains", [1, 4])
def test_a_large_cell_of_many_cells_keeps_its_digits(
    domains: int, uncompiled: KernelStore
) -> None:
    experiment = Experiment(
        beam=Beam(wavelength_angstrom=0.98),
        crystal=Crystal(
            cell=UnitCell(a=300, b=290, c=310, alpha=95),
            misset_deg=(10.0, 20.0, 30.0),
            n_cells=(200, 200, 200),
            mosaic_spread_deg=0.3,
            mosaic_domains=domains,
            default_F=1.0,
        ),
        detector=Detector(
            pixels_fast=256, pixels_slow=512, pixel_size_mm=0.172, distance_mm=231.0
        ),
        sampling=Sampling(phi_steps=3, osc_deg=0.1, oversample=1),
    )
    found = simulate(experiment, RenderOptions(kernels=uncompiled)).intensity
    exact = simulate(experiment, RenderOptions(dtype="float64")).intensity
    assert relative_l2(found, exact) < 1e-5


def test_kernels_follow_interpolation_when_it_switches_off(
    uncompiled: KernelStore,
) -> None:
    """Strict nanoBragg: from the first term out of range on, the nearest is read."""
    experiment = Experiment(
        beam=Beam(wavelength_angstrom=1.0),
        crystal=Crystal(
            cell=UnitCell(a=40, b=40, c=40),
            n_cells=(3, 3, 3),
            reflections=listed(7),
            interpolate=True,
        ),
        detector=Detector(
            pixels_fast=60, pixels_slow=60, pixel_size_mm=1.0, distance_mm=100.0
        ),
        sampling=Sampling(phi_steps=2, osc_deg=1.0, oversample=1),
        quirks=frozenset({Quirk.INTERPOLATION_SWITCHES_OFF}),
    )
    options = RenderOptions(kernels=uncompiled, tile_evaluations=240)
    frame = simulate(experiment, options)
    assert frame.fused
    exact = simulate(experiment, RenderOptions(dtype="float64")).intensity
    assert relative_l2(frame.intensity, exact) < 2e-6
    never = replace(experiment, quirks=frozenset())
    other = simulate(never, RenderOptions(dtype="float64")).intensity
    assert relative_l2(exact, other) > 1e-3


def test_a_preview_interpolates_as_the_image_does(uncompiled: KernelStore) -> None:
    experiment = Experiment(
        crystal=Crystal(
            cell=UnitCell(a=40, b=40, c=40),
            n_cells=(3, 3, 3),
            reflections=LISTED,
            interpolate=True,
        ),
        detector=Detector(pixels_fast=64, pixels_slow=64, pixel_size_mm=1.0),
    )
    exact = simulate(experiment, RenderOptions(dtype="float64")).intensity
    preview = RenderOptions(
        kernels=uncompiled, quality=Quality.PREVIEW, floor_photons=0.0
    )
    assert relative_l2(simulate(experiment, preview).intensity, exact) < 2e-6


@pytest.mark.slow
@pytest.mark.skipif(not has_compiler(), reason="there is no C++ compiler")
def test_compiled_interpolation_gives_what_is_made_step_by_step(tmp_path: Path) -> None:
    smooth = Crystal(
        cell=UnitCell(a=30, b=34, c=38, alpha=80),
        n_cells=(3, 4, 5),
        reflections=LISTED,
        interpolate=True,
    )
    experiment = Experiment(
        crystal=smooth,
        detector=Detector(pixels_fast=70, pixels_slow=50, pixel_size_mm=2.0),
        sampling=Sampling(phi_steps=3, osc_deg=1.0),
    )
    store = KernelStore(tmp_path)
    store.want([aiming("cpu")])
    store.want(needed(CrystalShape.SQUARE, listed=True, interpolate=True, device="cpu"))
    subprocess.run(store.build_command(), check=True)
    frame = simulate(experiment, RenderOptions(kernels=store))
    assert frame.fused, store.failure
    expected = simulate(experiment, RenderOptions(dtype="float64")).intensity
    nearest = replace(experiment, crystal=replace(smooth, interpolate=False))
    rough = simulate(nearest, RenderOptions(dtype="float64")).intensity
    size = expected.norm()
    assert float((frame.intensity - expected).norm() / size) < 1e-5
    assert float((rough - expected).norm() / size) > 0.01
