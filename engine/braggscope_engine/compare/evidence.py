"""Evidence for and against each hypothesis, in numbers and words."""

from __future__ import annotations

import math
from collections.abc import Iterable

from .closeness import Closeness
from .findings import Finding, Status
from .hypotheses import Hypothesis, scale_hypotheses
from .search import Search, Trial
from .statistics import Comparison

_FLAT = 1e-3
_CLOSED = 1e-5
_MOVED_MM = 1e-6


def finding_of(
    cause: Hypothesis,
    before: Closeness,
    after: Closeness,
    *,
    status: Status,
    after_whole: Comparison | None = None,
    moved_mm: float = 0.0,
    without: float | None = None,
) -> Finding:
    """Say what a hypothesis did to the difference.

    Parameters
    ----------
    cause : Hypothesis
    before, after : Closeness            on the sample of pixels
    status : Status
    after_whole : Comparison, optional   of the whole image, where it was rendered
    moved_mm : float                     how far all causes move the first pixel
    without : float, optional            what is left with all causes but this one
    """
    residual = after_whole.relative_l2 if after_whole else after.free
    return Finding(
        name=cause.name,
        family=cause.family,
        sentence=cause.sentence,
        status=status,
        evidence=_evidence(cause, before, residual, after_whole is not None, moved_mm)
        if without is None
        else f"without it {without:.2g} of the reference is left, with all causes "
        f"{residual:.2g}",
        measured=before.scale if cause.is_scale else None,
        expected=cause.factor if cause.is_scale else None,
        residual=residual,
        correlation=(after_whole.correlation if after_whole else after.correlation),
        whole_image=after_whole is not None,
    )


def findings_of(
    search: Search, best: Trial | None, confirmed: Iterable[Finding]
) -> tuple[Finding, ...]:
    """Every hypothesis: confirmed first, then by what it leaves of the difference."""
    shown = list(confirmed)
    names = {finding.name for finding in shown}
    tried = [
        finding_of(
            trial.chain[-1],
            search.start.closeness,
            trial.closeness,
            status=Status.EQUIVALENT if _closes(search, trial) else Status.REFUTED,
        )
        for trial in sorted(search.first_round, key=lambda t: t.closeness.free)
    ]
    rest = [*_scales(search, best), *tried, *_others(search)]
    for finding in rest:
        if finding.name not in names:
            names.add(finding.name)
            shown.append(finding)
    return tuple(shown)


def _closes(search: Search, trial: Trial) -> bool:
    """Whether a change closes the gap alone, as all oddities of a program may do."""
    return search.start.closeness.free > _FLAT and trial.closeness.fixed <= _CLOSED


def _scales(search: Search, best: Trial | None) -> Iterable[Finding]:
    """Factors: nearest to the measured one first."""
    start = search.start.closeness
    measured = start.scale
    flat = start.free <= _FLAT
    if best is not None:
        measured = best.closeness.scale * best.variant.factor
        flat = True
    if not measured > 0:
        return []
    causes = scale_hypotheses(search.start.variant.experiment, measured)
    ordered = sorted(causes, key=lambda c: abs(math.log(measured / c.factor)))
    if flat:
        status, said = Status.REFUTED, f"measured {measured:.6g}"
    else:
        status, said = Status.UNTESTED, "no one factor joins the images"
    return [
        Finding(
            name=cause.name,
            family=cause.family,
            sentence=cause.sentence,
            status=status,
            evidence=f"expects a factor of {cause.factor:.6g}, {said}",
            measured=measured if flat else None,
            expected=cause.factor,
        )
        for cause in ordered
    ]


def _others(search: Search) -> Iterable[Finding]:
    for cause in search.without_effect:
        yield Finding(
            name=cause.name,
            family=cause.family,
            sentence=cause.sentence,
            status=Status.REFUTED,
            evidence="would change nothing in this model",
        )
    for cause, reason in search.impossible:
        yield Finding(
            name=cause.name,
            family=cause.family,
            sentence=cause.sentence,
            status=Status.UNTESTED,
            evidence=f"has no image: {reason}",
        )


def _evidence(
    cause: Hypothesis, before: Closeness, residual: float, whole: bool, moved_mm: float
) -> str:
    parts = []
    if cause.is_scale:
        parts.append(
            f"expects a factor of {cause.factor:.6g}, measured {before.scale:.6g}"
        )
    elif moved_mm > _MOVED_MM and whole:
        parts.append(f"moves the first pixel by {moved_mm:.4g} mm")
    there = "whole image" if whole else "sample of pixels"
    now = before.free if not cause.is_scale else before.fixed
    parts.append(f"leaves {residual:.3g} of the reference, {now:.3g} before ({there})")
    return "; ".join(parts)
