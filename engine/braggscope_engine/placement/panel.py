"""A placed panel: foot, distances and beam spot, read off where it stands."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ..centres import PlacingCentre
from ..models.detector import Pivot
from ..quirks import Quirk
from ..tensors import cross, tensor, unit
from .attitude import Attitude


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PanelTensors:
    """A placed panel, differentiable; lengths in metres, float64 on the host.

    Attributes
    ----------
    pix0, fast, slow, normal, beam, polarization, vertical, spindle, two_theta_axis
        Tensors (3,): outer corner of the first pixel, and directions.
    distance, close_distance, ratio, fbeam, sbeam, fclose, sclose, xbeam, ybeam,
    xclose, yclose, pixel, size_fast, size_slow
        Tensors ().
    pivot : Pivot
        The pivot in force.
    """

    pix0: Tensor
    fast: Tensor
    slow: Tensor
    normal: Tensor
    beam: Tensor
    polarization: Tensor
    vertical: Tensor
    spindle: Tensor
    two_theta_axis: Tensor
    distance: Tensor
    close_distance: Tensor
    ratio: Tensor
    fbeam: Tensor
    sbeam: Tensor
    fclose: Tensor
    sclose: Tensor
    xbeam: Tensor
    ybeam: Tensor
    xclose: Tensor
    yclose: Tensor
    pixel: Tensor
    size_fast: Tensor
    size_slow: Tensor
    pivot: Pivot


def measured(
    attitude: Attitude,
    pix0: Tensor,
    centre: PlacingCentre,
    pivot: Pivot,
    pixel: Tensor,
    size_fast: Tensor,
    size_slow: Tensor,
) -> PanelTensors:
    """Read foot, close distance and beam spot off the placed panel."""
    directions, quirks = attitude.directions, attitude.numbers.experiment.quirks
    fast, slow, normal = attitude.turned
    close = torch.dot(pix0, normal)
    if bool(close < 0) and Quirk.SIGNED_DISTANCE not in quirks:
        normal, close = -normal, -close
    if Quirk.RATIO_WITHOUT_TWOTHETA in quirks:
        ratio = attitude.safe_ratio
    else:
        ratio = torch.dot(directions.beam, normal)
    # Where the beam runs along or away from the panel there is no beam spot; the close
    # distance then stands in for the distance.
    hits = Quirk.RATIO_WITHOUT_TWOTHETA in quirks or bool(torch.abs(ratio) > 1e-12)
    distance = close / ratio if hits else close
    spot = distance * directions.beam - pix0
    nowhere = tensor(math.nan)
    return PanelTensors(
        pix0=pix0,
        fast=fast,
        slow=slow,
        normal=normal,
        beam=directions.beam,
        polarization=directions.polarization,
        vertical=unit(cross(directions.beam, directions.polarization)),
        spindle=directions.spindle,
        two_theta_axis=directions.two_theta,
        distance=distance,
        close_distance=close,
        ratio=ratio,
        fbeam=torch.dot(fast, spot) if hits else nowhere,
        sbeam=torch.dot(slow, spot) if hits else nowhere,
        fclose=-torch.dot(pix0, fast),
        sclose=-torch.dot(pix0, slow),
        xbeam=centre.xbeam,
        ybeam=centre.ybeam,
        xclose=centre.xclose,
        yclose=centre.yclose,
        pixel=pixel,
        size_fast=size_fast,
        size_slow=size_slow,
        pivot=pivot,
    )
