"""Work beside the window: the only file with a thread."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

_REPORT_INTERVAL_S = 0.05

Result = TypeVar("Result")


class Job:
    """One piece of work: what it is told, and what it tells."""

    def __init__(
        self,
        deliver: Callable[[Callable[[], None]], None],
        progressed: Callable[[float], None] | None = None,
    ) -> None:
        self._deliver = deliver
        self._progressed = progressed
        self._stop = threading.Event()
        self._reported_at = -_REPORT_INTERVAL_S

    def stop(self) -> None:
        """Ask the work to end early."""
        self._stop.set()

    def is_stopped(self) -> bool:
        """Say whether the work was asked to end; the work asks this now and then."""
        return self._stop.is_set()

    def report(self, fraction: float) -> None:
        """Tell how far the work is, 0 to 1; what comes faster than 20 Hz is dropped."""
        now = time.monotonic()
        if self._progressed is None or now - self._reported_at < _REPORT_INTERVAL_S:
            return
        self._reported_at = now
        self.hand_over(partial(self._progressed, fraction))

    def hand_over(self, tell: Callable[[], None]) -> None:
        """Have something called where the results are handed over; for the work."""
        self._deliver(tell)


class Background(QObject):
    """A thread that runs one callable after another.

    What a callable returns or raises is handed over in the thread that this object
    lives in. After ``close`` nothing is handed over any more.
    """

    _delivery = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._jobs: weakref.WeakSet[Job] = weakref.WeakSet()
        self._closed = threading.Event()
        self._delivery.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        # The same thread for all: torch keeps a pool of threads for each caller.
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def run(
        self,
        work: Callable[[Job], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[BaseException], None],
        progressed: Callable[[float], None] | None = None,
    ) -> Job:
        """Run ``work`` when all that was asked for before is finished.

        Parameters
        ----------
        work : callable
            Gets its Job, to ask whether to stop and to report progress.
        done, failed : callable
            One of them gets what ``work`` returned or raised.
        progressed : callable, optional
            Gets fractions from 0 to 1.

        Returns
        -------
        Job
            The handle that stops it.
        """
        job = Job(self._delivery.emit, progressed)
        self._jobs.add(job)

        def errand() -> None:
            try:
                result = work(job)
            except BaseException as error:  # noqa: BLE001 - handed over, not swallowed
                self._delivery.emit(partial(failed, error))
            else:
                self._delivery.emit(partial(done, result))

        self._errands.put(errand)
        return job

    def close(self) -> None:
        """Stop what runs, drop what waits, and return when the thread has ended."""
        self._closed.set()
        for job in tuple(self._jobs):
            job.stop()
        self._errands.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (errand := self._errands.get()) is not None:
            if not self._closed.is_set():
                errand()

    @Slot(object)
    def _deliver(self, tell: Callable[[], None]) -> None:
        if not self._closed.is_set():
            tell()
