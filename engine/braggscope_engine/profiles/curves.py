"""One curve: what it is drawn against, its values, and its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidParameterError

Floats = NDArray[np.float64]


class ProfileAxis(StrEnum):
    """What a profile is drawn against; the unit is part of the name.

    q is 1/d, without 2π, as everywhere in the engine.
    """

    TWO_THETA = "two_theta_deg"
    Q = "q_inv_angstrom"
    D = "d_angstrom"
    RADIUS = "radius_px"
    AZIMUTH = "azimuth_deg"
    DISTANCE = "distance_px"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """Mean pixel against a position.

    Attributes
    ----------
    axis : ProfileAxis
    position : (n,)               middle of each bin, or the sampled points
    mean : (n,)                   photons per pixel; NaN where no pixel counts
    pixels : int array (n,)       how many pixels each mean is of
    """

    axis: ProfileAxis
    position: Floats
    mean: Floats
    pixels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.position)


def ratio_of(one: Floats, other: Floats) -> Floats:
    """Quotient of two curves; NaN where there is none."""
    there = np.isfinite(other) & (other != 0)
    ratio = np.full(len(one), np.nan)
    np.divide(one, other, out=ratio, where=there)
    return ratio


def curves_csv(curve: Curve, reference: Curve | None = None) -> str:
    """Write a curve, and another with their ratio beside it, as CSV with a header.

    Raises
    ------
    InvalidParameterError
        Where the two have other positions.
    """
    columns: dict[str, Sequence[float | int]] = {
        curve.axis.value: curve.position.tolist(),
        "mean": curve.mean.tolist(),
        "pixels": curve.pixels.tolist(),
    }
    if reference is not None:
        if not np.array_equal(curve.position, reference.position):
            raise InvalidParameterError(
                "reference", f"{len(reference)} points", "a curve of the same bins"
            )
        columns["reference_mean"] = reference.mean.tolist()
        columns["reference_pixels"] = reference.pixels.tolist()
        columns["ratio"] = ratio_of(curve.mean, reference.mean).tolist()
    return columns_csv(columns)


def columns_csv(columns: Mapping[str, Sequence[float | int]]) -> str:
    """Write columns of one length as lines of comma-separated values."""
    rows = zip(*columns.values(), strict=True)
    lines = [",".join(columns), *(",".join(_cell(x) for x in row) for row in rows)]
    return "\n".join(lines) + "\n"


def _cell(value: float | int) -> str:
    return f"{value:.9g}" if isinstance(value, float) else str(value)
