"""What Python does at bad moments, kept away from a hand that drags."""

from __future__ import annotations

import gc
import sys

from .rendering.live import LiveRendering

_SWITCH_S = 0.0005
"""The window and the thread that renders ask for the interpreter after this long."""


def smooth(live: LiveRendering) -> None:
    """Let threads wait less for each other, and the search for garbage be short.

    What there is when the first frame has been made stays, and to look through half a
    million objects now and then would hold up the hand for a tenth of a second.
    """
    sys.setswitchinterval(_SWITCH_S)
    live.when_settled(lambda _: gc.freeze())
