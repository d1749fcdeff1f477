"""What stands in a report beside what the command prints."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from braggscope_engine import (
    Convention,
    Report,
    UnitCell,
    diagnose,
    report_numbers,
    simulate,
    write_report,
)
from braggscope_engine.io import HeaderGeometry, reference_of

from ..build import experiment

MODEL = experiment(
    crystal={
        "cell": UnitCell(a=41, b=47, c=53),
        "misset_deg": (20.0, 30.0, 40.0),
        "n_cells": (6, 6, 6),
    },
    detector={
        "distance_mm": 80.0,
        "pixel_size_mm": 0.8,
        "pixels_fast": 64,
        "pixels_slow": 60,
        "beam_x_mm": 24.0,
        "beam_y_mm": 27.0,
    },
)
HEADER = HeaderGeometry(distance_mm=90.0, beam_fast_px=30.0, beam_slow_px=33.5)


def a_report(header: HeaderGeometry | None) -> Report:
    detector = replace(MODEL.detector, convention=Convention.ADXV)
    image = simulate(replace(MODEL, detector=detector)).intensity.numpy()
    reference = reference_of(image, geometry=header)
    return Report(
        reference=reference,
        experiment=MODEL,
        diagnosis=diagnose(MODEL, reference),
        command="braggscope compare",
    )


def test_the_panel_of_the_header_stands_in_every_convention(tmp_path: Path) -> None:
    write_report(a_report(HEADER), tmp_path)
    stated = json.loads((tmp_path / "comparison.json").read_text("utf-8"))
    header, model = (stated["conventions"][who] for who in ("header", "model"))
    assert list(header) == [convention.name for convention in Convention]
    for name in header:
        assert header[name]["distance_mm"]["values"] == pytest.approx([90.0])
        assert model[name]["distance_mm"]["values"] == pytest.approx([80.0])
    # ADXV counts Y from the far edge, DENZO X along slow.
    assert header["ADXV"]["beam_y_mm"]["values"] == pytest.approx([(60 - 33.5) * 0.8])
    assert header["DENZO"]["beam_x_mm"]["values"] == pytest.approx([33.5 * 0.8])
    page = (tmp_path / "report.md").read_text("utf-8")
    assert "| distance, mm | header | 90 | 90 | 90 | 90 | 90 | 90 |" in page


def test_without_a_header_the_model_stands_alone(tmp_path: Path) -> None:
    write_report(a_report(None), tmp_path)
    page = (tmp_path / "report.md").read_text("utf-8")
    assert "| distance, mm | 80 | 80 | 80 | 80 | 80 | 80 |" in page
    assert "Header of the reference" not in page


def test_readings_of_the_geometry_are_ranked() -> None:
    ranked = report_numbers(a_report(None))["misreadings"]
    assert ranked[0]["name"] == "convention ADXV"
    left = [each["residual"] for each in ranked]
    assert left == sorted(left)
    assert left[1] > 100 * left[0]
