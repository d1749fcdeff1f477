"""What is asked of the renderer, and what it answers besides a frame."""

from __future__ import annotations

from dataclasses import dataclass

from braggscope_engine import (
    Experiment,
    Frame,
    Peak,
    Quality,
    RenderOptions,
    Statistics,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RenderRequest:
    """One frame to compute.

    Attributes
    ----------
    experiment : Experiment
    options : RenderOptions
    grace_s : float
        How long the frame may go on after a newer request has come, s. Infinite for
        a preview: a steady drag of previews that give way would never show one.
    """

    experiment: Experiment
    options: RenderOptions
    grace_s: float = 0.0

    @property
    def is_preview(self) -> bool:
        """Whether the frame is only to look at."""
        return self.options.quality is Quality.PREVIEW


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RenderFailure:
    """Why there is no frame, in one sentence."""

    request: RenderRequest
    message: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measurement:
    """What is measured on an exact frame, and never on a preview."""

    frame: Frame
    statistics: Statistics
    peaks: tuple[Peak, ...]
