"""How an edit becomes frames: previews first, exact when the hand rests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from braggscope_engine import Experiment, Frame, Quality, RenderOptions

from .request import RenderRequest
from .visible import Visible

REST_MS = 40
"""An exact frame starts when no edit has come for this long."""

FLUENT_S = 0.02
"""Exact frames as fast as this need no previews before them."""

FLUENT_GRACE_S = 0.25
"""How long such a frame may go on when a newer edit has come."""

PREVIEW_S = 0.013
"""How long a preview should take: then each of sixty edits a second is painted."""

_FINEST_PART = 0.5
"""Of that time, for pixels; the rest finds out for which."""

LEAST_SHARE = 0.03
"""A preview may compute this share of its pixels however long that takes."""

HIGHEST_FLOOR = 0.1
"""A preview never blurs what has more than this part of the highest level."""

_QUICK_TERMS = 1e8
"""Pixels times steps that compiled kernels sum in a fifth of a second or so."""

_RAISE, _LOWER = 0.2, 0.1
"""How far the floor goes from one preview to the next, as part of its whole way."""

_EASY = 0.75
"""Below this part of the time of a preview there is time for a lower floor."""

_DEEPEST = 1e-12
"""The way of the floor begins no lower than this part of the highest level."""

_CLEARLY = 0.8
"""A preview is worth it below this part of the time of an exact frame."""

_FORGETTING = 0.97
"""What is remembered of a preview's time after each exact frame in its stead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What frames have cost so far.

    Attributes
    ----------
    exact_s, preview_s : float or None   the last frame of each kind, seconds
    raised : float
        Where the floor of previews is, from 0 at what can be seen to 1 at its highest.
    """

    exact_s: float | None = None
    preview_s: float | None = None
    raised: float = 1.0

    def after(self, frame: Frame) -> Pace:
        """Take note of a frame."""
        if not frame.is_preview:
            # What is on the screen changes, and with it what a preview would take.
            fading = None if self.preview_s is None else self.preview_s * _FORGETTING
            return replace(self, exact_s=frame.seconds, preview_s=fading)
        raised = self.raised
        if frame.seconds > PREVIEW_S:
            raised += _RAISE
        elif frame.seconds < _EASY * PREVIEW_S:
            raised -= _LOWER
        raised = min(1.0, max(0.0, raised))
        if self.preview_s is None:
            # The first one also makes ready what those after it find.
            return replace(self, preview_s=min(frame.seconds, PREVIEW_S))
        return replace(self, preview_s=frame.seconds, raised=raised)

    def interrupted(self) -> Pace:
        """Take note that an exact frame took longer than it was given."""
        return replace(self, exact_s=max(self.exact_s or 0.0, 2 * FLUENT_GRACE_S))

    @property
    def is_fluent(self) -> bool:
        """Whether exact frames come as fast as the eye wants them."""
        return self.exact_s is not None and self.exact_s < FLUENT_S

    @property
    def previews_are_worth_it(self) -> bool:
        """Whether previews are clearly faster than exact frames, as far as is known."""
        if self.exact_s is None or self.preview_s is None:
            return True
        return self.preview_s < _CLEARLY * self.exact_s

    @property
    def finest_share(self) -> float:
        """Share of the pixels that there is time for in a preview."""
        if self.exact_s is None:
            return 1.0
        return min(1.0, max(LEAST_SHARE, _FINEST_PART * PREVIEW_S / self.exact_s))


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


def plan_exact(
    experiment: Experiment, options: RenderOptions, grace_s: float = math.inf
) -> Plan:
    """Choose the exact frame alone."""
    exact = options
    if options.quality is not Quality.EXACT:
        exact = replace(options, quality=Quality.EXACT)
    request = RenderRequest(experiment=experiment, options=exact, grace_s=grace_s)
    return Plan(at_once=request, at_rest=None)


def is_quick(experiment: Experiment, options: RenderOptions) -> bool:
    """Whether compiled kernels make an exact frame before the eye waits.

    A preview before it would only load more of them first.
    """
    if options.kernels is None or not options.kernels.built:
        return False
    beam, sampling = experiment.beam, experiment.sampling
    spreads = beam.horizontal_divergence, beam.vertical_divergence, beam.dispersion
    rows, columns = experiment.detector.shape
    terms = rows * columns * math.prod(spread.count or 1 for spread in spreads)
    terms *= (sampling.phi_steps or 1) * (sampling.oversample or 1) ** 2
    return terms * (experiment.crystal.mosaic_domains or 1) <= _QUICK_TERMS


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
    if pace.is_fluent or not pace.previews_are_worth_it:
        grace_s = FLUENT_GRACE_S if pace.is_fluent else math.inf
        return plan_exact(experiment, options, grace_s)
    exact = options
    if options.quality is not Quality.EXACT:
        exact = replace(options, quality=Quality.EXACT)
    if visible is not None and visible.size_px != experiment.detector.shape:
        visible = replace(visible, screen=None)
    preview = preview_options(options, pace, visible)
    return Plan(
        at_once=RenderRequest(experiment=experiment, options=preview, grace_s=math.inf),
        at_rest=RenderRequest(experiment=experiment, options=exact),
    )


def preview_options(
    options: RenderOptions, pace: Pace, visible: Visible | None
) -> RenderOptions:
    """Leave out of a preview what cannot be seen, and what there is no time for."""
    seen: dict[str, Any] = {}
    if visible is not None:
        seen = {
            "floor_photons": _floor(visible, pace.raised),
            "dimmest_photons": visible.floor_photons,
            "screen": visible.screen,
        }
    share = pace.finest_share
    return replace(options, quality=Quality.PREVIEW, finest_share=share, **seen)


def _floor(visible: Visible, raised: float) -> float:
    lowest, ceiling = visible.floor_photons, visible.ceiling_photons
    highest = HIGHEST_FLOOR * ceiling
    if raised == 0.0 or lowest >= highest:
        return lowest
    start = max(lowest, _DEEPEST * ceiling)
    # At one end by itself: a power would miss it by its rounding.
    return float(highest if raised == 1.0 else start * (highest / start) ** raised)


def preferred_device(devices: Sequence[str]) -> str:
    """Choose the device to start with: the first GPU, or the CPU."""
    return next((name for name in devices if name.startswith("cuda")), "cpu")
