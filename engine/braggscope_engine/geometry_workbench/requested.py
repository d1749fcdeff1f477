"""What was asked for beside what it became, in this image and in nanoBragg."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..errors import InvalidParameterError
from ..io.nanobragg.report import Fate, OptionReport
from ..models.detector import Convention
from ..models.experiment import Experiment
from ..placement import effective_pivot
from ..quirks import ALL_QUIRKS
from .cells import Cell, ConventionView
from .editing import with_cell
from .placing import attitude_of, placed_at, stance_of
from .requests import CONVENTION, DIRECTION, PIVOT, Request, requests_of
from .stance import largest_move_m
from .traps import reason_in_words
from .views import describe_own

_SAME = 1e-7
"""Of the unit of a cell: below, a difference is rounding."""
_CLOSE_UNITS = ("beam_x_mm", "beam_y_mm"), ("close_x_mm", "close_y_mm")
_PAIRS = (*_CLOSE_UNITS, ("org_x_px", "org_y_px"))


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


def requested_effective(
    experiment: Experiment,
    options: Sequence[OptionReport] | None = None,
    *,
    requests: Sequence[Request] | None = None,
) -> tuple[RequestedRow, ...]:
    """Set what was asked for beside what it became.

    Parameters
    ----------
    experiment : Experiment
    options : sequence of OptionReport or None
        Of the command line that it was read from; None compares the model's fields.
    requests : sequence of Request or None
        Instead of both, for example what the header of an image says.

    Raises
    ------
    InvalidParameterError
        For an experiment whose detector cannot be placed.
    """
    asked = (
        tuple(requests) if requests is not None else requests_of(experiment, options)
    )
    comparison = _Comparison.of(experiment, asked)
    rows = [comparison.row(request) for request in asked]
    if options is not None and not any(row.key == CONVENTION for row in rows):
        rows += _unnamed_convention(experiment, asked)
    return (*rows, *_header_origin(comparison))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Comparison:
    """An experiment as it is, and as strict nanoBragg would have it."""

    experiment: Experiment
    strict: Experiment | None
    requests: tuple[Request, ...]
    view: ConventionView
    strict_view: ConventionView | None

    @classmethod
    def of(cls, experiment: Experiment, requests: tuple[Request, ...]) -> _Comparison:
        strict: Experiment | None = replace(experiment, quirks=ALL_QUIRKS)
        strict_view: ConventionView | None = None
        assert strict is not None
        try:
            strict_view = describe_own(strict)
        except InvalidParameterError:
            strict = None
        return cls(
            experiment=experiment,
            strict=strict,
            requests=requests,
            view=describe_own(experiment),
            strict_view=strict_view,
        )

    @property
    def nanobragg_move_mm(self) -> float | None:
        """How far nanoBragg's panel is from this one."""
        if self.strict is None:
            return None
        here, there = stance_of(self.experiment), stance_of(self.strict)
        return 1000.0 * largest_move_m(here, there)

    def row(self, request: Request) -> RequestedRow:
        if request.key == PIVOT:
            return self._pivot_row(request)
        if not request.values:
            return self._word_row(request)
        cell = self.view.cell(request.key)
        strict = self.strict_view.cell(request.key) if self.strict_view else None
        here = _differs(request.values, cell)
        there = strict is not None and _differs(request.values, strict)
        meant = self.meant(request) if here else None
        moved = self._moved_mm(meant) if here else 0.0
        row = RequestedRow(
            key=request.key,
            label=cell.label if request.source == request.key else request.source,
            requested=request.text,
            effective=cell.text,
            nanobragg=strict.text if strict else "",
            unit=cell.unit,
            difference_mm=moved,
            nanobragg_difference_mm=self.nanobragg_move_mm if there else 0.0,
            fate=request.fate,
            is_trap=here or there,
            adopt=tuple(self._adoptions(meant, here, there)),
        )
        return replace(
            row, reason=reason_in_words(self.experiment, request, row, here, there)
        )

    def meant(self, request: Request) -> Experiment | None:
        """The experiment with the panel where a request, at its word, puts it."""
        wanted = {request.key: request.values}
        for pair in _PAIRS:
            if request.key in pair:
                wanted |= {r.key: r.values for r in self.requests if r.key in pair}
        moved = self.experiment
        try:
            for key, values in wanted.items():
                value = values if len(values) > 1 else values[0]
                moved = with_cell(moved, self.view.convention, key, value)
        except InvalidParameterError:
            return None
        return moved

    def _moved_mm(self, meant: Experiment | None) -> float | None:
        if meant is None:
            return None
        here, there = stance_of(self.experiment), stance_of(meant)
        return 1000.0 * largest_move_m(here, there)

    def _adoptions(
        self, meant: Experiment | None, here: bool, there: bool
    ) -> Iterator[Adoption]:
        if meant is not None:
            yield Adoption(label="Put the panel where this says", experiment=meant)
        if here:
            kept = placed_at(self.experiment, stance_of(self.experiment))
            label = "Keep the panel and write its true numbers"
            yield Adoption(label=label, experiment=kept)
        as_read = self._as_nanobragg() if there else None
        if as_read is not None:
            label = "Put the panel where nanoBragg has it"
            yield Adoption(label=label, experiment=as_read)

    def _as_nanobragg(self) -> Experiment | None:
        move = self.nanobragg_move_mm
        if self.strict is None or move is None or move < 1e-9:
            return None
        pix0 = stance_of(self.strict).pix0
        try:
            return placed_at(self.experiment, attitude_of(self.experiment).at(pix0))
        except InvalidParameterError:
            return None

    def _pivot_row(self, request: Request) -> RequestedRow:
        effective = str(effective_pivot(self.experiment))
        strict = replace(self.experiment, quirks=ALL_QUIRKS)
        nanobragg = str(effective_pivot(strict))
        here = effective not in request.text
        there = nanobragg not in request.text
        row = RequestedRow(
            key=PIVOT,
            label=request.source,
            requested=request.text,
            effective=effective,
            nanobragg=nanobragg,
            nanobragg_difference_mm=self.nanobragg_move_mm if there else 0.0,
            fate=request.fate,
            is_trap=here or there,
            adopt=tuple(self._adoptions(None, False, there)),
        )
        return replace(
            row, reason=reason_in_words(self.experiment, request, row, here, there)
        )

    def _word_row(self, request: Request) -> RequestedRow:
        lost = request.fate not in (None, Fate.USED)
        effective = ""
        if request.key == CONVENTION:
            effective = self.experiment.detector.convention.name
        return RequestedRow(
            key=request.key,
            label=request.source,
            requested=request.text,
            effective=effective,
            nanobragg=effective,
            fate=request.fate,
            is_trap=lost,
            reason=request.reason,
        )


