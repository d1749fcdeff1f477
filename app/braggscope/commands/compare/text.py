"""What ``braggscope compare`` shows on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from braggscope_engine import (
    Comparison,
    Diagnosis,
    Finding,
    PairReport,
    Report,
    Status,
    header_rows,
)
from braggscope_engine.io import LogRow

WIDTH = 88
_SHOWN = 4


def as_text(report: Report) -> Iterator[str]:
    """One comparison: the verdict first, on one screen."""
    found = report.diagnosis
    yield from wrap(found.verdict, WIDTH)
    yield ""
    yield from _table(found.before)
    yield from _agreement(found)
    yield ""
    yield from _findings(found.findings)
    if found.anatomy_before is not None:
        yield ""
        yield from wrap(f"The gap: {found.anatomy_before.says}", WIDTH)
    yield from _notes(report)


def _table(found: Comparison) -> Iterator[str]:
    yield f"{'':<14}{'simulated':>16}{'reference':>16}{'ratio':>14}"
    rows = (
        ("maximum", "maximum"),
        ("mean", "mean"),
        ("sum", "total"),
        ("std", "std"),
        ("L2 norm", "l2"),
        ("not zero", "nonzero"),
    )
    for label, name in rows:
        one, two = (getattr(x, name) for x in (found.simulated, found.reference))
        ratio = found.ratios[name]
        yield f"{label:<14}{one:>16.7g}{two:>16.7g}{ratio:>14.6g}"
    places = [
        f"{x.max_fast_px}, {x.max_slow_px}" for x in (found.simulated, found.reference)
    ]
    yield f"{'at fast, slow':<14}{places[0]:>16}{places[1]:>16}"


def _agreement(found: Diagnosis) -> Iterator[str]:
    rows = [("as it is", found.before)]
    if found.after is not None and found.causes:
        rows.append(("with the causes", found.after))
    for label, numbers in rows:
        yield (
            f"{label:<16} correlation {numbers.correlation:.7f}   "
            f"relative L2 {numbers.relative_l2:.3g}   RMSE {numbers.rmse:.3g}"
        )


def _findings(findings: Iterable[Finding]) -> Iterator[str]:
    shown = 0
    for finding in findings:
        confirmed = finding.status is Status.CONFIRMED
        shown += not confirmed
        if confirmed or shown <= _SHOWN:
            start = f"{finding.status:<11}{finding.name}: "
            yield from wrap(start + finding.evidence, WIDTH, subsequent_indent=" " * 11)
    if shown > _SHOWN:
        yield f"{'':<11}and {shown - _SHOWN} more (--json or --report lists all)"


def _notes(report: Report) -> Iterator[str]:
    image = report.reference
    for note in image.notes:
        yield from wrap(f"Reference: {note}", WIDTH)
    if image.geometry is not None:
        for row in header_rows(image.geometry, report.experiment):
            if row.differs:
                model = "nothing" if row.model is None else f"{row.model:.6g}"
                yield (
                    f"Header: {row.name} {row.header:.6g} {row.unit}, the model has "
                    f"{model}."
                )
    yield from _log_lines(report.log)


def _log_lines(log: tuple[LogRow, ...]) -> Iterator[str]:
    different = [row for row in log if row.differs]
    for row in different:
        mine = _numbers(row.model or ())
        yield f"Log: {row.name} {_numbers(row.log)} {row.unit}, the model has {mine}."
    if log and not different:
        yield f"Log: all {len(log)} numbers agree with the model."


def _numbers(values: tuple[float, ...]) -> str:
    return " ".join(f"{value:.6g}" for value in values)


def pair_text(report: PairReport) -> Iterator[str]:
    """Two images beside each other."""
    found = report.comparison
    yield f"{report.one.path} as simulated, {report.two.path} as reference"
    yield from _table(found)
    yield (
        f"correlation {found.correlation:.7f}   relative L2 {found.relative_l2:.3g}   "
        f"{found.scaled_relative_l2:.3g} with the best factor, {found.scale:.6g}"
    )
    moved = found.displacement
    if moved is not None and len(moved.peaks) > 1:
        yield (
            f"{len(moved.peaks)} peaks of {moved.searched} matched, displaced by fast "
            f"{moved.fast_px:+.3f}, slow {moved.slow_px:+.3f} pixels"
        )
    if report.anatomy is not None:
        yield from wrap(f"The gap: {report.anatomy.says}", WIDTH)


def batch_text(rows: list[dict[str, object]]) -> Iterator[str]:
    """Many comparisons: one row each."""
    yield f"{'correlation':>11} {'rel. L2':>9} {'ratio':>10} {'after':>9}  cause"
    for row in rows:
        if "error" in row:
            yield f"line {row['line']}: {row['error']}"
            continue
        causes = row["causes"]
        assert isinstance(causes, list)
        said = ", ".join(causes) or ("agrees" if row["explained"] else "not explained")
        after = "" if row["after"] is None else f"{row['after']:.1e}"
        yield (
            f"{row['correlation']:>11.6f} {row['relative_l2']:>9.2e} "
            f"{row['ratio_max']:>10.4g} {after:>9}  {said}  {row['reference']}"
        )
