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

from .bounds import Bounds
from .cases import Case
from .measuring import compiler_mb

_TINY = "-cell 50 60 70 90 90 90 -N 3 -default_F 1 -detpixels 16 -floatfile /dev/null"
_CHILD = "tests.benchmarks.child"
_START_ROUNDS = 5
_MEMORY_ROUNDS = 3


def print_conditions(case: Case, kernels: KernelStore | None, bounds: Bounds) -> None:
    """Print every row for one case."""
    _print_memory(case, kernels, bounds)
    _print_neighbour(case, kernels, bounds)
    _print_start_up(case.folder, bounds)
    _print_digits(case, kernels, bounds)


def _print_memory(case: Case, kernels: KernelStore | None, bounds: Bounds) -> None:
    print("\nMost memory above an idle process with torch loaded")
    row = "{:<20} {:<20} {:>9} {:>9}"
    print(row.format("case", "way", "phi steps", "MB"))
    # A thousand steps of the whole detector would take minutes; its image is whole.
    window = ("-roi", "900", "1411", "900", "1411")
    for way, store in (("step by step", None), ("fused", kernels)):
        if way == "fused" and store is None:
            continue
        found = {}
        for steps in (10, 1000):
            words = (*case.words, "-phisteps", str(steps), *window)
            found[steps] = _memory(replace(case, words=words), store)
            name = f"{case.name}, window"
            print(row.format(name, way, steps, f"{found[steps]:.0f}"), flush=True)
        growth = found[1000] / found[10]
        bounds.at_most(f"memory, {way}, 1000 steps against 10", growth, 1.1, "times")
        whole = _memory(case, store)
        print(row.format(case.name, way, 10, f"{whole:.0f}"), flush=True)
        if store is None:
            bounds.at_most("memory, step by step", whole, 150, "MB")
            continue
        compiler = compiler_mb()
        name = "the compiler, apart"
        print(row.format(case.name, name, "", f"{compiler:.0f}"), flush=True)
        bounds.at_most("memory, fused, and the compiler", whole + compiler, 450, "MB")


def _memory(case: Case, kernels: KernelStore | None) -> float:
    """Most memory above idle, MB; the least of a few processes, which differ."""
    children = [_child(case, kernels, rounds=0) for _ in range(_MEMORY_ROUNDS)]
    return min(child["above_idle_mb"] for child in children)


def _print_neighbour(case: Case, kernels: KernelStore | None, bounds: Bounds) -> None:
    print("\nWith another process that keeps one core busy, against none")
    row = "{:<20} {:<13} {:>8} {:>8} {:>7}"
    print(row.format("case", "way", "alone s", "beside s", "ratio"))
    for way, store in (("fused", kernels), ("step by step", None)):
        if way == "fused" and store is None:
            continue
        alone = _child(case, store, rounds=5)["wall_s"]
        with _busy_neighbour():
            beside = _child(case, store, rounds=5)["wall_s"]
        ratio = beside / alone
        figures = f"{alone:.3f}", f"{beside:.3f}", f"{ratio:.2f}"
        print(row.format(case.name, way, *figures), flush=True)
        bounds.at_most(f"{way}, beside a busy process", ratio, 3, "times")


def _print_start_up(folder: Path, bounds: Bounds) -> None:
    render = [sys.executable, "-m", "braggscope", "render", *_TINY.split()]
    bare, tiny = [], []
    for _ in range(_START_ROUNDS):  # in turn: the machine may change meanwhile
        bare.append(_seconds([sys.executable, "-c", "import torch"], folder))
        tiny.append(_seconds(render, folder))
    above = min(tiny) - min(bare)
    print("\nStart-up of braggscope render on a tiny detector")
    print(
        f"import torch {min(bare):.2f} s, render {min(tiny):.2f} s: {above:.2f} above"
    )
    bounds.at_most("start of a tiny render above import torch", above, 0.3, "s")
    starts = [_first_image(folder, XDG_CACHE_HOME=str(folder))]
    starts += [_first_image(folder) for _ in range(_START_ROUNDS)]
    print("\nThe window from the start of its process to the first image")
    print(f"without kernels {starts[0]:.2f} s, with them {min(starts[1:]):.2f} s")
    bounds.at_most("start of the window, nothing kept", starts[0], 5, "s")
    bounds.at_most("start of the window, as before", min(starts[1:]), 3, "s")


def _print_digits(case: Case, kernels: KernelStore | None, bounds: Bounds) -> None:
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
            bounds.at_most(f"{name}, {way}: relative L2", error, 1e-5, "")


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


def _first_image(folder: Path, **environment: str) -> float:
    """Seconds until a window says that it has drawn its first image."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "braggscope", "--smoke-test"],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as window:
        assert window.stdout is not None
        said = window.stdout.readline()
        seconds = time.perf_counter() - start
    if window.returncode != 0 or not said:
        raise RuntimeError("the window drew no image")
    return seconds


def _seconds(command: list[str], folder: Path, **environment: str) -> float:
    start = time.perf_counter()
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - start
