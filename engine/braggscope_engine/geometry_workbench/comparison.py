"""One request beside what it became, here and in strict nanoBragg."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..errors import InvalidParameterError
from ..io.nanobragg.report import Fate
from ..models.experiment import Experiment
from ..placement import effective_pivot
from ..quirks import ALL_QUIRKS
from .cells import Cell, ConventionView
from .editing import Value, with_cell
from .placing import placed_at
from .requested_rows import Adoption, RequestedRow
from .requests import CONVENTION, PIVOT, Request
from .stance import largest_move_m
from .traps import reason_in_words
from .views import describe_own
from .ways import attitude_of, stance_of

_SAME = 1e-7
"""Of the unit of a cell: below, a difference is rounding."""
_CLOSE_UNITS = ("beam_x_mm", "beam_y_mm"), ("close_x_mm", "close_y_mm")
_PAIRS = (
    *_CLOSE_UNITS,
    ("org_x_px", "org_y_px"),
    ("beam_fast_px", "beam_slow_px"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """An experiment as it is, and as strict nanoBragg would have it."""

    experiment: Experiment
    strict: Experiment | None
    requests: tuple[Request, ...]
    view: ConventionView
    strict_view: ConventionView | None

    @classmethod
    def of(
        cls,
        experiment: Experiment,
        requests: tuple[Request, ...],
        *,
        with_nanobragg: bool = True,
    ) -> Comparison:
        """Compare an experiment with requests, and with itself under all quirks."""
        strict: Experiment | None = None
        strict_view: ConventionView | None = None
        if with_nanobragg:
            strict = replace(experiment, quirks=ALL_QUIRKS)
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
        """Set one request beside what it became."""
        if request.key == PIVOT:
            return self._pivot_row(request)
        if not request.values:
            return self._word_row(request)
        cell = self.view.cell(request.key)
        strict = self.strict_view.cell(request.key) if self.strict_view else None
        here = _differs(request, cell)
        there = strict is not None and _differs(request, strict)
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
            adopt=(
                *self._adoptions(meant, here, there),
                *self._readings(request),
            ),
        )
        return replace(
            row, reason=reason_in_words(self.experiment, request, row, here, there)
        )

    def _readings(self, request: Request) -> Iterator[Adoption]:
        """What else a request could mean, where that is another place."""
        for reading in request.readings:
            read = self._with_cells(dict(reading.cells))
            moved_mm = self._moved_mm(read)
            if read is not None and moved_mm is not None and moved_mm > _SAME:
                label = f"{reading.label} ({moved_mm:.4g} mm away)"
                yield Adoption(label=label, experiment=read)

    def meant(self, request: Request) -> Experiment | None:
        """The experiment with the panel where a request, at its word, puts it."""
        wanted = {request.key: request.values}
        for pair in _PAIRS:
            if request.key in pair:
                wanted |= {r.key: r.values for r in self.requests if r.key in pair}
        return self._with_cells(
            {key: v if len(v) > 1 else v[0] for key, v in wanted.items()}
        )

    def _with_cells(self, cells: Mapping[str, Value]) -> Experiment | None:
        """The experiment with other numbers in cells; None where that is refused."""
        moved = self.experiment
        try:
            for key, value in cells.items():
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


def _differs(request: Request, cell: Cell) -> bool:
    """Whether a cell became something else; a quantity that is nowhere did."""
    apart = np.abs(np.subtract(request.values, cell.values))
    scale = 1.0 if cell.unit != "m" else 1e-3
    return not bool((apart < max(_SAME * scale, request.tolerance)).all())
