"""Spots of a whole image move as their predictions do, and as gradients say."""

import numpy as np
import pytest

from braggscope_engine import (
    CrystalShape,
    Experiment,
    InvalidParameterError,
    UnitCell,
    predict,
    sensitivity,
    spot_moves,
)
from braggscope_engine.sensitivities.whole_image import with_number

from ..build import experiment, listed


@pytest.fixture
def shown() -> Experiment:
    return experiment(
        beam={"wavelength_angstrom": 1.0},
        crystal={
            "cell": UnitCell(a=40, b=45, c=50, alpha=85, beta=95, gamma=100),
            "reflections": listed(12),
            "n_cells": (8, 9, 10),
            "misset_deg": (10.0, 20.0, 30.0),
        },
        detector={
            "pixels_fast": 200,
            "pixels_slow": 180,
            "pixel_size_mm": 0.5,
            "distance_mm": 100.0,
            "rotation_deg": (3.0, -4.0, 5.0),
        },
        sampling={"osc_deg": 0.6, "phi_steps": 3, "oversample": 2},
    )


@pytest.mark.parametrize(
    ("path", "component", "by"),
    [
        ("detector.distance_mm", None, 0.02),
        ("detector.rotation_deg", 1, 0.02),
        ("beam.wavelength_angstrom", None, 2e-5),
        ("crystal.cell.a", None, 2e-3),
        ("crystal.misset_deg", 2, 1e-3),
    ],
)
def test_moves_are_those_of_predictions(
    shown: Experiment, path: str, component: int | None, by: float
) -> None:
    moves = spot_moves(shown, path, component)
    assert 10 < len(moves) <= 300
    ends = [
        predict(with_number(shown, path, component, sign * by), least_weight=1e-4)
        for sign in (-1, 1)
    ]
    places = [
        {
            tuple(hkl): place
            for hkl, place in zip(
                end.hkl.tolist(),
                zip(end.fast_px, end.slow_px, strict=True),
                strict=True,
            )
        }
        for end in ends
    ]
    compared = []
    for hkl, fast, slow in zip(
        moves.hkl.tolist(), moves.move_fast_px, moves.move_slow_px, strict=True
    ):
        before, after = (place.get(tuple(hkl)) for place in places)
        if before is None or after is None:
            continue
        moved = (np.array(after) - np.array(before)) / (2 * by)
        compared.append(
            np.abs(moved - (fast, slow)).max() / max(1, np.abs(moved).max())
        )
    assert len(compared) > 10
    # Faint sub-steps come and go with the prediction's threshold.
    assert np.median(compared) < 0.02


def test_a_distance_moves_spots_as_the_gradients_of_their_pixels_say() -> None:
    # Spots of several pixels, which a pixel samples finely.
    wide = experiment(
        beam={"wavelength_angstrom": 1.0},
        crystal={
            "cell": UnitCell(a=30, b=32, c=34),
            "n_cells": (7, 7, 7),
            "shape": CrystalShape.GAUSS,
            "misset_deg": (10.0, 20.0, 30.0),
        },
        detector={"pixels_fast": 200, "pixels_slow": 180, "pixel_size_mm": 0.15},
    )
    moves = spot_moves(wide, "detector.distance_mm", most=20)
    away = []
    for fast, slow, along, down in zip(
        moves.fast_px,
        moves.slow_px,
        moves.move_fast_px,
        moves.move_slow_px,
        strict=True,
    ):
        box = (int(fast) - 8, int(slow) - 8, int(fast) + 9, int(slow) + 9)
        if min(box) < 0 or box[2] > 200 or box[3] > 180:
            continue
        (row,) = sensitivity(wide, box, ["detector.distance_mm"])
        away.append(np.hypot(row.fast_px - along, row.slow_px - down))
    assert len(away) >= 5
    assert (
        np.median(away) < 0.02 * np.hypot(moves.move_fast_px, moves.move_slow_px).max()
    )


def test_only_as_many_as_wanted_and_the_brightest_first(shown: Experiment) -> None:
    every, few = (
        spot_moves(shown, "detector.distance_mm", most=most) for most in (300, 5)
    )
    assert few.hkl.tolist() == every.hkl[:5].tolist()


def test_a_number_that_is_not_there_is_refused(shown: Experiment) -> None:
    with pytest.raises(InvalidParameterError):
        spot_moves(shown, "detector.colour")
    with pytest.raises(InvalidParameterError):
        spot_moves(shown, "crystal.mosaic_spread_deg")
