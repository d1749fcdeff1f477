"""Every value that cannot be computed with is refused at birth, in one sentence."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest
from numpy.typing import NDArray

from braggscope_engine import (
    Axes,
    Background,
    Beam,
    Convention,
    Crystal,
    CrystalShape,
    Detector,
    Experiment,
    InvalidParameterError,
    OrientationMatrix,
    Pivot,
    PixelMask,
    Readout,
    ReflectionTable,
    Roi,
    Sampling,
    Sensor,
    Source,
    Spread,
    UnitCell,
    Vector,
)

CELL = UnitCell(a=70, b=80, c=90)


def build_spread(**value: Any) -> Beam:
    return Beam(horizontal_divergence=Spread(**value))


def build_roi(**value: Any) -> Sampling:
    return Sampling(roi=Roi(**value))


def build_source(**value: Any) -> Source:
    return Source(**{"position": (-1, 0, 0), "wavelength_angstrom": 1.0, **value})


def build_cell(**value: Any) -> UnitCell:
    return UnitCell(**{"a": 70, "b": 80, "c": 90, **value})


def build_matrix(**value: Any) -> OrientationMatrix:
    columns = {"a_star": (0.01, 0, 0), "b_star": (0, 0.01, 0), "c_star": (0, 0, 0.01)}
    return OrientationMatrix(**{**columns, **value})


@dataclass(frozen=True)
class Model:
    """A model, how to make one with a single value of its own, and its path."""

    kind: type
    build: Callable[..., object]
    path: str


MODELS = [
    Model(Beam, Beam, "beam"),
    Model(Spread, build_spread, "beam.horizontal_divergence"),
    Model(Source, build_source, "beam.sources"),
    Model(Crystal, lambda **value: Crystal(**{"cell": CELL, **value}), "crystal"),
    Model(UnitCell, build_cell, "crystal.cell"),
    Model(OrientationMatrix, build_matrix, "crystal.matrix"),
    Model(Detector, Detector, "detector"),
    Model(Sensor, Sensor, "detector.sensor"),
    Model(Axes, Axes, "detector.custom_axes"),
    Model(Sampling, Sampling, "sampling"),
    Model(Roi, build_roi, "sampling.roi"),
    Model(Background, Background, "background"),
    Model(Readout, Readout, "readout"),
]

NO_NUMBER: list[Any] = [math.nan, math.inf, -math.inf, 1e61, -1e61, "ten", [1.0], 1j]
NO_WHOLE: list[Any] = [math.nan, math.inf, 1.5, 2.0, "3", [1], 10**30, -(10**30)]
NO_VECTOR: list[Any] = [
    (1.0, 2.0),
    (1.0, 2.0, 3.0, 4.0),
    (1.0, math.nan, 0.0),
    (math.inf, 0.0, 0.0),
    (0.0, 0.0, 1e61),
    ("1", "2", "3"),
    5.0,
    "xyz",
]
NO_TRIPLE: list[Any] = [(1, 2), (1, 2, 3, 4), (1, 2, 0), (1, -2, 3), (1.5, 2, 3), 5]

POSITIVE: list[Any] = [0.0, -1.0]
# What is refused besides what no number of its type may be.
BESIDES: dict[str, list[Any]] = {
    "beam.wavelength_angstrom": POSITIVE,
    "beam.fluence_per_m2": [-1.0],
    "beam.flux_per_s": [-1.0],
    "beam.exposure_s": [-1.0],
    "beam.kahn_factor": [-1.01, 1.01],
    "beam.horizontal_divergence.range": [-1.0],
    "beam.horizontal_divergence.step": [-1.0],
    "beam.horizontal_divergence.count": [0, -1, 100_001],
    "beam.sources.position": [(0.0, 0.0, 0.0)],
    "beam.sources.weight": [-1.0],
    "beam.sources.wavelength_angstrom": POSITIVE,
    **{f"crystal.cell.{name}": POSITIVE for name in "abc"},
    **{
        f"crystal.cell.{name}": [0.0, -90.0, 180.0, 270.0]
        for name in ("alpha", "beta", "gamma")
    },
    **{
        f"crystal.matrix.{name}": [(0.0, 0.0, 0.0)]
        for name in ("a_star", "b_star", "c_star")
    },
    "crystal.n_cells": [(10_000_001, 1, 1)],
    "crystal.fudge": [-0.1],
    "crystal.mosaic_spread_deg": [-0.1, 180.1],
    "crystal.mosaic_domains": [0, -3, 1_000_001],
    "crystal.mosaic_seed": [2**31],
    "crystal.misset_seed": [-(2**31)],
    "detector.distance_mm": POSITIVE,
    "detector.pixel_size_mm": POSITIVE,
    "detector.size_fast_mm": POSITIVE,
    "detector.size_slow_mm": POSITIVE,
    "detector.pixels_fast": [0, -1, 100_001],
    "detector.pixels_slow": [0, -1, 100_001],
    "detector.sensor.thickness_um": [-1.0],
    "detector.sensor.attenuation_depth_um": POSITIVE,
    "detector.sensor.layers": [0, -1, 10_001],
    **{
        f"detector.custom_axes.{field.name}": [(0.0, 0.0, 0.0)]
        for field in fields(Axes)
    },
    "sampling.osc_deg": [-0.1, 36_001.0],
    "sampling.phi_step_deg": [-0.1],
    "sampling.phi_steps": [0, -1, 1_000_001],
    "sampling.oversample": [0, -1, 101],
    "sampling.d_min_angstrom": [-0.1],
    **{f"sampling.roi.{field.name}": [-1] for field in fields(Roi)},
    "background.water_um": [-1.0],
    "readout.adu_per_photon": POSITIVE,
    "readout.noise_seed": [2**31],
}
ALLOWED: dict[str, list[Any]] = {
    # A sensor that absorbs nothing.
    "detector.sensor.attenuation_depth_um": [math.inf],
    # A region may end beyond the detector.
    **{f"sampling.roi.{field.name}": [10**30] for field in fields(Roi)},
}

# Their own tests are below; names are texts of any kind.
OTHERWISE = {
    "beam.horizontal_divergence",
    "beam.vertical_divergence",
    "beam.dispersion",
    "beam.sources",
    "crystal.cell",
    "crystal.matrix",
    "crystal.matrix.name",
    "crystal.reflections",
    "detector.custom_axes",
    "detector.sensor",
    "detector.mask",
    "sampling.roi",
}


def refused_values(kind: Any) -> list[Any] | None:
    """What no field of a type may hold, or None for a type with tests of its own."""
    kinds = get_args(kind) or (kind,)
    if kind == tuple[int, int, int]:
        return NO_TRIPLE
    if kind in (Vector, Vector | None):
        return NO_VECTOR
    if float in kinds:
        return NO_NUMBER
    if bool in kinds:
        return ["yes", 2, 1.0]
    if int in kinds:
        return NO_WHOLE
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return ["sideways", 3]
    return None


def refusals() -> Iterator[Any]:
    for model in MODELS:
        hints = get_type_hints(model.kind)
        for field in fields(model.kind):
            path = f"{model.path}.{field.name}"
            values = refused_values(hints[field.name])
            if values is None:
                assert path in OTHERWISE, f"{path} has no test"
                continue
            if type(None) not in get_args(hints[field.name]):
                values = [*values, None]
            for value in [*values, *BESIDES.get(path, [])]:
                if value not in ALLOWED.get(path, []):
                    yield pytest.param(
                        model, field.name, value, id=f"{path}={value!r}"[:80]
                    )


@pytest.mark.parametrize(("model", "name", "value"), list(refusals()))
def test_a_value_that_cannot_be_used_is_refused_with_its_path(
    model: Model, name: str, value: Any
) -> None:
    with pytest.raises(InvalidParameterError) as refusal:
        model.build(**{name: value})
    assert refusal.value.parameter.startswith(f"{model.path}.{name}")
    message = str(refusal.value)
    assert message.startswith(refusal.value.parameter)
    assert "must be" in message
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 300


def test_every_special_case_names_a_field() -> None:
    paths = {f"{m.path}.{field.name}" for m in MODELS for field in fields(m.kind)}
    assert set(BESIDES) | set(ALLOWED) | OTHERWISE <= paths


def refusal(make: Callable[[], object]) -> InvalidParameterError:
    """What is said when something is refused: one sentence, or two with a hint."""
    with pytest.raises(InvalidParameterError) as caught:
        make()
    message = str(caught.value)
    assert message.startswith(caught.value.parameter)
    assert message.endswith(".")
    assert "\n" not in message
    return caught.value


@pytest.mark.parametrize("name", ["horizontal_divergence", "vertical_divergence"])
@pytest.mark.parametrize("spread", [{"range": -1}, {"step": -1}, {"count": 0}])
def test_each_divergence_is_checked_under_its_own_name(
    name: str, spread: dict[str, Any]
) -> None:
    divergence: dict[str, Any] = {name: Spread(**spread)}
    said = refusal(lambda: Beam(**divergence))
    assert said.parameter == f"beam.{name}.{next(iter(spread))}"


@pytest.mark.parametrize(
    "spread", [{"range": -1}, {"range": 200}, {"step": -1}, {"count": 0}]
)
def test_a_dispersion_stays_below_twice_the_wavelength(spread: dict[str, Any]) -> None:
    said = refusal(lambda: Beam(dispersion=Spread(**spread)))
    assert said.parameter == f"beam.dispersion.{next(iter(spread))}"


@pytest.mark.parametrize("size", [0.0, -0.1])
def test_a_flux_needs_a_beam_size(size: float) -> None:
    said = refusal(lambda: Beam(flux_per_s=1e12, beam_size_mm=size))
    assert said.parameter == "beam.beam_size_mm"
    assert "fluence" in str(said)
    assert Beam(beam_size_mm=size).effective_fluence_per_m2 > 0


def test_sources_that_all_weigh_nothing_are_refused_where_weights_count() -> None:
    sources = (build_source(weight=0.0), build_source(weight=0.0))
    assert len(Beam(sources=sources).sources) == 2
    said = refusal(lambda: Beam(sources=sources, use_source_weights=True))
    assert said.parameter == "beam.sources.weight"


@pytest.mark.parametrize(
    "angles", [(60.0, 60.0, 120.0), (120.0, 120.0, 120.0), (30.0, 40.0, 80.0)]
)
def test_angles_that_close_to_no_cell_are_refused(angles: Vector) -> None:
    alpha, beta, gamma = angles
    said = refusal(lambda: build_cell(alpha=alpha, beta=beta, gamma=gamma))
    assert said.parameter == "crystal.cell.angles"


def test_a_matrix_in_one_plane_is_refused() -> None:
    said = refusal(lambda: build_matrix(c_star=(0.02, -0.01, 0)))
    assert said.parameter == "crystal.matrix"


def test_a_detector_of_too_many_pixels_is_refused() -> None:
    said = refusal(lambda: Detector(pixels_fast=20_000, pixels_slow=20_000))
    assert "200,000,000" in str(said)


def test_a_mask_must_have_the_shape_of_the_detector() -> None:
    mask = PixelMask(keep=np.ones((5, 4), dtype=bool))
    assert Detector(pixels_fast=4, pixels_slow=5, mask=mask).shape == (5, 4)
    said = refusal(lambda: Detector(pixels_fast=5, pixels_slow=4, mask=mask))
    assert said.parameter == "detector.mask"


def test_a_crystal_needs_a_cell_or_a_matrix() -> None:
    said = refusal(lambda: Experiment(crystal=Crystal(default_F=1.0)))
    assert said.parameter == "crystal.cell"
    matrix = Crystal(matrix=build_matrix(), default_F=1.0)
    assert Experiment(crystal=matrix).crystal is matrix


def test_a_crystal_needs_structure_factors() -> None:
    said = refusal(lambda: Experiment(crystal=Crystal(cell=CELL)))
    assert said.parameter == "crystal.default_F"


@pytest.mark.parametrize(
    ("hkl", "amplitude", "field"),
    [
        (np.zeros((0, 3), np.int32), np.zeros(0), "hkl"),
        (np.zeros((2, 4), np.int32), np.zeros(2), "hkl"),
        (np.zeros(3, np.int32), np.zeros(1), "hkl"),
        (np.zeros((2, 3), np.int32), np.zeros(3), "amplitude"),
        (np.zeros((2, 3), np.int32), np.array([1, np.nan]), "amplitude"),
        (np.zeros((2, 3), np.int32), np.array([1, -np.inf]), "amplitude"),
    ],
)
def test_a_malformed_reflection_list_is_refused(
    hkl: NDArray[np.int32], amplitude: NDArray[np.float64], field: str
) -> None:
    said = refusal(lambda: ReflectionTable(hkl=hkl, amplitude=amplitude))
    assert said.parameter == f"crystal.reflections.{field}"


def test_a_reflection_list_cannot_be_changed_behind_the_back_of_an_experiment() -> None:
    table = ReflectionTable(hkl=np.zeros((2, 3), np.int32), amplitude=np.ones(2))
    for array in (table.hkl, table.amplitude):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7


def test_equal_values_make_equal_experiments() -> None:
    def made(distance: float) -> Experiment:
        return Experiment(
            crystal=Crystal(cell=CELL, default_F=1.0, shape=CrystalShape.ROUND),
            detector=Detector(
                distance_mm=distance, convention=Convention.XDS, pivot=Pivot.SAMPLE
            ),
        )

    assert made(100.0) == made(100.0)
    assert made(100.0) != made(100.0000001)
