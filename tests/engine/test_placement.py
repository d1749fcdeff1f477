"""Placement as it is meant: what is given is where the panel stands."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from braggscope_engine import (
    Axes,
    Convention,
    Geometry,
    InvalidParameterError,
    OrientationMatrix,
    Pivot,
    Probe,
    Quirk,
    Sensor,
    Spread,
    Vector,
    place,
)

from .build import about, experiment, image, vector

PANEL = {"pixels_fast": 20, "pixels_slow": 30, "pixel_size_mm": 0.5}
SIZE_FAST, SIZE_SLOW, PIXEL = 10.0, 15.0, 0.5

# (fast, slow) in mm of the beam centre X = 7, Y = 9 of each convention.
MEANING = {
    Convention.ADXV: (7, SIZE_SLOW - 9),
    Convention.MOSFLM: (9 + PIXEL / 2, 7 + PIXEL / 2),
    Convention.DENZO: (9, 7),
    Convention.XDS: (7, 9),
    Convention.DIALS: (7, 9),
    Convention.CUSTOM: (7, 9),
}

conventions = st.sampled_from(list(Convention))
pivots = st.sampled_from(list(Pivot))
# Together less than 90°: beyond, the beam misses the panel or hits it from behind.
tilts = st.tuples(*[st.floats(-30, 30)] * 3)
swings = st.floats(-45, 45)
every_convention = pytest.mark.parametrize("convention", list(Convention))
every_pivot = pytest.mark.parametrize("pivot", list(Pivot))


def placed(**detector: object) -> Geometry:
    return place(experiment(detector={**PANEL, **detector}))


def beam_spot_mm(geometry: Geometry) -> tuple[float, float]:
    assert geometry.beam_centre_px is not None
    fast, slow = geometry.beam_centre_px
    return fast * PIXEL, slow * PIXEL


def foot_mm(geometry: Geometry) -> tuple[float, float]:
    fast, slow = geometry.foot_px
    return fast * PIXEL, slow * PIXEL


@given(conventions, pivots, tilts, swings, st.tuples(*[st.floats(-300, 300)] * 3))
def test_a_given_pix0_is_the_corner_of_the_panel(
    convention: Convention, pivot: Pivot, tilt: Vector, swing: float, pix0: Vector
) -> None:
    if not math.hypot(*pix0) > 1e-3:
        return
    geometry = placed(
        convention=convention,
        pivot=pivot,
        rotation_deg=tilt,
        two_theta_deg=swing,
        pix0_mm=pix0,
    )
    assert geometry.pix0_m == tuple(x / 1000 for x in pix0)


@given(conventions, pivots, tilts, swings)
def test_a_pix0_that_was_read_back_places_the_same_panel(
    convention: Convention, pivot: Pivot, tilt: Vector, swing: float
) -> None:
    attitude = {
        "convention": convention,
        "pivot": pivot,
        "rotation_deg": tilt,
        "two_theta_deg": swing,
    }
    by_centre = placed(**attitude, beam_x_mm=7, beam_y_mm=9)
    x, y, z = by_centre.pix0_m
    again = placed(**attitude, pix0_mm=(1000 * x, 1000 * y, 1000 * z))
    for name in (
        *("pix0_m", "fast", "slow", "normal", "distance_m", "close_distance_m"),
        *("fbeam_m", "sbeam_m", "fclose_m", "sclose_m"),
    ):
        expected = getattr(by_centre, name)
        assert getattr(again, name) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@given(
    convention=conventions,
    tilt=tilts,
    swing=swings,
    close=st.sampled_from([None, 80.0]),
)
def test_the_beam_hits_where_the_convention_says_whatever_the_tilt(
    convention: Convention, tilt: Vector, swing: float, close: float | None
) -> None:
    geometry = placed(
        convention=convention,
        pivot=Pivot.BEAM,
        beam_x_mm=7,
        beam_y_mm=9,
        distance_mm=90,
        close_distance_mm=close,
        rotation_deg=tilt,
        two_theta_deg=swing,
    )
    assert beam_spot_mm(geometry) == pytest.approx(MEANING[convention], abs=1e-9)
    if close is None:
        assert geometry.distance_m == pytest.approx(0.09, rel=1e-12)
    else:
        assert geometry.close_distance_m == pytest.approx(0.08, rel=1e-12)


@given(convention=conventions, tilt=tilts, swing=swings)
def test_a_beam_centre_with_the_sample_pivot_is_the_one_before_the_swing(
    convention: Convention, tilt: Vector, swing: float
) -> None:
    def at(two_theta: float) -> Geometry:
        return placed(
            convention=convention,
            pivot=Pivot.SAMPLE,
            beam_x_mm=7,
            beam_y_mm=9,
            distance_mm=90,
            rotation_deg=tilt,
            two_theta_deg=two_theta,
        )

    mounted, swung = at(0), at(swing)
    assert beam_spot_mm(mounted) == pytest.approx(MEANING[convention], abs=1e-9)
    assert mounted.distance_m == pytest.approx(0.09, rel=1e-12)
    turn = about(mounted.two_theta_axis, swing)
    for name in ("pix0_m", "fast", "slow", "normal"):
        expected = turn @ getattr(mounted, name)
        assert getattr(swung, name) == pytest.approx(expected, abs=1e-12)


@given(
    convention=conventions,
    pivot=pivots,
    tilt=tilts,
    swing=swings,
    by_org=st.booleans(),
    close=st.booleans(),
)
def test_a_given_foot_is_the_foot_whatever_the_tilt(
    convention: Convention,
    pivot: Pivot,
    tilt: Vector,
    swing: float,
    by_org: bool,
    close: bool,
) -> None:
    centre = (
        {"org_x_px": 6.5, "org_y_px": 21.5}
        if by_org
        else {"close_x_mm": 3.0, "close_y_mm": 10.5}
    )
    geometry = placed(
        convention=convention,
        pivot=pivot,
        rotation_deg=tilt,
        two_theta_deg=swing,
        close_distance_mm=80.0 if close else None,
        **centre,
    )
    assert foot_mm(geometry) == pytest.approx((3.0, 10.5), abs=1e-9)
    assert (geometry.orgx_px, geometry.orgy_px) == pytest.approx((6.5, 21.5), abs=1e-9)
    if close:
        assert geometry.close_distance_m == pytest.approx(0.08, rel=1e-12)
    elif pivot is Pivot.BEAM:
        assert geometry.distance_m == pytest.approx(0.1, rel=1e-12)


@given(convention=conventions, tilt=tilts, swing=swings)
def test_the_beam_pivot_keeps_the_beam_spot(
    convention: Convention, tilt: Vector, swing: float
) -> None:
    flat = placed(convention=convention, pivot=Pivot.BEAM)
    turned = placed(
        convention=convention,
        pivot=Pivot.BEAM,
        rotation_deg=tilt,
        two_theta_deg=swing,
    )
    assert turned.pivot is Pivot.BEAM
    assert beam_spot_mm(turned) == pytest.approx(beam_spot_mm(flat), abs=1e-9)
    assert turned.distance_m == pytest.approx(flat.distance_m, rel=1e-12)


@given(convention=conventions, tilt=tilts, swing=swings)
def test_the_sample_pivot_keeps_the_foot(
    convention: Convention, tilt: Vector, swing: float
) -> None:
    turned = placed(
        convention=convention,
        pivot=Pivot.SAMPLE,
        rotation_deg=tilt,
        two_theta_deg=swing,
    )
    assert turned.pivot is Pivot.SAMPLE
    assert foot_mm(turned) == pytest.approx((SIZE_FAST / 2, SIZE_SLOW / 2), abs=1e-9)


@every_convention
@every_pivot
@pytest.mark.parametrize("beam", ["beam_x_mm", "beam_y_mm"])
@pytest.mark.parametrize("foot", ["close_x_mm", "close_y_mm", "org_x_px", "org_y_px"])
def test_a_beam_centre_beside_a_foot_is_refused_in_one_sentence(
    convention: Convention, pivot: Pivot, beam: str, foot: str
) -> None:
    both = {"convention": convention, "pivot": pivot, beam: 7.0, foot: 9.0}
    with pytest.raises(InvalidParameterError) as refusal:
        placed(**both)
    assert refusal.value.parameter == f"detector.{beam}"
    assert f"detector.{foot}" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    # A pix0 places the panel by itself, so nothing contradicts.
    assert placed(**both, pix0_mm=(1, 2, 3)).pix0_m == (0.001, 0.002, 0.003)


@every_convention
@pytest.mark.parametrize("swing", [-120.0, -90.0, 89.9999, 90.0, 90.0001, 120.0, 180.0])
@every_pivot
def test_a_panel_may_swing_beside_and_behind_the_sample(
    convention: Convention, swing: float, pivot: Pivot
) -> None:
    behind = experiment(
        detector={
            "convention": convention,
            "pivot": pivot,
            "two_theta_deg": swing,
            "pixel_size_mm": 0.2,
            "sensor": Sensor(thickness_um=300, attenuation_depth_um=500),
        },
        sampling={"oversample": None},
    )
    geometry = place(behind)
    assert geometry.close_distance_m >= 0
    seen = image(behind)
    assert np.isfinite(seen).all()
    assert (seen >= 0).all()
    if pivot is Pivot.SAMPLE and abs(swing) > 90.1:
        assert geometry.beam_centre_px is None


@given(conventions, pivots, tilts, swings)
def test_the_normal_points_away_from_the_sample(
    convention: Convention, pivot: Pivot, tilt: Vector, swing: float
) -> None:
    geometry = placed(
        convention=convention, pivot=pivot, rotation_deg=tilt, two_theta_deg=swing
    )
    assert np.dot(geometry.normal, geometry.pix0_m) >= 0
    assert geometry.close_distance_m == pytest.approx(
        float(np.dot(geometry.normal, geometry.pix0_m)), rel=1e-12
    )


@every_convention
@pytest.mark.parametrize("swing", [-170.0, 95.0, 130.0])
@pytest.mark.parametrize("close", [None, 80.0])
def test_a_panel_that_is_hit_from_behind_is_hit_at_the_same_spot(
    convention: Convention, swing: float, close: float | None
) -> None:
    geometry = placed(
        convention=convention,
        pivot=Pivot.BEAM,
        beam_x_mm=7,
        beam_y_mm=9,
        close_distance_mm=close,
        two_theta_deg=swing,
    )
    assert beam_spot_mm(geometry) == pytest.approx(MEANING[convention], abs=1e-9)
    if close is None:
        assert geometry.distance_m == pytest.approx(0.1, rel=1e-12)
    else:
        assert geometry.close_distance_m == pytest.approx(0.08, rel=1e-12)


@every_convention
def test_a_panel_along_the_beam_cannot_be_hit_at_a_close_distance(
    convention: Convention,
) -> None:
    with pytest.raises(InvalidParameterError, match="edge-on to the beam"):
        placed(convention=convention, close_distance_mm=50, two_theta_deg=90)


@pytest.mark.parametrize("thickness", [0.0, 300.0])
def test_a_panel_whose_plane_goes_through_the_sample_catches_nothing(
    thickness: float,
) -> None:
    edge_on = experiment(
        detector={
            "convention": Convention.XDS,
            "pix0_mm": (10, 20, 0),
            "sensor": Sensor(thickness_um=thickness),
        },
        sampling={"oversample": None},
    )
    assert (image(edge_on) == 0).all()


@every_pivot
def test_a_normal_towards_the_source_does_not_move_the_panel(pivot: Pivot) -> None:
    def panel(**axes: Vector) -> Geometry:
        return placed(
            convention=Convention.CUSTOM,
            pivot=pivot,
            custom_axes=Axes(beam=(0, 0, 1), fast=(1, 0, 0), slow=(0, 1, 0), **axes),
        )

    downstream, upstream = panel(normal=(0, 0, 3)), panel(normal=(0, 0, -0.5))
    assert upstream.pix0_m == downstream.pix0_m
    assert upstream.normal == downstream.normal == (0.0, 0.0, 1.0)
    assert panel().pix0_m == downstream.pix0_m  # fast × slow


def test_a_given_normal_is_used_whatever_its_length() -> None:
    leaning = (0.1, 0.2, 2.0)
    geometry = placed(
        convention=Convention.CUSTOM,
        custom_axes=Axes(
            beam=(0, 0, 1), fast=(1, 0, 0), slow=(0, 1, 0), normal=leaning
        ),
    )
    expected = np.array(leaning) / np.linalg.norm(leaning)
    assert geometry.normal == pytest.approx(expected, abs=1e-15)


@given(st.floats(0.01, 100), swings)
def test_the_length_of_the_two_theta_axis_does_not_matter(
    length: float, swing: float
) -> None:
    def panel(size: float) -> Geometry:
        return placed(
            convention=Convention.CUSTOM,
            pivot=Pivot.SAMPLE,
            custom_axes=Axes(two_theta=(0, 0.6 * size, 0.8 * size)),
            two_theta_deg=swing,
        )

    one, other = panel(1), panel(length)
    assert other.pix0_m == pytest.approx(one.pix0_m, rel=1e-12, abs=1e-15)
    assert math.hypot(*other.fast) == pytest.approx(1, rel=1e-12)


def test_parallel_panel_axes_are_refused() -> None:
    with pytest.raises(InvalidParameterError, match=r"custom_axes\.slow"):
        placed(
            convention=Convention.CUSTOM,
            custom_axes=Axes(fast=(0, 0, 1), slow=(0, 0, -2)),
        )


@given(conventions, pivots, tilts, swings, st.booleans())
def test_the_beam_spot_and_the_foot_are_where_the_probe_sees_them(
    convention: Convention, pivot: Pivot, tilt: Vector, swing: float, curved: bool
) -> None:
    stood = experiment(
        detector={
            **PANEL,
            "convention": convention,
            "pivot": pivot,
            "rotation_deg": tilt,
            "two_theta_deg": swing,
            "curved": curved,
        }
    )
    geometry, probe = place(stood), Probe(stood)
    if geometry.beam_centre_px is not None:
        spot = probe.at(*geometry.beam_centre_px)
        along_beam = 1000 * geometry.distance_m * np.array(geometry.beam)
        assert spot.lab_mm == pytest.approx(along_beam, abs=1e-9)
        assert spot.two_theta_deg == pytest.approx(0, abs=1e-6)
    if not curved:
        foot = probe.at(*geometry.foot_px)
        along_normal = 1000 * geometry.close_distance_m * np.array(geometry.normal)
        assert foot.lab_mm == pytest.approx(along_normal, abs=1e-9)


@given(
    convention=conventions, fast=st.floats(0, 20), slow=st.floats(0, 30), swing=swings
)
def test_every_point_of_a_curved_panel_is_equally_far(
    convention: Convention, fast: float, slow: float, swing: float
) -> None:
    stood = experiment(
        detector={
            **PANEL,
            "convention": convention,
            "distance_mm": 40,
            "curved": True,
            "two_theta_deg": swing,
        }
    )
    seen = Probe(stood).at(fast, slow)
    assert math.hypot(*seen.lab_mm) == pytest.approx(40, rel=1e-12)


@every_convention
def test_a_curved_panel_touches_the_flat_one_around_the_beam_spot(
    convention: Convention,
) -> None:
    flat, bent = (
        experiment(detector={**PANEL, "convention": convention, "curved": curved})
        for curved in (False, True)
    )
    spot = place(flat).beam_centre_px
    assert spot is not None
    for df, ds in ((1, 0), (0, 1), (-2, 1)):  # up to 1 mm at 100 mm
        one = Probe(flat).at(spot[0] + df, spot[1] + ds)
        other = Probe(bent).at(spot[0] + df, spot[1] + ds)
        assert other.lab_mm == pytest.approx(one.lab_mm, abs=0.01)


def rotation(quaternion: tuple[float, float, float, float]) -> NDArray[np.float64]:
    """Rotation matrix of a quaternion of any length but zero."""
    angle = 2 * math.acos(np.clip(quaternion[0] / np.linalg.norm(quaternion), -1, 1))
    axis = np.array(quaternion[1:])
    length = np.linalg.norm(axis)
    unit = vector(axis / length) if length > 1e-6 else (0.0, 0.0, 1.0)
    return about(unit, math.degrees(angle))


def turned(matrix: NDArray[np.float64], direction: Vector) -> Vector:
    return vector(matrix @ direction)


@given(st.tuples(*[st.floats(-1, 1)] * 4), pivots, st.floats(-30, 30), st.booleans())
def test_turning_the_whole_laboratory_changes_nothing(
    quaternion: tuple[float, float, float, float],
    pivot: Pivot,
    swing: float,
    curved: bool,
) -> None:
    if np.linalg.norm(quaternion) < 1e-3:
        return

    def seen(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        return image(
            experiment(
                detector={
                    "convention": Convention.CUSTOM,
                    "pivot": pivot,
                    "two_theta_deg": swing,
                    "curved": curved,
                    "custom_axes": Axes(
                        beam=turned(matrix, (1, 0, 0)),
                        fast=turned(matrix, (0.02, 0.1, 0.99)),
                        slow=turned(matrix, (0.05, -0.99, 0.1)),
                        two_theta=turned(matrix, (0.1, 0.7, -0.7)),
                        polarization=turned(matrix, (0, 0.3, 0.9)),
                        spindle=turned(matrix, (0.1, 0.2, 0.9)),
                    ),
                },
                beam={
                    "kahn_factor": 0.7,
                    "horizontal_divergence": Spread(range=4, count=3),
                    "vertical_divergence": Spread(range=6, count=2),
                },
                crystal={
                    "cell": None,
                    "matrix": OrientationMatrix(
                        a_star=turned(matrix, (0.016, 0.001, 0.0005)),
                        b_star=turned(matrix, (-0.001, 0.014, 0.002)),
                        c_star=turned(matrix, (0.0, -0.002, 0.012)),
                    ),
                },
                sampling={"osc_deg": 1.0, "phi_steps": 2},
            )
        )

    still = seen(np.eye(3))
    assert seen(rotation(quaternion)) == pytest.approx(still, rel=1e-7, abs=1e-7)


def test_the_quirk_that_ignores_pix0_ignores_it() -> None:
    panel = {**PANEL, "convention": Convention.CUSTOM}
    strict = frozenset({Quirk.IGNORE_PIX0})
    ignored = place(experiment(detector={**panel, "pix0_mm": (1, 2, 3)}, quirks=strict))
    absent = place(experiment(detector=panel))
    assert ignored.pix0_m == absent.pix0_m