def _differs(values: tuple[float, ...], cell: Cell) -> bool:
    """Whether a cell became something else; a quantity that is nowhere did."""
    apart = np.abs(np.subtract(values, cell.values))
    scale = 1.0 if cell.unit != "m" else 1e-3
    return not bool((apart < _SAME * scale).all())


def _unnamed_convention(
    experiment: Experiment, asked: Sequence[Request]
) -> Iterator[RequestedRow]:
    if any(request.key == DIRECTION for request in asked):
        return
    name = experiment.detector.convention.name
    if experiment.detector.convention is Convention.MOSFLM:
        yield RequestedRow(
            key=CONVENTION,
            label="Convention",
            requested="",
            effective=name,
            nanobragg=name,
            reason="No convention was named: nanoBragg then takes MOSFLM, although its "
            "help says ADXV.",
        )


def _header_origin(comparison: _Comparison) -> Iterator[RequestedRow]:
    """DIALS_ORIGIN of the header that nanoBragg writes, where that is another frame."""
    if comparison.strict is None:
        return
    x, y, z = 1000.0 * stance_of(comparison.strict).pix0
    written = (float(z), float(y), float(-x))
    true = comparison.view.cell("dials_origin_mm")
    difference = float(np.linalg.norm(np.subtract(written, true.values)))
    if difference < 1e-6:
        return
    yield RequestedRow(
        key="dials_origin_mm",
        label="DIALS_ORIGIN",
        requested=" ".join(f"{value:.4f}" for value in written),
        effective=true.text,
        nanobragg=" ".join(f"{value:.4f}" for value in written),
        unit="mm",
        difference_mm=difference,
        is_trap=True,
        reason="nanoBragg writes DIALS_ORIGIN as if the beam were along +x and the "
        f"panel where its quirks have it: here that is {difference:.4g} mm away from "
        "the origin in DIALS' own frame.",
    )
