"""Mean of two images along the radius and around the beam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..profiles.curves import Curve, ratio_of
from ..profiles.plane_bins import plane_bins

_SECTORS = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Mean pixel of two images in bins.

    Attributes
    ----------
    kind : str                            ``"radius_px"`` or ``"azimuth_deg"``
    position : tuple of float             middle of each bin; the azimuth runs from
                                          the fast axis towards the slow axis
    simulated, reference : tuple of float means
    ratio : tuple of float                simulated over reference, NaN where 0
    pixels : tuple of int                 in each bin
    """

    kind: str
    position: tuple[float, ...]
    simulated: tuple[float, ...]
    reference: tuple[float, ...]
    ratio: tuple[float, ...]
    pixels: tuple[int, ...]


def profiles_about(
    simulated: NDArray[Any],
    reference: NDArray[Any],
    left_out: NDArray[np.bool_] | None,
    centre_px: tuple[float, float],
) -> tuple[Profile, Profile]:
    """Radial and azimuthal profile of two images (slow, fast) about a point.

    Parameters
    ----------
    left_out : bool array (slow, fast) or None
    centre_px : (fast, slow)    from the outer corner of the first pixel
    """
    keep = None if left_out is None else ~left_out
    slow, fast = simulated.shape
    radial, azimuthal = (
        _pair(bins.means(simulated, keep), bins.means(reference, keep))
        for bins in plane_bins((slow, fast), centre_px, _SECTORS)
    )
    return radial, azimuthal


def _pair(simulated: Curve, reference: Curve) -> Profile:
    """Both curves where both have pixels."""
    filled = (simulated.pixels > 0) & (reference.pixels > 0)
    a, b = simulated.mean[filled], reference.mean[filled]
    return Profile(
        kind=simulated.axis.value,
        position=tuple(simulated.position[filled].tolist()),
        simulated=tuple(a.tolist()),
        reference=tuple(b.tolist()),
        ratio=tuple(ratio_of(a, b).tolist()),
        pixels=tuple(simulated.pixels[filled].tolist()),
    )
