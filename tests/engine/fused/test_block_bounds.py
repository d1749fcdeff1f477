"""Bounds from the kernel, against every pixel of a block and against step by step."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    CrystalShape,
    Experiment,
    KernelStore,
    RenderOptions,
    Sensor,
    Spread,
    resolve,
    simulate,
)
from braggscope_engine.bright_blocks import BlockFinder, Blocks
from braggscope_engine.scene import Scene

from ..build import experiment, listed

SIZE, EDGE = 32, 8
FIRST = torch.cartesian_prod(*[torch.arange(0, SIZE, EDGE)] * 2)
BLOCKS = Blocks(
    fast_px=FIRST[:, 1].to(torch.int32), slow_px=FIRST[:, 0].to(torch.int32)
)


def bounds(
    shown: Experiment, kernels: KernelStore | None, emphasis: float = 1.0
) -> np.ndarray:
    scene = Scene.of(resolve(shown), torch.device("cpu"), torch.float32, kernels)
    return BlockFinder(scene, emphasis).bounds(BLOCKS, EDGE).double().numpy()


def largest(shown: Experiment) -> np.ndarray:
    exact = simulate(shown, RenderOptions(dtype="float64")).intensity.numpy()
    blocks = exact.reshape(SIZE // EDGE, EDGE, SIZE // EDGE, EDGE)
    return blocks.max(axis=(1, 3)).ravel()


crystals = st.fixed_dictionaries(
    {
        "n_cells": st.tuples(*[st.integers(1, 40)] * 3),
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
        "distance_mm": st.floats(15, 300),
        "pixel_size_mm": st.floats(0.05, 1.5),
        "rotation_deg": st.tuples(*[st.floats(-40, 40)] * 3),
        "two_theta_deg": st.floats(-100, 100),
        "point_pixel": st.booleans(),
        "pixels_fast": st.just(SIZE),
        "pixels_slow": st.just(SIZE),
        "sensor": st.sampled_from([Sensor(), Sensor(thickness_um=500)]),
    }
)
beams = st.fixed_dictionaries(
    {
        "wavelength_angstrom": st.floats(0.6, 3),
        "dispersion": st.sampled_from([Spread(), Spread(range=3.0, count=2)]),
    }
)


@pytest.mark.parametrize("shape", list(CrystalShape))
@settings(max_examples=25)
@given(crystal=crystals, detector=detectors, beam=beams)
def test_no_pixel_of_a_block_is_brighter_than_its_bound(
    uncompiled: KernelStore,
    shape: CrystalShape,
    crystal: dict[str, object],
    detector: dict[str, object],
    beam: dict[str, object],
) -> None:
    shown = experiment(
        crystal={**crystal, "shape": shape}, detector=detector, beam=beam
    )
    exact, bound = largest(shown), bounds(shown, uncompiled)
    # What is nothing in single precision, of a frame in it as well.
    nothing = 1e-30 * exact.max()
    assert (exact <= bound * (1 + 1e-3) + nothing).all()


@pytest.mark.parametrize("emphasis", [1.0, 50.0])
@pytest.mark.parametrize("shape", list(CrystalShape))
def test_of_one_orientation_the_kernel_bounds_as_it_is_done_step_by_step(
    uncompiled: KernelStore, shape: CrystalShape, emphasis: float
) -> None:
    shown = experiment(
        crystal={"shape": shape, "n_cells": (5, 7, 9), "reflections": listed(3)},
        detector={"pixels_fast": SIZE, "pixels_slow": SIZE, "distance_mm": 200},
    )
    plain = bounds(shown, None, emphasis)
    assert (plain > 0).any()
    assert bounds(shown, uncompiled, emphasis) == pytest.approx(plain, rel=1e-2)


def test_main_maxima_count_as_often_as_they_are_to(uncompiled: KernelStore) -> None:
    shown = experiment(
        crystal={"n_cells": (40, 40, 40), "reflections": listed(3)},
        detector={"pixels_fast": SIZE, "pixels_slow": SIZE, "distance_mm": 300},
    )
    times = bounds(shown, uncompiled, 50.0) / bounds(shown, uncompiled)
    assert set(np.round(times, 3)) == {1.0, 50.0}
