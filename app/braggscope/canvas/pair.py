"""Two images of one detector, and what of them is shown: pure, no Qt."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np

from braggscope.canvas.transform import FloatArray


class PairView(StrEnum):
    """How an image and another one of the same detector are shown."""

    MODEL = "model"
    OTHER = "other"
    SIDE_BY_SIDE = "side by side"
    SWIPE = "swipe"
    BLINK = "blink"
    DIFFERENCE = "difference"
    RATIO = "ratio"
    COLOURS = "colours"


MAPS_OF_PAIRS = frozenset({PairView.DIFFERENCE, PairView.RATIO})
"""Views that compute a third image from both."""


def difference(model: FloatArray, other: FloatArray) -> FloatArray:
    """Model minus other, photons; NaN where either has no value."""
    result: FloatArray = np.subtract(model, other, dtype=model.dtype)
    return result


def log2_ratio(model: FloatArray, other: FloatArray) -> FloatArray:
    """Logarithm to base 2 of model over other; NaN where either is not positive."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.divide(model, other, dtype=model.dtype)
        ratio[~((model > 0) & (other > 0))] = np.nan
        result: FloatArray = np.log2(ratio, out=ratio)
    return result


class ImagePair:
    """The image of the model, maybe another, and a view of both.

    A view that needs both falls back to the model while there is no other image of the
    same shape: a preview, say, or a detector that has just been resized.
    """

    def __init__(self) -> None:
        self._model: FloatArray | None = None
        self._other: FloatArray | None = None
        self._view = PairView.MODEL
        self._computed: FloatArray | None = None

    @property
    def model(self) -> FloatArray | None:
        """Image of the model, shape (slow, fast)."""
        return self._model

    @property
    def other(self) -> FloatArray | None:
        """The image beside it, of any shape."""
        return self._other

    @property
    def is_matched(self) -> bool:
        """Whether both are there and of one shape."""
        model, other = self._model, self._other
        return model is not None and other is not None and model.shape == other.shape

    @property
    def view(self) -> PairView:
        """The view in force."""
        return self._view if self.is_matched else PairView.MODEL

    @property
    def wanted_view(self) -> PairView:
        """The view that was chosen."""
        return self._view

    def set_model(self, image: FloatArray) -> None:
        """Take another image of the model."""
        self._model, self._computed = image, None

    def set_other(self, image: Any | None) -> None:
        """Take another image to compare with, shape (slow, fast), or None."""
        self._computed = None
        if image is None:
            self._other = None
            return
        pixels = np.asarray(image)
        is_float = pixels.dtype in (np.float32, np.float64)
        self._other = pixels if is_float else pixels.astype(np.float32)

    def set_view(self, view: PairView) -> None:
        """Choose a view."""
        self._view, self._computed = view, None

    def shown(self) -> FloatArray | None:
        """The image that fills the canvas in the view in force."""
        model, other, view = self._model, self._other, self.view
        if view is PairView.OTHER:
            return other
        if view not in MAPS_OF_PAIRS or model is None or other is None:
            return model
        if self._computed is None:
            compute = difference if view is PairView.DIFFERENCE else log2_ratio
            self._computed = compute(model, other)
        return self._computed
