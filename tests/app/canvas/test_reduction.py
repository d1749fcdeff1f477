import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope.canvas.reduction import Cells, reduce_view, remapped, screen_cells
from braggscope.canvas.transform import FloatArray

scales = st.one_of(
    st.floats(0.02, 70),
    st.sampled_from([1.0, 0.5, 1 / 3, 2.0, 0.9999999, 1.0000001, 0.25, 64.0]),
)
offsets = st.one_of(
    st.floats(-3000, 600),
    st.sampled_from([0.0, 0.5, -0.5, -0.49999999999999994, 10.5]),
)
sizes = st.integers(1, 300)
extents = st.integers(1, 500)


def visible_pixels(
    n_pixels: int, scale: float, offset: float, extent: int
) -> tuple[int, int]:
    """First pixel that is wholly inside the viewport, and last + 1."""
    edges = offset + np.arange(n_pixels + 1) * scale
    inside = np.flatnonzero((edges[:-1] >= 0) & (edges[1:] <= extent))
    return (int(inside[0]), int(inside[-1]) + 1) if inside.size else (0, 0)


@given(sizes, scales, offsets, extents)
def test_every_visible_pixel_is_in_exactly_one_cell(
    n_pixels: int, scale: float, offset: float, extent: int
) -> None:
    cells = screen_cells(n_pixels, scale=scale, offset=offset, extent=extent)
    first, last = visible_pixels(n_pixels, scale, offset, extent)
    assert np.all(np.diff(cells.edges) > 0)
    assert cells.n_cells == 0 or 0 <= cells.edges[0] < cells.edges[-1] <= n_pixels
    if last > first:
        assert cells.edges[0] <= first
        assert cells.edges[-1] >= last


@given(sizes, scales, offsets, extents)
def test_cells_stay_on_the_screen(
    n_pixels: int, scale: float, offset: float, extent: int
) -> None:
    cells = screen_cells(n_pixels, scale=scale, offset=offset, extent=extent)
    assert cells.origin >= 0
    assert cells.origin + cells.n_screen <= max(extent, cells.origin)


@given(sizes, scales, offsets, extents)
def test_every_visible_pixel_is_drawn_within_one_screen_pixel_of_its_place(
    n_pixels: int, scale: float, offset: float, extent: int
) -> None:
    cells = screen_cells(n_pixels, scale=scale, offset=offset, extent=extent)
    first, last = visible_pixels(n_pixels, scale, offset, extent)
    shown = np.arange(cells.n_cells) if cells.spread is None else cells.spread
    for pixel in range(first, last):
        cell = int(np.searchsorted(cells.edges, pixel, side="right")) - 1
        columns = np.flatnonzero(shown == cell) + cells.origin
        assert columns.size > 0, "a visible pixel was lost"
        assert columns[0] >= offset + pixel * scale - 1.01
        assert columns[-1] + 1 <= offset + (pixel + 1) * scale + 1.01


@pytest.mark.parametrize(
    ("scale", "offset"),
    [
        (1.0000000000000002, -841.5000000000001),
        (1.0000000000000002, -807.5000000000001),
        (0.9999999999999996, -14.49999999999983),
        (0.9999999999999996, -195.49999999999983),
    ],
)
def test_rounding_noise_at_one_to_one_loses_no_pixel(
    scale: float, offset: float
) -> None:
    cells = screen_cells(1500, scale=scale, offset=offset, extent=600)
    assert np.diff(cells.edges).min() == 1, "a screen pixel without a pixel"
    shown = np.arange(cells.n_cells) if cells.spread is None else cells.spread
    assert np.diff(shown).max() == 1, "a pixel without a screen pixel"


def test_a_small_pixel_belongs_to_the_screen_pixel_that_holds_its_centre() -> None:
    cells = screen_cells(100, scale=0.3, offset=2.43, extent=50)
    for pixel in range(100):
        cell = int(np.searchsorted(cells.edges, pixel, side="right")) - 1
        assert cells.origin + cell == int(2.43 + (pixel + 0.5) * 0.3)


