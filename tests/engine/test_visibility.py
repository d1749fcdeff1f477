"""Upper bounds of blocks of pixels, against every point of the block."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from braggscope_engine import (
    Convention,
    CrystalShape,
    Experiment,
    ReflectionTable,
    UnitCell,
    resolve,
)
from braggscope_engine.block_rays import block_rays
from braggscope_engine.bundles import bundles_for, gather
from braggscope_engine.pixels import PanelSurface
from braggscope_engine.scattering import Scatterer
from braggscope_engine.visibility import block_bounds

from .build import experiment, listed

HOST = torch.device("cpu")
RIGHT_ANGLED = UnitCell(a=70, b=80, c=90)


def block(pixel_mm: float = 1.0, **settings: Any) -> Experiment:
    """One block of 8 x 8 pixels, its middle in the direct beam."""
    half = 4 * pixel_mm
    return experiment(
        crystal=settings.get("crystal"),
        beam=settings.get("beam"),
        detector={
            "convention": Convention.XDS,
            "pixels_fast": 8,
            "pixels_slow": 8,
            "pixel_size_mm": pixel_mm,
            "beam_x_mm": half,
            "beam_y_mm": half,
            **settings.get("detector", {}),
        },
    )


def homogeneous(
    surface: PanelSurface, along: Tensor, depth_m: float
) -> tuple[Tensor, Tensor]:
    """Directions with a row of ones (4, n, n), and distances (n, n), metres."""
    position = surface.positions(
        along[None, :], along[:, None], torch.tensor(depth_m, dtype=torch.float64)
    )
    path = torch.linalg.vector_norm(position, dim=0)
    directions = torch.cat([position, path[None]]) / path
    shape = (len(along), len(along))
    return directions.reshape(4, *shape), path.reshape(shape)


def bound_and_terms(shown: Experiment, depth_um: float = 0.0) -> tuple[float, float]:
    """Upper bound of a block, and the largest of a fine grid of points in it."""
    resolved = resolve(shown)
    scatterer = Scatterer.of(resolved, HOST, torch.float64, torch.float64)
    surface = PanelSurface.of(shown, resolved.panel, HOST)
    interpolate = resolved.interpolate
    incident, wavelength = (
        resolved.sources.incident[0],
        resolved.sources.wavelength_m[0],
    )
    (portion,) = scatterer.portions(incident, wavelength, 1, 1 << 20)
    edge = 8 * resolved.panel.pixel
    depth_m = depth_um * 1e-6
    depth = torch.tensor(depth_m, dtype=torch.float64)
    corner = torch.zeros(1, 2, dtype=torch.int64)
    rays = block_rays(surface, corner, 8, depth, torch.float64)
    gathered = gather(scatterer.direct_m, float(wavelength))
    bundles = bundles_for(scatterer.direct_m, gathered, incident, wavelength)
    bound = block_bounds(scatterer, bundles, rays, interpolate=interpolate)
    fine = torch.linspace(0, 1, 41, dtype=torch.float64) * edge
    largest = max(
        float(
            scatterer.terms(
                portion,
                homogeneous(surface, fine, depth)[0].flatten(1),
                interpolate=interpolate,
            )
            .sum(dim=0)
            .max()
        )
        for depth in (0.0, depth_m)
    )
    return float(bound), largest


@settings(max_examples=150)
@given(
    pixel_mm=st.floats(0.02, 1.5),
    distance=st.floats(20, 200),
    tilt=st.tuples(*[st.floats(-50, 50)] * 3),
    swing=st.floats(-80, 80),
    curved=st.booleans(),
    depth=st.sampled_from([0.0, 400.0]),
    n=st.tuples(*[st.sampled_from([1, 3, 10, 40])] * 3),
    shape=st.sampled_from(list(CrystalShape)),
    misset=st.tuples(*[st.floats(-180, 180)] * 3),
    amplitudes=st.sampled_from(["equal", "listed", "interpolated"]),
    seed=st.integers(0, 9),
)
def test_no_point_of_a_block_exceeds_its_bound(
    pixel_mm: float,
    distance: float,
    tilt: tuple[float, ...],
    swing: float,
    curved: bool,
    depth: float,
    n: tuple[int, ...],
    shape: CrystalShape,
    misset: tuple[float, ...],
    amplitudes: str,
    seed: int,
) -> None:
    shown = block(
        pixel_mm,
        crystal={
            "n_cells": n,
            "shape": shape,
            "misset_deg": misset,
            "reflections": None if amplitudes == "equal" else listed(seed),
            "interpolate": amplitudes == "interpolated",
        },
        detector={
            "distance_mm": distance,
            "rotation_deg": tilt,
            "two_theta_deg": swing,
            "curved": curved,
        },
    )
    bound, largest = bound_and_terms(shown, depth)
    assert largest <= bound * (1 + 1e-9)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_peak_that_only_the_middle_of_a_block_reaches_is_within_its_bound(
    axis: int,
) -> None:
    # The axis along the beam has the same index at all four corners: what happens
    # between them is curvature alone.
    along_beam = ((0, -90, 0), (90, 0, 0), (0, 0, 0))[axis]
    cells = [1, 1, 1]
    cells[axis] = 300
    shown = block(
        crystal={
            "cell": RIGHT_ANGLED,
            "n_cells": tuple(cells),
            "misset_deg": along_beam,
        },
        detector={"distance_mm": 60},
    )
    bound, largest = bound_and_terms(shown)
    assert largest == pytest.approx(1e4 * 300**2, rel=1e-6)
    assert largest <= bound * (1 + 1e-9)


def test_a_bound_is_close_where_a_block_is_small() -> None:
    ratios = []
    for seed in range(20):
        misset = np.random.default_rng(seed).uniform(-180, 180, 3).tolist()
        crystal = {"misset_deg": tuple(misset), "n_cells": (8, 8, 8)}
        swung = {"distance_mm": 500, "two_theta_deg": 30}
        bound, largest = bound_and_terms(block(0.005, crystal=crystal, detector=swung))
        assert largest <= bound
        ratios.append(bound / largest)
    # The bound forgets the fringes of the lattice factor, not its envelope.
    assert np.median(ratios) < 30


def test_interpolated_amplitudes_may_exceed_every_listed_one() -> None:
    # Halfway between equal neighbours on one side and zeros on the other.
    table = listed(0)
    amplitude = np.where(np.isin(table.hkl, (0, 1)).all(axis=1), 100.0, 0.0)
    bright = ReflectionTable(hkl=table.hkl.copy(), amplitude=amplitude)
    crystal = {
        "n_cells": (1, 1, 1),
        "reflections": bright,
        "interpolate": True,
        "cell": RIGHT_ANGLED,
    }
    overshoots = []
    for degrees in range(0, 40, 2):
        swung = {"distance_mm": 200, "two_theta_deg": degrees / 20}
        turned = {**crystal, "misset_deg": (degrees, 2 * degrees, 45)}
        shown = block(0.2, crystal=turned, detector=swung)
        bound, largest = bound_and_terms(shown)
        assert largest <= bound * (1 + 1e-9)
        overshoots.append(largest / 1e4)
    assert max(overshoots) > 1
