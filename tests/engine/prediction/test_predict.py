"""Predicted reflections are those that a simulated image shows."""

from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from braggscope_engine import (
    ALL_QUIRKS,
    Beam,
    Convention,
    Crystal,
    CrystalShape,
    Detector,
    Experiment,
    Pivot,
    PixelMask,
    PredictedReflections,
    Quirk,
    RenderOptions,
    Roi,
    Sampling,
    Spread,
    UnitCell,
    Vector,
    full_precision,
    place,
    predict,
    simulate,
)

from ..build import about, experiment, listed
from .centroids import displacements


def random_angles(random: Random, low: float, high: float) -> Vector:
    x, y, z = (random.uniform(low, high) for _ in range(3))
    return x, y, z


def random_experiment(seed: int) -> Experiment:
    """A small detector anywhere, before a crystal that is turned through its spots."""
    random = Random(seed)
    curved = random.random() < 0.2
    swung = random.random() < 0.5 and not curved
    osc = random.uniform(4, 7)
    return Experiment(
        beam=Beam(
            wavelength_angstrom=random.uniform(0.8, 1.5),
            dispersion=Spread(range=random.choice([0.0, 0.0, 0.3]), count=2),
            horizontal_divergence=Spread(range=random.choice([0.0, 0.0, 2.0]), count=2),
        ),
        crystal=Crystal(
            cell=UnitCell(
                a=random.uniform(25, 45),
                b=random.uniform(25, 45),
                c=random.uniform(25, 45),
                alpha=random.uniform(80, 100),
                beta=random.uniform(80, 100),
                gamma=random.uniform(80, 105),
            ),
            default_F=100.0,
            n_cells=(random.randint(6, 9), random.randint(6, 9), random.randint(6, 9)),
            misset_deg=random_angles(random, 0, 360),
            shape=random.choice(list(CrystalShape)),
            mosaic_spread_deg=random.choice([0.0, 0.0, 0.2]),
            mosaic_domains=3,
        ),
        detector=Detector(
            convention=random.choice(list(Convention)),
            pivot=random.choice(list(Pivot)),
            curved=curved,
            distance_mm=random.uniform(60, 90),
            pixel_size_mm=0.2,
            pixels_fast=150,
            pixels_slow=140,
            rotation_deg=random_angles(random, -25, 25),
            two_theta_deg=random.uniform(-60, 120) if swung else 0.0,
        ),
        sampling=Sampling(
            osc_deg=osc,
            phi_start_deg=random.uniform(-90, 90),
            phi_steps=round(osc / 0.2),
            oversample=3,
        ),
    )


def image_of(shown: Experiment) -> NDArray[np.float64]:
    return simulate(shown, RenderOptions(dtype="float64")).intensity.numpy()


def centroid_errors(
    found: PredictedReflections, image: NDArray[np.float64], whole: float = 0.995
) -> list[float]:
    """Distance of the centroids of whole spots that stand alone, pixels."""
    away = displacements(found, image, whole)
    return [float(np.hypot(*pixels)) for pixels in away.values()]


def test_spots_lie_where_they_are_predicted_whatever_the_geometry() -> None:
    errors: list[float] = []
    for seed in range(10):
        shown = random_experiment(seed)
        errors += centroid_errors(predict(shown), image_of(shown))
    assert len(errors) > 60
    assert np.mean(np.array(errors) <= 0.1) >= 0.99


def brute_force(
    shown: Experiment, most: int, margin_m: float
) -> dict[tuple[int, ...], float]:
    """Reflections near the sphere in any phi step, from all indices of a box."""
    numbers, geometry = full_precision(shown), place(shown)
    cell = np.array([numbers["a0"], numbers["b0"], numbers["c0"]]) * 1e10
    wavelength = shown.beam.wavelength_angstrom
    side = np.arange(-most, most + 1)
    hkl = np.stack(np.meshgrid(side, side, side, indexing="ij"), -1).reshape(-1, 3)
    best = np.zeros(len(hkl))
    osc = shown.sampling.osc_deg or 0.0
    steps = shown.sampling.phi_steps or 1
    for step in range(steps):
        turn = about(
            geometry.spindle, shown.sampling.phi_start_deg + osc / steps * step
        )
        star = np.linalg.inv(cell @ turn.T).T
        towards = hkl @ star + np.array(geometry.beam) / wavelength
        length = np.linalg.norm(towards, axis=1)
        ray = towards / length[:, None]
        square = ((ray @ star.T / np.array(shown.crystal.n_cells)) ** 2).sum(1)
        error = length - 1 / wavelength
        weight = np.exp(-(np.pi**2) / 3 * error**2 / square)
        lab = np.array(geometry.pix0_m)
        plane = np.cross(geometry.fast, geometry.slow)
        reach = (lab @ plane) / (ray @ plane)
        inside = ray * reach[:, None] - lab
        fast, slow = inside @ geometry.fast, inside @ geometry.slow
        size = np.array(
            [geometry.size_fast_m, geometry.size_slow_m],
        )
        seen = (reach > 0) & (fast > margin_m) & (slow > margin_m)
        seen &= (fast < size[0] - margin_m) & (slow < size[1] - margin_m)
        best = np.maximum(best, np.where(seen, weight, 0.0))
    return {
        tuple(int(i) for i in row): float(weight)
        for row, weight in zip(hkl, best, strict=True)
        if weight > 0
    }


