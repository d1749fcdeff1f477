"""What a point of the detector sees, worked out again the long way."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    Convention,
    Probe,
    Source,
    Spread,
    Vector,
    full_precision,
    place,
)

from .build import about, experiment, listed


@settings(max_examples=40)
@given(
    fast=st.floats(-5, 17),
    slow=st.floats(-5, 17),
    convention=st.sampled_from(list(Convention)),
    tilt=st.tuples(*[st.floats(-30, 30)] * 3),
    phi=st.floats(-90, 90),
)
def test_a_point_sees_what_the_long_way_gives(
    fast: float, slow: float, convention: Convention, tilt: Vector, phi: float
) -> None:
    shown = experiment(
        detector={"convention": convention, "rotation_deg": tilt},
        crystal={"reflections": listed(4), "default_F": 3.0},
        sampling={"phi_start_deg": phi},
    )
    seen = Probe(shown).at(fast, slow)
    geometry, numbers = place(shown), full_precision(shown)
    lab = (
        np.array(geometry.pix0_m)
        + fast * 2e-3 * np.array(geometry.fast)
        + slow * 2e-3 * np.array(geometry.slow)
    )
    assert seen.lab_mm == pytest.approx(1e3 * lab, rel=1e-9, abs=1e-9)
    scattering = (lab / np.linalg.norm(lab) - np.array(geometry.beam)) / 1.1e-10
    turn = about(geometry.spindle, phi)
    cell = np.array([numbers["a0"], numbers["b0"], numbers["c0"]]) @ turn.T
    hkl = cell @ scattering
    assert seen.hkl == pytest.approx(hkl, abs=1e-9)
    if np.abs(np.abs(hkl - np.round(hkl)) - 0.5).min() > 1e-6:
        assert seen.nearest_hkl == tuple(np.round(hkl))
    length = np.linalg.norm(scattering)
    assert seen.d_angstrom == pytest.approx(1e10 / length, rel=1e-9)
    cosine = np.dot(lab, geometry.beam) / np.linalg.norm(lab)
    two_theta = math.degrees(math.acos(np.clip(cosine, -1, 1)))
    assert seen.two_theta_deg == pytest.approx(two_theta, abs=1e-5)
    table = shown.crystal.reflections
    assert table is not None
    rows = (table.hkl == np.array(seen.nearest_hkl)).all(axis=1)
    expected = table.amplitude[rows][0] if rows.any() else 3.0
    assert pytest.approx(expected, rel=1e-12) == seen.F


def test_the_direct_beam_has_no_resolution_limit() -> None:
    shown = experiment(detector={"convention": Convention.DENZO})
    centre = place(shown).beam_centre_px
    assert centre is not None
    seen = Probe(shown).at(*centre)
    assert seen.d_angstrom > 1e9
    assert seen.nearest_hkl == (0, 0, 0)


@pytest.mark.parametrize("centred", [False, True])
def test_an_oscillation_is_seen_half_way(centred: bool) -> None:
    swept = experiment(
        sampling={
            "phi_start_deg": 10.0,
            "osc_deg": 4.0,
            "phi_steps": 4 if not centred else 5,
            "phi_at_slice_centres": centred,
        }
    )
    still = experiment(sampling={"phi_start_deg": 12.0})
    expected = Probe(still).at(3.0, 9.0).hkl
    assert Probe(swept).at(3.0, 9.0).hkl == pytest.approx(expected, abs=1e-9)


def test_a_spread_beam_is_seen_by_its_mean() -> None:
    spread = experiment(
        beam={
            "horizontal_divergence": Spread(range=10.0, count=3),
            "dispersion": Spread(range=4.0, count=3),
        }
    )
    expected = Probe(experiment()).at(3.0, 9.0).hkl
    assert Probe(spread).at(3.0, 9.0).hkl == pytest.approx(expected, abs=1e-9)


def test_sources_from_opposite_sides_have_no_mean_to_fail_on() -> None:
    positions: tuple[Vector, Vector] = ((-1, 0, 0), (1, 0, 0))
    sources = tuple(Source(position=p, wavelength_angstrom=1.1) for p in positions)
    seen = Probe(experiment(beam={"sources": sources})).at(3.0, 9.0)
    assert all(math.isfinite(x) for x in seen.hkl)
