"""Which intensities are shown, and how: levels and scale, held until told otherwise."""

from __future__ import annotations

from enum import StrEnum

from braggscope.canvas.transform import (
    FloatArray,
    Scale,
    ScaleKind,
    checked_levels,
    fitted_levels,
)


class Content(StrEnum):
    """What the numbers of a picture are."""

    INTENSITY = "intensity"
    DIFFERENCE = "difference"
    RATIO = "ratio"

    @property
    def is_diverging(self) -> bool:
        """Whether zero is in the middle of the levels."""
        return self is not Content.INTENSITY


# An arcsinh is linear over the lowest part of the levels, of this size.
_LINEAR_PART = 1e-3


class DisplayLevels:
    """Levels and scale of a picture.

    Intensities, differences and ratios keep levels of their own: those of the latter
    two are centred on zero, and a return to the others brings the former levels back.
    """

    def __init__(self) -> None:
        self._kind: ScaleKind = "log"
        self._softening = 1.0
        self._content = Content.INTENSITY
        self._levels: dict[Content, tuple[float, float]] = {}

    @property
    def are_fitted(self) -> bool:
        """Whether the levels were fitted or set."""
        return self._content in self._levels

    @property
    def levels(self) -> tuple[float, float]:
        """Low and high level."""
        return self.levels_of(self._content)

    def levels_of(self, content: Content) -> tuple[float, float]:
        """Low and high level of one sort of picture, shown or not."""
        fallback = (-1.0, 1.0) if content.is_diverging else (1e-3, 1.0)
        return self._levels.get(content, fallback)

    @property
    def kind(self) -> ScaleKind:
        """Scale that was chosen."""
        return self._kind

    @property
    def scale(self) -> Scale:
        """Scale in use: about zero a logarithm gives way to an arcsinh.

        A ratio is shown as it is: it is a logarithm already.
        """
        return self.scale_of(self._content)

    def scale_of(self, content: Content) -> Scale:
        """Scale of one sort of picture, shown or not."""
        kind = self._kind
        if content is Content.RATIO:
            kind = "linear"
        elif kind == "log" and content.is_diverging:
            kind = "asinh"
        return Scale(kind=kind, softening=self._softening)

    def set_kind(self, kind: ScaleKind) -> None:
        """Choose the scale."""
        Scale(kind=kind)  # refuses an unknown name
        self._kind = kind
        self._soften()

    def set_content(self, content: Content) -> None:
        """Switch between the levels of the sorts of picture."""
        self._content = content
        self._soften()

    def forget(self, content: Content) -> None:
        """Let the next picture of a sort be fitted anew."""
        self._levels.pop(content, None)

    def set_levels(self, low: float, high: float) -> bool:
        """Set the levels; tell whether they changed."""
        low, high = checked_levels(low, high)
        before = self.levels
        if self._content.is_diverging:
            reach = _reach(before, low, high)
            low, high = -reach, reach
        self._levels[self._content] = (low, high)
        return (low, high) != before

    def fit(self, image: FloatArray) -> bool:
        """Fit the levels to an image; tell whether they changed."""
        fitted = fitted_levels(image, symmetric=self._content.is_diverging)
        if fitted is None:
            return False
        changed = fitted != self.levels
        self._levels[self._content] = fitted
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
