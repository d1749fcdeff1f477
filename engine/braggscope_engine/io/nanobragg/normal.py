"""How nanoBragg's numbers for "choose" and "not given" become None."""

from __future__ import annotations

import math

from ...quirks import Quirk
from .draft import Draft


def plain_number(value: float | None) -> float | None:
    """NaN is how nanoBragg says "not given"."""
    return None if value is None or math.isnan(value) else value


def given(draft: Draft, value: float | None) -> float | None:
    """Below zero is how nanoBragg says "not given"; a careful reader does not."""
    if value is not None and value < 0 and draft.has(Quirk.LOOSE_OPTIONS):
        return None
    return value


def not_below_zero(draft: Draft, value: float) -> float:
    """Take nanoBragg's numbers below zero for the zero they amount to."""
    return max(0.0, value) if draft.has(Quirk.LOOSE_OPTIONS) else value


def cell_count(draft: Draft, count: int) -> int:
    """Take nanoBragg's counts below one for the one cell they amount to."""
    return max(1, count) if draft.has(Quirk.LOOSE_OPTIONS) else count


def count_or_none(value: int | None) -> int | None:
    """Zero or less asks nanoBragg to choose."""
    return None if value is None or value <= 0 else value


def above_zero(value: float | None) -> float | None:
    """Zero or less asks nanoBragg to choose."""
    return None if value is None or value <= 0 else value
