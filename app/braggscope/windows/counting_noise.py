"""The image as a photon counter would read it, counted beside the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from braggscope_engine import Frame, SimulationCancelled, noise_image

from ..background import Background, Job
from ..messages import sentence

_ROWS_PER_QUESTION = 64
"""How many rows the engine counts before it asks whether to stop."""


class CountingNoise(QObject):
    """While it is on, each exact frame gets its photons counted.

    Signals
    -------
    counted(object, object)
        A frame, and its counts: float32 array, shape (slow, fast).
    busyChanged(bool), progressed(float), failed(str)
    """

    counted = Signal(object, object)
    busyChanged = Signal(bool)
    progressed = Signal(float)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_on = False
        self._frame: Frame | None = None
        self._job: Job | None = None
        self._waiting: list[Callable[[], None]] = []
        self._background = Background("counting noise", self)

    @property
    def is_on(self) -> bool:
        """Whether photons are counted."""
        return self._is_on

    def set_on(self, on: bool) -> None:
        """Count photons from now on, or no more."""
        self._is_on = on
        if on and self._frame is not None:
            self.take(self._frame)
        elif not on:
            self._stop()

    def take(self, frame: Frame) -> None:
        """Count the photons of an exact frame; of an earlier one no more."""
        self._stop()
        self._frame = frame
        if self._is_on:
            self.busyChanged.emit(True)
            self._job = self._background.run(
                partial(_count, frame),
                done=partial(self._finish, frame),
                failed=partial(self._fail, frame),
                progressed=self.progressed.emit,
            )

    def forget(self) -> None:
        """Forget the frame: the model has changed."""
        self._stop()
        self._frame = None

    def when_ready(self, act: Callable[[], None]) -> None:
        """Call when nothing is being counted any more."""
        if self._job is None:
            act()
        else:
            self._waiting.append(act)

    def close(self) -> None:
        """Stop, and return when the thread has ended."""
        self._waiting = []
        self._background.close()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._end()

    def _end(self) -> None:
        self._job = None
        self.busyChanged.emit(False)
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act()

    def _finish(self, frame: Frame, counts: NDArray[np.float32]) -> None:
        if frame is self._frame and self._job is not None:
            self.counted.emit(frame, counts)
            self._end()

    def _fail(self, frame: Frame, error: BaseException) -> None:
        if frame is self._frame and not isinstance(error, SimulationCancelled):
            self._end()
            self.failed.emit(sentence(error))


def rows_counted(frame: Frame, job: Job) -> Callable[[], bool]:
    """Make what the engine asks between rows; it tells the job how far it is."""
    rows = max(1, frame.intensity.shape[0])
    done = 0

    def should_stop() -> bool:
        nonlocal done
        job.report(min(1.0, done / rows))
        done += _ROWS_PER_QUESTION
        return job.is_stopped()

    return should_stop


def _count(frame: Frame, job: Job) -> NDArray[np.float32]:
    # Without the offset of the converter: it is no light.
    readout = replace(frame.experiment.readout, adc_offset_adu=0.0)
    dark = replace(frame, experiment=replace(frame.experiment, readout=readout))
    return noise_image(dark, rows_counted(frame, job)).pixels.astype(np.float32)
