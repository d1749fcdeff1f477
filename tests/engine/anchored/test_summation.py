"""The anchored sum is the sum over orientations, to what float32 can hold."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    Crystal,
    CrystalShape,
    Experiment,
    Sampling,
    UnitCell,
    resolve,
)
from braggscope_engine.anchored.bundles import bundles_of
from braggscope_engine.anchored.summation import AnchoredSum

from ..sums import (
    directions,
    experiments,
    largest,
    off_the_edge,
    portion_of,
    scatterer,
    tolerance,
)


@pytest.mark.parametrize("chooses", [True, False])
@pytest.mark.parametrize("shape", list(CrystalShape))
@settings(max_examples=40)
@given(data=st.data())
def test_each_shape_sums_as_term_by_term(
    shape: CrystalShape, chooses: bool, data: st.DataObject
) -> None:
    resolved = resolve(data.draw(experiments(shape)))
    exact = scatterer(resolved, torch.float64)
    rays = directions(resolved)
    source = resolved.sources.incident[0], resolved.sources.wavelength_m[0]
    anchored = AnchoredSum.of(scatterer(resolved, torch.float32), float(source[1]))
    assert anchored is not None
    evaluations = data.draw(st.sampled_from([1, 100, 1 << 20]))
    found = replace(anchored, chooses=chooses).sum(rays, *source, evaluations)
    portion = portion_of(exact, resolved)
    expected = exact.terms(portion, rays, interpolate=False).sum(dim=0)
    error = (found - expected).abs()[off_the_edge(exact, portion, rays)]
    orientations = exact.direct_m.shape[1]
    assert float(error.max()) <= tolerance(resolved, exact) * largest(exact) * (
        orientations
    )


def test_a_bragg_condition_that_is_met_exactly_is_a_peak() -> None:
    crystal = Crystal(cell=UnitCell(a=64, b=64, c=64), n_cells=(3, 4, 5), default_F=2.0)
    resolved = resolve(Experiment(crystal=crystal))
    exact = scatterer(resolved, torch.float64)
    incident = resolved.sources.incident[0]
    anchored = AnchoredSum.of(scatterer(resolved, torch.float32), 1e-10)
    assert anchored is not None
    forward = torch.cat([incident, incident.new_ones(1)])[:, None]
    wavelength = resolved.sources.wavelength_m[0]
    found = anchored.sum(forward, incident, wavelength, 1000)
    assert float(found) == pytest.approx(largest(exact))


@given(data=st.data())
def test_bundles_bound_what_their_orientations_differ_by(data: st.DataObject) -> None:
    resolved = resolve(data.draw(experiments(CrystalShape.SQUARE)))
    vectors = resolved.orientations.direct_m
    incident, wavelength = resolved.sources.incident[0], resolved.sources.wavelength_m
    rays = directions(resolved)
    bundles = bundles_of(vectors, float(wavelength[0]))
    counts = sum(bundle.away.shape[1] for bundle in bundles)
    assert counts in (0, vectors.shape[1])
    length = (rays[:3] - incident[:, None]).norm(dim=0).max()
    generator = torch.Generator().manual_seed(2)
    shape = 3, rays.shape[1]
    part = torch.rand(shape, generator=generator, dtype=torch.float64) - 0.5
    columns = torch.cat([rays, part])
    for bundle in bundles:
        aimed = bundle.aimed(incident, wavelength[0], torch.float64)
        own = (aimed.rows @ columns).abs().amax(dim=(0, 1))
        bound = aimed.furthest(columns, length)
        assert bool((own[bound < 1] < 0.5).all())
        # No bundle is wider than 0.2, and none is taken for much wider.
        assert bool((bound[own < 0.1] < 1).all())


def test_orientations_far_apart_are_bundled_where_they_are_few() -> None:
    crystal = Crystal(cell=UnitCell(a=50, b=60, c=70), n_cells=(3, 4, 5), default_F=1.0)
    for steps, bundles in ((9, 9), (90, 0)):
        sampling = Sampling(phi_steps=steps, osc_deg=3.9 * steps)
        vectors = resolve(Experiment(crystal=crystal, sampling=sampling))
        found = bundles_of(vectors.orientations.direct_m, 1e-10)
        assert len(found) == bundles
