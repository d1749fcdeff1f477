"""Predictions follow the sub-steps that an image really has, be they few or faded."""

import numpy as np
import pytest
from numpy.typing import NDArray

from braggscope_engine import (
    CrystalShape,
    Experiment,
    Quirk,
    RenderOptions,
    Sensor,
    Spread,
    UnitCell,
    predict,
    simulate,
)

from ..build import Settings, experiment
from .centroids import displacements

CRYSTAL: Settings = {
    "cell": UnitCell(a=30, b=35, c=40),
    "n_cells": (9, 9, 9),
    "misset_deg": (10.0, 20.0, 30.0),
    "shape": CrystalShape.GAUSS,
}
DETECTOR: Settings = {"pixels_fast": 150, "pixels_slow": 140, "pixel_size_mm": 0.2}


def image_of(shown: Experiment) -> NDArray[np.float64]:
    return simulate(shown, RenderOptions(dtype="float64")).intensity.numpy()


def mean_displacement(shown: Experiment) -> NDArray[np.float64]:
    """Of the spots that are at least half recorded; fast, slow."""
    away = displacements(predict(shown), image_of(shown), 0.5)
    assert len(away) >= 4
    return np.abs(np.mean(list(away.values()), axis=0))


@pytest.mark.parametrize("quirks", [frozenset(), frozenset({Quirk.RUNNING_SUM})])
def test_a_running_sum_shows_spots_where_its_last_sub_pixel_is(
    quirks: frozenset[Quirk],
) -> None:
    # The last of 3 x 3 sub-pixels is a third of a pixel from the middle.
    shown = experiment(
        crystal=CRYSTAL,
        detector=DETECTOR,
        sampling={"oversample": 3, "oversample_solid_angle": True},
        quirks=quirks,
    )
    assert (mean_displacement(shown) < 0.02).all()


def test_a_running_sum_shows_its_last_phi_step() -> None:
    sampling = {"osc_deg": 2.0, "phi_steps": 4, "phi_start_deg": 20.0, "oversample": 1}
    shown = experiment(
        crystal=CRYSTAL,
        detector=DETECTOR,
        sampling={**sampling, "oversample_solid_angle": True},
        quirks=frozenset({Quirk.RUNNING_SUM}),
    )
    last = experiment(
        crystal=CRYSTAL,
        detector=DETECTOR,
        sampling={"phi_start_deg": 21.5, "oversample": 1},
    )
    found, expected = predict(shown), predict(last)
    assert found.hkl.tolist() == expected.hkl.tolist()
    assert np.allclose(found.fast_px, expected.fast_px, atol=1e-3)


@pytest.mark.parametrize(
    ("quirk", "per_layer"),
    [(None, False), (Quirk.RUNNING_SUM, True), (Quirk.LAST_LAYER_CAPTURE, False)],
)
def test_layers_catch_rays_where_they_are_predicted(
    quirk: Quirk | None, per_layer: bool
) -> None:
    # Aslant, rays are caught nearer to the surface: here by a fifth of a pixel.
    sensor = Sensor(thickness_um=1000, attenuation_depth_um=400, layers=10)
    shown = experiment(
        crystal=CRYSTAL,
        detector={**DETECTOR, "rotation_deg": (0.0, 0.0, 30.0), "sensor": sensor},
        sampling={"oversample": 2, "oversample_absorption": per_layer},
        quirks=frozenset() if quirk is None else frozenset({quirk}),
    )
    assert (mean_displacement(shown) < 0.02).all()


def test_width_is_that_of_the_layers_and_the_spot() -> None:
    sensor = Sensor(thickness_um=1500, attenuation_depth_um=1500, layers=10)
    shown = experiment(
        crystal={**CRYSTAL, "n_cells": (15, 15, 15)},
        detector={**DETECTOR, "rotation_deg": (0.0, 0.0, 40.0), "sensor": sensor},
        sampling={"oversample": 2, "osc_deg": 4.0, "phi_steps": 20},
    )
    found, image = predict(shown), image_of(shown)
    rows = list(displacements(found, image, 0.5))
    assert len(rows) >= 3
    for n in rows:
        assert widths_of(image, found.fast_px[n], found.slow_px[n]) == pytest.approx(
            (found.width_fast_px[n], found.width_slow_px[n]), rel=0.1
        )


def widths_of(
    image: NDArray[np.float64], fast: float, slow: float
) -> tuple[float, float]:
    """Full widths of a Gaussian with the variance of a spot; fast, slow, pixels."""
    box = image[int(slow) - 9 : int(slow) + 10, int(fast) - 9 : int(fast) + 10]

    def width(line: NDArray[np.float64]) -> float:
        along = np.arange(len(line))
        mean = (line @ along) / line.sum()
        return float(2.3548 * np.sqrt((line @ (along - mean) ** 2) / line.sum()))

    return width(box.sum(0)), width(box.sum(1))


def test_beams_far_apart_show_all_their_reflections() -> None:
    spread = Spread(range=600.0, count=3)
    shown = experiment(
        crystal=CRYSTAL, detector=DETECTOR, beam={"horizontal_divergence": spread}
    )
    found, image = predict(shown), image_of(shown)
    core = image[2:-2, 2:-2]
    around = [
        image[y : y + core.shape[0], x : x + core.shape[1]]
        for y in range(5)
        for x in range(5)
    ]
    tops = np.argwhere((core == np.max(around, axis=0)) & (core > 0.05 * core.max()))
    assert len(tops) > 40
    for slow, fast in tops + 2.5:
        assert found.nearest(fast, slow, 2.0) is not None


def test_few_beams_record_no_more_of_a_reflection_than_they_meet() -> None:
    spread = Spread(range=600.0, count=3)
    found = predict(
        experiment(
            crystal=CRYSTAL, detector=DETECTOR, beam={"horizontal_divergence": spread}
        )
    )
    # Each is met by one of three beams, a third of the light.
    assert np.allclose(found.partiality, np.minimum(3 * found.weight, 1.0))
    assert 0.1 < np.mean(found.partiality < 0.3) < 0.9


def test_an_oscillation_whose_steps_are_one_angle_is_a_still() -> None:
    # The first step, of no rotation, keeps the angle of the second.
    settings: Settings = {"crystal": CRYSTAL, "detector": DETECTOR}
    both = predict(
        experiment(
            **settings,
            sampling={"osc_deg": 1.0, "phi_steps": 2},
            quirks=frozenset({Quirk.STALE_PHI}),
        )
    )
    still = predict(experiment(**settings, sampling={"phi_start_deg": 0.5}))
    assert both.hkl.tolist() == still.hkl.tolist()
    for name in ("fast_px", "slow_px", "phi_deg", "partiality", "weight"):
        assert np.allclose(getattr(both, name), getattr(still, name), atol=1e-9)
