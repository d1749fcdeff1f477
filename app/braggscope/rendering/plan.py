"""How an edit becomes frames: previews first, exact when the hand rests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from braggscope_engine import Experiment, Quality, RenderOptions

from .request import RenderRequest

REST_MS = 150
"""An exact frame starts when no edit has come for this long."""

FLUENT_S = 0.06
"""Exact frames as fast as this need no previews before them."""

FLUENT_GRACE_S = 0.25
"""How long such a frame may go on when a newer edit has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The frames that follow one edit.

    Attributes
    ----------
    at_once : RenderRequest            what is shown first
    at_rest : RenderRequest or None    what replaces it when no further edit comes
    """

    at_once: RenderRequest
    at_rest: RenderRequest | None


def plan_edit(
    experiment: Experiment, options: RenderOptions, last_exact_s: float | None
) -> Plan:
    """Choose the frames for an edited experiment.

    Parameters
    ----------
    experiment : Experiment
    options : RenderOptions
        Device and precision; the quality is chosen here.
    last_exact_s : float or None
        Seconds that the last exact frame took; None when there was none.
    """
    exact = replace(options, quality=Quality.EXACT)
    if last_exact_s is not None and last_exact_s < FLUENT_S:
        request = RenderRequest(
            experiment=experiment, options=exact, grace_s=FLUENT_GRACE_S
        )
        return Plan(at_once=request, at_rest=None)
    preview = replace(options, quality=Quality.PREVIEW)
    return Plan(
        at_once=RenderRequest(experiment=experiment, options=preview, grace_s=math.inf),
        at_rest=RenderRequest(experiment=experiment, options=exact),
    )


def preferred_device(devices: Sequence[str]) -> str:
    """Choose the device to start with: the first GPU, or the CPU."""
    return next((name for name in devices if name.startswith("cuda")), "cpu")


def window_threads(cores: int) -> int:
    """Choose how many threads a render may use: one core is left to the window."""
    return cores if cores <= 2 else cores - 1
