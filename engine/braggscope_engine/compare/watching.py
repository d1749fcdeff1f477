"""Telling how far a comparison is, and whether it is still wanted."""

from __future__ import annotations

import math
from collections.abc import Callable

from ..errors import SimulationCancelled

_TRIALS_EXPECTED = 130


class Watch:
    """Counts trials; the number of them is only roughly known.

    Parameters
    ----------
    tell : callable, optional
        Told the finished fraction, 0 to 1.
    should_stop : callable, optional
        Asked often; true stops.
    """

    def __init__(
        self,
        tell: Callable[[float], None] | None,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self._tell = tell
        self._should_stop = should_stop
        self._count = 0

    def tick(self) -> None:
        """One more trial.

        Raises
        ------
        SimulationCancelled
            When it is not wanted any more.
        """
        if self._should_stop is not None and self._should_stop():
            raise SimulationCancelled("The comparison was stopped.")
        self._count += 1
        if self._tell is not None:
            self._tell(1.0 - math.exp(-self._count / _TRIALS_EXPECTED))

    def done(self) -> None:
        """All is finished."""
        if self._tell is not None:
            self._tell(1.0)
