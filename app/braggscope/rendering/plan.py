"""How an edit becomes frames: previews first, exact when the hand rests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from braggscope_engine import Experiment, Frame, Quality, RenderOptions

from .request import RenderRequest
from .visible import Visible

REST_MS = 150
"""An exact frame starts when no edit has come for this long."""

FLUENT_S = 0.06
"""Exact frames as fast as this need no previews before them."""

FLUENT_GRACE_S = 0.25
"""How long such a frame may go on when a newer edit has come."""

PREVIEW_S = 0.1
"""How long a preview should take."""

LEAST_SHARE = 0.05
"""A preview may compute this share of its pixels however long that takes."""

HIGHEST_FLOOR = 0.1
"""A preview never blurs what has more than this part of the highest level."""

_STEP = 2.0
"""How much the floor changes from one preview to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What frames have cost so far.

    Attributes
    ----------
    exact_s, preview_s : float or None   the last frame of each kind, seconds
    raised : float                       floor of previews, times what can be seen
    """

    exact_s: float | None = None
    preview_s: float | None = None
    raised: float = 1.0

    def after(self, frame: Frame) -> Pace:
        """Take note of a frame."""
        if not frame.is_preview:
            return replace(self, exact_s=frame.seconds)
        raised = self.raised
        if frame.seconds > PREVIEW_S:
            raised *= _STEP
        elif frame.seconds < PREVIEW_S / 2:
            raised /= _STEP
        return replace(self, preview_s=frame.seconds, raised=max(1.0, raised))

    def interrupted(self) -> Pace:
        """Take note that an exact frame took longer than it was given."""
        return replace(self, exact_s=max(self.exact_s or 0.0, 2 * FLUENT_GRACE_S))

    @property
    def previews_are_worth_it(self) -> bool:
        """Whether exact frames are neither fluent nor as fast as previews."""
        if self.exact_s is None:
            return True
        as_fast = min(self.preview_s or 0.0, FLUENT_GRACE_S)
        return self.exact_s >= max(FLUENT_S, as_fast)

    @property
    def finest_share(self) -> float:
        """Share of the pixels that there is time for in a preview."""
        if self.exact_s is None:
            return 1.0
        return min(1.0, max(LEAST_SHARE, PREVIEW_S / self.exact_s))


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
    experiment: Experiment,
    options: RenderOptions,
    pace: Pace,
    visible: Visible | None = None,
) -> Plan:
    """Choose the frames for an edited experiment.

    Parameters
    ----------
    experiment : Experiment
    options : RenderOptions
        Device and precision; the quality is chosen here.
    pace : Pace
        What frames have cost so far.
    visible : Visible or None
        What can be seen of the frame.
    """
    exact = replace(options, quality=Quality.EXACT)
    if not pace.previews_are_worth_it:
        request = RenderRequest(
            experiment=experiment, options=exact, grace_s=FLUENT_GRACE_S
        )
        return Plan(at_once=request, at_rest=None)
    preview = preview_options(options, pace, visible)
    return Plan(
        at_once=RenderRequest(experiment=experiment, options=preview, grace_s=math.inf),
        at_rest=RenderRequest(experiment=experiment, options=exact),
    )


def preview_options(
    options: RenderOptions, pace: Pace, visible: Visible | None
) -> RenderOptions:
    """Leave out of a preview what cannot be seen, and what there is no time for."""
    preview = replace(options, quality=Quality.PREVIEW, finest_share=pace.finest_share)
    if visible is None:
        return preview
    highest = max(visible.floor_photons, HIGHEST_FLOOR * visible.ceiling_photons)
    floor = min(highest, visible.floor_photons * pace.raised)
    return replace(preview, floor_photons=floor, view=visible.rect_px)


def preferred_device(devices: Sequence[str]) -> str:
    """Choose the device to start with: the first GPU, or the CPU."""
    return next((name for name in devices if name.startswith("cuda")), "cpu")


def window_threads(cores: int) -> int:
    """Choose how many threads a render may use: one core is left to the window."""
    return cores if cores <= 2 else cores - 1
