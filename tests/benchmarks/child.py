"""A process that makes one image a few times: ``python -m tests.benchmarks.child``.

Its memory is that of a program that does nothing else, and its environment is given.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

from .measuring import cost_of, forget_peak, most_mb


def main(request: dict[str, object]) -> None:
    """Make an image and print what it took, as JSON.

    Parameters
    ----------
    request : dict
        ``words`` and ``folder`` of a case, ``kernels`` (a folder, or none), ``rounds``
        after the first; none measures that one.
    """
    torch.zeros(2).sum()
    forget_peak()
    idle_mb = most_mb()
    from braggscope.rendering.kernels import open_kernels
    from braggscope_engine import RenderOptions, parse_nanobragg, simulate

    words, folder = request["words"], Path(str(request["folder"]))
    assert isinstance(words, list)
    experiment = parse_nanobragg(words, folder=folder).experiment
    kernels = request["kernels"]
    options = RenderOptions(kernels=open_kernels(str(kernels)) if kernels else None)
    frame = simulate(experiment, options)
    above_mb, wall_s = most_mb() - idle_mb, frame.seconds
    rounds = int(str(request["rounds"]))
    if rounds:
        wall_s = cost_of(lambda: simulate(experiment, options), rounds).wall_s
    print(json.dumps({"wall_s": wall_s, "above_idle_mb": above_mb}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
