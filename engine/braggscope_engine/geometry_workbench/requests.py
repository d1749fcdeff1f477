"""What was asked of the geometry: by options, by a header, or by the model's fields."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..io.geometry.held import Reading, Requested
from ..io.nanobragg.report import Fate, OptionReport
from ..models.experiment import Experiment

_CELLS = {
    "-pix0_vector": ("pix0_m", 3),
    "-pix0_vector_mm": ("pix0_mm", 3),
    "-Xbeam": ("beam_x_mm", 1),
    "-Ybeam": ("beam_y_mm", 1),
    "-Xclose": ("close_x_mm", 1),
    "-Yclose": ("close_y_mm", 1),
    "-ORGX": ("org_x_px", 1),
    "-ORGY": ("org_y_px", 1),
    "-distance": ("distance_mm", 1),
    "-close_distance": ("close_distance_mm", 1),
    "-twotheta": ("two_theta_deg", 1),
}
"""Options whose value is a cell of the table, and how many numbers they take."""

_WORDS = ("-pivot", "-mosflm", "-xds", "-adxv", "-denzo", "-dials")
_VECTORS = (
    *("-fdet_vector", "-sdet_vector", "-odet_vector", "-beam_vector"),
    *("-polar_vector", "-spindle_axis", "-twotheta_axis"),
)
_FIELDS = (
    *("pix0_mm", "beam_x_mm", "beam_y_mm", "close_x_mm", "close_y_mm"),
    *("org_x_px", "org_y_px", "distance_mm", "close_distance_mm"),
)
PIVOT = "pivot"
CONVENTION = "convention"
DIRECTION = "direction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One value that was asked for.

    Attributes
    ----------
    key : str                  key of the cell that it sets, "pivot", "convention" or
                               "direction"
    source : str               where it was asked: option, header's keyword, field
    values : tuple of float    the numbers, in the unit of the cell; empty for words
    text : str                 what was asked, as it was written
    fate : Fate or None        what became of it as an option
    reason : str               why, one sentence; may be empty
    tolerance : float          what the digits of the request leave open, in its unit
    readings : tuple of Reading
        What else it could mean.
    """

    key: str
    source: str
    values: tuple[float, ...] = ()
    text: str
    fate: Fate | None = None
    reason: str = ""
    tolerance: float = 0.0
    readings: tuple[Reading, ...] = ()


def file_requests(requested: Iterable[Requested]) -> tuple[Request, ...]:
    """Collect what a geometry file asks for.

    Parameters
    ----------
    requested : iterable of Requested
        The file's own numbers; those of which nothing can be told are left out.
    """
    return tuple(
        Request(
            key=row.cell,
            source=row.label,
            values=row.numbers if row.cell else (),
            text=" ".join(f"{x:.10g}" for x in row.numbers) if row.cell else row.value,
            reason=row.note,
            tolerance=row.tolerance,
            readings=row.readings,
        )
        for row in requested
        if row.cell or row.note
    )


def requests_of(
    experiment: Experiment, options: Sequence[OptionReport] | None
) -> tuple[Request, ...]:
    """Collect what was asked of the geometry.

    Parameters
    ----------
    experiment : Experiment
    options : sequence of OptionReport or None
        Of the command line that it was read from; None takes the model's own fields.
    """
    if options is None:
        return tuple(_from_fields(experiment))
    return tuple(_from_options(options))


def _from_options(options: Iterable[OptionReport]) -> Iterable[Request]:
    for report in options:
        key, count = _CELLS.get(report.canonical, ("", 0))
        values = _numbers(report.values[:count])
        if key and len(values) < count:
            continue
        if report.canonical in _VECTORS:
            key = DIRECTION
        elif report.canonical in _WORDS:
            key = PIVOT if report.canonical == "-pivot" else CONVENTION
        if key:
            yield Request(
                key=key,
                source=report.option,
                values=values,
                text=" ".join(report.values),
                fate=report.fate,
                reason=report.reason,
            )


def _from_fields(experiment: Experiment) -> Iterable[Request]:
    detector = experiment.detector
    yield Request(key=CONVENTION, source="Convention", text=detector.convention.name)
    yield Request(key=PIVOT, source="Pivot", text=str(detector.pivot))
    for name in _FIELDS:
        value = getattr(detector, name)
        closer = name == "distance_mm" and detector.close_distance_mm is not None
        if value is None or closer:
            continue
        values = value if isinstance(value, tuple) else (value,)
        yield Request(
            key=name,
            source=name,
            values=tuple(float(x) for x in values),
            text=" ".join(f"{x:g}" for x in values),
        )


def _numbers(words: Sequence[str]) -> tuple[float, ...]:
    numbers = []
    for word in words:
        try:
            number = float(word)
        except ValueError:
            return ()
        if not math.isfinite(number):
            return ()
        numbers.append(number)
    return tuple(numbers)
