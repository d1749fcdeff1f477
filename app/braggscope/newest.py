"""Questions of which only the newest counts, answered beside the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from braggscope_engine import SimulationCancelled

from .background import Background, Job
from .messages import sentence

Work = Callable[[Job], object]


class Newest(QObject):
    """Asks one question at a time; of those that wait, the newest replaces the others.

    A question that runs is finished and told of, so that a steady stream of questions
    shows something; ``forget`` drops it too.

    Parameters
    ----------
    background : Background      where the work is done; others may share it
    parent : QObject, optional

    Signals
    -------
    ready(object)
        What the work returned.
    failed(str)
        Why there is no answer.
    """

    ready = Signal(object)
    failed = Signal(str)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._running: Job | None = None
        self._pending: Work | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._running is not None

    def ask(self, work: Work) -> None:
        """Ask; an earlier question that has not begun is dropped."""
        self._pending = work
        if self._running is None:
            self._start()

    def forget(self) -> None:
        """Want no answer any more."""
        self._pending = None
        if self._running is not None:
            self._running.stop()
            self._running = None

    def _start(self) -> None:
        work, self._pending = self._pending, None
        if work is None:
            return
        asked: list[Job] = []
        job = self._background.run(
            partial(_unless_stopped, work),
            done=partial(self._done, asked),
            failed=partial(self._fail, asked),
        )
        asked.append(job)
        self._running = job

    def _done(self, asked: list[Job], answer: object) -> None:
        if self._running is asked[0]:
            self._running = None
            self.ready.emit(answer)
            self._start()

    def _fail(self, asked: list[Job], error: BaseException) -> None:
        if self._running is not asked[0]:
            return
        self._running = None
        if not isinstance(error, SimulationCancelled):
            self.failed.emit(sentence(error))
        self._start()


def _unless_stopped(work: Work, job: Job) -> object:
    """Work, unless the answer was forgotten while the question waited."""
    if job.is_stopped():
        raise SimulationCancelled("Nobody waits for the answer any more.")
    return work(job)
