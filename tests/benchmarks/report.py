"""The tables."""

from __future__ import annotations

import os
from pathlib import Path

import torch

from braggscope_engine import KernelStore, resolve

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


def print_images(
    cases: list[Case], kernels: KernelStore | None, reference: Path | None, rounds: int
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
        _print_case(case, kernels, reference, rounds)


def _print_case(
    case: Case, kernels: KernelStore | None, reference: Path | None, rounds: int
) -> None:
    experiment = case.experiment()
    resolved = resolve(experiment)
    slow, fast = experiment.detector.shape
    terms = float(slow * fast * resolved.steps)
    costs: dict[str, Cost] = {}
    for name, options in ways_of(experiment, kernels).items():
        costs[name] = cost_of_way(experiment, options, rounds)
    remark = ""
    if not resolved.interpolate:
        costs["NumPy float64"], error = numpy_slab(experiment)
        remark = f"float32 differs from NumPy by {error:.1e} (relative, rms)"
    if reference is not None:
        command = [str(reference.resolve()), *case.words, *_QUIET]
        costs["reference"] = cost_of_program(command, case.folder, min(rounds, 2))
    plain = costs["step by step"]
    if "reference" in costs:
        program = costs["reference"].wall_s
        ours = ("fused", "step by step")
        ratios = [f"{n} {program / costs[n].wall_s:.1f}" for n in ours if n in costs]
        remark = "; ".join(filter(None, [f"reference / {', '.join(ratios)}", remark]))
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
    if remark:
        print(f"{'':<20} {remark}")


def print_window(cases: list[Case], kernels: KernelStore | None) -> None:
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
