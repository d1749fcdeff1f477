"""Our trace of a pixel beside another program's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .foreign import ForeignTerm
from .names import BY_NAME, KNOWN, Known, normalised
from .records import Trace, TraceNode, TraceTerm

_SAME = 1e-9
"""Relative difference that no number of digits tells from rounding."""
_SINGLE = 6e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedTerm:
    """One term as both programs have it.

    Attributes
    ----------
    name : str                 ours
    their_name : str           theirs
    ours, theirs : tuple of float
    unit : str
    agrees : bool              within the digits that they printed
    line : int                 of their text
    """

    name: str
    their_name: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    unit: str
    agrees: bool
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceComparison:
    """Terms in the order of the calculation.

    Attributes
    ----------
    rows : tuple of ComparedTerm
    first : ComparedTerm or None     the first that disagrees
    sub_step : int or None           which of our sub-steps theirs was compared with
    unmatched : tuple of str         their names that we have no term for
    """

    rows: tuple[ComparedTerm, ...]
    first: ComparedTerm | None
    sub_step: int | None
    unmatched: tuple[str, ...]


def compare_traces(ours: Trace, theirs: Sequence[ForeignTerm]) -> TraceComparison:
    """Match two traces by name and find the first disagreement.

    A program that prints one sub-step is compared with that of ours whose indices are
    nearest; one that prints no indices with our last, as nanoBragg's printout has it.

    Parameters
    ----------
    ours : Trace
    theirs : sequence of ForeignTerm
        See ``parse_trace``; of repeated names the last counts.
    """
    named: dict[Known, ForeignTerm] = {}
    unmatched: list[str] = []
    for term in theirs:
        known = BY_NAME.get(normalised(term.name))
        if known is None:
            unmatched.append(term.name)
        else:
            named[known] = term
    step = _sub_step(ours, named)
    own = _own_terms(ours, step)
    rows: list[ComparedTerm] = []
    for known in KNOWN:
        if known not in named:
            continue
        their, mine = named[known], own.get((known.level, known.name))
        if mine is None or len(_numbers(mine)) != len(their.values):
            unmatched.append(their.name)
        else:
            rows.append(_compared(mine, their))
    return TraceComparison(
        rows=tuple(rows),
        first=next((row for row in rows if not row.agrees), None),
        sub_step=step,
        unmatched=tuple(dict.fromkeys(unmatched)),
    )


def _sub_step(ours: Trace, named: dict[Known, ForeignTerm]) -> int | None:
    if len(ours.sub_steps) == 0:
        return None
    indices = named.get(BY_NAME["hkl"])
    if indices is None or len(indices.values) != 3:
        return len(ours.sub_steps) - 1
    away = np.linalg.norm(ours.sub_steps.hkl - np.array(indices.values), axis=1)
    # The last of equals: it is what a program holds when it has finished.
    near = away <= away.min() + 2 * max(indices.resolution)
    return int(np.flatnonzero(near)[-1])


def _own_terms(ours: Trace, step: int | None) -> dict[tuple[str, str], TraceTerm]:
    levels: list[tuple[str, TraceNode]] = [("inputs", node) for node in ours.inputs]
    if step is not None:
        steps = ours.sub_steps
        levels.append(("sample", ours.samples[int(steps.sample[step])]))
        levels.append(("source", ours.beamlets[int(steps.beamlet[step])]))
        levels.append(("step", ours.sub_step(step)))
    elif ours.beamlets:
        levels += [("sample", ours.samples[-1]), ("source", ours.beamlets[-1])]
    found = {(level, t.name): t for level, node in levels for t in node.terms}
    # Factors that each term has are another program's factors of the pixel.
    for level, name in (
        ("sample", "capture_fraction"),
        ("source", "polarization"),
        ("sample", "solid_angle"),
    ):
        if (level, name) in found:
            found["result", name] = found[level, name]
    found.update({("result", term.name): term for term in ours.result.terms})
    return found


def _numbers(term: TraceTerm) -> tuple[float, ...]:
    values = term.value if isinstance(term.value, tuple) else (term.value,)
    return tuple(float(v) for v in values if isinstance(v, int | float))


def _compared(mine: TraceTerm, term: ForeignTerm) -> ComparedTerm:
    ours = _numbers(mine)
    # Images hold photons in single precision, and so do traces that read them back.
    least = _SINGLE if mine.name == "photons" else _SAME
    agrees = all(
        _agree(a, b, 0.51 * digit + least * max(abs(a), abs(b)))
        for a, b, digit in zip(ours, term.values, term.resolution, strict=True)
    )
    return ComparedTerm(
        name=mine.name,
        their_name=term.name,
        ours=ours,
        theirs=term.values,
        unit=mine.unit,
        agrees=agrees,
        line=term.line,
    )


def _agree(ours: float, theirs: float, tolerance: float) -> bool:
    if math.isnan(ours) or math.isnan(theirs):
        return math.isnan(ours) and math.isnan(theirs)
    if math.isinf(ours) or math.isinf(theirs):
        return ours == theirs
    return abs(ours - theirs) <= tolerance
