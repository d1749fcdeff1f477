"""The fused sum is the sum over orientations, to what float32 can hold."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from braggscope.rendering.kernels import has_compiler
from braggscope_engine import (
    Crystal,
    CrystalShape,
    Experiment,
    KernelStore,
    ReflectionTable,
    Sampling,
    UnitCell,
    resolve,
)
from braggscope_engine.fused.kernels import COARSE, function_of, split
from braggscope_engine.fused.summation import FusedSum, pack
from braggscope_engine.fused.variants import Stage, Variant, kernels_for

from ..sums import (
    directions,
    experiments,
    largest,
    off_the_edge,
    portion_of,
    scatterer,
    tolerance,
)

SHAPES = list(CrystalShape)
CPU = torch.device("cpu")


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
    # Three of images and four of predictions serve every shape.
    assert len(names) == 3 + 4 + 4 * len(SHAPES)
