"""A comparison as rows of a table."""

from __future__ import annotations

from braggscope_engine import Comparison, ImageNumbers

from .plain_table import Row

_NAMES = (
    ("maximum", "maximum"),
    ("mean", "mean"),
    ("total", "sum"),
    ("std", "std. deviation"),
    ("rms", "RMS"),
    ("l2", "L2 norm"),
    ("nonzero", "non-zero pixels"),
)


def number_rows(comparison: Comparison) -> tuple[list[Row], list[Row]]:
    """Write a comparison as rows (name, model, other, ratio): short, and exact."""
    model, other = comparison.simulated, comparison.reference
    short, exact = [], []
    for key, name in _NAMES:
        values = (getattr(model, key), getattr(other, key), comparison.ratios[key])
        short.append((name, *(_short(value) for value in values)))
        exact.append((name, *(repr(value) for value in values)))
    places = ("at fast, slow", _place(model), _place(other), "")
    lowest = ("minimum", _short(model.minimum), _short(other.minimum), "")
    for rows in (short, exact):
        rows.insert(1, places)
        rows.insert(2, lowest)
    whole = (
        ("correlation", comparison.correlation),
        ("relative L2", comparison.relative_l2),
        ("RMSE", comparison.rmse),
        ("best factor", comparison.scale),
        ("L2 after it", comparison.scaled_relative_l2),
    )
    short += [(name, "", "", _short(value)) for name, value in whole]
    exact += [(name, "", "", repr(value)) for name, value in whole]
    if comparison.masked:
        row = ("masked pixels", "", f"{comparison.masked:,}", "")
        short.append(row)
        exact.append(row)
    if comparison.displacement is not None:
        _add_displacement(comparison, short, exact)
    return short, exact


def verdict(comparison: Comparison) -> str:
    """Say in a sentence how alike two images are."""
    if comparison.relative_l2 == 0:
        return "The images are the same, pixel for pixel."
    if comparison.relative_l2 < 1e-5:
        return f"The images agree: relative L2 {comparison.relative_l2:.1e}."
    if not comparison.correlation > 0.3:
        return (
            f"The images do not correlate ({comparison.correlation:.2f}): look for "
            "another geometry before you compare intensities."
        )
    if comparison.scaled_relative_l2 < 0.01 < abs(comparison.scale - 1):
        return (
            f"The images differ by a factor: the other is {comparison.scale:.5g} times "
            "the model."
        )
    return (
        f"Correlation {comparison.correlation:.5f}, relative L2 "
        f"{comparison.relative_l2:.2g}."
    )


def _add_displacement(
    comparison: Comparison, short: list[Row], exact: list[Row]
) -> None:
    moved = comparison.displacement
    assert moved is not None
    values = (moved.fast_px, moved.slow_px)
    short.append(("peaks moved (f, s)", "", "", " ".join(f"{v:.2f}" for v in values)))
    exact.append(("peaks moved (f, s)", "", "", " ".join(map(repr, values))))


def _place(numbers: ImageNumbers) -> str:
    return f"{numbers.max_fast_px}, {numbers.max_slow_px}"


def _short(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.6g}"
