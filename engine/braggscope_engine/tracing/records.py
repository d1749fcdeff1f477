"""What a trace is made of: named terms in a tree, and columns of sub-steps."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Value = float | int | bool | str | tuple[float, ...] | tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceTerm:
    """One named number of the calculation.

    Attributes
    ----------
    name : str      stable; the field's word
    value : float, int, bool, str, or a tuple of numbers
    unit : str      empty where there is none
    what : str      a few words for people
    """

    name: str
    value: Value
    unit: str = ""
    what: str

    def text(self, prefix: str = "") -> str:
        """``name = value unit``, numbers with all of their digits."""
        return f"{prefix}{self.name} = {format_value(self.value)} {self.unit}".rstrip()


def format_value(value: Value) -> str:
    """Write a value so that it reads back the same."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(format_value(each) for each in value)
    if isinstance(value, float):
        return repr(value)
    return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceNode:
    """Terms that belong together, and what lies below them.

    Attributes
    ----------
    title : str       for people
    prefix : str      what the names of its terms begin with in a text
    terms : tuple of TraceTerm
    children : tuple of TraceNode
    """

    title: str
    prefix: str = ""
    terms: tuple[TraceTerm, ...] = ()
    children: tuple[TraceNode, ...] = ()

    def lines(self) -> Iterator[str]:
        """Lines of the text, this node's first."""
        yield f"# {self.title}"
        for term in self.terms:
            yield term.text(self.prefix)
        for child in self.children:
            yield from child.lines()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SubSteps:
    """All terms of the sum, in the order in which they are added.

    Attributes
    ----------
    sample, beamlet : int array (n,)     position in ``Trace.samples`` and ``beamlets``
    layer, sub_slow, sub_fast, source, phi_step, domain : int array (n,)
    phi_deg : (n,)                       the spindle angle that is turned by
    cell_angstrom : (n, 3, 3)            rows a, b, c as rotated, Å
    hkl : (n, 3)                         fractional indices
    nearest : int array (n, 3)           whole indices
    F_cell : (n,)                        electrons
    F_latt_axes : (n, 3)                 along a, b, c; NaN where the shape has no axes
    F_latt : (n,)
    term : (n,)                          F_cell² F_latt²
    skipped : bool array (n,)            nothing is added
    total : (n,)                         the sum after this sub-step
    """

    sample: Ints
    beamlet: Ints
    layer: Ints
    sub_slow: Ints
    sub_fast: Ints
    source: Ints
    phi_step: Ints
    domain: Ints
    phi_deg: Floats
    cell_angstrom: Floats
    hkl: Floats
    nearest: Ints
    F_cell: Floats
    F_latt_axes: Floats
    F_latt: Floats
    term: Floats
    skipped: NDArray[np.bool_]
    total: Floats

    def __len__(self) -> int:
        return len(self.term)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trace:
    """The full calculation of one pixel, in float64.

    Attributes
    ----------
    fast_px, slow_px : int              its number
    value : float                       photons, as rendered
    inputs : tuple of TraceNode         pixel, geometry, crystal, beam
    samples : tuple of TraceNode        one of each layer and sub-pixel
    beamlets : tuple of TraceNode       one of each sample and source
    sub_steps : SubSteps
    result : TraceNode                  the normalisation, up to the value
    """

    fast_px: int
    slow_px: int
    value: float
    inputs: tuple[TraceNode, ...]
    samples: tuple[TraceNode, ...]
    beamlets: tuple[TraceNode, ...]
    sub_steps: SubSteps
    result: TraceNode

    def sub_step(self, number: int) -> TraceNode:
        """Terms of one sub-step."""
        return sub_step_node(self.sub_steps, number)

    def tree(self, most_sub_steps: int = 5000) -> TraceNode:
        """Everything as a tree; of many sub-steps the largest terms, in their order."""
        kept = self._kept(most_sub_steps)
        steps = self.sub_steps
        samples = []
        for s, sample in enumerate(self.samples):
            beamlets = tuple(
                TraceNode(
                    title=self.beamlets[b].title,
                    prefix=self.beamlets[b].prefix,
                    terms=self.beamlets[b].terms,
                    children=tuple(
                        self.sub_step(int(n)) for n in kept[steps.beamlet[kept] == b]
                    ),
                )
                for b in range(
                    s * self._sources, min((s + 1) * self._sources, len(self.beamlets))
                )
            )
            samples.append(
                TraceNode(
                    title=sample.title,
                    prefix=sample.prefix,
                    terms=sample.terms,
                    children=beamlets,
                )
            )
        left_out = len(steps) - len(kept)
        note = f", {left_out} smaller sub-steps left out" if left_out else ""
        return TraceNode(
            title=f"Pixel fast {self.fast_px}, slow {self.slow_px}{note}",
            children=(*self.inputs, *samples, self.result),
        )

    def text(self, most_sub_steps: int = 5000) -> str:
        """Everything as lines ``name = value unit``; lines with # are titles."""
        return "\n".join(self.tree(most_sub_steps).lines()) + "\n"

    def to_json(self, most_sub_steps: int = 5000) -> dict[str, object]:
        """Everything as plain values for ``json.dumps``."""
        return {
            "fast_px": self.fast_px,
            "slow_px": self.slow_px,
            "photons": self.value,
            "tree": _plain(self.tree(most_sub_steps)),
        }

    @property
    def _sources(self) -> int:
        return len(self.beamlets) // max(1, len(self.samples))

    def _kept(self, most: int) -> Ints:
        if len(self.sub_steps) <= most:
            return np.arange(len(self.sub_steps))
        largest = np.argsort(-self.sub_steps.term, kind="stable")[:most]
        return np.sort(largest)


