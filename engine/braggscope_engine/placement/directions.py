"""Where axes, beam and spindle point before the panel is turned."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ..conventions import AXES
from ..errors import InvalidParameterError
from ..models.detector import Convention
from ..quirks import Quirk
from ..tensors import Numbers, cross, floats, tensor, unit

_LONGEST_AXIS = 1e6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Directions:
    """Directions of a detector, a beam and a spindle; Tensors (3,), float64."""

    beam: Tensor
    fast: Tensor
    slow: Tensor
    normal: Tensor
    two_theta: Tensor
    polarization: Tensor
    spindle: Tensor


def directions_of(numbers: Numbers) -> Directions:
    """Directions of the convention, or the given ones of CUSTOM.

    Raises
    ------
    InvalidParameterError
        Where the given axes span no panel, or the two-theta axis is too long.
    """
    experiment = numbers.experiment
    convention, quirks = experiment.detector.convention, experiment.quirks
    if convention is not Convention.CUSTOM:
        axes = AXES[convention]
        assert axes.normal is not None
        return Directions(
            beam=tensor(axes.beam),
            fast=tensor(axes.fast),
            slow=tensor(axes.slow),
            normal=tensor(axes.normal),
            two_theta=tensor(axes.two_theta),
            polarization=tensor(axes.polarization),
            spindle=tensor(axes.spindle),
        )
    path = "detector.custom_axes."
    fast, slow = unit(numbers(path + "fast")), unit(numbers(path + "slow"))
    two_theta = numbers(path + "two_theta")
    if Quirk.UNNORMALISED_TWOTHETA_AXIS not in quirks:
        two_theta = unit(two_theta)
    elif bool(torch.linalg.vector_norm(two_theta.detach()) > _LONGEST_AXIS):
        raise InvalidParameterError(
            path + "two_theta",
            floats(two_theta),
            f"no longer than {_LONGEST_AXIS:g}, because its length scales the detector",
        )
    return Directions(
        beam=unit(numbers(path + "beam")),
        fast=fast,
        slow=slow,
        normal=_normal(numbers, fast, slow),
        two_theta=two_theta,
        polarization=unit(numbers(path + "polarization")),
        spindle=unit(numbers(path + "spindle")),
    )


def _normal(numbers: Numbers, fast: Tensor, slow: Tensor) -> Tensor:
    """Panel normal of the CUSTOM convention."""
    given = numbers.experiment.detector.custom_axes.normal
    if Quirk.REGENERATED_NORMAL in numbers.experiment.quirks:
        given = given or (1.0, 0.0, 0.0)
        x, y, z = given
        # Plain floats: the comparison is about the last bit.
        if math.sqrt(x * x + y * y + z * z) == 1.0:
            return tensor(given)
        return _fast_cross_slow(fast, slow)
    if given is None:
        return _fast_cross_slow(fast, slow)
    return unit(numbers("detector.custom_axes.normal"))


def _fast_cross_slow(fast: Tensor, slow: Tensor) -> Tensor:
    normal = cross(fast, slow)
    if not bool(torch.linalg.vector_norm(normal) > 1e-9):
        raise InvalidParameterError(
            "detector.custom_axes.slow",
            tuple(slow.detach().tolist()),
            "not parallel to the fast axis",
        )
    return unit(normal)
