"""A trace as rows of a tree that come into being when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from braggscope_engine import Trace, TraceNode, TraceTerm

from .words import explanation, short, valued

_BLOCK = 200
"""So many sub-steps stand below one row at most."""


class TreeRow:
    """One row: a name, a value, an explanation, and rows below it.

    ``make`` gives the rows below when they are first wanted.
    """

    def __init__(
        self,
        name: str,
        value: str = "",
        tip: str = "",
        exact: str = "",
        make: Callable[[], Sequence[TreeRow]] | None = None,
    ) -> None:
        self.name = name
        self.value = value
        self.tip = tip
        self.exact = exact
        self.parent: TreeRow | None = None
        self.number = 0
        self._make = make
        self._children: tuple[TreeRow, ...] | None = None

    @property
    def has_children(self) -> bool:
        """Whether rows stand below, without making them."""
        return self._make is not None

    @property
    def children(self) -> tuple[TreeRow, ...]:
        """The rows below."""
        if self._children is None:
            made = tuple(self._make()) if self._make is not None else ()
            for number, row in enumerate(made):
                row.parent, row.number = self, number
            self._children = made
        return self._children

    @property
    def path(self) -> tuple[str, ...]:
        """Names from the top to this row."""
        above = self.parent.path if self.parent is not None else ()
        return (*above, self.name)


def trace_rows(trace: Trace) -> TreeRow:
    """Give the invisible top of the tree of a trace."""

    def below() -> Iterator[TreeRow]:
        for node in trace.inputs:
            yield _node_row(node)
        for number in range(len(trace.samples)):
            yield _sample_row(trace, number)
        yield _node_row(trace.result)

    return TreeRow("", make=lambda: tuple(below()))


def _term_row(term: TraceTerm) -> TreeRow:
    return TreeRow(term.name, valued(term), explanation(term), term.text())


def _node_row(node: TraceNode) -> TreeRow:
    return TreeRow(
        node.title,
        exact=node.title,
        make=lambda: tuple(_term_row(term) for term in node.terms),
    )


def _sample_row(trace: Trace, number: int) -> TreeRow:
    sample = trace.samples[number]
    per_sample = len(trace.beamlets) // max(1, len(trace.samples))
    beamlets = range(number * per_sample, (number + 1) * per_sample)

    def below() -> Iterator[TreeRow]:
        for term in sample.terms:
            yield _term_row(term)
        for beamlet in beamlets:
            yield _beamlet_row(trace, beamlet)

    return TreeRow(
        sample.title,
        tip="A point of the pixel (and a layer of the sensor) whose rays are summed.",
        exact=sample.title,
        make=lambda: tuple(below()),
    )


def _beamlet_row(trace: Trace, number: int) -> TreeRow:
    beamlet = trace.beamlets[number]
    # Sub-steps stand in the order of their sources.
    first, last = np.searchsorted(trace.sub_steps.beamlet, (number, number + 1))

    def below() -> Iterator[TreeRow]:
        for term in beamlet.terms:
            yield _term_row(term)
        if last - first <= _BLOCK:
            yield from (_step_row(trace, n) for n in range(first, last))
        else:
            for start in range(first, last, _BLOCK):
                yield _block_row(trace, start, min(start + _BLOCK, last))

    return TreeRow(
        beamlet.title,
        f"{last - first} sub-steps",
        "One ray of the beam, and the terms that it adds: one for each angle of the "
        "spindle and each mosaic domain.",
        beamlet.title,
        make=lambda: tuple(below()),
    )


def _block_row(trace: Trace, first: int, last: int) -> TreeRow:
    total = float(trace.sub_steps.term[first:last].sum())
    return TreeRow(
        f"Sub-steps {first} to {last - 1}",
        f"terms {short(total)} e²",
        make=lambda: [_step_row(trace, n) for n in range(first, last)],
    )


def _step_row(trace: Trace, number: int) -> TreeRow:
    steps = trace.sub_steps
    hkl = short(tuple(steps.nearest[number].tolist()))
    title = (
        f"{number}: φ {short(float(steps.phi_deg[number]))}°, "
        f"domain {steps.domain[number]}"
    )
    return TreeRow(
        title,
        f"({hkl})  term {short(float(steps.term[number]))} e²",
        "One sub-step of the sum: its Miller indices, structure factor and term.",
        title,
        make=lambda: [_term_row(term) for term in trace.sub_step(number).terms],
    )
