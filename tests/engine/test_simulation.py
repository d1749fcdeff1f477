"""How an image is made must not show: tiles, threads, precision, cancelling."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    DeviceError,
    Experiment,
    InvalidParameterError,
    Quality,
    Quirk,
    RenderOptions,
    SimulationCancelled,
    Spread,
    available_devices,
    intensity,
    simulate,
)

from .build import Settings, experiment, image, listed

BUSY: Settings = {
    "detector": {"pixels_fast": 90, "pixels_slow": 70, "pixel_size_mm": 0.3},
    "beam": {"dispersion": Spread(range=2.0, count=2), "kahn_factor": 0.5},
    "crystal": {"mosaic_spread_deg": 1.0, "mosaic_domains": 3},
    "sampling": {"osc_deg": 2.0, "phi_steps": 4, "oversample": 2},
}
SWITCHING: Settings = {
    **BUSY,
    "crystal": {"reflections": listed(3), "interpolate": True, "n_cells": (3, 3, 3)},
    "sampling": {"oversample": 1, "osc_deg": 1.0, "phi_steps": 2},
}


@pytest.mark.parametrize("quirks", [NO_QUIRKS, ALL_QUIRKS], ids=["own", "all"])
@pytest.mark.parametrize("settings", [BUSY, SWITCHING], ids=["busy", "switching"])
def test_the_size_of_the_tiles_does_not_show(
    settings: Settings, quirks: frozenset[Quirk]
) -> None:
    shown = experiment(**settings, quirks=quirks)
    whole = simulate(shown, RenderOptions(dtype="float64", tile_evaluations=1 << 24))
    assert float(whole.intensity.max()) > 1
    for evaluations in (1, 5000, 70_000):
        options = RenderOptions(dtype="float64", tile_evaluations=evaluations)
        tiled = simulate(shown, options).intensity
        assert tiled.numpy() == pytest.approx(whole.intensity.numpy(), rel=1e-8)


def tiled() -> RenderOptions:
    """Options under which ``wide`` takes many tiles."""
    return RenderOptions(tile_evaluations=1)


def wide(**extra: Any) -> Experiment:
    return experiment(detector={"pixels_fast": 400, "pixels_slow": 100}, **extra)


@pytest.mark.parametrize("quirks", [NO_QUIRKS, ALL_QUIRKS], ids=["own", "all"])
def test_the_number_of_threads_does_not_show(quirks: frozenset[Quirk]) -> None:
    def seen() -> NDArray[np.float64]:
        return simulate(wide(quirks=quirks), tiled()).intensity.double().numpy()

    several = seen()
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        alone = seen()
    finally:
        torch.set_num_threads(threads)
    assert alone == pytest.approx(several, rel=1e-5)


def test_simulating_leaves_the_number_of_threads_alone() -> None:
    threads = torch.get_num_threads()
    simulate(wide(), tiled())
    assert torch.get_num_threads() == threads
    with ThreadPoolExecutor() as pool:  # of threads to come as well
        assert pool.submit(torch.get_num_threads).result() == threads


@pytest.mark.parametrize("quality", list(Quality))
def test_stopping_between_tiles_raises_that_it_was_stopped(quality: Quality) -> None:
    asked = []

    def after_the_second_question() -> bool:
        asked.append(True)
        return len(asked) > 2

    options = RenderOptions(tile_evaluations=1, quality=quality)
    with pytest.raises(SimulationCancelled):
        simulate(wide(), options, should_stop=after_the_second_question)
    assert len(asked) >= 3


def test_a_simulation_that_is_not_to_start_does_nothing() -> None:
    told: list[float] = []
    with pytest.raises(SimulationCancelled):
        simulate(wide(), should_stop=lambda: True, progress=told.append)
    assert told == []


def test_after_being_stopped_the_next_simulation_is_whole() -> None:
    before = image(wide())
    with pytest.raises(SimulationCancelled):
        simulate(wide(), tiled(), should_stop=lambda: True)
    assert np.array_equal(image(wide()), before)


def test_progress_grows_to_one() -> None:
    told: list[float] = []
    simulate(wide(), tiled(), progress=told.append)
    assert len(told) > 5
    assert told[-1] == 1
    assert all(0 < x < y for x, y in pairwise(told))


def test_what_goes_wrong_in_the_callers_progress_reaches_the_caller() -> None:
    def breaks(_: float) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        simulate(wide(), tiled(), progress=breaks)


PEAK_RSS = """
import resource, sys
from braggscope_engine import *
cell = UnitCell(a=70, b=80, c=90)
shown = Experiment(
    beam=Beam(),
    crystal=Crystal(cell=cell, default_F=100.0, n_cells=(5, 5, 5)),
    detector=Detector(pixels_fast=100, pixels_slow=100),
    sampling=Sampling(oversample=1, osc_deg=1.0, phi_steps=int(sys.argv[1])),
)
simulate(shown)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no getrusage")
def test_memory_does_not_grow_with_the_phi_steps() -> None:
    def peak_kib(steps: int) -> int:
        program = [sys.executable, "-c", PEAK_RSS, str(steps)]
        done = subprocess.run(program, check=True, capture_output=True, text=True)
        return int(done.stdout)

    # All at once, 1500 steps of 10 000 pixels would take 360 MB for their indices.
    assert peak_kib(1500) - peak_kib(1) < 100 * 1024


