"""Agreement with images and numbers of the reference program.

Where they come from and why the tolerances are what they are:
``tests/golden/PROVENANCE.md``.
"""

from pathlib import Path

import numpy as np
import pytest

from braggscope_engine import (
    ALL_QUIRKS,
    RenderOptions,
    full_precision,
    image_numbers,
    parse_nanobragg,
    parse_quirks,
    simulate,
    statistics,
)

from .golden import CORRECTED, NAMES, case, deviation, relative_l2

STRICT = 1e-7
SINGLE = 1e-4
GEOMETRY = 1e-12

OF_THE_IMAGE = {"max_I", "max_I_x", "max_I_y", "avg", "rms", "rmsd"}
AFTER_THE_LAST_PIXEL = {"omega_sum_over_steps", "interpolate_at_end"}


def test_all_reference_cases_are_there() -> None:
    assert len(NAMES) == 73
    assert len(CORRECTED) == 3


@pytest.mark.parametrize("name", NAMES)
def test_every_number_agrees_with_the_reference(name: str, tmp_path: Path) -> None:
    expected = case(name).numbers()
    numbers = full_precision(case(name).experiment(ALL_QUIRKS, tmp_path))
    wanted = set(expected) - OF_THE_IMAGE - AFTER_THE_LAST_PIXEL
    wrong = {
        key: (numbers.get(key), expected[key])
        for key in sorted(wanted)
        if not deviation(numbers.get(key), expected[key]) <= GEOMETRY
    }
    assert wrong == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_strict_image_agrees_with_the_reference(name: str, tmp_path: Path) -> None:
    experiment = case(name).experiment(ALL_QUIRKS, tmp_path)
    frame = simulate(experiment, RenderOptions(dtype="float64"))
    image = frame.intensity.float().numpy()
    assert relative_l2(image, case(name).image()) <= STRICT
    numbers, expected = image_numbers(frame), case(name).numbers()
    wrong = {
        key: (numbers[key], expected[key])
        for key in OF_THE_IMAGE
        if not deviation(numbers[key], expected[key]) <= STRICT
    }
    assert wrong == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_float32_image_agrees_with_the_reference(name: str, tmp_path: Path) -> None:
    experiment = case(name).experiment(ALL_QUIRKS, tmp_path)
    image = simulate(experiment, RenderOptions(dtype="float32")).intensity.numpy()
    assert image.dtype == np.float32
    assert relative_l2(image, case(name).image()) <= SINGLE


@pytest.mark.parametrize("name", CORRECTED)
def test_rotating_each_phi_step_agrees_with_the_corrected_reference(
    name: str, tmp_path: Path
) -> None:
    experiment = case(name).experiment(parse_quirks("all,-stale-phi"), tmp_path)
    image = simulate(experiment, RenderOptions(dtype="float64")).intensity.float()
    corrected = case(name).image("image_corrected.npz")
    assert relative_l2(image.numpy(), corrected) <= STRICT
    assert relative_l2(case(name).image(), corrected) > 0.01


@pytest.fixture(scope="module")
def canonical(golden_given: Path) -> tuple[list[str], Path]:
    """Words of the canonical command, and the folder of its files."""
    words = (golden_given / "canonical_full" / "args.txt").read_text("utf-8").split()
    return words, golden_given.parent / "data"


@pytest.mark.slow
def test_the_canonical_image_agrees_with_the_reference(
    canonical: tuple[list[str], Path],
) -> None:
    words, folder = canonical
    experiment = parse_nanobragg(words, quirks=ALL_QUIRKS, folder=folder).experiment
    double = simulate(experiment, RenderOptions(dtype="float64"))
    numbers = statistics(double)
    assert (numbers.max_slow_px, numbers.max_fast_px) == (1039, 685)
    assert numbers.maximum == pytest.approx(446.25412, rel=1e-7)
    assert numbers.total == pytest.approx(6490.8202, rel=1e-7)
    single = simulate(experiment, RenderOptions(dtype="float32"))
    reference = double.intensity.float().numpy()
    assert relative_l2(single.intensity.numpy(), reference) <= SINGLE


@pytest.mark.slow
def test_the_canonical_peak_is_higher_when_each_phi_step_is_rotated(
    canonical: tuple[list[str], Path],
) -> None:
    words, folder = canonical
    words = [*words, "-roi", "600", "760", "960", "1120"]
    quirks = parse_quirks("all,-stale-phi")
    frame = simulate(parse_nanobragg(words, quirks=quirks, folder=folder).experiment)
    numbers = statistics(frame)
    assert (numbers.max_slow_px, numbers.max_fast_px) == (1039, 685)
    assert numbers.maximum == pytest.approx(466.4818, rel=1e-6)
