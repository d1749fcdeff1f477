"""The geometry in words and numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from braggscope.commands.geometry_rows import MISSING, Row, geometry_sections
from braggscope_engine import (
    Crystal,
    Detector,
    Experiment,
    Geometry,
    UnitCell,
    place,
)


@pytest.fixture
def geometry() -> Geometry:
    crystal = Crystal(cell=UnitCell(a=50, b=50, c=50), default_F=1.0)
    detector = Detector(distance_mm=123.456, rotation_deg=(0.0, 0.0, 5.0))
    return place(Experiment(crystal=crystal, detector=detector))


def rows(geometry: Geometry) -> dict[str, Row]:
    return {row.label: row for s in geometry_sections(geometry) for row in s.rows}


def test_shown_numbers_are_rounded_and_copied_ones_are_not(geometry: Geometry) -> None:
    row = rows(geometry)["Close distance"]
    assert row.unit == "mm"
    assert row.value == f"{geometry.close_distance_m * 1e3:.4f}"
    assert float(row.exact) == geometry.close_distance_m * 1e3


def test_vectors_are_in_order_and_below_each_other(geometry: Geometry) -> None:
    row = rows(geometry)["pix0"]
    numbers = [float(word) for word in row.exact.split()]
    assert numbers == [x * 1e3 for x in geometry.pix0_m]
    assert len(row.value.split()) == 3


def test_zero_has_no_sign(geometry: Geometry) -> None:
    level = replace(geometry, beam=(1.0, -0.0, -1e-12))
    assert rows(level)["Beam"].value.split() == ["1.000000", "0.000000", "0.000000"]


def test_a_beam_that_misses_is_a_dash(geometry: Geometry) -> None:
    x, y, z = geometry.beam
    away = replace(geometry, beam=(-x, -y, -z))
    assert rows(away)["Beam spot (fast, slow)"].value.split() == [MISSING, MISSING]
