"""Round resolutions that spread evenly over what is seen."""

from __future__ import annotations

import math
from itertools import pairwise

_WANTED = 7
_FEWEST, _MOST = 4, 10


def round_resolutions(d_min: float, d_max: float) -> tuple[float, ...]:
    """About seven round resolutions between two, even in 1/d.

    Parameters
    ----------
    d_min, d_max : float
        Å; `d_max` may be infinite: the direct beam is in sight.

    Returns
    -------
    tuple of float
        Descending. Each is as round as its distance from its neighbours allows.
    """
    first = 0.0 if math.isinf(d_max) else 1.0 / d_max
    step = (1.0 / d_min - first) / (_WANTED + 0.5)
    if not step > 0:
        return ()
    chosen = []
    for number in range(1, _WANTED + 1):
        d = 1.0 / (first + number * step)
        to_next = d - 1.0 / (1.0 / d + step)
        rounded = _round_to(d, _step_below(0.7 * to_next))
        if d_min <= rounded <= d_max and rounded not in chosen:
            chosen.append(rounded)
    return tuple(chosen)


def still_good(chosen: tuple[float, ...], d_min: float, d_max: float) -> bool:
    """Whether an earlier choice still serves, so that rings need not be renamed."""
    seen = sorted(d for d in chosen if d_min <= d <= d_max)
    if not _FEWEST <= len(seen) <= _MOST or len(seen) < len(chosen) - 2:
        return False
    # Nowhere is more room than two spaces between rings, as after zooming out.
    first = 0.0 if math.isinf(d_max) else 1.0 / d_max
    last = 1.0 / d_min
    at = [first, *(1.0 / d for d in reversed(seen)), last]
    widest = max(after - before for before, after in pairwise(at))
    return widest <= 2.5 * (last - first) / _WANTED


def _step_below(value: float) -> float:
    decade = 10.0 ** math.floor(math.log10(value))
    return max(step for step in (1.0, 2.0, 5.0) if step * decade <= value * 1.0001) * (
        decade
    )


def _round_to(value: float, step: float) -> float:
    digits = max(0, -math.floor(math.log10(step)))
    return round(round(value / step) * step, digits + 1)