def sub_step_node(steps: SubSteps, number: int) -> TraceNode:
    """Terms of one sub-step, by name."""

    def numbers(values: Floats | Ints) -> tuple[float, ...]:
        return tuple(values[number].tolist())

    where = (
        f"layer {steps.layer[number]}, sub-pixel fast {steps.sub_fast[number]} slow "
        f"{steps.sub_slow[number]}, source {steps.source[number]}, phi step "
        f"{steps.phi_step[number]}, mosaic domain {steps.domain[number]}"
    )
    axes = steps.F_latt_axes[number]
    per_axis = tuple(
        TraceTerm(
            name=f"F_latt_{axis}",
            value=float(value),
            what=f"interference of the cells along {axis}",
        )
        for axis, value in zip("abc", axes, strict=True)
        if np.isfinite(value)
    )
    a, b, c = steps.cell_angstrom[number].tolist()
    return TraceNode(
        title=f"Sub-step {number}: {where}",
        prefix=f"step[{number}].",
        terms=(
            TraceTerm(
                name="phi",
                value=float(steps.phi_deg[number]),
                unit="deg",
                what="spindle angle that the crystal is turned by",
            ),
            TraceTerm(name="a", value=tuple(a), unit="A", what="cell vector a"),
            TraceTerm(name="b", value=tuple(b), unit="A", what="cell vector b"),
            TraceTerm(name="c", value=tuple(c), unit="A", what="cell vector c"),
            TraceTerm(
                name="hkl", value=numbers(steps.hkl), what="fractional Miller indices"
            ),
            TraceTerm(
                name="hkl_nearest",
                value=numbers(steps.nearest),
                what="nearest reflection",
            ),
            TraceTerm(
                name="F_cell",
                value=float(steps.F_cell[number]),
                unit="e",
                what="structure factor amplitude",
            ),
            *per_axis,
            TraceTerm(
                name="F_latt",
                value=float(steps.F_latt[number]),
                what="interference of the cells",
            ),
            TraceTerm(
                name="term",
                value=float(steps.term[number]),
                unit="e^2",
                what="F_cell² F_latt²",
            ),
            TraceTerm(
                name="skipped",
                value=bool(steps.skipped[number]),
                what="whether it is left out of the sum",
            ),
            TraceTerm(
                name="sum",
                value=float(steps.total[number]),
                what="the sum after this sub-step",
            ),
        ),
    )


def _plain(node: TraceNode) -> dict[str, object]:
    return {
        "title": node.title,
        "terms": [
            {
                "name": node.prefix + term.name,
                "value": _json(term.value),
                "unit": term.unit,
            }
            for term in node.terms
        ],
        "children": [_plain(child) for child in node.children],
    }


def _json(value: Value) -> object:
    if isinstance(value, tuple):
        return [_json(each) for each in value]
    # JSON has no word for infinity.
    return (
        str(value) if isinstance(value, float) and not math.isfinite(value) else value
    )