HUGE: Settings = {"crystal": {"default_F": 1e4, "n_cells": (10**5, 10**5, 10**5)}}


def test_float64_is_chosen_with_a_note_where_float32_would_overflow() -> None:
    frame = simulate(experiment(**HUGE), RenderOptions(dtype="float32"))
    assert frame.intensity.dtype == torch.float64
    assert frame.options.dtype == "float64"
    assert bool(torch.isfinite(frame.intensity).all())
    assert any("float64 instead of float32" in note for note in frame.notes)


def test_float32_stays_where_it_suffices() -> None:
    frame = simulate(experiment(), RenderOptions(dtype="float32"))
    assert frame.intensity.dtype == torch.float32
    assert not any("float64" in note for note in frame.notes)


def test_single_and_double_precision_agree() -> None:
    double = image(experiment(**BUSY))
    single = image(experiment(**BUSY), "float32")
    error = np.linalg.norm(single - double) / np.linalg.norm(double)
    assert 0 < error < 1e-5


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_torchs_own_types_are_accepted(dtype: torch.dtype) -> None:
    options = RenderOptions(device=torch.device("cpu"), dtype=dtype)  # type: ignore[arg-type]
    assert simulate(experiment(), options).intensity.dtype == dtype


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"dtype": "float16"}, "float32 or float64"),
        ({"dtype": torch.int32}, "float32 or float64"),
        ({"device": "abacus"}, "'abacus' is unknown"),
        ({"device": "cuda:99"}, "'cuda:99' is not available here"),
        ({"device": "meta"}, "'meta' is not available here"),
        ({"quality": "sketchy"}, "exact or preview"),
        ({"tile_evaluations": 0}, "tile_evaluations"),
        ({"tile_evaluations": -5}, "tile_evaluations"),
        ({"floor_photons": -1.0}, "floor_photons"),
        ({"floor_photons": float("nan")}, "floor_photons"),
    ],
)
def test_options_that_cannot_be_had_are_refused_in_one_sentence(
    settings: dict[str, Any], words: str
) -> None:
    with pytest.raises((InvalidParameterError, DeviceError)) as refusal:
        RenderOptions(**settings)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_cpu_is_always_available() -> None:
    assert available_devices()[0] == "cpu"


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
@pytest.mark.parametrize("quirks", [NO_QUIRKS, ALL_QUIRKS], ids=["own", "all"])
@pytest.mark.parametrize("settings", [BUSY, SWITCHING], ids=["busy", "switching"])
@pytest.mark.parametrize(("dtype", "limit"), [("float64", 1e-10), ("float32", 1e-4)])
def test_a_gpu_makes_the_same_image(
    settings: Settings, quirks: frozenset[Quirk], dtype: str, limit: float
) -> None:
    shown = experiment(**settings, quirks=quirks)
    reference = image(shown)
    options = RenderOptions(device="cuda", dtype=dtype)
    seen = simulate(shown, options).intensity.cpu().double().numpy()
    error = np.linalg.norm(seen - reference) / np.linalg.norm(reference)
    assert error < limit


@pytest.mark.parametrize("settings", [BUSY, SWITCHING], ids=["busy", "switching"])
def test_chosen_pixels_are_those_of_the_image(settings: Settings) -> None:
    shown = experiment(**settings)
    whole = image(shown)
    fast, slow = torch.tensor([0, 17, 89, 40]), torch.tensor([0, 69, 3, 33])
    chosen = intensity(shown, fast, slow).numpy()
    assert chosen == pytest.approx(whole[slow.numpy(), fast.numpy()], rel=1e-9)


def test_chosen_pixels_follow_the_running_sum_too() -> None:
    shown = experiment(
        sampling={"oversample": 2, "oversample_solid_angle": True}, quirks=ALL_QUIRKS
    )
    whole = image(shown)
    fast, slow = torch.tensor([1, 7, 11]), torch.tensor([2, 4, 11])
    chosen = intensity(shown, fast, slow).numpy()
    assert chosen == pytest.approx(whole[slow.numpy(), fast.numpy()], rel=1e-9)


def test_a_frame_says_what_was_chosen_and_how_long_it_took() -> None:
    frame = simulate(experiment(sampling={"oversample": None}))
    assert frame.seconds > 0
    assert frame.experiment == experiment(sampling={"oversample": None})
    assert any(note.startswith("oversample:") for note in frame.notes)
