"""Work that may lag behind a hand that moves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 100


class NowAndThen(QObject):
    """Does something at once, or ten times a second while asked to more often.

    Parameters
    ----------
    act : callable
        Looks up by itself what is newest when it is called.
    """

    def __init__(self, act: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._act = act
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(act)

    def do_now(self) -> None:
        """Act, and forget that it was to be done later."""
        self._timer.stop()
        self._act()

    def do_soon(self) -> None:
        """Act within a tenth of a second, once for all who ask until then."""
        if not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Forget what was to be done later."""
        self._timer.stop()