@pytest.mark.parametrize("two_theta", [0.0, 60.0, 130.0])
def test_every_excited_reflection_of_the_box_is_found(two_theta: float) -> None:
    shown = experiment(
        crystal={"n_cells": (12, 12, 12), "misset_deg": (10.0, 20.0, 30.0)},
        detector={
            "pixels_fast": 100,
            "pixels_slow": 80,
            "pixel_size_mm": 1.0,
            "two_theta_deg": two_theta,
            "pivot": Pivot.SAMPLE,
            "rotation_deg": (5.0, 4.0, 3.0),
        },
        sampling={"osc_deg": 1.0, "phi_steps": 4, "phi_start_deg": 33.0},
        beam={"wavelength_angstrom": 6.0},
    )
    found = {tuple(int(i) for i in row) for row in predict(shown).hkl}
    # The mean of several steps may fall off the panel at its very edge.
    inside = brute_force(shown, 31, 1e-3)
    around = brute_force(shown, 31, -1e-3)
    clear = {hkl for hkl, weight in inside.items() if weight > 0.012}
    possible = {hkl for hkl, weight in around.items() if weight > 0.008}
    assert len(clear) > 20
    assert clear <= found
    assert found <= possible


def test_steps_that_keep_an_older_angle_lose_no_reflection() -> None:
    # The first step, of no rotation, keeps the last angle: far from its neighbours.
    sampling = {"osc_deg": 8.0, "phi_steps": 8}
    detector = {"pixels_fast": 100, "pixels_slow": 80, "pixel_size_mm": 1.0}
    crystal = {"n_cells": (12, 12, 12), "misset_deg": (10.0, 20.0, 30.0)}
    turned = experiment(
        crystal=crystal,
        detector=detector,
        sampling=sampling,
        quirks=frozenset({Quirk.STALE_PHI}),
    )
    found = {tuple(row) for row in predict(turned).hkl.tolist()}
    expected = set()
    for angle in range(1, 8):
        still = experiment(
            crystal=crystal,
            detector=detector,
            sampling={"phi_start_deg": float(angle)},
        )
        rows = predict(still)
        # The mean over steps of one at the very edge may lie beyond it.
        inside = np.abs(rows.fast_px - 50) < 48
        inside &= np.abs(rows.slow_px - 40) < 38
        expected |= {tuple(row) for row in rows.hkl[inside].tolist()}
    unturned = predict(experiment(crystal=crystal, detector=detector))
    only_unturned = {tuple(row) for row in unturned.hkl.tolist()} - expected
    assert len(expected) > 100
    assert expected <= found
    assert len(only_unturned - found) > 10


def test_a_reflection_that_crosses_twice_is_two() -> None:
    turned = experiment(
        crystal={"cell": UnitCell(a=30, b=35, c=40), "misset_deg": (10.0, 20.0, 30.0)},
        detector={"pixels_fast": 100, "pixels_slow": 100, "pixel_size_mm": 1.0},
        sampling={"osc_deg": 360.0, "phi_steps": 720},
    )
    rows = predict(turned)
    _, counts = np.unique(rows.hkl, axis=0, return_counts=True)
    assert counts.max() == 2
    assert np.mean(counts == 2) > 0.1
    assert np.median(rows.partiality) > 0.99
    # Friedel's law of geometry: h at phi is -h mirrored, so all are crossings.
    assert np.ptp(rows.phi_deg) > 300


