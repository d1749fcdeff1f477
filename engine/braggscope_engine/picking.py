"""Which entries of a mask are true."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor


def numbers_of(mask: Tensor) -> Tensor:
    """Numbers of the true entries of a bool Tensor (n,), int64, rising."""
    if mask.device.type != "cpu":
        return mask.nonzero()[:, 0]
    # An eighth of the time that torch takes on the CPU.
    return torch.from_numpy(np.flatnonzero(mask.numpy()))
