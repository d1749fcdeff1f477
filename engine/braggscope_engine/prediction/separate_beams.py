"""Sources so far apart that a reflection has a spot of its own from each."""

from __future__ import annotations

import torch
from torch import Tensor

from ..sources import mean_direction
from .crossing import APART_RAD
from .vectors import picked


def separate_beams(incident: Tensor) -> Tensor:
    """Number, from zero, of the beam that each source belongs to.

    Sources are one beam when others lie between them without gaps of more than twice
    ``APART_RAD``, as crossings are told apart.

    Parameters
    ----------
    incident : Tensor, shape (sources, 3)    unit vectors

    Returns
    -------
    int64 Tensor, shape (sources,)
    """
    largest = 2 * APART_RAD
    one = torch.zeros(len(incident), dtype=torch.int64, device=incident.device)
    off = incident - mean_direction(incident)
    if bool((torch.linalg.vector_norm(off, dim=1) <= largest / 2).all()):
        return one
    directions, number = torch.unique(incident, dim=0, return_inverse=True)
    near = torch.cdist(directions, directions) <= largest
    label = torch.arange(len(directions), device=incident.device)
    while True:
        # Each takes the lowest label of its neighbours, until none is lower.
        spread = torch.where(near, label, len(label)).amin(1)
        if torch.equal(spread, label):
            break
        label = spread
    beams: Tensor = torch.unique(label, return_inverse=True)[1]
    return picked(beams, number)
