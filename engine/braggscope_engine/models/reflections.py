"""Structure factors as they were listed: indices and amplitudes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidParameterError


@dataclass(frozen=True, slots=True, weakref_slot=True, kw_only=True, eq=False)
class ReflectionTable:
    """Reflections of a P1 crystal, in the order of the list they came from.

    Two tables are equal only when they are the same object: comparing sixty
    thousand amplitudes at each edit would be waste.

    Attributes
    ----------
    hkl : int32 array, shape (n, 3)       Miller indices
    amplitude : float64 array, shape (n,) |F|, electrons
    name : str                            where they came from, for the user
    """

    hkl: NDArray[np.int32]
    amplitude: NDArray[np.float64]
    name: str = ""

    def __post_init__(self) -> None:
        if self.hkl.ndim != 2 or self.hkl.shape[1] != 3 or len(self.hkl) == 0:
            raise InvalidParameterError(
                "crystal.reflections.hkl", self.hkl.shape, "of shape (n, 3) with n > 0"
            )
        if self.amplitude.shape != (len(self.hkl),):
            raise InvalidParameterError(
                "crystal.reflections.amplitude",
                self.amplitude.shape,
                f"of shape ({len(self.hkl)},)",
            )
        if not np.isfinite(self.amplitude).all():
            raise InvalidParameterError(
                "crystal.reflections.amplitude", "NaN or infinity", "finite"
            )
        self.hkl.setflags(write=False)
        self.amplitude.setflags(write=False)

    def __len__(self) -> int:
        return len(self.hkl)
