"""Why an image was made step by step, and not with fused kernels."""

from __future__ import annotations

import torch

from ..frame import Frame
from ..scene import Corrections


def why_not_fused(frame: Frame) -> str:
    """Say why a frame was made step by step.

    Returns
    -------
    str
        One sentence; empty for a frame made with fused kernels.
    """
    if frame.fused:
        return ""
    store = frame.options.kernels
    if store is None:
        return "Fused kernels are switched off."
    if not store.can_load:
        return f"This torch, {torch.__version__}, cannot load fused kernels."
    for applies, reason in _limits(frame):
        if applies:
            return reason
    return store.failure or "The fused kernels for this image are not compiled yet."


def _limits(frame: Frame) -> tuple[tuple[bool, str], ...]:
    resolved, options = frame.resolved, frame.options
    return (
        (
            options.torch_device().type == "mps",
            "Fused kernels need float64 for directions, which mps has not.",
        ),
        (options.dtype != "float32", "Fused kernels have float32, not float64."),
        (
            Corrections.of(resolved).running_sum,
            "Fused kernels do not know the quirk running-sum.",
        ),
    )
