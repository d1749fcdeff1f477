"""A report as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from ..compare import Status

_OPEN = 12
_READINGS = 10


def report_markdown(numbers: dict[str, Any], figures: Sequence[str]) -> str:
    """Write a report; figures are the names of PNG files beside it."""
    parts: list[str] = ["# Comparison", "", numbers["verdict"], ""]
    parts += ["## Again", "", "```", numbers["command"], "```", ""]
    parts += [f"Run in `{numbers['run']['folder']}`.", ""]
    parts += _statistics(numbers["before"], numbers["after"])
    parts += _causes(numbers)
    parts += _anatomy(numbers)
    parts += _misreadings(numbers["misreadings"])
    parts += _geometry(numbers)
    parts += _conventions(numbers["conventions"])
    parts += _log(numbers)
    parts += _run(numbers, numbers["reference"]["notes"])
    parts += _figures(figures)
    return "\n".join(parts)


def pair_markdown(numbers: dict[str, Any], figures: Sequence[str]) -> str:
    """Write a report of two images without a model."""
    parts: list[str] = ["# Two images", ""]
    if numbers["anatomy"]:
        parts += [numbers["anatomy"]["says"], ""]
    for name, verdict in numbers["verdicts"].items():
        parts += [f"- `{name}` and the model: {verdict}"]
    parts += ["", "## Again", "", "```", numbers["command"], "```", ""]
    parts += [f"Run in `{numbers['run']['folder']}`.", ""]
    parts += _statistics(numbers["pair"], None)
    moved = numbers["pair"]["displacement"]
    if moved is not None:
        parts += [
            f"{len(moved['peaks'])} peaks of {moved['searched']} matched, displaced by "
            f"fast {moved['fast_px']:+.3f}, slow {moved['slow_px']:+.3f} pixels.",
            "",
        ]
    fast, slow = numbers["centre"]["px"]
    parts += [
        f"Profiles about fast {fast:.6g}, slow {slow:.6g} ({numbers['centre']['from']}"
        ").",
        "",
    ]
    parts += _run(numbers, numbers["notes"])
    parts += _figures(figures)
    return "\n".join(parts)


def _figures(names: Sequence[str]) -> list[str]:
    lines = ["## Figures", ""]
    for name in names:
        lines += [f"![{name.replace('-', ' ')}]({name}.png)", ""]
    return lines


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(_shown(x) for x in row) + " |" for row in rows]
    return [*lines, ""]


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.9g}"
    if isinstance(value, list | tuple):
        return ", ".join(_shown(item) for item in value)
    return "–" if value is None else str(value)


def _statistics(before: dict[str, Any], after: dict[str, Any] | None) -> list[str]:
    names = ("maximum", "minimum", "mean", "total", "std", "rms", "l2", "nonzero")
    rows = [
        (
            name,
            before["simulated"][name],
            before["reference"][name],
            before["ratios"].get(name),
        )
        for name in names
    ]
    both = [
        ("model as it is" if after else "as they are", before),
        *([("with the causes", after)] if after else []),
    ]
    measures = ("correlation", "relative_l2", "scaled_relative_l2", "scale", "rmse")
    return [
        "## Numbers",
        "",
        *_table(("", "simulated", "reference", "ratio"), rows),
        *_table(
            ("", *measures),
            [(name, *(which[m] for m in measures)) for name, which in both],
        ),
    ]


def _causes(numbers: dict[str, Any]) -> list[str]:
    lines = ["## Causes", ""]
    for finding in numbers["findings"]:
        confirmed = finding["status"] == Status.CONFIRMED
        if not confirmed and len(lines) > _OPEN + 2:
            continue
        mark = "x" if confirmed else " "
        lines.append(
            f"- [{mark}] {finding['status']}: **{finding['name']}**: "
            f"{finding['sentence']} {finding['evidence'].capitalize()}."
        )
    left = len(numbers["findings"]) - (len(lines) - 2)
    return [*lines, "", f"{left} more in `comparison.json`.", ""]


def _anatomy(numbers: dict[str, Any]) -> list[str]:
    names = ("ratio", "spread", "constant", "radial", "azimuthal", "dipole", "per_peak",
             "inside_peaks")  # fmt: skip
    rows = [
        (label, *(numbers[key][name] for name in names))
        for label, key in (
            ("model as it is", "anatomy_before"),
            ("with the causes", "anatomy_after"),
        )
        if numbers[key]
    ]
    said = [numbers["anatomy_before"]["says"], ""] if numbers["anatomy_before"] else []
    return ["## The gap", "", *said, *_table(("", *names), rows)]


def _misreadings(readings: Sequence[dict[str, Any]]) -> list[str]:
    """The convention detective: which reading of the geometry comes nearest."""
    if len(readings) < 2:
        return []
    rows = [
        (place, each["name"], each["correlation"], each["residual"])
        for place, each in enumerate(readings[:_READINGS], start=1)
    ]
    return [
        "## Readings of the geometry and the layout",
        "",
        f"{len(readings)} were tried on a sample of pixels; the nearest come first. "
        "What is left is relative L2 with the best factor.",
        "",
        *_table(("", "reading", "correlation", "left"), rows),
    ]


def _conventions(stated: dict[str, Any]) -> list[str]:
    """The same panel in every convention, the header's below the model's."""
    model, header = stated["model"], stated["header"]
    of_whom = [("model", model), *([("header", header)] if header else [])]
    rows = []
    for key, first in next(iter(model.values())).items():
        name = re.sub("_(mm|px|deg)$", "", key).replace("_", " ")
        unit = f", {first['unit']}" if first["unit"] else ""
        for who, views in of_whom:
            values = [
                " ".join(f"{value:.7g}" for value in views[each][key]["values"])
                for each in model
            ]
            rows.append((name + unit, *([who] if header else []), *values))
    head = ("", *(["of"] if header else []), *model)
    return ["## The panel in every convention", "", *_table(head, rows)]


def _geometry(numbers: dict[str, Any]) -> list[str]:
    rows = [(name, value) for name, value in numbers["geometry"].items()]
    scale = [(name, value) for name, value in numbers["scale"].items()]
    header = [
        (row["name"], row["unit"], row["header"], row["model"], row["differs"])
        for row in numbers["reference"]["header"]
    ]
    lines = ["## Model", "", *_table(("quantity", "value"), [*scale, *rows])]
    if header:
        lines += ["## Header of the reference", ""]
        lines += _table(("", "unit", "header", "model", "differs"), header)
    return lines


def _log(numbers: dict[str, Any]) -> list[str]:
    if not numbers["log"]:
        return []
    rows = [
        (row["name"], row["unit"], row["log"], row["model"], row["differs"])
        for row in numbers["log"]
    ]
    return [
        "## Printout of the other program",
        "",
        *_table(("", "unit", "printed", "model", "differs"), rows),
    ]


def _run(numbers: dict[str, Any], notes: Sequence[str]) -> list[str]:
    run = numbers["run"]
    files = [
        (name, each["bytes"], f"`{each['sha256']}`")
        for name, each in numbers["inputs"].items()
    ]
    return [
        "## Inputs",
        "",
        *_table(("file", "bytes", "SHA-256"), files),
        *[f"- {note}" for note in notes],
        "",
        "## Run",
        "",
        *_table(
            ("", ""),
            [
                ("device", run["device"]),
                *((f"{step}, s", seconds) for step, seconds in run["seconds"].items()),
                *run["versions"].items(),
            ],
        ),
    ]
