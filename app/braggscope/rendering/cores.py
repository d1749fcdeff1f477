"""How many cores a frame may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch


def window_threads(cores: int) -> int:
    """Choose how many threads a render may use: one core is left to the window.

    Of two, an exact frame takes both: the window has little to do until it is there.
    """
    return cores if cores <= 2 else cores - 1


def preview_threads(cores: int) -> int:
    """Choose how many threads a preview may use: the window paints meanwhile.

    Threads that share a core with it wait for each other longer than they help.
    """
    return max(1, cores - 1)


@contextmanager
def cores_for(*, preview: bool) -> Iterator[None]:
    """Compute a frame with as many threads as it may use, in this thread."""
    usual = torch.get_num_threads()
    threads = min(usual, preview_threads(os.cpu_count() or 1)) if preview else usual
    if threads == usual:
        yield
        return
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(usual)
