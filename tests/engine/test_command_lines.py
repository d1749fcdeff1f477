"""Laws of every command line, whatever its options; images of the C program aside."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import torch
from hypothesis import assume, given, settings

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    EngineError,
    Experiment,
    Frame,
    Quirk,
    parse_nanobragg,
    resolve,
    simulate,
)

from .command_lines import CommandLine
from .strategies import command_lines, mutated_command_lines

MOST_EVALUATIONS = 200_000
UNBOUNDED = {"dump that begins with space", "oversample_omega", "oversample_polar"}
"""Features that strict nanoBragg takes beyond all bounds: amplitudes read shifted, and
factors that multiply the sum again and again."""


@contextmanager
def folder_of(line: CommandLine) -> Iterator[Path]:
    with TemporaryDirectory() as name:
        for file, content in line.files.items():
            (Path(name) / file).write_bytes(content)
        yield Path(name)


def evaluations(experiment: Experiment) -> int:
    slow, fast = experiment.detector.shape
    resolved = resolve(experiment)
    return slow * fast * resolved.steps * resolved.layers.count


@settings(max_examples=60)
@given(command_lines)
def test_a_strict_command_line_gives_an_image_of_finite_numbers(
    line: CommandLine,
) -> None:
    experiment = read(line, ALL_QUIRKS)
    assert not isinstance(experiment, str)
    frame = rendered(experiment)
    assume(not isinstance(frame, str))
    assert not isinstance(frame, str)
    assert frame.intensity.shape == experiment.detector.shape
    if not UNBOUNDED & line.features:
        assert bool(torch.isfinite(frame.intensity).all())


@settings(max_examples=60)
@given(command_lines)
def test_the_fates_tell_of_every_word(line: CommandLine) -> None:
    with folder_of(line) as folder:
        command = parse_nanobragg(line.words, quirks=ALL_QUIRKS, folder=folder)
    told = Counter(
        word for report in command.options for word in (report.option, *report.values)
    )
    assert Counter(line.words) - told == Counter()


def read(line: CommandLine, quirks: frozenset[Quirk]) -> Experiment | str:
    """The experiment of a command line, or why it was refused."""
    with folder_of(line) as folder:
        try:
            return parse_nanobragg(line.words, quirks=quirks, folder=folder).experiment
        except EngineError as error:
            return str(error)


def rendered(experiment: Experiment) -> Frame | str:
    """The image of an experiment, or why it was refused."""
    try:
        assume(evaluations(experiment) <= MOST_EVALUATIONS)
        return simulate(experiment)
    except EngineError as error:
        return str(error)


@pytest.mark.parametrize("quirks", [ALL_QUIRKS, NO_QUIRKS], ids=["strict", "none"])
@settings(max_examples=150)
@given(line=mutated_command_lines())
def test_a_damaged_command_line_is_read_or_refused_in_one_sentence(
    quirks: frozenset[Quirk], line: CommandLine
) -> None:
    result = read(line, quirks)
    if isinstance(result, str):
        assert result.strip()
        assert "\n" not in result
    else:
        assert result.quirks == quirks


@pytest.mark.parametrize("quirks", [ALL_QUIRKS, NO_QUIRKS], ids=["strict", "none"])
@settings(max_examples=40)
@given(line=mutated_command_lines())
def test_what_was_read_is_simulated_or_refused_in_one_sentence(
    quirks: frozenset[Quirk], line: CommandLine
) -> None:
    experiment = read(line, ALL_QUIRKS)
    assume(not isinstance(experiment, str))
    assert not isinstance(experiment, str)
    frame = rendered(replace(experiment, quirks=quirks))
    if isinstance(frame, str):
        assert "\n" not in frame
    else:
        assert frame.intensity.shape == experiment.detector.shape


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("-cell 1e-320 40 50", "crystal.cell"),
        ("-cell 40 40 50 -twotheta_axis 0 0 1e20", "two_theta"),
        ("-cell 40 40 50 -hdivsteps 3 -divsteps 1 -vdivsteps 3", "round_divergence"),
        ("-cell 40 40 50 -N 100000 -pixel 2", "sampling.oversample"),
        ("-cell 40 40 50 -close_distance 0 -curved_det -N 1", "detector.curved"),
    ],
)
def test_numbers_that_no_image_can_come_of_are_refused(words: str, said: str) -> None:
    line = CommandLine([*words.split(), *"-default_F 100 -detpixels 4".split()])
    experiment = read(line, ALL_QUIRKS)
    assert not isinstance(experiment, str)
    with pytest.raises(EngineError, match=said):
        simulate(experiment)
