"""Reflections on a detector, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PredictedReflections:
    """Reflections that a model puts on its detector, one per row.

    A reflection that crosses the Ewald sphere twice in one oscillation has two rows,
    and so has one that two beams, more than a degree apart, bring to two places.

    Attributes
    ----------
    hkl : int32 array, shape (n, 3)
    d_angstrom : (n,)                 resolution, Å
    two_theta_deg : (n,)              scattering angle at the mean wavelength, degrees
    fast_px, slow_px : (n,)
        Centre of the spot over the sub-steps that are made; the first pixel spans 0 to
        1. F is taken to be the same all over a spot.
    phi_deg : (n,)
        Spindle angle at which the mean beam meets the Bragg condition, degrees. It may
        lie outside the oscillation, by as much as the crystal forgives.
    partiality : (n,)
        Estimated fraction of the rocking curve inside the oscillation, 0 to 1; of a
        still, the height of its curve there, as the sources and domains sample it.
    weight : (n,)
        Mean of F_latt² / (cells)² over the sub-steps of the image, at the centre of
        each one's spot: what F² is multiplied with.
    width_fast_px, width_slow_px : (n,)
        Expected full widths at half maximum, from crystal size, mosaicity, divergence,
        bandwidth, the layers of the sensor and the pixel.
    F : (n,)                          amplitude, electrons; the default where missing
    missing : bool array, shape (n,)  not in the list of structure factors
    """

    hkl: NDArray[np.int32]
    d_angstrom: Floats
    two_theta_deg: Floats
    fast_px: Floats
    slow_px: Floats
    phi_deg: Floats
    partiality: Floats
    weight: Floats
    width_fast_px: Floats
    width_slow_px: Floats
    F: Floats
    missing: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.hkl)

    @classmethod
    def together(cls, parts: Sequence[PredictedReflections]) -> PredictedReflections:
        """Put parts behind each other; there is at least one."""
        if len(parts) == 1:
            return parts[0]
        return cls(
            **{
                field.name: np.concatenate([getattr(p, field.name) for p in parts])
                for field in fields(cls)
            }
        )

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> PredictedReflections:
        """Keep some rows: a mask, or row numbers."""
        return PredictedReflections(
            **{field.name: getattr(self, field.name)[rows] for field in fields(self)}
        )

    def nearest(self, fast_px: float, slow_px: float, reach_px: float) -> int | None:
        """Row of the reflection nearest to a point, or None beyond the reach."""
        if len(self) == 0:
            return None
        distance = np.hypot(self.fast_px - fast_px, self.slow_px - slow_px)
        row = int(distance.argmin())
        return row if distance[row] <= reach_px else None
