"""Small experiments to ask questions of."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from braggscope_engine import (
    Background,
    Beam,
    Crystal,
    Detector,
    Experiment,
    Quirk,
    ReflectionTable,
    RenderOptions,
    Sampling,
    UnitCell,
    Vector,
    simulate,
)

CELL = UnitCell(a=70, b=80, c=90, alpha=75, beta=85, gamma=95)
Settings = dict[str, Any]


def experiment(
    *,
    beam: Settings | None = None,
    crystal: Settings | None = None,
    detector: Settings | None = None,
    sampling: Settings | None = None,
    water_um: float = 0.0,
    quirks: frozenset[Quirk] = frozenset(),
) -> Experiment:
    """A triclinic crystal of 5 x 5 x 5 cells before 12 x 12 pixels of 2 mm."""
    return Experiment(
        beam=Beam(**{"wavelength_angstrom": 1.1, **(beam or {})}),
        crystal=Crystal(
            **{
                "cell": CELL,
                "default_F": 100.0,
                "n_cells": (5, 5, 5),
                **(crystal or {}),
            }
        ),
        detector=Detector(
            **{
                "pixels_fast": 12,
                "pixels_slow": 12,
                "pixel_size_mm": 2.0,
                **(detector or {}),
            }
        ),
        sampling=Sampling(**{"oversample": 1, **(sampling or {})}),
        background=Background(water_um=water_um),
        quirks=quirks,
    )


def image(experiment: Experiment, dtype: str = "float64") -> NDArray[np.float64]:
    """Photons, shape (slow, fast)."""
    frame = simulate(experiment, RenderOptions(dtype=dtype))
    return frame.intensity.double().numpy()


def listed(seed: int) -> ReflectionTable:
    """Amplitudes that differ a lot from one reflection to the next."""
    side = np.arange(-9, 8)
    hkl = np.stack(np.meshgrid(side, side, side, indexing="ij"), -1).reshape(-1, 3)
    random = np.random.default_rng(seed)
    return ReflectionTable(
        hkl=hkl.astype(np.int32), amplitude=np.exp(random.normal(3, 2, len(hkl)))
    )


def vector(values: Iterable[float]) -> Vector:
    """Three numbers as the models want them."""
    x, y, z = (float(value) for value in values)
    return x, y, z


def about(axis: Vector, degrees: float) -> NDArray[np.float64]:
    """Rotation matrix about a unit axis, by the exponential series of its generator."""
    x, y, z = axis
    generator = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]]) * np.radians(degrees)
    halved = generator / 64
    term = turned = np.eye(3)
    for power in range(1, 16):
        term = term @ halved / power
        turned = turned + term
    for _ in range(6):
        turned = turned @ turned
    return turned
