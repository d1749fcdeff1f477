"""Photon counting: the reference program's counts, and the law of Poisson."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from braggscope_engine.outputs.photon_counts import PhotonCounter
from braggscope_engine.random_numbers import ShuffleTable, Stream


def counter(seed: int = 1) -> PhotonCounter:
    return PhotonCounter(Stream.seeded(seed, ShuffleTable()))


@pytest.mark.parametrize(
    ("mean", "counts"),
    [
        (0.5, (0, 0, 1, 1, 1, 1)),
        (5, (5, 5, 8, 5, 6, 6)),
        (11.9, (15, 14, 12, 13, 16, 11)),
        (12, (7, 10, 10, 13, 10, 9)),
        (100, (86, 96, 73, 94, 103, 95)),
        (65000, (64653, 64919, 64313, 64863, 65083, 64879)),
        (2e6, (1998816.5, 1999756.375, 2000264.625, 2002284.625, 1999750, 2000923.625)),
    ],
)
def test_counts_are_those_of_the_reference(
    mean: float, counts: tuple[float, ...]
) -> None:
    drawn = counter().counts(np.full(6, mean, np.float32))
    assert drawn.tolist() == list(counts)


@pytest.mark.parametrize("mean", [0.0, -3.0, -1e30])
def test_no_photon_is_expected_none_comes_and_one_deviate_is_used(mean: float) -> None:
    both = counter().counts(np.array([mean, 5.0], np.float32))
    after_one = counter().counts(np.array([0.0, 5.0], np.float32))
    assert both[0] == 0
    assert both[1] == after_one[1]
    assert both[1] != counter().counts(np.array([5.0], np.float32))[0]


def test_counts_do_not_depend_on_how_many_are_drawn_at_once() -> None:
    rng = np.random.default_rng(0)
    # Dark stretches, dim and bright ones, and single bright pixels among dark ones.
    means = np.concatenate(
        [
            rng.uniform(0, 0.002, 3000),
            rng.uniform(0, 20, 500),
            10 ** rng.uniform(1, 7, 300),
            np.where(rng.random(3000) < 0.003, 500.0, 0.0),
        ]
    ).astype(np.float32)
    at_once = counter().counts(means)
    one_by_one = counter()
    singly = np.concatenate([one_by_one.counts(m[None]) for m in means])
    np.testing.assert_array_equal(at_once, singly)


@pytest.mark.parametrize("mean", [0.003, 0.2, 3.0, 15.0, 400.0, 1e5, 2e6])
def test_counts_have_the_mean_and_variance_of_poisson(mean: float) -> None:
    n = 40_000
    drawn = counter(7).counts(np.full(n, mean, np.float32)).astype(np.float64)
    spread = np.sqrt(mean / n)
    assert drawn.mean() == pytest.approx(mean, abs=5 * spread)
    # Variance of the variance of Poisson numbers: (2 m² + m) / n.
    assert drawn.var() == pytest.approx(
        mean, abs=5 * np.sqrt((2 * mean * mean + mean) / n)
    )


def test_counts_are_whole_up_to_a_million() -> None:
    drawn = counter().counts(np.array([0.1, 4, 80, 9.9e5], np.float32))
    np.testing.assert_array_equal(drawn, np.round(drawn))


def test_another_seed_gives_other_counts() -> None:
    means = np.full(50, 20.0, np.float32)
    assert not np.array_equal(counter(1).counts(means), counter(2).counts(means))


def test_two_who_count_at_once_do_not_disturb_each_other() -> None:
    means = np.full(3000, 30.0, np.float32)
    alone = counter().counts(means)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: counter().counts(means), range(8)))
    for counts in together:
        np.testing.assert_array_equal(counts, alone)
