"""Crystals and directions to sum over, and what float32 may change of a sum."""

import numpy as np
import torch
from hypothesis import strategies as st
from torch import Tensor

from braggscope_engine import (
    Beam,
    Crystal,
    CrystalShape,
    Experiment,
    ReflectionTable,
    Resolved,
    Sampling,
    UnitCell,
)
from braggscope_engine.scattering import Scatterer

CPU = torch.device("cpu")


@st.composite
def reflections(draw: st.DrawFn) -> ReflectionTable:
    """A list about some index, with holes, that most pixels leave now and then."""
    middle = draw(st.tuples(*[st.integers(-400, 400)] * 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    hkl = (np.array(middle) + rng.integers(-9, 10, size=(200, 3))).astype(np.int32)
    return ReflectionTable(hkl=hkl, amplitude=rng.uniform(0, 500, 200))


@st.composite
def experiments(draw: st.DrawFn, shape: CrystalShape) -> Experiment:
    edge, angle = st.floats(20.0, 200.0), st.floats(75.0, 105.0)
    edges = {name: draw(edge) for name in ("a", "b", "c")}
    angles = {name: draw(angle) for name in ("alpha", "beta", "gamma")}
    cell = UnitCell(**edges, **angles)
    steps = draw(st.integers(1, 9))
    return Experiment(
        beam=Beam(wavelength_angstrom=draw(st.floats(0.5, 3.0))),
        crystal=Crystal(
            cell=cell,
            misset_deg=draw(st.tuples(*[st.floats(-180, 180)] * 3)),
            n_cells=draw(st.tuples(*[st.integers(1, 60)] * 3)),
            shape=shape,
            fudge=draw(st.floats(0.3, 3.0)),
            mosaic_spread_deg=draw(st.sampled_from([0.0, 0.05, 1.0])),
            mosaic_domains=draw(st.integers(1, 4)),
            reflections=draw(st.none() | reflections()),
            default_F=draw(st.floats(0.5, 100.0)),
            interpolate=False,
        ),
        sampling=Sampling(
            phi_steps=steps, osc_deg=draw(st.sampled_from([0.001, 0.1, 1.0, 30.0]))
        ),
    )


def scatterer(resolved: Resolved, dtype: torch.dtype) -> Scatterer:
    return Scatterer.of(resolved, CPU, torch.float64, dtype)


def directions(resolved: Resolved, count: int = 300) -> Tensor:
    """Homogeneous unit vectors: everywhere, and at reflections that are met."""
    generator = torch.Generator().manual_seed(1)
    random = torch.randn(3, count, dtype=torch.float64, generator=generator)
    sources = resolved.sources
    cell = resolved.orientations.direct_m[:, 0] / sources.wavelength_m[0]
    hkl = torch.round(cell @ (random / random.norm(dim=0)))
    at_peaks = torch.linalg.solve(cell, hkl) + sources.incident[0][:, None]
    every = torch.cat([random, at_peaks], dim=1)
    every = every / every.norm(dim=0)
    return torch.cat([every, torch.ones(1, every.shape[1], dtype=torch.float64)])


def tolerance(resolved: Resolved, exact: Scatterer) -> float:
    """What float32 may change, relative to the largest possible term.

    The distance of an index from the nearest whole one is rounded to float32: once in
    the direct kernel, and three times in the anchored one, each by at most half a unit
    in the last place of a number below 1/2. No shape has a slope above twice the sum
    of π N, or of the spot's own 1/radius, per unit of that distance; to this come some
    forty operations of float32.
    """
    epsilon = 3 * 2.0**-25
    cells = torch.tensor(resolved.n_cells, dtype=torch.float64)
    slope = float(cells.sum()) * torch.pi
    if exact.shape in (CrystalShape.GAUSS, CrystalShape.TOPHAT):
        stars = torch.linalg.vector_norm(exact.reciprocal, dim=1).sum()
        slope = 4 * float(stars * exact.radius_scale2.sqrt())
    return (2 * slope * epsilon) * max(1.0, exact.fudge) + 40 * 2.0**-24


def largest(exact: Scatterer) -> float:
    cells = float(exact.n_cells.prod())
    return float(exact.grid.squared.max()) * cells * cells


def off_the_edge(exact: Scatterer, portion: Tensor, rays: Tensor) -> Tensor:
    """Pixels that no orientation has within float32 of a TOPHAT's edge."""
    if exact.shape is not CrystalShape.TOPHAT:
        return torch.ones(rays.shape[1], dtype=torch.bool)
    _, delta = exact.indices(portion, rays)
    star = torch.einsum("jx,jmn->xmn", exact.reciprocal, delta)
    radius2 = star.square().sum(dim=0) * exact.radius_scale2 * exact.fudge
    return ((radius2 - 0.3969).abs() > 1e-3).all(dim=0)


def portion_of(exact: Scatterer, resolved: Resolved) -> Tensor:
    sources = resolved.sources
    return next(
        exact.portions(sources.incident[0], sources.wavelength_m[0], 1, 1 << 30)
    )
