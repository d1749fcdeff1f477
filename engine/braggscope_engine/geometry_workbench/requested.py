"""What was asked for beside what it became, in this image and in nanoBragg."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..io.nanobragg.report import OptionReport
from ..models.detector import Convention
from ..models.experiment import Experiment
from .comparison import Comparison
from .requested_rows import RequestedRow
from .requests import CONVENTION, DIRECTION, Request, requests_of
from .ways import stance_of


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
        Instead of both, what a file says (``file_requests``). Nothing is then said of
        nanoBragg, for which such a file is not meant.

    Raises
    ------
    InvalidParameterError
        For an experiment whose detector cannot be placed.
    """
    asked = (
        tuple(requests) if requests is not None else requests_of(experiment, options)
    )
    comparison = Comparison.of(experiment, asked, with_nanobragg=requests is None)
    rows = [comparison.row(request) for request in asked]
    if requests is not None:
        return tuple(rows)
    if options is not None and not any(row.key == CONVENTION for row in rows):
        rows += _unnamed_convention(experiment, asked)
    return (*rows, *_header_origin(comparison))


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


def _header_origin(comparison: Comparison) -> Iterator[RequestedRow]:
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
        label="DIALS_ORIGIN of its header",
        requested=" ".join(f"{value:.4f}" for value in written),
        effective=true.text,
        nanobragg=" ".join(f"{value:.4f}" for value in written),
        unit="mm",
        difference_mm=difference,
        is_trap=True,
        reason="nanoBragg writes it as if the beam were along +x and the "
        f"panel where its quirks have it: here that is {difference:.4g} mm away from "
        "the origin in DIALS' own frame.",
    )
