"""Predictions with kernels, against those that are made step by step."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from braggscope_engine import (
    CrystalShape,
    Experiment,
    KernelStore,
    PredictedReflections,
    Sensor,
    Spread,
    UnitCell,
    predict,
)
from braggscope_engine.fused.store import Kernel
from braggscope_engine.fused.variants import Variant, predicting

from ..build import Settings, experiment, listed

DETECTOR: Settings = {
    "pixels_fast": 120,
    "pixels_slow": 110,
    "pixel_size_mm": 1.0,
    "rotation_deg": (5.0, 14.0, -9.0),
}
CRYSTAL: Settings = {
    "cell": UnitCell(a=30, b=35, c=40, alpha=85, beta=95, gamma=100),
    "n_cells": (11, 13, 15),
    "misset_deg": (10.0, 20.0, 30.0),
}
STEPS: Settings = {"osc_deg": 3.0, "phi_steps": 7, "phi_start_deg": 20.0}


def shown(
    *,
    crystal: Settings | None = None,
    detector: Settings | None = None,
    sampling: Settings | None = None,
    beam: Settings | None = None,
) -> Experiment:
    return experiment(
        crystal={**CRYSTAL, **(crystal or {})},
        detector={**DETECTOR, **(detector or {})},
        sampling=STEPS if sampling is None else sampling,
        beam=beam,
    )


def assert_same(found: PredictedReflections, expected: PredictedReflections) -> None:
    assert found.hkl.tolist() == expected.hkl.tolist()
    for field in fields(PredictedReflections):
        one, two = getattr(found, field.name), getattr(expected, field.name)
        if field.name.startswith("width"):
            # Of the brightest sub-step: two may be as bright, but for rounding.
            away = np.abs(one / two - 1)
            assert not len(away) or np.mean(away <= 1e-9) >= 0.98
            assert (away <= 0.02).all()
        else:
            np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-9)


CASES = {
    "oscillation": shown(),
    "still": shown(sampling={"phi_start_deg": 40.0}),
    "thin slice": shown(sampling={"osc_deg": 0.2, "phi_steps": 3}),
    "whole turn": shown(
        detector={"pixels_fast": 40, "pixels_slow": 30},
        sampling={"osc_deg": 360.0, "phi_steps": 720},
    ),
    "many sources": shown(
        beam={
            "dispersion": Spread(range=0.4, count=3),
            "horizontal_divergence": Spread(range=2.0, count=2),
        }
    ),
    "mosaic": shown(crystal={"mosaic_spread_deg": 0.3, "mosaic_domains": 4}),
    "round": shown(crystal={"shape": CrystalShape.ROUND}),
    "gauss": shown(crystal={"shape": CrystalShape.GAUSS, "reflections": listed(3)}),
    "thick sensor": shown(
        detector={
            "sensor": Sensor(thickness_um=900, attenuation_depth_um=500, layers=4)
        }
    ),
    "far round": shown(detector={"two_theta_deg": 110.0}),
}


@pytest.mark.parametrize("case", CASES)
def test_kernels_predict_what_is_predicted_step_by_step(
    uncompiled: KernelStore, case: str
) -> None:
    plain = predict(CASES[case])
    assert len(plain) > 20
    assert_same(predict(CASES[case], kernels=uncompiled), plain)


class Broken:
    """A store of kernels that give nothing back."""

    def get(self, variant: Variant) -> Kernel:
        def run(inputs: object) -> list[object]:
            raise AssertionError(f"{variant.name} was run")

        return run  # type: ignore[return-value]


@pytest.mark.parametrize(
    "other",
    [
        shown(detector={"curved": True, "rotation_deg": (0.0, 0.0, 0.0)}),
        shown(crystal={"n_cells": (2, 2, 2)}),
    ],
)
def test_bent_panels_and_wide_spots_do_without(other: Experiment) -> None:
    broken: KernelStore = Broken()  # type: ignore[assignment]
    assert_same(predict(other, kernels=broken), predict(other))
    with pytest.raises(AssertionError, match="was run"):
        predict(CASES["still"], kernels=broken)


def test_a_few_reflections_or_none_are_as_good(uncompiled: KernelStore) -> None:
    sizes = []
    for size in (3, 4, 8, 16):
        few = shown(
            crystal={"n_cells": (60, 60, 60)},
            detector={"pixels_fast": size, "pixels_slow": size},
        )
        rows = predict(few)
        sizes.append(len(rows))
        assert_same(predict(few, kernels=uncompiled), rows)
    assert min(sizes) < 2 < max(sizes)


def test_kernels_that_are_not_there_are_wanted(tmp_path: Path) -> None:
    store = KernelStore(tmp_path)
    assert_same(predict(CASES["still"], kernels=store), predict(CASES["still"]))
    assert set(store.wanted) == set(predicting("cpu"))
