"""Asks beside the window which quirks would change the present image."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from braggscope_engine import (
    READING_QUIRKS,
    WRITING_QUIRKS,
    Experiment,
    Frame,
    Quirk,
    QuirkEffect,
    SimulationCancelled,
    quirk_effects,
)

from ..background import Background
from ..messages import sentence

COMPARED = len(frozenset(Quirk) - READING_QUIRKS - WRITING_QUIRKS)
"""How many quirks can change an image."""

_REST_MS = 2000
"""How long an image stands before it is compared while nobody looks at the list."""

Compare = Callable[..., Iterator[QuirkEffect]]


class _Run:
    """One comparison, and whether it is still wanted."""

    def __init__(self, experiment: Experiment, compare: Compare) -> None:
        self.experiment = experiment
        self.is_stopped = False
        self.found: list[QuirkEffect] = []
        self.effects = compare(experiment, should_stop=lambda: self.is_stopped)


class QuirkComparison(QObject):
    """Compares the exact frame of the present experiment, one quirk after the other.

    At once while somebody looks at the list of quirks; else when the image has stood
    for a while. An edit ends it.

    Signals
    -------
    restarted()
        There is another experiment; what was found is about an earlier one.
    found(object, object)
        Tuple of QuirkEffect so far, and the Experiment; complete with ``COMPARED``.
    failed(str)
        Why there is nothing to compare.
    """

    restarted = Signal()
    found = Signal(object, object)
    failed = Signal(str)

    def __init__(
        self, parent: QObject | None = None, *, compare: Compare = quirk_effects
    ) -> None:
        super().__init__(parent)
        self._compare = compare
        self._present: Experiment | None = None
        self._run: _Run | None = None
        self._is_watched = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._start)
        self._background = Background("quirks", self)

    def restart(self) -> None:
        """Forget what is known: the experiment has changed."""
        self._rest.stop()
        self._present = None
        if self._run is not None:
            self._run.is_stopped = True
            self._run = None
        self.restarted.emit()

    def take(self, frame: Frame) -> None:
        """Note the exact frame of the present experiment, ready to be compared."""
        self._present = frame.experiment
        if self._is_watched:
            self._start()
        else:
            self._rest.start()

    def set_watched(self, watched: bool) -> None:
        """Tell whether somebody looks at the list of quirks."""
        self._is_watched = watched
        if watched and self._present is not None:
            self._start()

    def close(self) -> None:
        """Stop, and return when the thread has ended."""
        self.restart()
        self._background.close()

    def _start(self) -> None:
        self._rest.stop()
        present = self._present
        if present is None:
            return
        if self._run is None or self._run.experiment is not present:
            self._run = _Run(present, self._compare)
            self.found.emit((), present)
            self._ask(self._run)

    def _ask(self, run: _Run) -> None:
        # One errand for each quirk, so that each is heard of when it is known.
        self._background.run(
            lambda _: next(run.effects, None),
            done=partial(self._take, run),
            failed=partial(self._fail, run),
        )

    def _take(self, run: _Run, effect: QuirkEffect | None) -> None:
        if run is self._run and effect is not None:
            run.found.append(effect)
            self.found.emit(tuple(run.found), run.experiment)
            self._ask(run)

    def _fail(self, run: _Run, error: BaseException) -> None:
        if run is self._run and not isinstance(error, SimulationCancelled):
            self.failed.emit(sentence(error))
