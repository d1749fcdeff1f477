"""Amplitudes of predicted reflections, and whether they were listed."""

from __future__ import annotations

import torch
from torch import Tensor

from ..resolved import Resolved


def listed_amplitudes(resolved: Resolved, hkl: Tensor) -> tuple[Tensor, Tensor]:
    """F (electrons) of reflections, and which of them no list holds.

    Parameters
    ----------
    hkl : Tensor, shape (3, n)    whole numbers
    """
    grid, table = resolved.grid, resolved.experiment.crystal.reflections
    asked = hkl.cpu()[:, None, :]
    amplitude = grid.nearest(asked)[0].detach()
    if table is None:
        # Without a list the default is the amplitude of every reflection.
        return amplitude, torch.zeros(hkl.shape[1], dtype=torch.bool)
    there = torch.zeros(len(grid.amplitude), dtype=torch.bool)
    own = torch.from_numpy(table.hkl.astype("int64")).T[:, None, :].double()
    there[grid.cell_numbers(own)[0].long()] = True
    return amplitude, ~grid.look_up(there, asked)[0]
