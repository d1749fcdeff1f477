"""Times and memory of a piece of work."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_LOOK_S = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What something took.

    Attributes
    ----------
    wall_s, cpu_s : float     least of several rounds; of all threads together
    peak_mb : float           most memory of the process meanwhile; NaN if unknown
    """

    wall_s: float
    cpu_s: float
    peak_mb: float


def cost_of(work: Callable[[], object], rounds: int) -> Cost:
    """Measure work in this process; a round before the first one does not count."""
    work()
    forget_peak()
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Cost(wall_s=min(walls), cpu_s=min(cpus), peak_mb=most_mb())


def cost_of_program(command: Sequence[str], folder: Path, rounds: int) -> Cost:
    """Measure a program; its start, and the files that it writes, are in it."""
    costs = [_run(command, folder) for _ in range(rounds)]
    return Cost(
        wall_s=min(cost.wall_s for cost in costs),
        cpu_s=min(cost.cpu_s for cost in costs),
        peak_mb=max(cost.peak_mb for cost in costs),
    )


def _run(command: Sequence[str], folder: Path) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak_mb = math.nan
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        # Its ru_maxrss would be that of this process, which it was forked from.
        peak = most_mb(str(process.pid))
        peak_mb = peak_mb if math.isnan(peak) else peak
        time.sleep(_LOOK_S)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return Cost(
        wall_s=time.perf_counter() - start,
        cpu_s=usage.ru_utime + usage.ru_stime,
        peak_mb=peak_mb,
    )


def compiler_mb() -> float:
    """Most memory of a process that compiles a kernel, above one with torch loaded."""
    loaded = "import torch; torch.zeros(2).sum()"
    work = (
        "import pathlib, tempfile; "
        "from braggscope_engine.fused import build, variants; "
        "folder = pathlib.Path(tempfile.mkdtemp()); "
        "build.compile_kernel(variants.aiming('cpu'), folder / 'kernel.pt2')"
    )
    tell = "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    peaks = []
    for steps in ((loaded, tell), (loaded, work, tell)):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", "; ".join(steps)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        peaks.append(int(done.stdout.split()[-1]) / 1024)
    return peaks[1] - peaks[0]


def forget_peak() -> None:
    """Let the most memory of this process be what it has now."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def most_mb(process: str = "self") -> float:
    """Most memory that a process had, NaN if unknown."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return math.nan
    peaks = [int(line.split()[1]) / 1024 for line in lines if "VmHWM" in line]
    return peaks[0] if peaks else math.nan
