"""Exact images of experiments other than the one in the forms."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from braggscope_engine import (
    Experiment,
    Frame,
    RenderOptions,
    SimulationCancelled,
    simulate,
)

from ..background import Background, Job
from ..messages import sentence

_KEPT = 4
_Key = tuple[int, RenderOptions]


class ExactImages(QObject):
    """Renders experiments beside the window and keeps the last few images.

    Signals
    -------
    ready(object)
        The Frame that was asked for last.
    failed(str)
        Why there is none.
    busyChanged(bool)
        Whether one is being computed.
    """

    ready = Signal(object)
    failed = Signal(str)
    busyChanged = Signal(bool)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        simulate: Callable[..., Frame] = simulate,
    ) -> None:
        super().__init__(parent)
        self._simulate = simulate
        self._background = Background("snapshots", self)
        self._frames: OrderedDict[_Key, Frame] = OrderedDict()
        self._wanted: _Key | None = None
        self._job: Job | None = None

    def ask(self, experiment: Experiment, options: RenderOptions) -> None:
        """Ask for the exact image of an experiment; an earlier question is dropped."""
        key = (id(experiment), options)
        self.forget()
        self._wanted = key
        if key in self._frames:
            self._frames.move_to_end(key)
            frame = self._frames[key]
            QTimer.singleShot(0, self, partial(self._tell, key, frame))
            return
        self.busyChanged.emit(True)
        self._job = self._background.run(
            lambda job: self._simulate(
                experiment, options, should_stop=job.is_stopped, progress=job.report
            ),
            done=partial(self._keep, key),
            failed=partial(self._fail, key),
        )

    def forget(self) -> None:
        """Want nothing any more."""
        self._wanted = None
        if self._job is not None:
            self._job.stop()
            self._job = None
            self.busyChanged.emit(False)

    def close(self) -> None:
        """Stop, and return when the thread has ended."""
        self._wanted = None
        self._background.close()

    def _keep(self, key: _Key, frame: Frame) -> None:
        # The frame holds its experiment, whose identity therefore stays its own.
        self._frames[key] = frame
        while len(self._frames) > _KEPT:
            self._frames.popitem(last=False)
        self._tell(key, frame)

    def _tell(self, key: _Key, frame: Frame) -> None:
        if key == self._wanted:
            self._finish()
            self.ready.emit(frame)

    def _fail(self, key: _Key, error: BaseException) -> None:
        if key == self._wanted and not isinstance(error, SimulationCancelled):
            self._finish()
            self.failed.emit(sentence(error))

    def _finish(self) -> None:
        if self._job is not None:
            self._job = None
            self.busyChanged.emit(False)
