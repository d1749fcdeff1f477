"""Which columns the table of reflections can show, and how each is written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.generic]

HKL = "hkl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes
    ----------
    name : str       as filters call it; of indices ``hkl``
    title : str
    help : str       one sentence
    digits : int     significant, or after the point where ``fixed``
    fixed : bool
    shown : bool     unless the user chose otherwise
    """

    name: str
    title: str
    help: str
    digits: int = 5
    fixed: bool = False
    shown: bool = False

    @property
    def of_reference(self) -> bool:
        """Whether it needs an image to compare with."""
        return self.name.startswith("ref_") or self.name == "ratio"

    def text(self, columns: Mapping[str, Numbers], row: int) -> str:
        """Write the value of a row; empty where there is none."""
        if self.name == HKL:
            return " ".join(str(int(columns[i][row])) for i in "hkl").replace("-", "−")
        value = float(columns[self.name][row])
        if math.isnan(value):
            return ""
        if self.name == "missing":
            return "missing" if value else "listed"
        shown = f"{value:.{self.digits}f}" if self.fixed else _short(value, self.digits)
        return shown.replace("-", "−")

    def exact(self, columns: Mapping[str, Numbers], row: int) -> str:
        """Write the value of a row with all digits."""
        if self.name == HKL:
            return " ".join(str(int(columns[i][row])) for i in "hkl")
        return repr(columns[self.name][row].item())

    def order(
        self, columns: Mapping[str, Numbers], rows: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Sort some rows by this column, smallest first, those without a number last.

        Returns
        -------
        int array
            Of those rows, in their new order.
        """
        if self.name == HKL:
            keys = tuple(columns[i][rows] for i in "lkh")
            return rows[np.lexsort(keys)]
        return rows[np.argsort(columns[self.name][rows], kind="stable")]


COLUMNS = (
    Column(name=HKL, title="hkl", help="Miller indices of the reflection.", shown=True),
    Column(
        name="d",
        title="d / Å",
        help="Resolution: spacing of the lattice planes.",
        digits=2,
        fixed=True,
        shown=True,
    ),
    Column(
        name="two_theta",
        title="2θ / °",
        help="Scattering angle.",
        digits=2,
        fixed=True,
    ),
    Column(
        name="phi",
        title="φ / °",
        help="Spindle angle at which the reflection is strongest.",
        digits=3,
        fixed=True,
    ),
    Column(
        name="partiality",
        title="part",
        help="Partiality: the share of the rocking curve inside the oscillation.",
        digits=2,
        fixed=True,
    ),
    Column(
        name="F",
        title="F / e",
        help="Structure factor amplitude, electrons.",
    ),
    Column(
        name="missing",
        title="F from",
        help="Whether the list of structure factors has the reflection; if not, the "
        "default counts.",
    ),
    Column(
        name="fast",
        title="fast",
        help="Predicted position along fast, pixels; the first pixel spans 0 to 1.",
        digits=1,
        fixed=True,
    ),
    Column(
        name="slow",
        title="slow",
        help="Predicted position along slow, pixels; the first pixel spans 0 to 1.",
        digits=1,
        fixed=True,
    ),
    Column(
        name="found_fast",
        title="found f",
        help="Where a peak was found, along fast, pixels.",
        digits=2,
        fixed=True,
    ),
    Column(
        name="found_slow",
        title="found s",
        help="Where a peak was found, along slow, pixels.",
        digits=2,
        fixed=True,
    ),
    Column(
        name="shift",
        title="shift",
        help="How far the peak that was found is from its prediction, pixels.",
        digits=2,
        fixed=True,
    ),
    Column(
        name="max", title="max", help="Brightest pixel of the box, photons.", shown=True
    ),
    Column(
        name="sum",
        title="sum",
        help="Sum of the box of 7 × 7 pixels around the prediction, photons.",
        digits=4,
        shown=True,
    ),
    Column(
        name="background",
        title="bkg",
        help="Background: the median of the ring around the box, photons per pixel.",
        digits=3,
    ),
    Column(
        name="net",
        title="net",
        help="Sum minus background, photons.",
        digits=4,
        shown=True,
    ),
    Column(
        name="error",
        title="±",
        help="Standard error of sum minus background, from counting photons.",
        digits=3,
        shown=True,
    ),
    Column(
        name="ref_max",
        title="ref max",
        help="Brightest pixel of the box in the image compared with.",
    ),
    Column(
        name="ref_sum",
        title="ref sum",
        help="Sum of the box in the image compared with.",
        digits=4,
    ),
    Column(
        name="ref_background",
        title="ref bkg",
        help="Background in the image compared with, per pixel.",
        digits=3,
    ),
    Column(
        name="ref_net",
        title="ref net",
        help="Sum minus background in the image compared with.",
        digits=4,
    ),
    Column(
        name="ref_error",
        title="ref ±",
        help="Standard error of sum minus background in the image compared with.",
        digits=3,
    ),
    Column(
        name="ratio",
        title="ratio",
        help="Sum minus background, model over the image compared with.",
        digits=4,
        shown=True,
    ),
)


def _short(value: float, digits: int) -> str:
    if math.isinf(value):
        return "∞"
    whole = 10 ** (digits - 1) <= abs(value) < 1e8
    return f"{value:.0f}" if whole else f"{value:.{digits}g}"
