"""pix0 from a centre: the foot of the perpendicular, or the beam spot."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from ..centres import PlacingCentre
from ..errors import InvalidParameterError
from ..models.detector import Pivot
from ..quirks import Quirk
from .attitude import Attitude


def pix0_from_foot(attitude: Attitude, centre: PlacingCentre, pivot: Pivot) -> Tensor:
    """Origin from the foot of the perpendicular, which every rotation keeps."""
    if pivot is Pivot.BEAM and attitude.close_given is None:
        across = torch.abs(torch.dot(attitude.directions.beam, attitude.turned[2]))
        close = attitude.distance_given * across
    else:
        close = attitude.mounted_close()
    unturned = (
        -centre.fast * attitude.directions.fast
        - centre.slow * attitude.directions.slow
        + close * attitude.directions.normal
    )
    return attitude.turn(unturned)


def pix0_from_beam_spot(
    attitude: Attitude, centre: PlacingCentre, pivot: Pivot
) -> Tensor:
    """Origin from where the direct beam hits."""
    beam = attitude.directions.beam
    quirks = attitude.numbers.experiment.quirks
    if pivot is Pivot.BEAM:
        fast, slow, normal = attitude.turned
        if attitude.close_given is None or Quirk.RATIO_WITHOUT_TWOTHETA in quirks:
            distance = attitude.mounted_close() / attitude.safe_ratio
        else:
            # Swung past the sample the panel is hit from behind, at the same spot.
            distance = attitude.close_given / torch.abs(_across(beam, normal))
        return -centre.fast * fast - centre.slow * slow + distance * beam
    # The sample pivot carries the panel as it is mounted: the beam centre is the one
    # before the swing, like the distance.
    distance = attitude.mounted_close() / _across_ratio(attitude.ratio)
    foot = replace(
        centre,
        fast=centre.fast - distance * torch.dot(attitude.tilted_fast, beam),
        slow=centre.slow - distance * torch.dot(attitude.tilted_slow, beam),
    )
    return pix0_from_foot(attitude, foot, pivot)


def _across(beam: Tensor, normal: Tensor) -> Tensor:
    return _across_ratio(torch.dot(beam, normal))


def _across_ratio(ratio: Tensor) -> Tensor:
    if bool(torch.abs(ratio) < 1e-9):
        raise InvalidParameterError(
            "detector.close_distance_mm",
            "given",
            "left out while the panel is edge-on to the beam",
            "Give the foot of the perpendicular or pix0 instead of a beam centre.",
        )
    return ratio
