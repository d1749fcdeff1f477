"""Measures two images against each other beside the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from braggscope_engine import Comparison, compare_images

from ..background import Background
from ..messages import sentence
from .other_image import OtherImage

Compare = Callable[..., Comparison]


class Measuring(QObject):
    """Compares the newest pair; an earlier one that has not begun is dropped.

    Signals
    -------
    measured(object)
        The Comparison of the pair that was given last.
    failed(str)
        Why two images cannot be compared.
    """

    measured = Signal(object)
    failed = Signal(str)

    def __init__(
        self, parent: QObject | None = None, *, compare: Compare = compare_images
    ) -> None:
        super().__init__(parent)
        self._compare = compare
        self._background = Background("compare", self)
        self._newest = 0

    def measure(
        self,
        model: NDArray[np.floating[Any]],
        other: OtherImage,
        centre_px: tuple[float, float] | None,
    ) -> None:
        """Compare an exact image of the model with another one.

        Parameters
        ----------
        model : ndarray, shape (slow, fast)
        other : OtherImage
        centre_px : (fast, slow) or None
            Beam centre, for profiles.
        """
        self.forget()
        number = self._newest

        def work(_: object) -> Comparison | None:
            if number != self._newest:
                return None
            without = np.isnan(other.pixels)
            mask = without if without.any() else None
            return self._compare(model, other.pixels, mask, centre_px=centre_px)

        self._background.run(
            work, done=partial(self._tell, number), failed=partial(self._fail, number)
        )

    def forget(self) -> None:
        """Want no comparison any more."""
        self._newest += 1

    def close(self) -> None:
        """Stop, and return when the thread has ended."""
        self.forget()
        self._background.close()

    def _tell(self, number: int, comparison: Comparison | None) -> None:
        if comparison is not None and number == self._newest:
            self.measured.emit(comparison)

    def _fail(self, number: int, error: BaseException) -> None:
        if number == self._newest:
            self.failed.emit(sentence(error))
