"""Times of predictions: tens of thousands of reflections of a large cell."""

from __future__ import annotations

from functools import partial
from itertools import product

import torch

from braggscope_engine import KernelStore, parse_nanobragg, predict, resolve

from .measuring import cost_of

_PANEL = (
    "-misset 10 20 30 -default_F 100 -N 30 -distance 250 -lambda 0.9768 -pixel 0.172 "
    "-detpixels_x 2463 -detpixels_y 2527"
)
_OSCILLATIONS = {
    "2 degrees": "-cell 150 160 170 90 90 90 -osc 2 -phisteps 20",
    "half a degree": "-cell 240 250 270 90 90 90 -osc 0.5 -phisteps 5",
    "20 mosaic domains": "-cell 150 160 170 90 90 90 -mosaic 0.3 -mosaic_dom 20",
}


def print_predictions(kernels: KernelStore | None, rounds: int) -> None:
    """Time predictions, with the threads that torch has and with one."""
    row = "{:<20} {:>11} {:>8} {:<13} {:>8} {:>18}"
    print("\nPredictions")
    heads = ("image", "reflections", "threads", "way", "ms", "ms for 60 000")
    print(row.format(*heads))
    ways = {"step by step": None, "compiled": kernels}
    if kernels is None:
        del ways["compiled"]
    threads = torch.get_num_threads()
    for name, words in _OSCILLATIONS.items():
        experiment = parse_nanobragg(f"{_PANEL} {words}".split()).experiment
        resolved = resolve(experiment)
        number = len(predict(experiment, resolved=resolved))
        for count, way in product(sorted({threads, 1}), ways):
            torch.set_num_threads(count)
            work = partial(predict, experiment, resolved=resolved, kernels=ways[way])
            ms = 1e3 * cost_of(work, rounds).wall_s
            times = (f"{ms:.1f}", f"{ms * 60_000 / number:.1f}")
            print(row.format(name, number, count, way, *times), flush=True)
    torch.set_num_threads(threads)
