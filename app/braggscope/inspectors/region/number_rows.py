"""Numbers of regions as rows of tables: short, and exact for copying."""

from __future__ import annotations

import math
from collections.abc import Sequence

from braggscope_engine import RegionNumbers, RegionStatistics

from ..compare.plain_table import Row
from .measured import Region

_NAMES = (
    ("sum", "total"),
    ("maximum", "maximum"),
    ("minimum", "minimum"),
    ("mean", "mean"),
    ("std. deviation", "std"),
    ("background per pixel", "background"),
    ("noise of it", "noise"),
    ("sum − background", "net"),
    ("± of that", "error"),
    ("centroid, fast / px", "fast_px"),
    ("centroid, slow / px", "slow_px"),
    ("pixels", "pixels"),
)


def statistics_rows(found: RegionStatistics) -> tuple[list[Row], list[Row]]:
    """Write the numbers of one region: (name, model, other)."""
    short: list[Row] = []
    exact: list[Row] = []
    for title, name in _NAMES:
        values = [_value(each, name) for each in (found.image, found.reference)]
        short.append((title, *(_short(v) for v in values)))
        exact.append((title, *("" if v is None else repr(v) for v in values)))
    if found.ratio is not None and found.shift_px is not None:
        fast, slow = found.shift_px
        short.append(("ratio, model / other", _short(found.ratio), ""))
        exact.append(("ratio, model / other", repr(found.ratio), ""))
        short.append(("other − model / px", _short(fast), _short(slow)))
        exact.append(("other − model / px", repr(fast), repr(slow)))
    return short, exact


def comparison_rows(
    numbers: Sequence[tuple[Region, RegionStatistics]],
) -> tuple[list[Row], list[Row]]:
    """Write a row for each region."""
    short: list[Row] = []
    exact: list[Row] = []
    for region, found in numbers:
        own = found.image
        values = (own.maximum, own.total, own.net, own.error, found.ratio)
        short.append((region.name, *(_short(v) for v in values)))
        exact.append((region.name, *("" if v is None else repr(v) for v in values)))
    return short, exact


def _value(numbers: RegionNumbers | None, name: str) -> float | None:
    return None if numbers is None else float(getattr(numbers, name))


def _short(value: float | None) -> str:
    if value is None or math.isnan(value):
        return ""
    shown = f"{value:.0f}" if 1e5 <= abs(value) < 1e8 else f"{value:.5g}"
    return shown.replace("-", "−")
