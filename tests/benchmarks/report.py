"""The tables."""

from __future__ import annotations

import os
from pathlib import Path

import torch

from braggscope_engine import KernelStore, resolve

from .bounds import Bounds
from .cases import Case
from .latency import measure_drag
from .measuring import Cost, cost_of_program
from .ways import cost_of_way, numpy_slab, ways_of

_COLUMNS = "{:<20} {:<13} {:>8} {:>8} {:>8} {:>10} {:>9} {:>8}"
_QUIET = (
    *("-nonoise", "-noprogress"),
    *("-floatfile", "/dev/null", "-intfile", "/dev/null", "-pgmfile", "/dev/null"),
)
"""The whole program is measured, less its output to files."""


_ASKED = {
    ("canonical", "fused"): 30.0,
    ("canonical", "step by step"): 8.0,
    **{
        (name, "fused"): 15.0
        for name in (
            *("100 mosaic domains", "100 sources", "oversample 3", "interpolation"),
            *("round crystal", "gauss crystal"),
        )
    },
}
"""How many times faster than the reference each way shall be."""
_ONCE = ("float64",)


def print_images(
    cases: list[Case],
    kernels: KernelStore | None,
    reference: Path | None,
    rounds: int,
    bounds: Bounds,
) -> None:
    """Time every way to make each image, relative to the plain one."""
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, torch with {torch.get_num_threads()} threads,")
    print(f"load of the machine {load:.1f}; least of {rounds} rounds;")
    print("ratios are to step by step, a term is one orientation of one sample\n")
    heads = (
        "case",
        "way",
        "wall s",
        "cpu s",
        "peak MB",
        "wall ratio",
        "cpu ratio",
        "ns/term",
    )
    print(_COLUMNS.format(*heads))
    for case in cases:
        _print_case(case, kernels, reference, rounds, bounds)


def _print_case(
    case: Case,
    kernels: KernelStore | None,
    reference: Path | None,
    rounds: int,
    bounds: Bounds,
) -> None:
    experiment = case.experiment()
    resolved = resolve(experiment)
    slow, fast = experiment.detector.shape
    terms = float(slow * fast * resolved.steps)
    costs: dict[str, Cost] = {}
    for name, options in ways_of(experiment, kernels).items():
        times = 1 if name in _ONCE else rounds
        costs[name] = cost_of_way(experiment, options, times)
    remarks = []
    if reference is not None:
        command = [str(reference.resolve()), *case.words, *_QUIET]
        costs["reference"] = cost_of_program(command, case.folder, min(rounds, 2))
        remarks.append(_race(case, costs, bounds))
    if not resolved.interpolate:
        costs["NumPy float64"], error = numpy_slab(experiment)
        remarks.append(f"float32 differs from NumPy by {error:.1e} (relative, rms)")
    plain = costs["step by step"]
    for name, cost in costs.items():
        print(
            _COLUMNS.format(
                case.name,
                name,
                f"{cost.wall_s:.3f}",
                f"{cost.cpu_s:.3f}",
                f"{cost.peak_mb:.0f}",
                f"{cost.wall_s / plain.wall_s:.3f}",
                f"{cost.cpu_s / plain.cpu_s:.3f}",
                f"{1e9 * cost.cpu_s / terms:.2f}",
            ),
            flush=True,
        )
    for remark in remarks:
        print(f"{'':<20} {remark}", flush=True)


def _race(case: Case, costs: dict[str, Cost], bounds: Bounds) -> str:
    """Note how many times faster than the reference each way is; say it in words."""
    said = []
    for name in ("fused", "step by step"):
        if name not in costs:
            continue
        times = costs["reference"].wall_s / costs[name].wall_s
        said.append(f"{name} {times:.1f}")
        asked = _ASKED.get((case.name, name))
        if asked is not None:
            what = f"{case.name}, {name}: faster than the reference"
            bounds.at_least(what, times, asked, "times")
    return f"reference / {', '.join(said)}"


def print_window(
    cases: list[Case], kernels: KernelStore | None, bounds: Bounds
) -> None:
    """Time from an edit to painted pixels while a distance is dragged."""
    print("\nDrag of the distance, from an edit to pixels that show it or a newer one")
    row = "{:<20} {:<13} {:>7} {:>7} {:>9} {:>9} {:>14}"
    heads = ("case", "way", "edits", "paints", "median ms", "95 % ms", "rest, exact ms")
    print(row.format(*heads))
    for case in cases:
        if case.name not in ("canonical", "demo"):
            continue
        for name, store in (("fused", kernels), ("step by step", None)):
            if name == "fused" and store is None:
                continue
            drag = measure_drag(case.experiment(), store)
            if (case.name, name) == ("canonical", "fused"):
                worst, rest = 1e3 * drag.quantile(0.95), 1e3 * drag.rest_s
                bounds.at_most("drag of the distance, 95th percentile", worst, 40, "ms")
                bounds.at_most("exact frame after the hand rests", rest, 200, "ms")
            print(
                row.format(
                    case.name,
                    name,
                    drag.edits,
                    drag.paints,
                    f"{1e3 * drag.quantile(0.5):.0f}",
                    f"{1e3 * drag.quantile(0.95):.0f}",
                    f"{1e3 * drag.rest_s:.0f}",
                ),
                flush=True,
            )
