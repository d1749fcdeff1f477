"""The geometry in every convention, as the rows and columns that are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from braggscope_engine import Cell as StatedCell
from braggscope_engine import Convention, ConventionView, Geometry

__all__ = ["Cell", "GeometryTable", "Row", "geometry_table"]

_ORDER = (
    *(Convention.MOSFLM, Convention.DENZO, Convention.ADXV),
    *(Convention.XDS, Convention.DIALS, Convention.CUSTOM),
)
_OWN_AXES = ("x", "y", "z")
_SYMBOLS = {"beam_in_panel": ("fast", "slow", "normal")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number of one convention.

    Attributes
    ----------
    text : str           what is shown: rounded, without unit
    exact : str          what is copied and edited: all digits; empty for no number
    label : str          what the convention calls it
    unit : str
    note : str           what it means, for a tooltip
    key : str            how the engine calls the quantity
    component : int      which of its numbers this is
    values : tuple       all its numbers
    editable : bool
    """

    text: str
    exact: str = ""
    label: str = ""
    unit: str = ""
    note: str = ""
    key: str = ""
    component: int = 0
    values: tuple[float, ...] = ()
    editable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One quantity in each of the columns; a heading has no cells."""

    label: str
    unit: str = ""
    note: str = ""
    cells: tuple[Cell, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether this is the title of the rows below."""
        return not self.cells


@dataclass(frozen=True, slots=True, kw_only=True)
class GeometryTable:
    """Columns are conventions, the present one first."""

    columns: tuple[Convention, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def shape(self) -> tuple[object, ...]:
        """What a view must lay out anew when it changes."""
        return self.columns, tuple((row.label, row.unit) for row in self.rows)

    def cell(self, row: int, column: int) -> Cell | None:
        """Return a cell, None in a heading."""
        cells = self.rows[row].cells
        return cells[column] if cells else None


def geometry_table(
    views: Sequence[ConventionView], geometry: Geometry
) -> GeometryTable:
    """Write the views of one geometry below each other.

    Parameters
    ----------
    views : sequence of ConventionView
        One for each convention.
    geometry : Geometry
        For what is the same in all of them.
    """
    ordered = sorted(
        views, key=lambda v: (not v.is_present, _ORDER.index(v.convention))
    )
    rows: list[Row] = []
    group = ""
    for cells in zip(*(view.cells for view in ordered), strict=True):
        if cells[0].group != group:
            group = cells[0].group
            rows.append(Row(label=group))
        rows += [_row(cells, component) for component in range(len(cells[0].values))]
    rows.append(Row(label="Panel"))
    rows += _panel(geometry, len(ordered))
    return GeometryTable(
        columns=tuple(view.convention for view in ordered), rows=tuple(rows)
    )


def _row(cells: Sequence[StatedCell], component: int) -> Row:
    present = cells[0]
    return Row(
        label=_label(present, component),
        unit=present.unit,
        note=present.note,
        cells=tuple(_cell(cell, component) for cell in cells),
    )


def _label(cell: StatedCell, component: int) -> str:
    if len(cell.values) == 1:
        return cell.label
    if "," in cell.label:  # a name for each, such as rotx, roty, rotz
        return cell.label.split(",")[component].strip()
    symbol = _SYMBOLS.get(cell.key, _OWN_AXES)[component]
    return f"{cell.label} {symbol}"


def _cell(cell: StatedCell, component: int) -> Cell:
    value = cell.values[component]
    return Cell(
        text=cell.texts[component],
        exact=f"{value:.17g}" if math.isfinite(value) else "",
        label=_label(cell, component),
        unit=cell.unit,
        note=cell.note,
        key=cell.key,
        component=component,
        values=cell.values,
        editable=cell.is_editable,
    )


def _panel(geometry: Geometry, count: int) -> list[Row]:
    pixel = geometry.pixel_size_m * 1e3
    return [
        _alike("Pixel size", "mm", f"{pixel:.10g}", "Edge of a pixel.", count),
        _alike("Pixels, fast", "", str(geometry.pixels_fast), "", count),
        _alike("Pixels, slow", "", str(geometry.pixels_slow), "", count),
        _alike(
            "Pivot",
            "",
            geometry.pivot.value,
            "About what nanoBragg turns the panel of the present convention.",
            count,
        ),
    ]


def _alike(label: str, unit: str, text: str, note: str, count: int) -> Row:
    """A row whose one value stands in the present column alone."""
    own = Cell(text=text, exact=text, label=label, unit=unit, note=note)
    empty = Cell(text="", label=label, unit=unit, note=note)
    cells = (own, *(empty for _ in range(count - 1)))
    return Row(label=label, unit=unit, note=note, cells=cells)
