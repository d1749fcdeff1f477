"""Headers beside models, misreadings in their order, and the anatomy of a gap."""

from dataclasses import replace

import numpy as np
import pytest

from braggscope_engine import (
    Convention,
    UnitCell,
    adopt_header,
    gap_anatomy,
    header_rows,
    place,
    rank_misreadings,
    simulate,
)
from braggscope_engine.io import HeaderGeometry

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
        "pixels_slow": 64,
        "beam_x_mm": 24.0,
        "beam_y_mm": 27.0,
        "rotation_deg": (2.0, 3.0, 4.0),
    },
)


def test_differences_of_a_header_come_first_and_can_be_adopted() -> None:
    header = HeaderGeometry(
        wavelength_angstrom=1.1,
        distance_mm=90.0,
        pixel_size_mm=0.8,
        beam_fast_px=30.0,
        beam_slow_px=33.5,
    )
    rows = header_rows(header, MODEL)
    assert [row.differs for row in rows] == [True, True, True, False, False]
    adopted = adopt_header(header, MODEL)
    assert not any(row.differs for row in header_rows(header, adopted))
    assert place(adopted).beam_centre_px == pytest.approx((30.0, 33.5))


def test_the_true_reading_is_ranked_first() -> None:
    detector = replace(MODEL.detector, convention=Convention.ADXV)
    reference = simulate(replace(MODEL, detector=detector)).intensity.numpy()
    simulated = simulate(MODEL).intensity.numpy()
    found = rank_misreadings(MODEL, simulated, reference)
    assert found[0].name == "convention ADXV"
    assert found[0].residual < 1e-3
    assert found[1].residual > 100 * found[0].residual


@pytest.mark.parametrize("trend", ["constant", "radial", "azimuthal", "dipole"])
def test_the_anatomy_names_the_trend_of_a_gap(trend: str) -> None:
    slow, fast = np.indices((200, 200))
    image = np.zeros((200, 200))
    chance = np.random.default_rng(2)
    for s, f in chance.integers(8, 192, (120, 2)):
        image += np.exp(-((slow - s) ** 2 + (fast - f) ** 2) / 1.5)
    x, y = (fast + 0.5 - 100) / 100, (slow + 0.5 - 100) / 100
    logs = {
        "constant": np.zeros_like(x),
        "radial": 0.4 * (x**2 + y**2),
        "azimuthal": 0.3 * np.cos(2 * np.arctan2(y, x)),
        "dipole": 0.3 * x,
    }[trend]
    found = gap_anatomy(image, 2.5 * image * np.exp(logs), None, (100.0, 100.0))
    assert found is not None
    if trend == "constant":
        assert found.ratio == pytest.approx(2.5)
        assert found.constant == pytest.approx(1.0)
        assert "a factor, and nothing else" in found.says
    else:
        assert getattr(found, trend) > 0.9
        assert found.per_peak < 0.1
        assert f"{trend} trend" in found.says
