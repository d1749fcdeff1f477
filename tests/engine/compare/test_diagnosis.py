"""Causes are planted in a reference, and must be found and proved.

The reference is made by changing the model or its image here, by other means than the
hypotheses themselves where there are any.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from braggscope_engine import (
    Beam,
    Convention,
    Crystal,
    Detector,
    Experiment,
    Geometry,
    InvalidParameterError,
    Quirk,
    ReflectionTable,
    RenderOptions,
    Sampling,
    Sensor,
    SimulationCancelled,
    Spread,
    Status,
    UnitCell,
    diagnose,
    place,
    simulate,
)
from braggscope_engine.io import reference_of

Image = NDArray[np.float64]


def image_of(experiment: Experiment) -> Image:
    frame = simulate(experiment, RenderOptions(dtype="float64"))
    return frame.intensity.numpy()


def model(seed: int) -> Experiment:
    """A crystal before a small detector; everything that counts is different."""
    chance = random.Random(seed)
    side = np.arange(-12, 13)
    hkl = np.stack(np.meshgrid(side, side, side, indexing="ij"), -1).reshape(-1, 3)
    amplitudes = np.exp(np.random.default_rng(seed).normal(4, 1, len(hkl)))
    return Experiment(
        beam=Beam(
            wavelength_angstrom=chance.uniform(1.0, 1.3),
            flux_per_s=chance.uniform(1e17, 9e18),
            exposure_s=chance.choice([0.3, 2.7]),
            beam_size_mm=chance.choice([0.23, 0.71]),
            kahn_factor=chance.choice([0.0, 0.9]),
        ),
        crystal=Crystal(
            cell=UnitCell(a=41, b=47, c=53, alpha=88, beta=84, gamma=96),
            misset_deg=tuple(chance.uniform(10, 80) for _ in range(3)),
            n_cells=(chance.choice([7, 8]), 9, chance.choice([10, 12])),
            mosaic_spread_deg=0.4,
            mosaic_domains=chance.choice([2, 3]),
            reflections=ReflectionTable(hkl=hkl.astype(np.int32), amplitude=amplitudes),
        ),
        detector=Detector(
            convention=chance.choice(
                [Convention.MOSFLM, Convention.XDS, Convention.ADXV]
            ),
            distance_mm=60.0,
            pixel_size_mm=1.2,
            pixels_fast=64,
            pixels_slow=64,
            beam_x_mm=chance.uniform(30, 36),
            beam_y_mm=chance.uniform(40, 46),
            rotation_deg=(2.0, -3.0, 4.0),
        ),
        sampling=Sampling(osc_deg=1.3, phi_steps=chance.choice([5, 7]), oversample=1),
    )


@dataclass(frozen=True)
class Planting:
    """A cause, how it is planted, and what the model must have for it to matter."""

    name: str
    plant: Callable[[Experiment], Image]
    prepare: Callable[[Experiment], Experiment] = lambda experiment: experiment


def changed(**parts: Callable[[Experiment], object]) -> Callable[[Experiment], Image]:
    def plant(experiment: Experiment) -> Image:
        return image_of(
            replace(experiment, **{k: make(experiment) for k, make in parts.items()})
        )

    return plant


def times(factor: Callable[[Experiment], float]) -> Callable[[Experiment], Image]:
    return lambda e: image_of(e) * factor(e)


def powered(experiment: Experiment, power: float) -> Crystal:
    table = experiment.crystal.reflections
    assert table is not None
    amplitude = table.amplitude**power
    return replace(
        experiment.crystal,
        reflections=ReflectionTable(hkl=table.hkl.copy(), amplitude=amplitude),
    )


def more_cells(experiment: Experiment, more: int) -> Crystal:
    a, b, c = experiment.crystal.n_cells
    return replace(experiment.crystal, n_cells=(a + more, b + more, c + more))


def solid_angles(geometry: Geometry) -> Image:
    """Area times cosine over square distance, from the corner and the axes."""
    slow, fast = np.indices((geometry.pixels_slow, geometry.pixels_fast)) + 0.5
    pixel = geometry.pixel_size_m
    position = (
        np.array(geometry.pix0_m)
        + fast[..., None] * pixel * np.array(geometry.fast)
        + slow[..., None] * pixel * np.array(geometry.slow)
    )
    path = np.linalg.norm(position, axis=-1)
    normal = np.cross(geometry.fast, geometry.slow)
    return pixel**2 * np.abs(position @ normal) / path**3


def half_a_pixel(experiment: Experiment) -> Image:
    """Every other sub-pixel of twice as many: pixels that begin half a pixel later."""
    geometry = place(experiment)
    pixel = geometry.pixel_size_m * 1e3
    corner = tuple(
        1e3 * p + 0.5 * pixel * f
        for p, f in zip(geometry.pix0_m, geometry.fast, strict=True)
    )
    return image_of(
        replace(experiment, detector=replace(experiment.detector, pix0_mm=corner))
    )


def moved(fast: int, slow: int) -> Callable[[Experiment], Image]:
    """The panel that begins whole pixels earlier or later, from a larger one."""

    def plant(experiment: Experiment) -> Image:
        geometry = place(experiment)
        pixel = geometry.pixel_size_m * 1e3
        more = 8
        corner = tuple(
            1e3 * p - more * pixel * (f + s)
            for p, f, s in zip(
                geometry.pix0_m, geometry.fast, geometry.slow, strict=True
            )
        )
        detector = replace(
            experiment.detector,
            pix0_mm=corner,
            pixels_fast=geometry.pixels_fast + 2 * more,
            pixels_slow=geometry.pixels_slow + 2 * more,
        )
        larger = image_of(replace(experiment, detector=detector))
        rows, columns = more + slow, more + fast
        return larger[
            rows : rows + geometry.pixels_slow, columns : columns + geometry.pixels_fast
        ].copy()

    return plant


def in_mosflm(experiment: Experiment) -> Experiment:
    """Not in ADXV, whose mirror image is XDS."""
    detector = replace(experiment.detector, convention=Convention.MOSFLM)
    return replace(experiment, detector=detector)


def with_sources(experiment: Experiment) -> Experiment:
    spread = Spread(range=0.2, count=11)
    return replace(experiment, beam=replace(experiment.beam, dispersion=spread))


def with_subpixels(experiment: Experiment) -> Experiment:
    return replace(experiment, sampling=replace(experiment.sampling, oversample=2))


def with_a_thick_sensor(experiment: Experiment) -> Experiment:
    sensor = Sensor(thickness_um=450.0, attenuation_depth_um=300.0, layers=1)
    return replace(experiment, detector=replace(experiment.detector, sensor=sensor))


def with_pix0_in_mm(experiment: Experiment) -> Experiment:
    """Millimetres that were typed where metres are read, of a panel moved by 3 mm."""
    corner = tuple(1e6 * x + 3e3 for x in place(experiment).pix0_m)
    return replace(experiment, detector=replace(experiment.detector, pix0_mm=corner))


def other_convention(experiment: Experiment) -> Detector:
    return replace(experiment.detector, convention=Convention.DENZO)


PLANTINGS = [
    Planting("phi steps", times(lambda e: e.sampling.phi_steps or 1)),
    Planting("mosaic domains", times(lambda e: e.crystal.mosaic_domains or 1)),
    Planting(
        "phi steps × mosaic domains",
        times(lambda e: (e.sampling.phi_steps or 1) * (e.crystal.mosaic_domains or 1)),
    ),
    Planting(
        "fluence: flux missed", changed(beam=lambda e: replace(e.beam, flux_per_s=0.0))
    ),
    Planting(
        "fluence: exposure missed",
        changed(beam=lambda e: replace(e.beam, exposure_s=1.0)),
    ),
    Planting("r_e²", times(lambda e: 1 / 7.94079248018965e-30)),
    Planting("N^3, inverse", times(lambda e: 1 / float(np.prod(e.crystal.n_cells)))),
    Planting("N + 1", changed(crystal=lambda e: more_cells(e, 1))),
    Planting("N - 1", changed(crystal=lambda e: more_cells(e, -1))),
    Planting("F for F²", changed(crystal=lambda e: powered(e, 0.5))),
    Planting("F² for F", changed(crystal=lambda e: powered(e, 2.0))),
    Planting(
        "polarisation off",
        changed(beam=lambda e: replace(e.beam, apply_polarization=False)),
    ),
    Planting("solid angle off", lambda e: image_of(e) / solid_angles(place(e))),
    Planting("stale-phi", changed(quirks=lambda e: frozenset({Quirk.STALE_PHI}))),
    Planting("transposed", lambda e: image_of(e).T.copy()),
    Planting("mirrored along slow", lambda e: image_of(e)[::-1].copy(), in_mosflm),
    Planting("shift +0.5, +0 px", half_a_pixel),
    Planting("shift +1, -1 px", moved(1, -1)),
    Planting("shift -6, +4 px", moved(-6, 4)),
    Planting(
        "pix0 in m for mm",
        changed(
            detector=lambda e: replace(
                e.detector, pix0_mm=tuple(x / 1e3 for x in e.detector.pix0_mm or ())
            )
        ),
        with_pix0_in_mm,
    ),
    Planting(
        "distance in m for mm",
        changed(detector=lambda e: replace(e.detector, distance_mm=60.0)),
        lambda e: replace(e, detector=replace(e.detector, distance_mm=60_000.0)),
    ),
    Planting(
        "beam centre in pixels for mm",
        changed(
            detector=lambda e: replace(
                e.detector,
                beam_x_mm=(e.detector.beam_x_mm or 0) * e.detector.pixel_size_mm,
                beam_y_mm=(e.detector.beam_y_mm or 0) * e.detector.pixel_size_mm,
            )
        ),
    ),
    Planting("sources", times(lambda e: 11), with_sources),
    Planting("sub-pixels (oversample²)", times(lambda e: 4), with_subpixels),
    Planting(
        "absorption off",
        changed(detector=lambda e: replace(e.detector, sensor=Sensor())),
        with_a_thick_sensor,
    ),
    Planting("convention DENZO", changed(detector=other_convention)),
    Planting(
        "beam centre: X and Y exchanged",
        changed(
            detector=lambda e: replace(
                e.detector,
                beam_x_mm=e.detector.beam_y_mm,
                beam_y_mm=e.detector.beam_x_mm,
            )
        ),
    ),
    Planting(
        "detector roty reversed",
        changed(detector=lambda e: replace(e.detector, rotation_deg=(2.0, 3.0, 4.0))),
    ),
]


def found_first(planting: Planting, seed: int) -> tuple[bool, str]:
    experiment = planting.prepare(model(seed))
    reference = planting.plant(experiment).astype(np.float32)
    found = diagnose(experiment, reference)
    names = [finding.name for finding in found.causes]
    proved = all(f.status is Status.CONFIRMED and f.whole_image for f in found.causes)
    right = names == [planting.name] and proved and found.findings[0].name == names[0]
    return right, f"{planting.name}: {found.verdict}"


@pytest.mark.parametrize("planting", PLANTINGS, ids=lambda planting: planting.name)
def test_each_planted_cause_is_found_and_proved(planting: Planting) -> None:
    right, said = found_first(planting, 12)
    assert right, said


def test_planted_causes_are_ranked_first_and_proved() -> None:
    chance = random.Random(20)
    drawn = chance.sample(PLANTINGS, 10)
    results = [found_first(planting, chance.randrange(1000)) for planting in drawn]
    wrong = [said for right, said in results if not right]
    assert len(wrong) <= 1, "\n".join(wrong)


def test_two_factors_that_cannot_be_separated_are_not_explained() -> None:
    experiment = model(4)
    reference = image_of(experiment) * 5.31 * 1.77
    found = diagnose(experiment, reference)
    assert not found.explained
    assert found.causes == ()
    assert found.after is None
    assert found.verdict.startswith("Not explained")
    assert f"{5.31 * 1.77:.4f}" in found.verdict
    assert all(f.status is not Status.CONFIRMED for f in found.findings)
    assert found.anatomy_before is not None
    assert found.anatomy_before.ratio == pytest.approx(5.31 * 1.77, rel=1e-6)


def test_causes_that_cannot_be_told_apart_are_all_named() -> None:
    steps = model(4).sampling.phi_steps or 1
    crystal = replace(model(4).crystal, mosaic_domains=steps)
    experiment = replace(model(4), crystal=crystal)
    found = diagnose(experiment, image_of(experiment) * steps)
    assert [f.name for f in found.causes] == ["phi steps"]
    assert [[f.name for f in other] for other in found.alternatives] == [
        ["mosaic domains"]
    ]
    assert "cannot be told apart from: mosaic domains" in found.verdict


def test_a_pattern_and_a_factor_are_found_together() -> None:
    experiment = model(5)
    changed_beam = replace(experiment.beam, flux_per_s=0.0)
    planted = replace(
        experiment, beam=changed_beam, quirks=frozenset({Quirk.STALE_PHI})
    )
    found = diagnose(experiment, image_of(planted))
    assert [f.name for f in found.causes] == ["stale-phi", "fluence: flux missed"]
    assert found.after is not None
    assert found.after.relative_l2 < 1e-9
    expected = experiment.beam.effective_fluence_per_m2 / 125932015286227086360700000000
    assert found.causes[1].expected == pytest.approx(1 / expected, rel=1e-5)
    assert found.causes[1].measured == pytest.approx(1 / expected, rel=1e-5)


def test_the_same_model_agrees() -> None:
    experiment = model(6)
    found = diagnose(experiment, image_of(experiment).astype(np.float32))
    assert found.agrees
    assert found.explained
    assert found.causes == ()
    assert "agree to" in found.verdict


def test_swapped_bytes_are_found_before_anything_else() -> None:
    experiment = model(7)
    image = image_of(experiment)
    counts = np.round(image / image.max() * 30000).astype(np.uint16)
    found = diagnose(experiment, reference_of(counts.byteswap()))
    assert found.causes[0].name == "swapped bytes"
    assert np.corrcoef(found.reference.ravel(), image.ravel())[0, 1] > 0.999


def test_an_offset_and_an_automatic_scale_are_no_cause() -> None:
    experiment = model(8)
    planted = image_of(replace(experiment, quirks=frozenset({Quirk.STALE_PHI})))
    counts = np.floor(planted * 55000 / planted.max() + 40.5).astype(np.uint16)
    found = diagnose(experiment, reference_of(counts))
    assert [f.name for f in found.causes] == ["stale-phi"]
    assert "offset of 40" in found.verdict
    assert "55000" in found.verdict
    assert found.reference.min() == 0


def test_no_correlation_is_a_geometry_problem_first() -> None:
    experiment = model(9)
    detector = replace(
        experiment.detector,
        beam_x_mm=(experiment.detector.beam_x_mm or 0) + 7.3,
        beam_y_mm=(experiment.detector.beam_y_mm or 0) - 5.1,
    )
    found = diagnose(experiment, 3 * image_of(replace(experiment, detector=detector)))
    assert found.geometry_first
    assert found.verdict.startswith("Different geometry")
    assert "means nothing" in found.verdict
    assert not found.explained


def test_another_shape_is_refused_and_a_stopped_search_ends() -> None:
    experiment = model(10)
    with pytest.raises(InvalidParameterError, match="64 x 64"):
        diagnose(experiment, np.ones((10, 64)))
    with pytest.raises(SimulationCancelled):
        diagnose(experiment, np.ones((64, 64)), should_stop=lambda: True)


def test_masked_pixels_do_not_count() -> None:
    experiment = model(11)
    image = image_of(experiment).astype(np.float32)
    image[10:20, 30:40] = np.nan
    found = diagnose(experiment, image)
    assert found.agrees
    assert found.before.masked == 100
