"""Derivatives of a spot agree with what a spot does when a number changes."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from braggscope_engine import (
    Convention,
    CrystalShape,
    Experiment,
    InvalidParameterError,
    OrientationMatrix,
    Pivot,
    PixelMask,
    Quirk,
    UnitCell,
    free_numbers,
    place,
    sensitivity,
    sensitivity_csv,
)
from braggscope_engine.sensitivities import spot

from ..build import Settings, experiment, image

BOX = (3, 2, 10, 9)


def changed(shown: Experiment, path: str, component: int | None, by: float) -> Any:
    """The experiment with one of its numbers moved."""
    *groups, name = path.split(".")
    parts: list[Any] = [shown]
    for group in groups:
        parts.append(getattr(parts[-1], group))
    value = getattr(parts[-1], name)
    if component is None:
        value = value + by
    else:
        value = tuple(x + by * (k == component) for k, x in enumerate(value))
    for part, group in zip(reversed(parts), reversed([*groups, name]), strict=True):
        value = replace(part, **{group: value})
    return value


def seen(shown: Experiment) -> np.ndarray:
    """Centre (fast, slow) and logarithm of the box, from a rendered image."""
    fast0, slow0, fast1, slow1 = BOX
    box = image(shown)[slow0:slow1, fast0:fast1]
    slow, fast = np.mgrid[slow0:slow1, fast0:fast1] + 0.5
    total = box.sum()
    return np.array(
        [(box * fast).sum() / total, (box * slow).sum() / total, np.log(total)]
    )


GENTLE: Settings = {"n_cells": (3, 3, 3), "misset_deg": (3.0, 5.0, 7.0)}
MOSAIC: Settings = {"mosaic_spread_deg": 1.5, "mosaic_domains": 4}
CENTRES = (
    *("beam_x_mm", "beam_y_mm", "close_x_mm", "close_y_mm", "org_x_px", "org_y_px"),
)
CASES: dict[str, Settings] = {
    "mosaic, by default centre": {"crystal": {**GENTLE, **MOSAIC}},
    "no misset": {"crystal": {"n_cells": (3, 3, 3)}},
    "tilted and swung": {
        "crystal": GENTLE,
        "detector": {
            "rotation_deg": (5.0, -4.0, 3.0),
            "two_theta_deg": 10.0,
            "beam_x_mm": 11.0,
            "beam_y_mm": 14.0,
        },
    },
    "XDS": {"crystal": GENTLE, "detector": {"convention": Convention.XDS}},
    "pix0": {"crystal": GENTLE, "detector": {"pix0_mm": (100.0, 12.0, -13.0)}},
    "close distance, oscillation": {
        "crystal": GENTLE,
        "detector": {"close_distance_mm": 95.0, "pivot": Pivot.SAMPLE},
        "sampling": {"osc_deg": 2.0, "phi_steps": 3, "oversample": 2},
    },
    "curved": {"crystal": GENTLE, "detector": {"curved": True}},
}


@pytest.mark.parametrize("name", CASES)
def test_each_row_is_what_a_small_step_does(name: str) -> None:
    shown = experiment(**CASES[name])
    rows = sensitivity(shown, BOX)
    # A centre that is not given has no field to step: give it.
    centre = {
        row.path.split(".")[1]: row.value
        for row in rows
        if row.path.rpartition(".")[2] in CENTRES
    }
    before = place(shown).pix0_m
    shown = replace(shown, detector=replace(shown.detector, **centre))
    assert place(shown).pix0_m == pytest.approx(before, abs=1e-12)
    assert len(centre) == (0 if name == "pix0" else 2)
    assert len(rows) >= 13
    for row in rows:
        # The rotations of domains are rounded to float32.
        staircase = row.path == "crystal.mosaic_spread_deg"
        step, rel = (1e-3, 1e-3) if staircase else (1e-5, 2e-5)
        high, low = (
            seen(changed(shown, row.path, row.component, by)) for by in (step, -step)
        )
        slope = (high - low) / (2 * step)
        found = (row.fast_px, row.slow_px, row.log_intensity)
        assert found == pytest.approx(slope, rel=rel, abs=2e-6), row


def test_moving_the_centre_moves_the_spot_with_it() -> None:
    shown = experiment(
        crystal={
            "n_cells": (5, 5, 5),
            "cell": UnitCell(a=30, b=30, c=30),
            "shape": CrystalShape.GAUSS,
        },
        detector={
            "convention": Convention.DENZO,
            "beam_x_mm": 33.0,
            "beam_y_mm": 33.0,
            "pixels_fast": 60,
            "pixels_slow": 60,
            "pixel_size_mm": 1.0,
        },
        sampling={"oversample": 3},
    )
    # The direct beam, F(000): its spot follows the centre; X of DENZO is slow.
    rows = sensitivity(shown, (28, 28, 39, 39), ("detector.beam_x_mm",))
    assert len(rows) == 1
    assert rows[0].unit == "mm"
    assert rows[0].component is None
    assert (rows[0].fast_px, rows[0].slow_px) == pytest.approx((0.0, 1.0), abs=0.02)


def test_pixels_in_several_parts_give_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = experiment(crystal=GENTLE)
    whole = sensitivity(shown, BOX)
    monkeypatch.setattr(spot, "_EVALUATIONS", 5)
    parts = sensitivity(shown, BOX)
    for one, other in zip(whole, parts, strict=True):
        assert one.fast_px == pytest.approx(other.fast_px, rel=1e-9, abs=1e-12)
        assert one.log_intensity == pytest.approx(other.log_intensity, rel=1e-9)


def test_only_numbers_that_have_a_say_are_in_the_default_list() -> None:
    pix0 = sensitivity(experiment(detector={"pix0_mm": (100.0, 12.0, -13.0)}), BOX)
    paths = {row.path for row in pix0}
    assert "detector.pix0_mm" in paths
    assert not paths & {"detector.distance_mm", "detector.beam_x_mm"}
    ignored = experiment(
        detector={"pix0_mm": (100.0, 12.0, -13.0)},
        quirks=frozenset({Quirk.IGNORE_PIX0}),
    )
    paths = {row.path for row in sensitivity(ignored, BOX)}
    assert "detector.distance_mm" in paths
    assert "detector.pix0_mm" not in paths
    matrix = OrientationMatrix(
        a_star=(0.016, 0.001, 0.0005),
        b_star=(-0.001, 0.014, 0.002),
        c_star=(0.0, -0.002, 0.012),
    )
    shown = experiment(crystal={"cell": None, "matrix": matrix})
    assert not any("cell" in row.path for row in sensitivity(shown, BOX))
    asked = sensitivity(shown, BOX, ("crystal.matrix.a_star", "detector.distance_mm"))
    assert [row.component for row in asked] == [0, 1, 2, None]


def test_a_dark_box_has_no_derivatives() -> None:
    keep = np.zeros((12, 12), bool)
    rows = sensitivity(experiment(detector={"mask": PixelMask(keep=keep)}), BOX)
    assert all(np.isnan(row.log_intensity) for row in rows)


def test_units_are_those_of_the_model() -> None:
    shown = experiment(detector={"org_x_px": 5.0, "org_y_px": 6.0})
    units = {number.path: number.unit for number in free_numbers(shown)}
    assert units["detector.org_x_px"] == "px"
    assert units["detector.distance_mm"] == "mm"
    assert units["crystal.cell.a"] == "Å"
    assert units["crystal.cell.beta"] == units["crystal.misset_deg"] == "°"
    assert units["beam.wavelength_angstrom"] == "Å"
    text = sensitivity_csv(sensitivity(shown, BOX, ("detector.rotation_deg",)))
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == [
        f"detector.rotation_deg[{k}]" for k in range(3)
    ]


@pytest.mark.parametrize(
    "path",
    ["detector.distance", "detector.pix0_mm", "detector.curved", "crystal.cell", ""],
)
def test_what_is_no_number_is_refused(path: str) -> None:
    with pytest.raises(InvalidParameterError, match="parameters"):
        sensitivity(experiment(), BOX, (path,))
