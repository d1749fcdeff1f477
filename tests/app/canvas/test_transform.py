import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope.canvas.transform import (
    N_COLOURS,
    NO_VALUE_INDEX,
    SCALE_KINDS,
    FloatArray,
    Scale,
    ScaleKind,
    checked_levels,
    colour_index,
    fitted_levels,
    subsample,
)

kinds = st.sampled_from(SCALE_KINDS)
magnitudes = st.floats(1e-12, 1e12)


@given(kinds, magnitudes, st.sampled_from([1e-3, 1.0, 50.0]))
def test_a_scale_and_its_inverse_cancel(
    kind: ScaleKind, value: float, softening: float
) -> None:
    scale = Scale(kind=kind, softening=softening)
    assert scale.value(scale.position(value)) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("kind", ["linear", "sqrt", "asinh"])
@given(value=magnitudes)
def test_scales_that_pass_zero_are_odd(kind: ScaleKind, value: float) -> None:
    scale = Scale(kind=kind)
    assert scale.position(-value) == -scale.position(value)
    assert scale.position(0.0) == 0


@given(kinds, magnitudes, magnitudes, st.booleans(), st.integers(0, 2**32 - 1))
def test_brighter_pixels_never_get_an_earlier_colour(
    kind: ScaleKind, one: float, other: float, is_double: bool, seed: int
) -> None:
    low, high = sorted((one, other))
    if high <= low * (1 + 1e-9):
        return
    random = np.random.default_rng(seed)
    values: FloatArray = np.exp(random.uniform(np.log(low) - 1, np.log(high) + 1, 200))
    values = np.sort(values if is_double else values.astype(np.float32))
    scale = Scale(kind=kind, softening=high / 1000)
    index = colour_index(values, scale, low, high)
    assert np.all(np.diff(index.astype(int)) >= 0)
    assert index.max() < N_COLOURS


