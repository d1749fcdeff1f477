"""Each line that a trace prints has its row in docs/trace.md, and says what it is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from braggscope_engine import ALL_QUIRKS, parse_nanobragg, trace
from braggscope_engine.tracing.records import TraceNode, TraceTerm

from ..golden import case

DOCUMENT = (Path(__file__).parents[3] / "docs" / "trace.md").read_text("utf-8")
ROWS = [line for line in DOCUMENT.splitlines() if line.startswith("| `")]
DOCUMENTED = {name for row in ROWS for name in re.findall("`([^`]+)`", row)}
CASES = (
    "absorb_default_steps_thick",
    "div_square_dispersion",
    "dmin_roi_water",
    "oversample2_omega",
    "tophat_spots",
    "tilt_xds",
)


def all_terms(node: TraceNode) -> Iterator[tuple[str, TraceTerm]]:
    for term in node.terms:
        yield re.sub(r"\[\d+\]", "[n]", node.prefix + term.name), term
    for child in node.children:
        yield from all_terms(child)


def test_every_name_has_its_row_and_every_row_its_name(tmp_path: Path) -> None:
    printed: dict[str, TraceTerm] = {}
    for name in CASES:
        shown = case(name).experiment(ALL_QUIRKS, tmp_path)
        slow, fast = shown.detector.shape
        printed |= dict(all_terms(trace(shown, slow // 2, fast // 2).tree(20)))
    assert set(printed) == DOCUMENTED
    assert [name for name, term in printed.items() if not term.what] == []


def shown_numbers(row: str) -> list[float]:
    text = row.split("|")[2].replace("−", "-")
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


def test_the_values_are_those_of_the_example(golden_given: Path) -> None:
    words = (golden_given / "canonical_full" / "args.txt").read_text("utf-8").split()
    folder = golden_given.parent / "data"
    shown = parse_nanobragg(words, quirks=ALL_QUIRKS, folder=folder).experiment
    traced = trace(shown, 1039, 685)
    values = {
        name: term.value
        for node in (*traced.inputs, *traced.samples, *traced.beamlets, traced.result)
        for name, term in all_terms(node)
    } | {name: term.value for name, term in all_terms(traced.sub_step(1))}
    compared = 0
    for row in ROWS:
        names, numbers = re.findall("`([^`]+)`", row.split("|")[1]), shown_numbers(row)
        given = [values.get(name) for name in names]
        if len(given) == 1 and isinstance(given[0], tuple):
            expected = list(given[0])
        elif all(isinstance(x, int | float) for x in given):
            expected = [float(x) for x in given if isinstance(x, int | float)]
        else:
            continue
        if any(isinstance(x, bool) for x in given):
            continue
        assert numbers[: len(expected)] == pytest.approx(expected, rel=2e-4, abs=1e-6)
        compared += 1
    assert compared > 35
