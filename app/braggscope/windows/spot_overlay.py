"""Predicted reflections over the image."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject

from braggscope_engine import Frame, KernelStore, PredictedReflections, predict

from ..canvas.image_canvas import ImageCanvas
from ..now_and_then import NowAndThen
from ..reflections.predicting import Predicting


class SpotOverlay(QObject):
    """Keeps the predictions on a canvas in step with the frame that it shows.

    Nothing is predicted while they are switched off.

    Parameters
    ----------
    canvas : ImageCanvas
    kernels : KernelStore, optional      compiled kernels to predict with
    """

    def __init__(
        self,
        canvas: ImageCanvas,
        kernels: KernelStore | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._frame: Frame | None = None
        self._is_on = canvas.overlays.is_visible("spots")
        self._found: PredictedReflections | None = None
        self.predicting = Predicting(self, predict=partial(predict, kernels=kernels))
        self._pace = NowAndThen(self._predict, self)
        self.predicting.ready.connect(self._show)
        self.predicting.failed.connect(lambda _: self._clear())

    @property
    def found(self) -> PredictedReflections | None:
        """What is shown: None before the first predictions."""
        return self._found

    def set_on(self, on: bool) -> None:
        """Predict from now on, or no more."""
        self._is_on = on
        if on and self._frame is not None:
            self.predicting.take(self._frame)
        elif not on:
            self._clear()

    def take(self, frame: Frame) -> None:
        """Follow the frame on the canvas."""
        self._frame = frame
        if not self._is_on:
            return
        # Predictions share the cores with the previews: these come first.
        if frame.is_preview:
            self._pace.do_soon()
        else:
            self._pace.do_now()

    def _predict(self) -> None:
        if self._is_on and self._frame is not None:
            self.predicting.take(self._frame)

    def close(self) -> None:
        """Stop, and return when the thread has ended."""
        self._pace.stop()
        self.predicting.close()

    def _show(self, found: PredictedReflections, frame: Frame) -> None:
        if not self._is_on:
            return
        self._found = found
        positions = np.column_stack([found.fast_px, found.slow_px])
        labels = [
            " ".join(str(index).replace("-", "−") for index in hkl)
            for hkl in found.hkl.tolist()
        ]
        self._canvas.overlays.show_spots(positions, labels, unlisted=found.missing)

    def _clear(self) -> None:
        self._found = None
        self._canvas.overlays.show_spots(np.empty((0, 2)))