@pytest.mark.parametrize("kind", SCALE_KINDS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_levels_are_the_ends_of_the_map(kind: ScaleKind, dtype: type) -> None:
    values = np.array([0.5, 2.0, 1e3, 5e3], dtype)
    index = colour_index(values, Scale(kind=kind), 2.0, 1e3)
    assert index.tolist() == [0, 0, N_COLOURS - 1, N_COLOURS - 1]


def test_the_logarithm_spreads_decades_evenly() -> None:
    values = np.array([1e-4, 1e-2, 1.0, 1e2, 1e4], np.float32)
    index = colour_index(values, Scale(kind="log"), 1e-4, 1e4)
    assert index.tolist() == [0, 64, 127, 191, 254]


def test_zero_negative_and_infinite_values_take_the_ends() -> None:
    values = np.array([0.0, -5.0, -np.inf, np.inf, 1e-30], np.float32)
    index = colour_index(values, Scale(kind="log"), 1e-3, 10.0)
    assert index.tolist() == [0, 0, 0, N_COLOURS - 1, 0]


@pytest.mark.parametrize("kind", SCALE_KINDS)
def test_a_missing_value_has_a_colour_of_its_own(kind: ScaleKind) -> None:
    values = np.array([[np.nan, 1.0], [2.0, np.nan]], np.float32)
    index = colour_index(values, Scale(kind=kind), 0.5, 3.0)
    assert (index == NO_VALUE_INDEX).tolist() == [[True, False], [False, True]]


def test_a_large_image_has_the_colours_of_its_rows() -> None:
    image = np.random.default_rng(3).lognormal(0, 3, (300, 1000)).astype(np.float32)
    image[170, 20:30] = np.nan
    whole = colour_index(image, Scale(), 1e-3, 10.0)
    rows = [colour_index(row, Scale(), 1e-3, 10.0) for row in image]
    assert np.array_equal(whole, np.stack(rows))
    assert np.count_nonzero(whole == NO_VALUE_INDEX) == 10


@pytest.mark.parametrize("kind", SCALE_KINDS)
def test_levels_that_almost_touch_still_separate(kind: ScaleKind) -> None:
    values = np.linspace(1000.0, 1000.1, 11).astype(np.float32)
    index = colour_index(values, Scale(kind=kind), 1000.0, 1000.1)
    assert len(np.unique(index)) == 11


@pytest.mark.parametrize("kind", SCALE_KINDS)
def test_a_low_level_of_zero_is_no_obstacle(kind: ScaleKind) -> None:
    values = np.array([0.0, 1e-9, 100.0], np.float32)
    index = colour_index(values, Scale(kind=kind), 0.0, 100.0)
    assert index[0] == 0
    assert index[-1] == N_COLOURS - 1


@pytest.mark.parametrize("kind", SCALE_KINDS)
@pytest.mark.parametrize(
    ("low", "high"), [(1e-12, 1e12), (1e-300, 1e300), (-1e12, 0.0)]
)
def test_extreme_levels_raise_no_warning(
    kind: ScaleKind, low: float, high: float
) -> None:
    values = np.array([0.0, 1e-12, 1.0, 1e12, -1e12], np.float32)
    assert colour_index(values, Scale(kind=kind), low, high).shape == (5,)


@given(st.integers(0, 2**32 - 1), st.integers(0, 200))
def test_levels_do_not_see_pixels_that_are_not_positive(
    seed: int, n_others: int
) -> None:
    random = np.random.default_rng(seed)
    peaks = np.exp(random.normal(size=500) * 5)
    others = random.choice([0.0, -3.0, np.nan, -np.inf, np.inf], n_others)
    mixed = random.permutation(np.concatenate([peaks, others]))
    assert fitted_levels(mixed[None]) == fitted_levels(peaks[None])


@given(st.integers(0, 2**32 - 1), st.integers(-30, 30))
def test_levels_scale_with_the_image(seed: int, exponent: int) -> None:
    random = np.random.default_rng(seed)
    image = np.exp(random.normal(size=(20, 31)) * 4).astype(np.float32)
    factor = np.float32(2.0**exponent)
    before, after = fitted_levels(image), fitted_levels(image * factor)
    assert before is not None
    assert after == pytest.approx([level * float(factor) for level in before], rel=1e-6)


def test_levels_are_the_percentiles_that_were_promised() -> None:
    random = np.random.default_rng(1)
    image = random.permutation(np.arange(1.0, 10_001.0)).reshape(100, 100)
    levels = fitted_levels(image)
    assert levels == pytest.approx(np.percentile(image, [1, 99.9]))


def test_the_high_level_of_a_large_image_is_exact() -> None:
    random = np.random.default_rng(2)
    image = np.exp(random.normal(size=(1400, 1301)) * 2).astype(np.float32)
    peaks = random.integers(0, image.size, 1500)
    image.reshape(-1)[peaks] = np.exp(random.normal(size=1500)) * 1e3
    levels = fitted_levels(image)
    assert levels is not None
    assert levels[1] == pytest.approx(np.percentile(image, 99.9), rel=1e-6)
    assert levels[0] == pytest.approx(np.percentile(image, 1), rel=0.05)


def test_a_few_peaks_on_nothing_are_found() -> None:
    image = np.zeros((1500, 1500), np.float32)
    image[3, 7], image[900, 1400], image[1499, 2] = 10, 20, 30
    levels = fitted_levels(image)
    assert levels is not None
    assert 10 <= levels[0] < levels[1] <= 30


def test_an_image_of_one_value_still_has_two_levels() -> None:
    levels = fitted_levels(np.full((5, 5), 3.0))
    assert levels is not None
    assert levels[0] < levels[1] == 3.0


@pytest.mark.parametrize("value", [0.0, -1.0, np.nan, np.inf])
def test_an_image_without_positive_pixels_has_no_levels(value: float) -> None:
    assert fitted_levels(np.full((5, 5), value)) is None


def test_levels_of_a_difference_are_centred_on_zero() -> None:
    image = np.linspace(-7, 3, 10_000).reshape(100, 100)
    levels = fitted_levels(image, symmetric=True)
    assert levels is not None
    assert levels[0] == -levels[1]
    assert levels[1] == pytest.approx(7, rel=0.01)


@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 5000))
def test_a_sample_is_of_the_wanted_size_and_the_same_each_time(
    n_slow: int, n_fast: int, size: int
) -> None:
    image = np.arange(n_slow * n_fast, dtype=np.float64).reshape(n_slow, n_fast)
    sample = subsample(image, size)
    assert np.array_equal(sample, subsample(image, size))
    assert sample.size == image.size or sample.size <= 2 * size + 1


def test_a_sample_visits_all_columns() -> None:
    image = np.tile(np.arange(1000.0), (1000, 1))
    assert len(np.unique(subsample(image, 10_000))) == 1000


@pytest.mark.parametrize(
    ("low", "high"), [(2.0, 1.0), (1.0, 1.0), (np.nan, 1.0), (0.0, np.inf)]
)
def test_levels_that_make_no_sense_are_refused_in_a_sentence(
    low: float, high: float
) -> None:
    with pytest.raises(ValueError, match=r"^levels .*(low must be below|finite)"):
        checked_levels(low, high)


def test_an_unknown_scale_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="choose one of log, linear, sqrt, asinh"):
        Scale(kind="cubic")  # type: ignore[arg-type]


def test_levels_of_peaks_without_background_leave_the_ripples_out() -> None:
    rng = np.random.default_rng(3)
    image = 10.0 ** rng.uniform(-12, -4, (600, 700)).astype(np.float32)
    image[::60, ::70] = rng.uniform(1.0, 500.0, (10, 10)).astype(np.float32)
    low, high = fitted_levels(image) or (0.0, 0.0)
    assert low == pytest.approx(image.max() / 1e6)
    assert 1.0 < high < image.max()
    with_background = image + np.float32(0.1)
    expected = np.percentile(with_background, [1, 99.9])
    assert fitted_levels(with_background) == pytest.approx(tuple(expected), rel=1e-3)
