"""A named box, and what was measured in it."""

from __future__ import annotations

from dataclasses import dataclass

from braggscope_engine import RegionStatistics, RockingCurve, Shoebox

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A box of pixels (fast0, slow0, fast1, slow1), half open."""

    name: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeasuredRegion:
    """Numbers of all regions, and the pixels of the one that is looked at.

    Attributes
    ----------
    numbers : tuple of (Region, RegionStatistics)
    region : Region                        the one that is looked at
    model, other, residual : Shoebox       its pixels; None without another image
    other_name : str
    rocking : dict of str to RockingCurve
        Over phi, domain, source; None where it was not measured.
    """

    numbers: tuple[tuple[Region, RegionStatistics], ...]
    region: Region
    model: Shoebox
    other: Shoebox | None = None
    residual: Shoebox | None = None
    other_name: str = ""
    rocking: dict[str, RockingCurve] | None = None

    @property
    def statistics(self) -> RegionStatistics:
        """Numbers of the region that is looked at."""
        return next(n for region, n in self.numbers if region == self.region)
