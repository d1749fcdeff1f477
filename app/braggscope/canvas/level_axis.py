"""The intensity axis of the level bar: span, histogram and ticks; pure, no Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from braggscope.canvas.transform import FloatArray, Scale, subsample, usable_levels

N_BINS = 192

_SAMPLE_SIZE = 60_000
_MARGIN = 0.03
# The faintest pixels of a simulated image trail off over many decades of nothing.
_FAINTEST_PERCENTILE = 0.5
# Over a wider range than this a logarithmic axis is marked by decades alone.
_SUBDIVIDED = 1e4


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelAxis:
    """A stretch of the intensity axis, even in the scale's own coordinate.

    Attributes
    ----------
    scale : Scale
    first, last : float
        Positions (not intensities) at the axis' ends; first < last.
    """

    scale: Scale
    first: float
    last: float

    @property
    def extent(self) -> float:
        """Length of the axis, in positions."""
        return self.last - self.first

    def fraction(self, value: float) -> float:
        """Where an intensity lies: 0 at the start of the axis, 1 at its end."""
        if self.scale.kind == "log" and value <= 0:
            return 0.0
        return (self.scale.position(value) - self.first) / self.extent

    def value(self, fraction: float) -> float:
        """Intensity at a fraction of the axis."""
        return self.scale.value(self.first + fraction * self.extent)

    def joined(self, other: LevelAxis) -> LevelAxis:
        """The shortest axis that holds both."""
        return LevelAxis(
            scale=self.scale,
            first=min(self.first, other.first),
            last=max(self.last, other.last),
        )


def axis_for(
    image: FloatArray | None,
    scale: Scale,
    low: float,
    high: float,
    *,
    exact: bool = True,
) -> LevelAxis:
    """Axis that holds an image's intensities and the levels, with a small margin.

    Parameters
    ----------
    image : ndarray, shape (slow, fast), or None
    scale : Scale
    low, high : float
        The levels.
    exact : bool
        Look for the maximum among all pixels, not only among a fixed sample.
    """
    ends = [scale.position(level) for level in usable_levels(scale, low, high)]
    if image is not None:
        ends += [
            scale.position(value) for value in _data_span(image, scale, exact=exact)
        ]
    margin = _MARGIN * (max(ends) - min(ends))
    return LevelAxis(scale=scale, first=min(ends) - margin, last=max(ends) + margin)


def _data_span(image: FloatArray, scale: Scale, *, exact: bool) -> tuple[float, ...]:
    """Faint end of a sample and the maximum; empty if nothing can be shown."""
    sample = _showable(subsample(image, _SAMPLE_SIZE), scale)
    if sample.size == 0:
        return ()
    faintest = float(np.percentile(sample, _FAINTEST_PERCENTILE))
    highest = float(np.fmax.reduce(image, axis=None)) if exact else np.inf
    if not np.isfinite(highest):
        highest = float(sample.max())
    return faintest, highest


def histogram(image: FloatArray, axis: LevelAxis) -> NDArray[np.intp]:
    """Count a fixed sample of the pixels along the axis.

    Parameters
    ----------
    image : ndarray, shape (slow, fast)
    axis : LevelAxis

    Returns
    -------
    ndarray of int, shape (N_BINS,)
    """
    sample = _showable(subsample(image, _SAMPLE_SIZE), axis.scale)
    position = (axis.scale.forward(sample) - axis.first) * (N_BINS / axis.extent)
    inside = position[(position >= 0) & (position < N_BINS)]
    return np.bincount(inside.astype(np.intp), minlength=N_BINS)[:N_BINS]


def _showable(sample: FloatArray, scale: Scale) -> FloatArray:
    finite = sample[np.isfinite(sample)]
    return finite[finite > 0] if scale.kind == "log" else finite


def ticks(axis: LevelAxis, *, closest: float) -> list[float]:
    """Round intensities along the axis, in rising order.

    Parameters
    ----------
    axis : LevelAxis
    closest : float
        Smallest distance between two ticks, as a fraction of the axis.
    """
    chosen: list[tuple[float, float]] = []
    for value in _candidates(axis, closest):
        fraction = axis.fraction(value)
        if not 0 <= fraction <= 1:
            continue
        if all(abs(fraction - other) >= closest for other, _ in chosen):
            chosen.append((fraction, value))
    return [value for _, value in sorted(chosen)]


def _candidates(axis: LevelAxis, closest: float) -> Iterator[float]:
    """Round intensities, the most welcome first."""
    low, high = axis.value(0), axis.value(1)
    if axis.scale.kind == "log" and high > 5 * low:
        yield from _decades(low, high, closest)
        return
    if axis.scale.kind == "asinh":
        yield from _signed_decades(low, high)
        return
    yield from _even_steps(low, high, closest)


def _decades(low: float, high: float, closest: float) -> Iterator[float]:
    first, last = int(np.floor(np.log10(low))), int(np.ceil(np.log10(high)))
    # An even stride through the decades reads better than filling each gap.
    stride = max(1, int(np.ceil(closest * (np.log10(high) - np.log10(low)))))
    for exponent in range(first, last + 1):
        if exponent % stride == 0:
            yield float(f"1e{exponent}")
    if high < _SUBDIVIDED * low:
        for factor in (2, 5):
            for exponent in range(first, last + 1):
                yield float(f"{factor}e{exponent}")


def _signed_decades(low: float, high: float) -> Iterator[float]:
    yield 0.0
    top = int(np.ceil(np.log10(max(abs(low), abs(high)))))
    for exponent in range(top, top - 12, -1):
        yield float(f"1e{exponent}")
        yield -float(f"1e{exponent}")


def _even_steps(low: float, high: float, closest: float) -> Iterator[float]:
    rough = (high - low) * closest
    decade = 10.0 ** np.floor(np.log10(rough))
    step = next(decade * s for s in (1, 2, 5, 10) if decade * s >= rough)
    for nth in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1):
        # Through text, so that 3 * 0.1 reads 0.3.
        yield float(f"{nth * step:.10g}")


def tick_text(value: float) -> str:
    """Short text of a tick: plain where it is short, else with an exponent."""
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e4:
        return f"{value:.4g}"
    mantissa, exponent = f"{value:.3e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
