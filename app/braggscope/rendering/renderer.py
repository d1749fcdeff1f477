"""The renderer: one frame at a time, newest request first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from braggscope_engine import (
    Experiment,
    Frame,
    RenderOptions,
    SimulationCancelled,
    brightest_peaks,
    rescaled,
    simulate,
    statistics,
)

from ..background import Background, Job
from ..messages import sentence
from .cores import cores_for
from .request import Measurement, RenderFailure, RenderRequest
from .waiting import Waiting

_PAINT_MS = 40
"""An exact frame is measured so long after it was made: first it is painted."""


class Simulate(Protocol):
    """The engine's ``simulate``, or a stand-in for it."""

    def __call__(
        self,
        experiment: Experiment,
        options: RenderOptions,
        *,
        should_stop: Callable[[], bool],
        progress: Callable[[float], None],
        like: Frame | None,
    ) -> Frame:
        """Compute a frame."""
        ...


def measure(frame: Frame) -> Measurement:
    """Measure an exact frame: its statistics and its brightest peaks."""
    return Measurement(
        frame=frame, statistics=statistics(frame), peaks=brightest_peaks(frame)
    )


class Renderer(QObject):
    """Computes frames beside the window.

    A request that has not started is dropped when a newer one comes. One that runs
    is cut short only when its grace is over.

    Parameters
    ----------
    simulate, measure : callable
        The engine's, unless a test stands in for it.
    prepare : callable, optional
        Called once in the thread that computes, before anything else.
    """

    frameReady = Signal(object)
    measured = Signal(object)
    failed = Signal(object)
    interrupted = Signal(object)
    busyChanged = Signal(bool)
    progressed = Signal(float)

    def __init__(
        self,
        *,
        simulate: Simulate = simulate,
        measure: Callable[[Frame], Measurement] = measure,
        prepare: Callable[[], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._simulate = simulate
        self._measure = measure
        self._background = Background("render", self)
        self._waiting = Waiting()
        self._computing: RenderRequest | None = None
        self._rehearsal: RenderRequest | None = None
        self._running: Job | None = None
        self._last: Frame | None = None
        self._exact: tuple[Frame, RenderOptions] | None = None
        self._busy = False
        self._unmeasured: Frame | None = None
        self._paints = QTimer(self)
        self._paints.setSingleShot(True)
        self._paints.setInterval(_PAINT_MS)
        self._paints.timeout.connect(self._start_measurement)
        if prepare is not None:
            ready = prepare
            self._background.run(lambda _: ready(), done=lambda _: None, failed=_raise)

    @property
    def is_busy(self) -> bool:
        """Whether a frame is being computed or measured."""
        return self._busy

    def submit(self, request: RenderRequest) -> None:
        """Ask for a frame; an earlier request that has not started is dropped."""
        self._waiting.put(request)
        if self._running is None:
            self._leave_unmeasured()
            self._start()

    def rehearse(self, request: RenderRequest) -> None:
        """Compute a frame that nobody sees, once nothing else is asked for.

        What it needs is then ready for those like it.
        """
        self._rehearsal = request
        if self._running is None and not self._paints.isActive():
            self._start()

    def cancel(self) -> None:
        """Stop what runs and forget what waits."""
        self._waiting.take()
        if self._running is not None:
            self._running.stop()
        elif self._paints.isActive():
            self._leave_unmeasured()
            self._start()

    def close(self) -> None:
        """Stop, and return when the thread has ended; no signal follows."""
        self._waiting.take()
        self._leave_unmeasured()
        self._background.close()

    def _start(self) -> None:
        request = self._waiting.take()
        if request is None:
            self._running = None
            self._set_busy(False)
            self._start_rehearsal()
            return
        self._set_busy(True)
        self._running = self._background.run(
            lambda job: self._render(request, job),
            done=self._finish,
            failed=self._fail,
            progressed=self.progressed.emit,
        )

    def _start_rehearsal(self) -> None:
        request, self._rehearsal = self._rehearsal, None
        if request is not None:
            self._running = self._background.run(
                lambda job: self._compute(request, job),
                done=lambda _: self._start(),
                failed=self._fail_rehearsal,
            )

    def _fail_rehearsal(self, error: BaseException) -> None:
        self._start()
        if not isinstance(error, SimulationCancelled):
            raise error

    def _render(self, request: RenderRequest, job: Job) -> Frame:
        """Compute frames for as long as requests wait; the last one is returned."""
        while True:
            self._computing = request
            frame = self._reused(request) or self._compute(request, job)
            newer = None if job.is_stopped() else self._waiting.take()
            if newer is None:
                return frame
            # The window need not have time for it before the next one begins.
            job.hand_over(partial(self.frameReady.emit, frame))
            request = newer

    def _compute(self, request: RenderRequest, job: Job) -> Frame:
        def should_stop() -> bool:
            waits = not self._waiting.is_empty
            overdue = waits and self._waiting.seconds >= request.grace_s
            return overdue or job.is_stopped()

        with cores_for(preview=request.is_preview):
            frame = self._simulate(
                request.experiment,
                request.options,
                should_stop=should_stop,
                progress=job.report,
                like=self._last,
            )
        self._last = frame
        if not frame.is_preview:
            self._exact = frame, request.options.for_exact()
        return frame

    def _reused(self, request: RenderRequest) -> Frame | None:
        """The exact frame, where the last one holds all of it but a factor."""
        if self._exact is None:
            return None
        frame, options = self._exact
        if options != request.options.for_exact():
            return None
        return rescaled(frame, request.experiment)

    def _finish(self, frame: Frame) -> None:
        if not self._waiting.is_empty:
            # The next frame is computed while this one is painted.
            self._start()
            self.frameReady.emit(frame)
            return
        self.frameReady.emit(frame)
        if frame.is_preview or not self._waiting.is_empty:
            self._start()
        else:
            # It is to be seen first: painting it wants the cores as well.
            self._running, self._unmeasured = None, frame
            self._paints.start()

    def _start_measurement(self) -> None:
        frame, self._unmeasured = self._unmeasured, None
        if frame is not None:
            self._running = self._background.run(
                lambda _: self._measure(frame),
                done=self._finish_measurement,
                failed=self._fail_measurement,
            )

    def _leave_unmeasured(self) -> None:
        """Another frame is wanted, or none any more: the last one has had its time."""
        self._paints.stop()
        self._unmeasured = None

    def _finish_measurement(self, measurement: Measurement) -> None:
        self.measured.emit(measurement)
        self._start()

    def _fail_measurement(self, error: BaseException) -> None:
        self._start()
        raise error

    def _fail(self, error: BaseException) -> None:
        request = self._computing
        assert request is not None  # it has just failed
        if isinstance(error, SimulationCancelled):
            self.interrupted.emit(request)
        else:
            failure = RenderFailure(request=request, message=sentence(error))
            self.failed.emit(failure)
        self._start()

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busyChanged.emit(busy)


def _raise(error: BaseException) -> None:
    raise error
