"""How a panel is turned, and how far away it was given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from ..tensors import Numbers, tensor
from .directions import Directions

_SMALLEST_NORMAL = 2.2250738585072014e-308
"""What nanoBragg puts in place of a ratio of exactly zero."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attitude:
    """What placing from a centre needs to know about the panel's attitude.

    Attributes
    ----------
    numbers : Numbers
    directions : Directions
        Before any turn.
    turned : three Tensors, shape (3,)
        Fast, slow and normal after tilts and two-theta.
    tilted_fast, tilted_slow : Tensor, shape (3,)
        Before two-theta.
    ratio : Tensor, shape ()
        b · normal before two-theta.
    turn : callable
        Tilts and two-theta, of a vector.
    """

    numbers: Numbers
    directions: Directions
    turned: tuple[Tensor, Tensor, Tensor]
    tilted_fast: Tensor
    tilted_slow: Tensor
    ratio: Tensor
    turn: Callable[[Tensor], Tensor]

    @property
    def close_given(self) -> Tensor | None:
        """Close distance that was asked for, metres; None where it was not given."""
        if self.numbers.experiment.detector.close_distance_mm is None:
            return None
        return self.numbers("detector.close_distance_mm") / 1000.0

    @property
    def distance_given(self) -> Tensor:
        """Distance that was asked for, metres."""
        return self.numbers("detector.distance_mm") / 1000.0

    @property
    def safe_ratio(self) -> Tensor:
        """b · normal before the swing, never zero."""
        if bool(self.ratio == 0):
            return tensor(_SMALLEST_NORMAL)
        return self.ratio

    def mounted_close(self) -> Tensor:
        """Close distance of the panel before the two-theta swing."""
        if self.close_given is not None:
            return self.close_given
        return torch.abs(self.safe_ratio * self.distance_given)
