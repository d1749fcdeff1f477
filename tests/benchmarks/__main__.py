"""Measures speed, as ratios within one run: ``python -m tests.benchmarks``.

Nothing is asserted: what a time means depends on the machine and its other work.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

# Read by torch while it loads, as the program itself has it.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "10000")

CANONICAL_DATA = Path(__file__).parents[3] / "shared" / "golden" / "data"


def main() -> int:
    """Run what is asked for and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--reference", type=Path, help="a nanoBragg program to race")
    parser.add_argument("--kernels", help="folder of compiled kernels, or none")
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--rounds", type=int, default=3, help="the least time counts")
    parser.add_argument("--data", type=Path, default=CANONICAL_DATA)
    parser.add_argument("--no-images", action="store_true", help="only the window")
    parser.add_argument("--no-window", action="store_true", help="only the images")
    parser.add_argument(
        "--no-conditions", action="store_true", help="no memory, neighbour, start-up"
    )
    parser.add_argument(
        "--no-predictions", action="store_true", help="nothing of reflections"
    )
    options = parser.parse_args()

    from .bounds import Bounds
    from .cases import all_cases
    from .conditions import print_conditions
    from .predictions import print_predictions
    from .report import print_images, print_window
    from .ways import open_built_kernels

    bounds = Bounds()
    with tempfile.TemporaryDirectory() as folder:
        cases = [
            case
            for case in all_cases(options.data, Path(folder))
            if options.only in case.name
        ]
        kernels = open_built_kernels(options.kernels, [c.experiment() for c in cases])
        if not options.no_predictions:
            print_predictions(kernels, options.rounds)
        if not options.no_images:
            print_images(cases, kernels, options.reference, options.rounds, bounds)
        if cases and not options.no_conditions:
            print_conditions(cases[0], kernels, bounds)
        if not options.no_window:
            print_window(cases, kernels, bounds)
    bounds.print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
