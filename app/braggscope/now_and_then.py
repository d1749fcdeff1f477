"""Work that may lag behind a hand that moves."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 100


class NowAndThen(QObject):
    """Does something at once, or now and then while asked to more often.

    Parameters
    ----------
    act : callable
        Looks up by itself what is newest when it is called.
    interval_ms : int
        What may wait is done at least as often.
    rest_ms : int, optional
        It is done sooner when nobody has asked for this long.
    """

    def __init__(
        self,
        act: Callable[[], None],
        parent: QObject | None = None,
        *,
        interval_ms: int = _INTERVAL_MS,
        rest_ms: int | None = None,
    ) -> None:
        super().__init__(parent)
        self._act = act
        self._interval_s = interval_ms / 1000
        self._rest_s = interval_ms / 1000 if rest_ms is None else rest_ms / 1000
        self._due_s = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(act)

    @property
    def is_waiting(self) -> bool:
        """Whether something is to be done later."""
        return self._timer.isActive()

    def do_now(self) -> None:
        """Act, and forget that it was to be done later."""
        self._timer.stop()
        self._act()

    def do_soon(self) -> None:
        """Act when the interval is over, once for all who ask until then."""
        now = time.monotonic()
        if not self._timer.isActive():
            self._due_s = now + self._interval_s
        elif self._rest_s >= self._interval_s:
            return
        wait_s = min(self._rest_s, self._due_s - now)
        self._timer.start(max(0, round(1000 * wait_s)))

    def catch_up(self) -> None:
        """Do at once what was to be done later."""
        if self._timer.isActive():
            self.do_now()

    def stop(self) -> None:
        """Forget what was to be done later."""
        self._timer.stop()
