"""Rings: constant resolution along exact curves, on every panel."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    Convention,
    InvalidParameterError,
    Pivot,
    Probe,
    Quirk,
    Rings,
    Spread,
    Vector,
    ring_curves,
    ring_through,
)

from ..build import experiment
from .panels import panel

WIDE = {"pixels_fast": 400, "pixels_slow": 500, "pixel_size_mm": 0.5}
angles = st.tuples(*[st.floats(-30, 30)] * 3)


@settings(max_examples=60)
@given(
    convention=st.sampled_from(list(Convention)),
    tilt=angles,
    swing=st.floats(-170, 170),
    pivot=st.sampled_from(list(Pivot)),
    two_theta=st.floats(1, 175),
    curved=st.booleans(),
)
def test_resolution_is_constant_along_a_ring(
    convention: Convention,
    tilt: Vector,
    swing: float,
    pivot: Pivot,
    two_theta: float,
    curved: bool,
) -> None:
    rings = Rings(
        panel(
            **{**WIDE, "curved": curved, "convention": convention, "pivot": pivot},
            rotation_deg=tilt,
            two_theta_deg=swing,
        )
    )
    d = 1.1 / (2 * math.sin(math.radians(two_theta / 2)))
    for curve in rings.curves(d_angstrom=d):
        assert np.isfinite(curve).all()
        assert curve.min() >= -0.05 * 500 - 2
        found = [rings.through(*point).d_angstrom for point in curve[::7]]
        assert found == pytest.approx([d] * len(found), rel=1e-9)


@settings(max_examples=60)
@given(
    tilt=angles,
    swing=st.floats(-170, 170),
    fast=st.floats(5, 395),
    slow=st.floats(5, 495),
    curved=st.booleans(),
)
def test_the_ring_through_a_point_passes_it(
    tilt: Vector, swing: float, fast: float, slow: float, curved: bool
) -> None:
    setting = {"rotation_deg": tilt, "two_theta_deg": swing, "curved": curved}
    rings = Rings(panel(**WIDE, **setting))
    value = rings.through(fast, slow)
    if not 1 < value.two_theta_deg < 179:
        return
    curves = rings.curves(two_theta_deg=value.two_theta_deg)
    nearest = min(_distance(curve, (fast, slow)) for curve in curves)
    assert nearest < 0.1


def _distance(curve: np.ndarray, point: tuple[float, float]) -> float:
    """From a point to the nearest chord."""
    start, along = curve[:-1], np.diff(curve, axis=0)
    length = np.maximum((along**2).sum(axis=1), 1e-30)
    at = np.clip(((point - start) * along).sum(axis=1) / length, 0, 1)
    nearest = start + at[:, None] * along
    return float(np.linalg.norm(nearest - point, axis=1).min())


def test_rings_on_a_panel_that_faces_the_beam_are_circles() -> None:
    square = panel(**WIDE, convention=Convention.XDS)
    (curve,) = ring_curves(square, two_theta_deg=30.0)
    radius = 200 * math.tan(math.radians(30))
    distances = np.linalg.norm(curve - np.array([200.0, 250.0]), axis=1)
    assert distances == pytest.approx(np.full(len(curve), radius), rel=1e-12)
    assert (curve[0] == curve[-1]).all()


def test_a_ring_agrees_with_the_readout_under_the_cursor() -> None:
    divergent = experiment(
        detector={**WIDE, "rotation_deg": (5.0, 14.0, 3.0), "two_theta_deg": 25.0},
        beam={"horizontal_divergence": Spread(range=8, count=3)},
    )
    probe = Probe(divergent)
    for fast, slow in ((3.0, 4.0), (210.0, 400.5), (399.0, 250.0)):
        value = ring_through(divergent, fast, slow)
        seen = probe.at(fast, slow)
        assert value.d_angstrom == pytest.approx(seen.d_angstrom, rel=1e-12)
        assert value.two_theta_deg == pytest.approx(seen.two_theta_deg, rel=1e-12)


def test_a_panel_behind_the_sample_has_rings_of_back_scattering_only() -> None:
    behind = panel(
        **WIDE, convention=Convention.XDS, pivot=Pivot.SAMPLE, two_theta_deg=180.0
    )
    rings = Rings(behind)
    assert rings.curves(two_theta_deg=30.0) == []
    (curve,) = rings.curves(two_theta_deg=150.0)
    assert (curve[0] == curve[-1]).all()
    assert rings.curves(d_angstrom=0.5) == []  # beyond what the wavelength reaches


def test_an_ellipse_and_a_hyperbola_on_one_swung_panel() -> None:
    big = {"pixels_fast": 4000, "pixels_slow": 4000, "pixel_size_mm": 0.5}
    swung = panel(
        **big, convention=Convention.XDS, pivot=Pivot.SAMPLE, two_theta_deg=-60.0
    )
    rings = Rings(swung)
    (ellipse,) = rings.curves(two_theta_deg=20.0)
    assert (ellipse[0] == ellipse[-1]).all()
    for curve in rings.curves(two_theta_deg=40.0):
        assert not (curve[0] == curve[-1]).all()


def test_a_ring_on_a_bent_panel_ends_at_its_margin() -> None:
    off_centre = {"org_x_px": 150.5, "org_y_px": 250.5, "curved": True}
    bent = panel(**WIDE, **off_centre, convention=Convention.XDS)
    (curve,) = Rings(bent).curves(two_theta_deg=65.0)
    assert (curve[0, 0], curve[-1, 0]) == pytest.approx((-21, -21), abs=1e-6)


AS_NANOBRAGG = frozenset({Quirk.TRANSPOSED_CURVED_DETECTOR})


@settings(max_examples=25)
@given(
    convention=st.sampled_from(list(Convention)),
    tilt=angles,
    swing=st.floats(-120, 120),
    fast=st.floats(40, 360),
    slow=st.floats(40, 460),
)
def test_rings_on_a_panel_that_nanobragg_bends_have_one_resolution(
    convention: Convention, tilt: Vector, swing: float, fast: float, slow: float
) -> None:
    bent = panel(
        **{**WIDE, "curved": True, "convention": convention},
        rotation_deg=tilt,
        two_theta_deg=swing,
    )
    rings = Rings(replace(bent, quirks=AS_NANOBRAGG))
    value = rings.through(fast, slow)
    if not 5 < value.two_theta_deg < 175:
        return
    curves = rings.curves(d_angstrom=value.d_angstrom)
    assert min(_distance(curve, (fast, slow)) for curve in curves) < 0.1
    for curve in curves:
        found = [rings.through(*point).d_angstrom for point in curve[::9]]
        assert found == pytest.approx([value.d_angstrom] * len(found), rel=1e-9)


def test_a_ring_around_the_spot_of_a_panel_that_nanobragg_bends_is_closed() -> None:
    bent = panel(**WIDE, curved=True, convention=Convention.MOSFLM)
    (curve,) = Rings(replace(bent, quirks=AS_NANOBRAGG)).curves(two_theta_deg=20.0)
    assert (curve[0] == curve[-1]).all()
    assert np.linalg.norm(np.diff(curve, axis=0), axis=1).max() < 30


def test_a_plane_through_the_sample_has_no_rings() -> None:
    edge = panel(**WIDE, convention=Convention.XDS, pix0_mm=(10, 20, 0))
    assert ring_curves(edge, two_theta_deg=30.0) == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"d_angstrom": 2, "two_theta_deg": 3},
        {"d_angstrom": -1},
        {"two_theta_deg": 180.0},
        {"d_angstrom": math.inf},
        {"d_angstrom": math.nan},
    ],
)
def test_a_ring_needs_one_sensible_number(asked: dict[str, float]) -> None:
    with pytest.raises(InvalidParameterError):
        ring_curves(panel(), **asked)
