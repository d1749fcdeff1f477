"""Predicts reflections beside the window; the newest frame wins."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from braggscope_engine import Frame, PredictedReflections, SimulationCancelled, predict

from ..background import Background
from ..messages import sentence

Predict = Callable[..., PredictedReflections]


class Predicting(QObject):
    """Predicts the reflections of the frame that was given last.

    Frames that come while one is worked on replace each other: after a drag the
    predictions are those of its last frame, and meanwhile of some before it.

    Signals
    -------
    ready(object, object)
        PredictedReflections, and the Frame that they belong to.
    failed(str)
        Why there are none.
    """

    ready = Signal(object, object)
    failed = Signal(str)

    def __init__(
        self, parent: QObject | None = None, *, predict: Predict = predict
    ) -> None:
        super().__init__(parent)
        self._predict = predict
        self._background = Background("predict", self)
        self._is_running = False
        self._waiting: Frame | None = None

    def take(self, frame: Frame) -> None:
        """Predict the reflections of a frame."""
        self._waiting = frame
        if not self._is_running:
            self._start()

    def forget(self) -> None:
        """Drop what waits."""
        self._waiting = None

    def close(self) -> None:
        """Stop, and return when the thread has ended."""
        self._waiting = None
        self._background.close()

    def _start(self) -> None:
        frame, self._waiting = self._waiting, None
        if frame is None:
            return
        self._is_running = True
        self._background.run(
            lambda _: self._predict(frame.experiment, resolved=frame.resolved),
            done=lambda found: self._tell(found, frame),
            failed=self._fail,
        )

    def _tell(self, found: PredictedReflections, frame: Frame) -> None:
        self._is_running = False
        self.ready.emit(found, frame)
        self._start()

    def _fail(self, error: BaseException) -> None:
        self._is_running = False
        if not isinstance(error, SimulationCancelled):
            self.failed.emit(sentence(error))
        self._start()
