"""Which intensities are shown, and how: levels and scale, held until told otherwise."""

from __future__ import annotations

from braggscope.canvas.transform import (
    FloatArray,
    Scale,
    ScaleKind,
    checked_levels,
    fitted_levels,
)

# An arcsinh is linear over the lowest part of the levels, of this size.
_LINEAR_PART = 1e-3


class DisplayLevels:
    """Levels and scale of a picture.

    Sequential and diverging colour maps keep levels of their own: those of a diverging
    map are centred on zero, and a return to the other brings the former levels back.
    """

    def __init__(self) -> None:
        self._kind: ScaleKind = "log"
        self._softening = 1.0
        self._is_diverging = False
        self._levels: dict[bool, tuple[float, float] | None] = {False: None, True: None}

    @property
    def are_fitted(self) -> bool:
        """Whether the levels were fitted or set."""
        return self._levels[self._is_diverging] is not None

    @property
    def levels(self) -> tuple[float, float]:
        """Low and high level."""
        fallback = (-1.0, 1.0) if self._is_diverging else (1e-3, 1.0)
        return self._levels[self._is_diverging] or fallback

    @property
    def kind(self) -> ScaleKind:
        """Scale that was chosen."""
        return self._kind

    @property
    def scale(self) -> Scale:
        """Scale in use: about zero a logarithm gives way to an arcsinh."""
        kind = self._kind
        if kind == "log" and self._is_diverging:
            kind = "asinh"
        return Scale(kind=kind, softening=self._softening)

    def set_kind(self, kind: ScaleKind) -> None:
        """Choose the scale."""
        Scale(kind=kind)  # refuses an unknown name
        self._kind = kind
        self._soften()

    def set_diverging(self, is_diverging: bool) -> None:
        """Switch between the levels of the two sorts of colour map."""
        self._is_diverging = is_diverging
        self._soften()

    def set_levels(self, low: float, high: float) -> bool:
        """Set the levels; tell whether they changed."""
        low, high = checked_levels(low, high)
        before = self.levels
        if self._is_diverging:
            reach = _reach(before, low, high)
            low, high = -reach, reach
        self._levels[self._is_diverging] = (low, high)
        return (low, high) != before

    def fit(self, image: FloatArray) -> bool:
        """Fit the levels to an image; tell whether they changed."""
        fitted = fitted_levels(image, symmetric=self._is_diverging)
        if fitted is None:
            return False
        changed = fitted != self.levels
        self._levels[self._is_diverging] = fitted
        self._soften()
        return changed

    def _soften(self) -> None:
        low, high = self.levels
        self._softening = _LINEAR_PART * max(abs(low), abs(high))


def _reach(before: tuple[float, float], low: float, high: float) -> float:
    """Half width of levels about zero: that of the level which was moved."""
    if low == before[0]:
        return abs(high) or abs(low)
    if high == before[1]:
        return abs(low) or abs(high)
    return max(abs(low), abs(high))
