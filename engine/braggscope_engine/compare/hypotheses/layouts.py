"""Pixels in another order: transposed, mirrored, turned, shifted by a header."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from .hypothesis import Family, Hypothesis, Layout, Whole

_HEADER_SHIFTS = (1, 2, 3, 4, -1, -3, 256)


def layout_hypotheses(shape: tuple[int, int]) -> Iterator[Hypothesis]:
    """Ways in which the same pixels are stored differently."""
    height, width = shape
    square = height == width
    ways = {
        "transposed": ("is transposed: fast and slow are exchanged", _transposed),
        "mirrored along fast": ("is mirrored along the fast axis", _mirror_fast),
        "mirrored along slow": ("is mirrored along the slow axis", _mirror_slow),
        "turned by 180°": ("is turned by 180°", _half_turn),
    }
    if square:
        ways["turned by 90°"] = ("is turned by 90°", _quarter)
        ways["turned by 270°"] = ("is turned by 270°", _three_quarters)
        ways["transposed and turned"] = (
            "is mirrored at its other diagonal",
            _other_diagonal,
        )
    for name, (said, way) in ways.items():
        yield Hypothesis(
            name=name,
            family=Family.LAYOUT,
            sentence=f"The reference {said}.",
            layout=Layout(coordinates=partial(way, height, width)),
        )
    for pixels in _HEADER_SHIFTS:
        yield Hypothesis(
            name=f"pixels read {pixels:+d} off",
            family=Family.LAYOUT,
            sentence=f"The pixels of the reference begin {abs(pixels)} too "
            f"{'late' if pixels > 0 else 'early'}: its header has another length.",
            layout=Layout(coordinates=partial(_rolled, pixels, width)),
        )


Pair = tuple[Whole, Whole]


def _transposed(height: int, width: int, fast: Whole, slow: Whole) -> Pair:
    """An array (fast, slow) that was read as (slow, fast), square or not."""
    number = slow * width + fast
    return number // height, number % height


def _mirror_fast(height: int, width: int, fast: Whole, slow: Whole) -> Pair:
    return width - 1 - fast, slow


def _mirror_slow(height: int, width: int, fast: Whole, slow: Whole) -> Pair:
    return fast, height - 1 - slow


def _half_turn(height: int, width: int, fast: Whole, slow: Whole) -> Pair:
    return width - 1 - fast, height - 1 - slow


def _quarter(height: int, width: int, fast: Whole, slow: Whole) -> Pair:
    return slow, width - 1 - fast


def _three_quarters(height: int, width: int, fast: Whole, slow: Whole) -> Pair:
    return height - 1 - slow, fast


def _other_diagonal(height: int, width: int, fast: Whole, slow: Whole) -> Pair:
    return height - 1 - slow, width - 1 - fast


def _rolled(pixels: int, width: int, fast: Whole, slow: Whole) -> Pair:
    number = slow * width + fast - pixels
    return number % width, number // width