def test_a_still_says_how_far_it_is_from_its_best_angle() -> None:
    settings = {"crystal": {"n_cells": (15, 15, 15), "misset_deg": (7.0, 3.0, 1.0)}}
    detector = {"pixels_fast": 100, "pixels_slow": 100, "pixel_size_mm": 1.0}
    still = predict(experiment(**settings, detector=detector))
    assert 0 < still.partiality.max() <= 1
    n = int(np.argmin(np.where(still.partiality > 0.3, still.partiality, 9)))
    best = experiment(
        **settings,
        detector=detector,
        sampling={"phi_start_deg": float(still.phi_deg[n])},
    )
    there = predict(best)
    row = np.flatnonzero((there.hkl == still.hkl[n]).all(axis=1))[0]
    assert there.partiality[row] == pytest.approx(1.0, abs=1e-3)
    assert there.weight[row] > still.weight[n]


def test_width_follows_the_size_of_the_crystal() -> None:
    detector = {"pixels_fast": 100, "pixels_slow": 100, "pixel_size_mm": 0.05}
    small, large = (
        predict(
            experiment(
                crystal={"n_cells": (n, n, n), "shape": CrystalShape.GAUSS},
                detector=detector,
            )
        )
        for n in (5, 10)
    )
    centre = (50.0, 50.0, 60.0)
    a, b = (rows.nearest(*centre) for rows in (small, large))
    assert a is not None
    assert b is not None
    ratio = np.sqrt(small.width_fast_px[a] ** 2 - 0.46) / np.sqrt(
        large.width_fast_px[b] ** 2 - 0.46
    )
    assert ratio == pytest.approx(2.0, rel=0.02)


def test_region_mask_and_resolution_leave_reflections_out() -> None:
    detector = {"pixels_fast": 100, "pixels_slow": 90, "pixel_size_mm": 1.0}
    whole = predict(experiment(detector=detector))
    roi = Roi(fast_min=20, fast_max=60, slow_min=10, slow_max=50)
    cut = predict(experiment(detector=detector, sampling={"roi": roi}))
    inside = (whole.fast_px >= 20) & (whole.fast_px < 61)
    inside &= (whole.slow_px >= 10) & (whole.slow_px < 51)
    assert 0 < len(cut) < len(whole)
    assert cut.hkl.tolist() == whole.hkl[inside].tolist()
    keep = np.ones((90, 100), bool)
    keep[:, :50] = False
    masked = predict(experiment(detector={**detector, "mask": PixelMask(keep=keep)}))
    assert masked.hkl.tolist() == whole.hkl[whole.fast_px >= 50].tolist()
    limited = predict(experiment(detector=detector, sampling={"d_min_angstrom": 5.0}))
    assert limited.hkl.tolist() == whole.hkl[whole.d_angstrom >= 5.0].tolist()


def test_reflections_that_the_list_lacks_are_told() -> None:
    detector = {"pixels_fast": 100, "pixels_slow": 90, "pixel_size_mm": 1.0}
    table = listed(3)
    rows = predict(
        experiment(detector=detector, crystal={"reflections": table, "default_F": 0.0})
    )
    amplitudes = dict(zip(map(tuple, table.hkl.tolist()), table.amplitude, strict=True))
    for hkl, F, missing in zip(rows.hkl.tolist(), rows.F, rows.missing, strict=True):
        assert missing == (tuple(hkl) not in amplitudes)
        assert amplitudes.get(tuple(hkl), 0.0) == F
    assert rows.missing.any()
    assert not rows.missing.all()


def test_strict_curved_panels_are_inverted_too() -> None:
    shown = experiment(
        crystal={
            "cell": UnitCell(a=30, b=35, c=40),
            "n_cells": (8, 8, 8),
            "shape": CrystalShape.GAUSS,
        },
        detector={
            "pixels_fast": 200,
            "pixels_slow": 200,
            "pixel_size_mm": 0.2,
            "curved": True,
        },
        sampling={"osc_deg": 4.0, "phi_steps": 16, "phi_start_deg": 20.0},
        quirks=ALL_QUIRKS - {Quirk.SPOT_RADIUS_OF_ALL_CELLS},
    )
    image = image_of(shown)
    errors = centroid_errors(predict(shown), image, whole=0.7)
    assert len(errors) > 5
    assert np.mean(np.array(errors) <= 0.1) >= 0.99


def test_nothing_on_the_detector_is_an_empty_table() -> None:
    rows = predict(
        experiment(
            crystal={"n_cells": (900, 900, 900)},
            detector={
                "pixels_fast": 2,
                "pixels_slow": 2,
                "pixel_size_mm": 0.001,
                "rotation_deg": (0.0, 0.0, 40.0),
                "two_theta_deg": 33.0,
                "pivot": Pivot.SAMPLE,
            },
        )
    )
    assert len(rows) == 0
    assert rows.hkl.shape == (0, 3)
    assert rows.nearest(1.0, 1.0, 10.0) is None
