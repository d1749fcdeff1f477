"""A table of the geometry: columns of cells that can be copied and edited."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..models.detector import Convention
from ..models.experiment import Experiment

MISSING = "–"
"""What stands where there is no number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One quantity of the geometry as one convention states it.

    Attributes
    ----------
    key : str                       the quantity; alike in every convention
    group : str                     heading under which it belongs
    label : str                     what the convention calls it
    values : tuple of float         one or three numbers; NaN where there is none
    unit : str                      empty for pure numbers
    decimals : int                  that are worth showing
    note : str                      one sentence on what it is, for a tooltip
    is_editable : bool              whether ``with_cell`` takes it
    """

    key: str
    group: str
    label: str
    values: tuple[float, ...]
    unit: str = ""
    decimals: int = 4
    note: str = ""
    is_editable: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The numbers as they are shown."""
        return tuple(_shown(value, self.decimals) for value in self.values)

    @property
    def text(self) -> str:
        """The numbers as they are shown, in one line."""
        return " ".join(self.texts)

    @property
    def exact(self) -> str:
        """The numbers as they are copied: with all digits, or empty."""
        if not self.is_known:
            return ""
        return " ".join(f"{value:.17g}" for value in self.values)

    @property
    def is_known(self) -> bool:
        """Whether the quantity exists in this geometry."""
        return all(math.isfinite(value) for value in self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionView:
    """One physical detector in the terms of one convention.

    Attributes
    ----------
    convention : Convention
    is_present : bool            whether the experiment is stated in it
    cells : tuple of Cell        the same keys in the same order in every convention
    sentences : tuple of str     what the convention cannot hold of the experiment
    experiment : Experiment      whose detector it is, in its own convention
    """

    convention: Convention
    is_present: bool
    cells: tuple[Cell, ...]
    sentences: tuple[str, ...]
    experiment: Experiment = field(repr=False, compare=False)

    def cell(self, key: str) -> Cell:
        """Find a cell by its key."""
        return next(cell for cell in self.cells if cell.key == key)

    def options(self) -> tuple[str, ...]:
        """Words that make nanoBragg put the same detector there in this convention.

        The crystal's misset angles are among them where they are not zero, because the
        laboratory may be turned. Computed at each call, in some milliseconds.

        Raises
        ------
        InvalidParameterError
            Where the convention cannot state the panel with the quirks in force.
        """
        from .nanobragg_options import options_in_convention

        return options_in_convention(self.experiment, self.convention)


def scalar(
    key: str,
    group: str,
    label: str,
    value: float,
    unit: str = "",
    *,
    decimals: int = 4,
    note: str = "",
    is_editable: bool = False,
) -> Cell:
    """Make a cell of one number."""
    return Cell(
        key=key,
        group=group,
        label=label,
        values=(value,),
        unit=unit,
        decimals=decimals,
        note=note,
        is_editable=is_editable,
    )


def triple(
    key: str,
    group: str,
    label: str,
    values: Iterable[float],
    unit: str = "",
    *,
    decimals: int = 6,
    note: str = "",
    is_editable: bool = False,
) -> Cell:
    """Make a cell of three numbers."""
    return Cell(
        key=key,
        group=group,
        label=label,
        values=tuple(float(value) + 0.0 for value in values),
        unit=unit,
        decimals=decimals,
        note=note,
        is_editable=is_editable,
    )


def _shown(value: float, decimals: int) -> str:
    if not math.isfinite(value):
        return MISSING
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text
