"""The table of reflections: predicted, found, summed, compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..prediction import PredictedReflections
from .boxes import Image, box_sums
from .find import find_peaks, match

Column = NDArray[np.generic]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReflectionRows:
    """Reflections by column; NaN where there is no number.

    Attributes
    ----------
    columns : mapping of str to array (n,)
        h, k, l, d, two_theta, phi, partiality, F, missing; fast, slow (predicted, px);
        found_fast, found_slow, shift (of the peak that was found, px); max, sum,
        background (per pixel), net, error; and with a reference ref_max, ref_sum,
        ref_background, ref_net, ref_error and ratio (net of both).
    """

    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.columns["h"])

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> ReflectionRows:
        """Keep some rows: a mask, or row numbers."""
        return ReflectionRows(
            columns={name: column[rows] for name, column in self.columns.items()}
        )


def reflection_table(
    image: Image,
    predicted: PredictedReflections,
    reference: Image | None = None,
    *,
    mask: NDArray[np.bool_] | None = None,
    half_box_px: int = 3,
    tolerance_px: float = 3.0,
) -> ReflectionRows:
    """Sum each predicted reflection in an image, and in a reference of its size.

    Parameters
    ----------
    image, reference : array or Tensor, shape (slow, fast)
    predicted : PredictedReflections
    mask : bool array, shape (slow, fast), optional    False is left out
    half_box_px : int        pixels of a box on each side of its reflection
    tolerance_px : float     farthest that a peak is from its reflection
    """
    fast = np.floor(predicted.fast_px).astype(np.int64)
    slow = np.floor(predicted.slow_px).astype(np.int64)
    columns: dict[str, Column] = {
        **dict(zip("hkl", predicted.hkl.T, strict=True)),
        "d": predicted.d_angstrom,
        "two_theta": predicted.two_theta_deg,
        "phi": predicted.phi_deg,
        "partiality": predicted.partiality,
        "F": predicted.F,
        "missing": predicted.missing,
        "fast": predicted.fast_px,
        "slow": predicted.slow_px,
    }
    peaks = find_peaks(image, mask, half_box_px=half_box_px)
    paired = match(predicted, peaks, tolerance_px)
    found_fast = _picked(peaks.sums.fast_px, paired)
    found_slow = _picked(peaks.sums.slow_px, paired)
    columns["found_fast"], columns["found_slow"] = found_fast, found_slow
    columns["shift"] = np.hypot(
        found_fast - predicted.fast_px, found_slow - predicted.slow_px
    )
    images = {"": image} if reference is None else {"": image, "ref_": reference}
    for prefix, each in images.items():
        sums = box_sums(each, fast, slow, half_box_px=half_box_px, mask=mask)
        columns[f"{prefix}max"] = sums.maximum
        columns[f"{prefix}sum"] = sums.total
        columns[f"{prefix}background"] = sums.background
        columns[f"{prefix}net"] = sums.net
        columns[f"{prefix}error"] = sums.error
    if reference is not None:
        other = np.asarray(columns["ref_net"], dtype=np.float64)
        nil = np.where(other != 0, other, np.nan)
        columns["ratio"] = np.asarray(columns["net"], dtype=np.float64) / nil
    return ReflectionRows(columns=columns)


def _picked(
    values: NDArray[np.float64], rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Values of rows; NaN for -1."""
    if len(values) == 0:
        return np.full(len(rows), np.nan)
    return np.where(rows >= 0, values[rows], np.nan)


def reflection_csv(rows: ReflectionRows) -> str:
    """Write a table as comma-separated values with a header line."""
    names = list(rows.columns)
    texts = [[_cell(value) for value in rows.columns[name].tolist()] for name in names]
    lines = [",".join(names), *(",".join(row) for row in zip(*texts, strict=True))]
    return "\n".join(lines) + "\n"


def _cell(value: float | int | bool) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:.9g}" if isinstance(value, float) else str(value)
