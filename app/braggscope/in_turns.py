"""Long work on the window's own thread, a little at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

_AT_ONCE_S = 0.002
_PAUSE_MS = 8


class InTurns(QObject):
    """Does work in small steps, so that a hand that moves never waits for all of it.

    Parameters
    ----------
    steps : callable
        Begins the work anew; each step of it is short.
    """

    def __init__(
        self, steps: Callable[[], Iterator[None]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._steps = steps
        self._left: Iterator[None] = iter(())
        self._again = False
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_under_way(self) -> bool:
        """Whether the work has begun and is not finished."""
        return self._timer.isActive()

    def begin(self) -> None:
        """Begin; what is under way is finished first."""
        if self.is_under_way:
            self._again = True
            return
        self._left = self._steps()
        self._timer.start()

    def do_now(self) -> None:
        """Do all of it at once."""
        self.stop()
        for _ in self._steps():
            pass

    def stop(self) -> None:
        """Leave what is under way as it is."""
        self._timer.stop()
        self._left = iter(())
        self._again = False

    def _go_on(self) -> None:
        until = time.perf_counter() + _AT_ONCE_S
        while time.perf_counter() < until:
            try:
                next(self._left)
            except StopIteration:
                self._finish()
                return

    def _finish(self) -> None:
        again = self._again
        self.stop()
        if again:
            self.begin()
