import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope.canvas.viewport import CLOSEST_SCALE, Viewport, fit_rect

viewports = st.builds(
    Viewport,
    left=st.floats(-500, 3000),
    top=st.floats(-500, 3000),
    scale=st.floats(0.05, 64),
    width=st.floats(50, 4000),
    height=st.floats(50, 4000),
)
points = st.floats(-100, 4000)


@given(viewports, points, points)
def test_screen_and_detector_positions_are_inverse(
    viewport: Viewport, x: float, y: float
) -> None:
    there_and_back = viewport.to_screen(*viewport.to_detector(x, y))
    assert there_and_back == pytest.approx((x, y), abs=1e-6)


@given(viewports, st.floats(0.1, 10), points, points)
def test_a_zoom_leaves_the_position_under_the_cursor(
    viewport: Viewport, factor: float, x: float, y: float
) -> None:
    before = viewport.to_detector(x, y)
    after = viewport.zoomed(factor, x, y).to_detector(x, y)
    assert after == pytest.approx(before, abs=1e-6)


@given(viewports, points, points)
def test_a_pan_moves_the_picture_with_the_hand(
    viewport: Viewport, dx: float, dy: float
) -> None:
    x, y = viewport.to_screen(100, 200)
    moved = viewport.panned(dx, dy).to_screen(100, 200)
    assert moved == pytest.approx((x + dx, y + dy), abs=1e-6)


@given(viewports)
def test_the_image_cannot_be_lost(viewport: Viewport) -> None:
    fast, slow = viewport.within_reach((1000, 800)).centre
    assert -1e-6 <= fast <= 1000 + 1e-6
    assert -1e-6 <= slow <= 800 + 1e-6


def test_the_zoom_ends_at_a_sixty_fourth_and_at_four_times_the_image() -> None:
    viewport = Viewport(left=0, top=0, scale=1, width=1000, height=1000)
    smallest, largest = viewport.scale_limits((2000, 2000))
    _, _, width, _ = fit_rect((2000, 2000))
    assert largest == CLOSEST_SCALE == 64
    assert smallest == pytest.approx(1000 / width / 4)
