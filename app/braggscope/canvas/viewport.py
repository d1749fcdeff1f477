"""What part of the detector is on the screen: a value and its arithmetic, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

#: Closest zoom: screen pixels (logical) per detector pixel.
CLOSEST_SCALE = 64.0
#: Furthest zoom: the fitted image shrunk by this factor.
FURTHEST_SHRINK = 4.0
#: Free rim around a fitted image, as a fraction of its longer side.
FIT_MARGIN = 0.015


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewport:
    """Position and scale of a view in detector pixels.

    Attributes
    ----------
    left, top : float
        Detector position (fast, slow; pixels, whole numbers at pixel corners) of the
        viewport's upper left corner.
    scale : float
        Screen pixels (logical) per detector pixel.
    width, height : float
        Size of the viewport, screen pixels (logical).
    """

    left: float
    top: float
    scale: float
    width: float
    height: float

    def to_screen(self, fast: float, slow: float) -> tuple[float, float]:
        """Screen position (x, y) of a detector position."""
        return (fast - self.left) * self.scale, (slow - self.top) * self.scale

    def to_detector(self, x: float, y: float) -> tuple[float, float]:
        """Detector position (fast, slow) of a screen position."""
        return self.left + x / self.scale, self.top + y / self.scale

    @property
    def visible(self) -> tuple[float, float, float, float]:
        """Detector rectangle (left, top, width, height) on the screen."""
        return self.left, self.top, self.width / self.scale, self.height / self.scale

    @property
    def centre(self) -> tuple[float, float]:
        """Detector position in the middle of the viewport."""
        return self.to_detector(self.width / 2, self.height / 2)

    def panned(self, dx: float, dy: float) -> Viewport:
        """Move the picture by screen pixels."""
        return replace(
            self, left=self.left - dx / self.scale, top=self.top - dy / self.scale
        )

    def zoomed(self, factor: float, x: float, y: float) -> Viewport:
        """Scale by a factor; the detector position under (x, y) stays there."""
        fast, slow = self.to_detector(x, y)
        scale = self.scale * factor
        return replace(self, left=fast - x / scale, top=slow - y / scale, scale=scale)

    def centred(self, fast: float, slow: float) -> Viewport:
        """Put a detector position in the middle."""
        return replace(
            self,
            left=fast - self.width / 2 / self.scale,
            top=slow - self.height / 2 / self.scale,
        )

    def scale_limits(self, size_px: tuple[float, float]) -> tuple[float, float]:
        """Smallest and largest scale allowed for an image of this size."""
        _, _, width, height = fit_rect(size_px)
        fitted = min(self.width / width, self.height / height)
        furthest = fitted / FURTHEST_SHRINK
        return min(furthest, CLOSEST_SCALE), CLOSEST_SCALE

    def within_reach(self, size_px: tuple[float, float]) -> Viewport:
        """Keep the viewport's centre on the image, so that it cannot be lost."""
        fast, slow = self.centre
        return self.centred(
            min(max(fast, 0.0), size_px[0]), min(max(slow, 0.0), size_px[1])
        )


def fit_rect(size_px: tuple[float, float]) -> tuple[float, float, float, float]:
    """Detector rectangle (left, top, width, height) of a whole image and its rim."""
    rim = FIT_MARGIN * max(size_px)
    return -rim, -rim, size_px[0] + 2 * rim, size_px[1] + 2 * rim
