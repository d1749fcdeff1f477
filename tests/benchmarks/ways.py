"""The ways to make one image."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from braggscope.canvas.transform import fitted_levels
from braggscope.rendering.kernels import has_compiler, open_kernels
from braggscope_engine import (
    Experiment,
    KernelStore,
    Quality,
    RenderOptions,
    resolve,
    simulate,
)
from braggscope_engine.fused.variants import (
    aiming,
    aiming_at_blocks,
    bounding,
    needed,
    predicting,
)

from .measuring import Cost, cost_of
from .numpy_reference import rows_of_image

_SLAB_ROWS = 8
_COARSE = 0.01
"""Floor of a preview, relative to the highest level."""


def open_built_kernels(
    choice: str | None, experiments: Iterable[Experiment]
) -> KernelStore | None:
    """Open kernels, with all that some images need, or None without a compiler."""
    store = open_kernels(choice)
    if store is None:
        return None
    for experiment in experiments:
        resolved = resolve(experiment)
        listed = resolved.grid.listed
        shape, smooth = experiment.crystal.shape, resolved.interpolate
        store.want([aiming("cpu"), aiming_at_blocks("cpu"), bounding(shape, "cpu")])
        store.want(predicting("cpu"))
        store.want(needed(shape, listed=listed, interpolate=smooth, device="cpu"))
    if store.wanted and not has_compiler():
        print("There is no C++ compiler: no fused kernels.", file=sys.stderr)
        return None
    if store.wanted:
        print(f"Compiling {len(store.wanted)} kernels first.", file=sys.stderr)
        subprocess.run(store.build_command(), check=True)
    return store


def ways_of(
    experiment: Experiment, kernels: KernelStore | None
) -> dict[str, RenderOptions]:
    """Options of every way that is known for an experiment."""
    single = RenderOptions(kernels=kernels)
    frame = simulate(experiment, single)
    levels = fitted_levels(frame.intensity.numpy()) or (0.0, 1.0)
    preview = replace(
        single, quality=Quality.PREVIEW, floor_photons=_COARSE * levels[1]
    )
    ways = {
        "step by step": RenderOptions(),
        "float64": RenderOptions(dtype="float64"),
        "preview": preview,
    }
    return {"fused": single, **ways} if frame.fused else ways


def cost_of_way(experiment: Experiment, options: RenderOptions, rounds: int) -> Cost:
    """Measure one way to make an image."""
    return cost_of(lambda: simulate(experiment, options), rounds)


def numpy_slab(experiment: Experiment) -> tuple[Cost, float]:
    """Measure NumPy on rows in the middle, scaled to all rows.

    Returns
    -------
    Cost, float
        The second is the relative error of float32 on these rows, root mean square.
    """
    rows_in_all = experiment.detector.shape[0]
    middle = rows_in_all // 3
    rows = range(middle, middle + _SLAB_ROWS)
    cost = cost_of(lambda: rows_of_image(experiment, rows), 1)
    factor = rows_in_all / _SLAB_ROWS
    exact = rows_of_image(experiment, rows)
    found = simulate(experiment).intensity[rows.start : rows.stop].double().numpy()
    error = float(np.linalg.norm(found - exact) / np.linalg.norm(exact))
    whole = Cost(
        wall_s=cost.wall_s * factor, cpu_s=cost.cpu_s * factor, peak_mb=cost.peak_mb
    )
    return whole, error
