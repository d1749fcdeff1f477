"""Progress of a comparison."""

from __future__ import annotations

import sys


class Ticker:
    """Progress on a terminal."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled

    def show(self, fraction: float) -> None:
        """Say how far it is."""
        if self._enabled:
            sys.stderr.write(f"\r{100 * fraction:3.0f} % compared")
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave the line as it was."""
        if self._enabled:
            sys.stderr.write("\r" + " " * 20 + "\r")