@given(
    st.integers(1, 60),
    st.integers(1, 60),
    st.floats(0.03, 40),
    st.floats(-500, 50),
    st.floats(-500, 50),
    st.data(),
)
def test_a_single_pixel_peak_survives_any_zoom(
    n_slow: int, n_fast: int, scale: float, top: float, left: float, data: st.DataObject
) -> None:
    extent = 120
    rows = visible_pixels(n_slow, scale, top, extent)
    columns = visible_pixels(n_fast, scale, left, extent)
    if rows[1] == rows[0] or columns[1] == columns[0]:
        return
    slow = data.draw(st.integers(rows[0], rows[1] - 1))
    fast = data.draw(st.integers(columns[0], columns[1] - 1))
    image = np.zeros((n_slow, n_fast), np.float32)
    image[slow, fast] = 7
    view = reduce_view(
        image,
        screen_cells(n_slow, scale=scale, offset=top, extent=extent),
        screen_cells(n_fast, scale=scale, offset=left, extent=extent),
    )
    on_screen = view.on_screen((view.values > 0).astype(np.uint8))
    assert on_screen.any()
    assert view.values.max() == 7


@given(st.integers(0, 2**32 - 1), st.floats(0.05, 1.0), st.booleans())
def test_each_cell_holds_the_maximum_of_its_pixels(
    seed: int, scale: float, is_double: bool
) -> None:
    random = np.random.default_rng(seed)
    image: FloatArray = random.normal(size=(83, 47))
    image = image if is_double else image.astype(np.float32)
    slow = screen_cells(83, scale=scale, offset=-3.3, extent=70)
    fast = screen_cells(47, scale=scale, offset=0.7, extent=40)
    view = reduce_view(image, slow, fast)
    assert view.values.dtype == image.dtype
    for row in range(slow.n_cells):
        for column in range(fast.n_cells):
            pixels = image[
                slow.edges[row] : slow.edges[row + 1],
                fast.edges[column] : fast.edges[column + 1],
            ]
            assert view.values[row, column] == pixels.max()


def cells(*edges: int) -> Cells:
    return Cells(origin=0, edges=np.array(edges))


def test_a_missing_value_hides_no_peak_beside_it() -> None:
    image = np.array([[np.nan, 5.0, np.nan, np.nan]], np.float32)
    view = reduce_view(image, cells(0, 1), cells(0, 2, 4))
    assert view.values[0, 0] == 5
    assert np.isnan(view.values[0, 1])


def test_a_difference_keeps_the_larger_of_either_sign() -> None:
    image = np.array([[1.0, -3.0, 2.0, -1.0]], np.float32)
    view = reduce_view(image, cells(0, 1), cells(0, 2, 4), extreme=True)
    assert view.values.tolist() == [[-3, 2]]


def test_an_image_off_the_screen_has_no_cells() -> None:
    for offset in (-500.0, 500.0):
        for scale in (0.3, 3.0):
            empty = screen_cells(10, scale=scale, offset=offset, extent=100)
            assert empty.n_cells == empty.n_screen == 0


@pytest.mark.parametrize("scale", [2.0, 2.4, 7.3])
def test_enlarged_pixels_are_shown_as_they_are(scale: float) -> None:
    image = np.arange(12, dtype=np.float32).reshape(3, 4)
    slow = screen_cells(3, scale=scale, offset=0, extent=50)
    fast = screen_cells(4, scale=scale, offset=0, extent=50)
    view = reduce_view(image, slow, fast)
    assert np.array_equal(view.values, image)
    shown = view.on_screen(view.values.astype(np.uint8))
    for y in range(shown.shape[0]):
        for x in range(shown.shape[1]):
            expected = image[int((y + 0.5) / scale), int((x + 0.5) / scale)]
            assert shown[y, x] == expected


def test_values_of_other_cells_are_shown_around_their_middles() -> None:
    values = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)
    view = remapped(
        values,
        np.array([2, 4, 6]),
        np.array([0, 3, 6]),
        cells(0, 2, 5, 8),
        cells(0, 2, 6),
    )
    assert np.isnan(view.values[0]).all()
    assert view.values[1:2].tolist() == [[1, 2]]
    assert np.isnan(view.values[2]).all()


def test_values_of_the_same_cells_are_shown_as_they_are() -> None:
    values = np.array([[1.0, 2.0]], np.float32)
    same = remapped(
        values, np.array([0, 4]), np.array([1, 3, 6]), cells(0, 4), cells(1, 3, 6)
    )
    assert same.values is values
