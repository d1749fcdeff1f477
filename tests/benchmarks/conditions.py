"""Images made in processes of their own: memory, a busy neighbour, start-up, digits."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from braggscope_engine import KernelStore, RenderOptions, UnitCell, simulate

from .cases import Case

_TINY = "-cell 50 60 70 90 90 90 -N 3 -default_F 1 -detpixels 16 -floatfile /dev/null"
_CHILD = "tests.benchmarks.child"
_START_ROUNDS = 5


def print_conditions(case: Case, kernels: KernelStore | None) -> None:
    """Print every row for one case."""
    _print_memory(case, kernels)
    _print_neighbour(case, kernels)
    _print_start_up(case.folder)
    _print_digits(case, kernels)


def _print_memory(case: Case, kernels: KernelStore | None) -> None:
    print("\nMost memory above an idle process with torch loaded")
    row = "{:<20} {:<13} {:>9} {:>9} {:>9}"
    print(row.format("case", "way", "phi steps", "MB", "wall s"))
    # Step by step a thousand steps of the whole detector would take minutes.
    window = ("-roi", "900", "1411", "900", "1411")
    plans: list[tuple[str, tuple[str, ...], int]] = [
        ("step by step", (), 10),
        ("step by step", window, 1),
        ("step by step", window, 1000),
    ]
    if kernels is not None:
        plans += [("fused", (), n) for n in (1, 10, 1000)]
    for way, more, steps in plans:
        changed = replace(case, words=(*case.words, "-phisteps", str(steps), *more))
        found = _child(changed, kernels if way == "fused" else None, rounds=1)
        name = f"{case.name}, window" if more else case.name
        figures = f"{found['above_idle_mb']:.0f}", f"{found['wall_s']:.2f}"
        print(row.format(name, way, steps, *figures), flush=True)


def _print_neighbour(case: Case, kernels: KernelStore | None) -> None:
    print("\nWith another process that keeps one core busy, against none")
    row = "{:<20} {:<13} {:<10} {:>8} {:>8} {:>7}"
    print(row.format("case", "way", "waiting", "alone s", "beside s", "ratio"))
    for policy in ("PASSIVE", "ACTIVE"):
        for way, store in (("fused", kernels), ("step by step", None)):
            if way == "fused" and store is None:
                continue
            alone = _child(case, store, rounds=5, OMP_WAIT_POLICY=policy)["wall_s"]
            with _busy_neighbour():
                beside = _child(case, store, rounds=5, OMP_WAIT_POLICY=policy)["wall_s"]
            figures = f"{alone:.3f}", f"{beside:.3f}", f"{beside / alone:.2f}"
            print(row.format(case.name, way, policy, *figures), flush=True)


def _print_start_up(folder: Path) -> None:
    render = [sys.executable, "-m", "braggscope", "render", *_TINY.split()]
    bare = min(_seconds([sys.executable, "-c", "import torch"], folder))
    tiny = min(_seconds(render, folder))
    print("\nStart-up of braggscope render on a tiny detector")
    print(f"import torch {bare:.2f} s, render {tiny:.2f} s: {tiny - bare:.2f} s above")


def _print_digits(case: Case, kernels: KernelStore | None) -> None:
    print("\nRelative L2 of float32 against float64")
    experiment = case.experiment()
    edge = 300.0
    large = replace(
        experiment,
        crystal=replace(
            experiment.crystal,
            cell=UnitCell(a=edge, b=edge, c=edge),
            matrix=None,
            misset_deg=(10.0, 20.0, 30.0),
            n_cells=(200, 200, 200),
        ),
    )
    cases = ((case.name, experiment), ("cell 300 Å, N 200", large))
    for name, given in cases:
        exact = simulate(given, RenderOptions(dtype="float64")).intensity
        for store in (kernels, None):
            frame = simulate(given, RenderOptions(kernels=store))
            error = float((frame.intensity.double() - exact).norm() / exact.norm())
            way = "fused" if frame.fused else "step by step"
            print(f"{name:<20} {way:<13} {error:.1e}", flush=True)


def _child(
    case: Case, kernels: KernelStore | None, *, rounds: int, **environment: str
) -> dict[str, float]:
    request = {
        "words": list(case.words),
        "folder": str(case.folder),
        "kernels": None if kernels is None else str(kernels.folder.parent),
        "rounds": rounds,
    }
    done = subprocess.run(
        [sys.executable, "-m", _CHILD, json.dumps(request)],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


@contextlib.contextmanager
def _busy_neighbour() -> Iterator[None]:
    neighbour = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        neighbour.kill()
        neighbour.wait()


def _seconds(command: list[str], folder: Path) -> list[float]:
    found = []
    for _ in range(_START_ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True)
        found.append(time.perf_counter() - start)
    return found
