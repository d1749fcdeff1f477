"""The fused sum is the sum over orientations, to what float32 can hold."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor

from braggscope.rendering.kernels import has_compiler
from braggscope_engine import (
    Beam,
    Crystal,
    CrystalShape,
    Experiment,
    KernelStore,
    ReflectionTable,
    Resolved,
    Sampling,
    UnitCell,
    resolve,
)
from braggscope_engine.fused.kernels import (
    COARSE,
    Stage,
    Variant,
    function_of,
    kernels_for,
    split,
)
from braggscope_engine.fused.summation import FusedSum, pack
from braggscope_engine.scattering import Scatterer

SHAPES = list(CrystalShape)
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


@pytest.mark.parametrize(
    ("shape", "interpolate"),
    [(shape, False) for shape in SHAPES] + [(CrystalShape.SQUARE, True)],
)
@settings(max_examples=40)
@given(data=st.data())
def test_each_shape_sums_as_step_by_step(
    shape: CrystalShape,
    interpolate: bool,
    uncompiled: KernelStore,
    data: st.DataObject,
) -> None:
    experiment = data.draw(experiments(shape))
    assume(experiment.crystal.reflections is not None or not interpolate)
    resolved = resolve(experiment)
    exact = scatterer(resolved, torch.float64)
    rays = directions(resolved)
    source = resolved.sources.incident[0], resolved.sources.wavelength_m[0]
    fused = FusedSum.of(scatterer(resolved, torch.float32), uncompiled, (interpolate,))
    assert fused is not None
    found = fused.sum(rays, *source, interpolate=interpolate).to(torch.float64)
    portion = portion_of(exact, resolved)
    expected = exact.terms(portion, rays, interpolate=interpolate).sum(dim=0)
    error = (found - expected).abs()[off_the_edge(exact, portion, rays)]
    orientations = exact.direct_m.shape[1]
    # Lagrange polynomials of four points reach 1.25 times the largest, per axis.
    overshoot = 1.25**6 if interpolate else 1.0
    allowed = tolerance(resolved, exact) * largest(exact) * orientations * overshoot
    assert float(error.max()) <= allowed


@pytest.mark.slow
@pytest.mark.skipif(not has_compiler(), reason="there is no C++ compiler")
def test_a_compiled_kernel_gives_what_its_function_gives(
    uncompiled: KernelStore, tmp_path: Path
) -> None:
    variant = Variant(Stage.SCATTER, CrystalShape.SQUARE)
    store = KernelStore(tmp_path)
    store.want([variant])
    subprocess.run(store.build_command(), check=True)
    kernel = store.get(variant)
    assert kernel is not None, store.failure
    resolved = resolve(
        Experiment(
            crystal=Crystal(
                cell=UnitCell(a=50, b=60, c=70, alpha=80),
                n_cells=(5, 6, 7),
                reflections=ReflectionTable(
                    hkl=np.array([(h, 1, h - 3) for h in range(-20, 20)]),
                    amplitude=np.arange(40.0),
                ),
                default_F=10.0,
            ),
            sampling=Sampling(phi_steps=3, osc_deg=1.0),
        )
    )
    exact = scatterer(resolved, torch.float32)
    fused = FusedSum.of(exact, uncompiled)
    assert fused is not None
    turns = pack(portion_of(exact, resolved), torch.tensor([1, 1, 1, 0, 0, 0.0]), 0.5)
    tables = fused.scattering(interpolate=False).tables
    for count in (2, 3, 300):
        rays = split(directions(resolved)[:3, -count:].unbind())
        given = [rays, torch.rand(count), turns, *tables]
        torch.testing.assert_close(
            kernel(list(given))[0],  # it empties the list that it is given
            function_of(variant)(*given),
            rtol=1e-4,
            atol=largest(exact) * 1e-6,
        )


@settings(max_examples=100)
@given(data=st.data())
def test_what_is_packed_is_exact_where_float32_adds_it(data: st.DataObject) -> None:
    resolved = resolve(data.draw(experiments(CrystalShape.SQUARE)))
    portion = portion_of(scatterer(resolved, torch.float32), resolved)
    turns = pack(portion, torch.zeros(6), 0.0)
    rows = turns[:, :24].double().reshape(-1, 3, 2, 4)
    rays = split(directions(resolved)[:3].unbind()).double()
    one = torch.ones_like(rays[:1])
    coarse = torch.cat([rays[:3], one])
    # The same products and sums, in float32 one by one and in float64.
    single = torch.zeros(*rows.shape[:2], rays.shape[1])
    for i in range(4):
        single = single + rows[:, :, 0, i, None].float() * coarse[i].float()
    assert torch.equal(single.double(), rows[:, :, 0] @ coarse)
    whole = torch.cat([rays[:3] + rays[3:6], one])
    index = (rows[:, :, 0] + rows[:, :, 1]) @ whole
    expected = torch.einsum("jmx,xn->mjn", portion, directions(resolved))
    assert float((index - expected).abs().max()) < 1e-8 * float(portion.abs().max())
    assert float(rays[3:6].abs().max()) <= COARSE / 2


def test_every_shape_has_its_kernels() -> None:
    names = {
        variant.name
        for shape in SHAPES
        for variant in kernels_for(shape, interpolate=True)
    }
    assert len(names) == 2 + 4 * len(SHAPES)
