"""A report as plain numbers, for JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..compare import Anatomy, Comparison, Finding, header_rows
from ..geometry import place
from ..quirks import format_quirks
from ..resolved import resolve
from .conventions import convention_numbers
from .report import Report, versions


def report_numbers(report: Report) -> dict[str, Any]:
    """Every number of a report; those that vary from run to run under ``run``."""
    found = report.diagnosis
    numbers = {
        "verdict": found.verdict,
        "agrees": found.agrees,
        "explained": found.explained,
        "geometry_first": found.geometry_first,
        "pix0_shift_mm": found.pix0_shift_mm,
        "causes": [_finding(f) for f in found.causes],
        "alternatives": [[f.name for f in others] for others in found.alternatives],
        "findings": [_finding(f) for f in found.findings],
        "before": comparison_numbers(found.before),
        "after": comparison_numbers(found.after) if found.after else None,
        "anatomy_before": asdict(found.anatomy_before)
        if found.anatomy_before
        else None,
        "anatomy_after": _anatomy(found.anatomy_after),
        "reference": _reference(report),
        "misreadings": [asdict(reading) for reading in found.misreadings],
        "geometry": asdict(place(report.experiment)),
        "conventions": convention_numbers(report.experiment, report.reference),
        "scale": _scale(report),
        "log": [asdict(row) for row in report.log],
        "inputs": {
            name: {"bytes": size, "sha256": digest}
            for name, (size, digest) in report.inputs.items()
        },
        "command": report.command,
        "run": {
            "folder": report.folder,
            "seconds": report.durations_s,
            "device": report.device,
            "versions": versions(),
        },
    }
    known: dict[str, Any] = plain(numbers)
    return known


def comparison_numbers(found: Comparison) -> dict[str, Any]:
    """Every number of a comparison."""
    numbers: dict[str, Any] = plain(asdict(found))
    return numbers


def _anatomy(anatomy: Anatomy | None) -> dict[str, Any] | None:
    return asdict(anatomy) if anatomy else None


def _finding(finding: Finding) -> dict[str, Any]:
    return asdict(finding)


def _reference(report: Report) -> dict[str, Any]:
    image = report.reference
    rows = header_rows(image.geometry, report.experiment) if image.geometry else ()
    return {
        "path": image.path,
        "format": image.format,
        "stored_as": image.stored_as,
        "shape_slow_fast": image.shape,
        "frame": image.frame,
        "frames": image.n_frames,
        "bytes": image.size_bytes,
        "sha256": image.sha256,
        "notes": image.notes,
        "header": [asdict(row) for row in rows],
    }


def _scale(report: Report) -> dict[str, Any]:
    resolved = resolve(report.experiment)
    return {
        "steps": resolved.steps,
        "phi_steps": resolved.phi.count,
        "mosaic_domains": len(resolved.orientations.domains),
        "sources": len(resolved.sources),
        "oversample": resolved.oversample,
        "sensor_layers": resolved.layers.count,
        "fluence_per_m2": float(resolved.fluence_per_m2),
        "n_cells": resolved.n_cells,
        "quirks": format_quirks(report.experiment.quirks),
    }


def plain(value: Any) -> Any:
    """JSON has no NaN or infinity: they become None."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, bool) or value is None or isinstance(value, int | str):
        return value
    number = float(value)
    return number if math.isfinite(number) else None
