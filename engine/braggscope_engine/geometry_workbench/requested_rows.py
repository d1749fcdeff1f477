"""A value that was asked for, what it became, and what can be taken instead."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..io.nanobragg.report import Fate
from ..models.experiment import Experiment


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """One meaning of a request, ready to be taken.

    Attributes
    ----------
    label : str                what taking it means
    experiment : Experiment    the experiment with that meaning
    """

    label: str
    experiment: Experiment = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedRow:
    """One value that was asked for, and what it became.

    Attributes
    ----------
    key : str                     key of the cell, "pivot", "convention", "direction"
                                  or "dials_origin_mm"
    label : str                   where it was asked for: the option, keyword or field
    requested : str               what was asked
    effective : str               what this image uses; empty where nothing compares
    nanobragg : str               what strict nanoBragg uses; empty likewise
    unit : str
    difference_mm : float or None
        How far the corner of the panel that moves most is from where the request as it
        is meant would have it; None where that is not about a place.
    nanobragg_difference_mm : float or None
        How far it is from where nanoBragg has it.
    fate : Fate or None           what became of it as an option
    is_trap : bool                whether here or in nanoBragg it became something else
    reason : str                  why, in plain words
    adopt : tuple of Adoption     what can be taken instead
    """

    key: str
    label: str
    requested: str
    effective: str = ""
    nanobragg: str = ""
    unit: str = ""
    difference_mm: float | None = None
    nanobragg_difference_mm: float | None = None
    fate: Fate | None = None
    is_trap: bool = False
    reason: str = ""
    adopt: tuple[Adoption, ...] = ()
