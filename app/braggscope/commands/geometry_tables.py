"""The detector in every convention, and what was asked beside what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from braggscope_engine import Cell, ConventionView, EngineError, RequestedRow

_COLUMN = 12
_LABELS = {"beam_x_mm": "Beam centre X", "beam_y_mm": "Beam centre Y"}
_ALSO_IN_MM = "pix0_m"


def convention_lines(views: Sequence[ConventionView], width: int) -> Iterator[str]:
    """Write one row for each number and one column for each convention."""
    labelled = [row for cells in _rows(views) for row in _number_rows(cells)]
    first = max(len(label) for label, _ in labelled) + 4
    names = [view.convention.name + ("*" if view.is_present else "") for view in views]
    yield f"{'':<{first}}" + "".join(f"{name:>{_COLUMN}}" for name in names)
    for label, texts in labelled:
        columns = "".join(f"{text:>{_COLUMN}}" for text in texts)
        yield f"  {label:<{first - 2}}{columns}"
    yield "  * as the experiment is stated."
    for view in views:
        for sentence in view.sentences:
            yield from wrap(sentence, width, initial_indent="  ")


def requested_lines(rows: Sequence[RequestedRow], width: int) -> Iterator[str]:
    """Write each value that was asked, what it became, and why."""
    for row in rows:
        mark = "!" if row.is_trap else " "
        unit = f" {row.unit}" if row.unit else ""
        asked = f"{row.label} {row.requested}".strip()
        became = f"{row.effective}{unit}" if row.effective else ""
        if row.nanobragg and row.nanobragg != row.effective:
            became += f" (nanoBragg: {row.nanobragg}{unit})"
        yield f"{mark} {asked}  ->  {became}" if became else f"{mark} {asked}"
        yield from wrap(
            row.reason, width, initial_indent="    ", subsequent_indent="    "
        )


def conventions_as_json(views: Iterable[ConventionView]) -> dict[str, object]:
    """All cells by convention and key; None stands for what there is not."""
    return {
        view.convention.value: {
            **{cell.key: _value(cell) for cell in view.cells},
            "nanobragg_options": _options(view),
            "not_held": list(view.sentences),
        }
        for view in views
    }


def requested_as_json(rows: Iterable[RequestedRow]) -> list[dict[str, object]]:
    """What was asked and what it became."""
    return [
        {
            "key": row.key,
            "label": row.label,
            "requested": row.requested,
            "effective": row.effective,
            "nanobragg": row.nanobragg,
            "unit": row.unit,
            "difference_mm": row.difference_mm,
            "nanobragg_difference_mm": row.nanobragg_difference_mm,
            "is_trap": row.is_trap,
            "reason": row.reason,
        }
        for row in rows
    ]


def _rows(views: Sequence[ConventionView]) -> Iterator[list[Cell]]:
    for cells in zip(*(view.cells for view in views), strict=True):
        if cells[0].key != _ALSO_IN_MM:
            yield list(cells)


def _number_rows(cells: list[Cell]) -> Iterator[tuple[str, list[str]]]:
    first = cells[0]
    label = _LABELS.get(first.key, first.label)
    if first.unit:
        label = f"{label} ({first.unit})"
    letters = ("",) if len(first.values) == 1 else (" 1", " 2", " 3")
    for index, letter in enumerate(letters):
        yield label + letter, [cell.texts[index] for cell in cells]


def _value(cell: Cell) -> object:
    if not cell.is_known:
        return None
    return cell.values[0] if len(cell.values) == 1 else list(cell.values)


def _options(view: ConventionView) -> list[str] | None:
    try:
        return list(view.options())
    except EngineError:
        return None
