"""The camera shows right-handed space right-handed, and screen points lead back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope.laboratory.projection import (
    Array,
    Camera,
    Frame,
    Projection,
    fitted,
    turned,
)

X, Y, Z = np.eye(3)
angles = st.floats(-180, 180)


def looking(
    azimuth: float, elevation: float, beam: Array = X, up: Array = Y
) -> Projection:
    camera = Camera(
        frame=Frame.of(beam, up),
        azimuth_deg=azimuth,
        elevation_deg=elevation,
        target_mm=np.array([10.0, -20.0, 30.0]),
        distance_mm=500.0,
    )
    return Projection(camera=camera, width=400, height=300)


def test_along_the_beam_up_is_up_and_beam_cross_up_is_to_the_right() -> None:
    view = looking(0, 0)
    middle, up, side = view.to_screen(
        view.camera.target_mm + 10 * np.array([0 * X, Y, np.cross(X, Y)])
    )
    assert middle == pytest.approx([200, 150])
    assert up[0] == pytest.approx(200)
    assert up[1] < 150
    assert side[1] == pytest.approx(150)
    assert side[0] > 200
    assert view.depths((view.camera.target_mm + X)[None])[0] > 500


def test_from_the_side_and_from_above_the_beam_goes_to_the_right() -> None:
    for elevation in (0.0, 90.0):
        view = looking(90, elevation)
        beam = view.to_screen((view.camera.target_mm + X)[None])[0]
        assert beam[0] > 200
        assert beam[1] == pytest.approx(150)
    above = looking(90, 90)
    assert above.depths((above.camera.target_mm + Y)[None])[0] < 500


@given(angles, st.floats(-90, 90))
def test_the_camera_turns_space_and_never_mirrors_it(
    azimuth: float, elevation: float
) -> None:
    axes = looking(azimuth, elevation, beam=Z, up=-Y).camera.axes
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1)


@given(angles, st.floats(-90, 90), st.floats(0, 400), st.floats(0, 300))
def test_a_point_of_a_plane_is_seen_where_it_was_asked_for(
    azimuth: float, elevation: float, x: float, y: float
) -> None:
    view = looking(azimuth, elevation)
    normal = view.camera.axes[2] + 0.3 * view.camera.axes[0]
    point = view.camera.target_mm
    found = view.on_plane(x, y, point, normal)
    assert found is not None
    assert (found - point) @ normal == pytest.approx(0, abs=1e-6)
    assert view.to_screen(found[None])[0] == pytest.approx([x, y], abs=1e-6)


@given(angles, st.floats(-80, 80), st.floats(-50, 50))
def test_a_point_of_a_line_is_found_where_it_is_seen(
    azimuth: float, elevation: float, along: float
) -> None:
    view = looking(azimuth, elevation)
    axis = (view.camera.axes[0] + view.camera.axes[2]) / np.sqrt(2)
    point = view.camera.target_mm + along * axis
    x, y = view.to_screen(point[None])[0]
    assert view.on_line(x, y, view.camera.target_mm, axis) == pytest.approx(
        point, abs=1e-6
    )


def test_an_edge_on_plane_and_an_end_on_line_are_refused() -> None:
    view = looking(0, 0)
    assert view.on_plane(200, 150, view.camera.target_mm, Y) is None
    assert view.on_line(200, 150, view.camera.target_mm, X) is None


def test_nearer_things_are_larger_and_those_behind_the_eye_are_not_seen() -> None:
    view = looking(0, 0)
    target = view.camera.target_mm
    near, far = view.to_screen(np.array([target - 100 * X + Y, target + 100 * X + Y]))
    assert 150 - near[1] > 150 - far[1] > 0
    assert np.isnan(view.to_screen((target - 600 * X)[None])).all()
    clipped = view.clipped(target, target - 600 * X)
    assert clipped is not None
    assert np.isfinite(view.to_screen(np.stack(clipped))).all()


@pytest.mark.parametrize("direction", [(0, 0), (42, 24), (90, 90), (150, -60)])
def test_a_fitted_view_holds_all_points_and_is_filled_by_them(
    direction: tuple[float, float],
) -> None:
    points = np.array([[0, 0, 0], [250, 0, 0], [250, 200, -210], [-90, -220, 210.0]])
    camera = fitted(looking(*direction).camera, points, 400, 300)
    seen = Projection(camera=camera, width=400, height=300).to_screen(points)
    assert (seen >= -4).all()
    assert (seen <= [404, 304]).all()
    assert np.max(np.ptp(seen, axis=0) / [400, 300]) > 0.85


@given(st.floats(-180, 180))
def test_turns_are_right_handed(angle: float) -> None:
    around = turned(X, Z, np.array([angle]))[0]
    assert around == pytest.approx(
        [np.cos(np.radians(angle)), np.sin(np.radians(angle)), 0], abs=1e-12
    )


def test_orbiting_stops_above_and_below() -> None:
    camera = looking(0, 80).camera.orbited(0, 30)
    assert camera.elevation_deg == 90
    assert camera.orbited(0, -300).elevation_deg == -90
