"""The generator of the reference program, by its published numbers."""

import math

import pytest

from braggscope_engine import ALL_QUIRKS, full_precision, parse_nanobragg
from braggscope_engine.random_numbers import ShuffleTable, Stream

CELL = "-cell 70 80 90 75 85 95 -default_F 100 -detpixels 4 -lambda 1"


@pytest.mark.parametrize(
    ("seed", "deviates", "state"),
    [
        (1, (0.41599935, 0.09196489, 0.75641048, 0.52970022, 0.93043649), 1399125485),
        (5, (0.17286055, 0.68040943, 0.91707826, 0.91751039, 0.76677918), 553176484),
        (
            12345678,
            (0.76598930, 0.02345366, 0.58972663, 0.53510159, 0.98223144),
            1148745444,
        ),
    ],
)
def test_a_seed_gives_the_reference_deviates(
    seed: int, deviates: tuple[float, ...], state: int
) -> None:
    stream = Stream.seeded(seed, ShuffleTable())
    assert [stream.uniform() for _ in deviates] == pytest.approx(deviates, abs=5e-9)
    assert stream.state == state


@pytest.mark.parametrize("seed", [0, -7])
def test_a_seed_of_zero_or_less_starts_a_fresh_table_like_seed_1(seed: int) -> None:
    one, other = Stream.seeded(1, ShuffleTable()), Stream.seeded(seed, ShuffleTable())
    assert [other.uniform() for _ in range(50)] == [one.uniform() for _ in range(50)]


def test_a_negative_seed_goes_on_with_the_table_of_the_stream_before_it() -> None:
    table = ShuffleTable()
    Stream.seeded(5, table).uniform()
    follower = Stream.seeded(-7, table)
    fresh = Stream.seeded(7, ShuffleTable())
    follower.uniform()
    assert follower.state == 7 * 16807
    fresh.uniform()
    assert fresh.state != follower.state


@pytest.mark.parametrize("seed", [1, 12345678, 0, -7, -2147483647])
def test_many_deviates_at_once_are_those_drawn_one_by_one(seed: int) -> None:
    tables = ShuffleTable(), ShuffleTable()
    for table in tables:  # a stream before it leaves its table
        Stream.seeded(3, table).uniform()
    one, other = (Stream.seeded(seed, table) for table in tables)
    for count in (2, 0, 1, 700, 31):
        singly = [one.uniform() for _ in range(count)]
        assert other.uniforms(count).tolist() == singly
        assert (one.state, tables[0]) == (other.state, tables[1])


def test_a_deviate_is_rounded_to_float32_once() -> None:
    # y / (2³¹ - 1) for y = 0x7F800040, a tie of float32 that the quotient is above.
    table = ShuffleTable(entries=[0x7F800040] * 32, output=1)
    assert Stream(5, table).uniform() == 0x7F800080 / 2**31


def test_deviates_are_uniform_between_zero_and_one() -> None:
    stream = Stream.seeded(3, ShuffleTable())
    drawn = [stream.uniform() for _ in range(20_000)]
    assert min(drawn) > 0
    assert max(drawn) < 1
    for k in (1, 2, 3):  # moments of the uniform distribution, five sigma
        moment = sum(x**k for x in drawn) / len(drawn)
        assert moment == pytest.approx(1 / (k + 1), abs=5 / math.sqrt(12 * len(drawn)))


def mosaic(extra: str) -> list[list[float]]:
    """Row-major mosaic matrices of a command."""
    words = f"{CELL} {extra}".split()
    experiment = parse_nanobragg(words, quirks=ALL_QUIRKS).experiment
    matrices = full_precision(experiment)["mosaic_umats_row_major"]
    assert isinstance(matrices, list)
    return matrices


def angle_deg(matrix: list[float]) -> float:
    """Rotation angle by its sine: the cosine has no digits at one degree."""
    (_, xy, xz, yx, _, yz, zx, zy, _) = matrix
    return math.degrees(math.asin(math.hypot(zy - yz, xz - zx, yx - xy) / 2))


@pytest.mark.parametrize(
    ("extra", "angles"),
    [
        ("-mosaic 1 -mosaic_dom 4", (0, 0.947632, 0.799077, 0.998371)),
        (
            "-mosaic 1 -mosaic_dom 4 -mosaic_seed 42",
            (0, 0.998762, 0.906451, 0.978937),
        ),
    ],
)
def test_mosaic_domains_turn_by_the_reference_angles(
    extra: str, angles: tuple[float, ...]
) -> None:
    turned = [angle_deg(matrix) for matrix in mosaic(extra)]
    assert turned == pytest.approx(angles, abs=6e-7)


def test_mosaic_domains_are_the_reference_matrices() -> None:
    first, second, *rest = mosaic("-mosaic 1 -mosaic_dom 4")
    assert first == [1, 0, 0, 0, 1, 0, 0, 0, 1]
    assert second == pytest.approx(
        [
            *(0.9998636859, -0.01594877166, 0.004271563781),
            *(0.01595284810, 0.9998723202, -0.0009219525165),
            *(-0.004256314378, 0.0009899704495, 0.9999904518),
        ],
        abs=6e-11,
    )
    diagonals = [(m[0], m[4], m[8]) for m in rest]
    assert diagonals[0] == pytest.approx(
        (0.999965744, 0.999920759, 0.999918995), abs=6e-10
    )
    assert diagonals[1] == pytest.approx(
        (0.999893126, 0.999953013, 0.999850243), abs=6e-10
    )


def test_a_random_orientation_has_the_reference_angles() -> None:
    words = f"{CELL} -misset_seed 5 -misset random".split()
    experiment = parse_nanobragg(words, quirks=ALL_QUIRKS).experiment
    misset = full_precision(experiment)["misset"]
    assert isinstance(misset, tuple)
    degrees = [math.degrees(angle) for angle in misset]
    assert degrees == pytest.approx((142.144470, 55.074207, 35.266329), abs=6e-7)


def test_mosaic_domains_are_drawn_after_the_random_orientation() -> None:
    fixed = mosaic("-mosaic 1 -mosaic_dom 4 -misset_seed 5 -misset 1 2 3")
    drawn = mosaic("-mosaic 1 -mosaic_dom 4 -misset_seed 5 -misset random")
    # A positive seed starts a table of its own, so the order does not matter ...
    assert drawn == fixed
    # ... but a negative one goes on with the table it finds.
    negative = "-mosaic 1 -mosaic_dom 4 -mosaic_seed -9 -misset_seed 5 -misset "
    assert mosaic(negative + "random") != mosaic(negative + "1 2 3")
