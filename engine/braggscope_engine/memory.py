"""What to do when a device has too little memory: smaller tiles, then the processor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import torch

from .options import RenderOptions

_SMALLER_TILES = (1 << 18, 1 << 15)
"""Evaluations at once, each a fraction of what a device is given at first."""

Made = TypeVar("Made")


def with_enough_memory(
    make: Callable[[RenderOptions], Made], options: RenderOptions
) -> tuple[Made, RenderOptions, str]:
    """Make something; where memory runs out, in smaller tiles or on the processor.

    Parameters
    ----------
    make : callable
        Given options; may raise ``torch.OutOfMemoryError``.
    options : RenderOptions
        Tried first.

    Returns
    -------
    made, RenderOptions, str
        The options that it was made with, and a notice; empty for those given.

    Raises
    ------
    torch.OutOfMemoryError
        When nothing helps.
    """
    attempts = list(_attempts(options))
    for given, notice in attempts[:-1]:
        try:
            return make(given), given, notice
        except (torch.OutOfMemoryError, RuntimeError) as error:
            if not _is_out_of_memory(error):
                raise
        _free(given)
    given, notice = attempts[-1]
    return make(given), given, notice


def _attempts(options: RenderOptions) -> Iterator[tuple[RenderOptions, str]]:
    yield options, ""
    device, wanted = options.device, options.tile_evaluations
    for size in _SMALLER_TILES:
        if wanted is None or size < wanted:
            smaller = replace(options, tile_evaluations=size)
            yield smaller, f"{device} ran out of memory: rendered in smaller tiles"
    if options.torch_device().type != "cpu":
        on_host = replace(options, device="cpu")
        yield on_host, f"{device} ran out of memory: rendered on the cpu instead"


def _is_out_of_memory(error: BaseException) -> bool:
    """Whether an error is about memory; not every backend has its own kind."""
    return isinstance(error, torch.OutOfMemoryError) or "out of memory" in str(error)


def _free(options: RenderOptions) -> None:
    """Give back what torch keeps for later, which an error leaves behind."""
    kind = options.torch_device().type
    if kind == "cuda":
        torch.cuda.empty_cache()
    elif kind == "mps":
        torch.mps.empty_cache()
