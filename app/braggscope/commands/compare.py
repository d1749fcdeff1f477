"""``braggscope compare``: why an image differs from the one that a model gives."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import wrap

from braggscope_engine import (
    CommandLineError,
    Diagnosis,
    EngineError,
    Experiment,
    Quirk,
    RenderOptions,
    Report,
    available_devices,
    compare_images,
    comparison_numbers,
    diagnose,
    report_numbers,
    shared_mask,
    simulate,
    write_report,
)
from braggscope_engine.io import LogRow, compare_log, parse_log, read_image

from ..rendering.kernels import open_kernels
from ..rendering.plan import preferred_device
from ..transfer import Imported, read_words
from .compare_text import WIDTH, as_text, batch_text, pair_text
from .model import chosen_quirks
from .words import (
    BEFORE_THE_FIRST,
    DEVICE,
    DTYPE,
    JSON,
    KERNELS,
    QUIRKS,
    STRICT,
    Option,
    Words,
    help_text,
    sort_words,
)

REPORT = Option(
    name="--report",
    value="FOLDER",
    help="Write the evidence there: Markdown, HTML, figures, JSON.",
)
BATCH = Option(
    name="--batch",
    value="FILE",
    help="Compare many: each line holds what follows `braggscope compare`.",
)
FRAME = Option(name="--frame", value="N", help="Image of a file with several; 0 first.")
SHAPE = Option(
    name="--shape",
    value="FASTxSLOW",
    help="Pixels of a raw float image that is not the model's size.",
)
LOG = Option(
    name="--log", value="FILE", help="What the other program printed, to set beside."
)
WITH = Option(
    name="--with",
    value="IMAGE",
    help="A second image: compare the two, and each with the model if there is one.",
)
OPTIONS = (
    *(STRICT, QUIRKS, DEVICE, DTYPE, KERNELS, JSON),
    *(REPORT, BATCH, FRAME, SHAPE, LOG, WITH),
)
HELP_TEXT = help_text(
    "braggscope compare [OPTIONS] REFERENCE NANOBRAGG ARGUMENTS | SESSION",
    "Say why an image (raw floats, SMV, CBF, TIFF, EDF, MarCCD, HDF5, PGM, NumPy)\n"
    "differs from the one that a command line or a session gives: which factor, which\n"
    "geometry, which option. A cause is confirmed only by rendering with it.\n\n"
    + BEFORE_THE_FIRST,
    OPTIONS,
)
_NOT_PART_OF_THE_RESULT = (REPORT.name, JSON.name, BATCH.name, WITH.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """A finished comparison."""

    report: Report

    @property
    def diagnosis(self) -> Diagnosis:
        return self.report.diagnosis


def run(words: Words) -> int:
    """Compare one pair, or many."""
    if BATCH.name in words.own:
        return _run_batch(words)
    if WITH.name in words.own:
        return _run_pair(words)
    done = _compare(words)
    if REPORT.name in words.own:
        written = write_report(done.report, words.own[REPORT.name])
        print(f"report: {written[0]}", file=sys.stderr)
    if JSON.name in words.own:
        print(json.dumps(report_numbers(done.report), indent=2, ensure_ascii=False))
    else:
        print("\n".join(as_text(done.report)))
    return 0


def _compare(words: Words) -> _Compared:
    if len(words.rest) < 2:
        raise CommandLineError(
            "compare needs a reference image and then a model: nanoBragg arguments or "
            "a session; braggscope compare --help says more."
        )
    name, *model_words = words.rest
    quirks = chosen_quirks(words)
    started = time.perf_counter()
    model = read_words(model_words, quirks)
    experiment = model.whole
    reference = read_image(
        name,
        shape=_shape(words) or experiment.detector.shape if _is_raw(name) else None,
        frame=_frame(words),
    )
    read = time.perf_counter() - started
    options = _options(words)
    ticker = _Ticker(enabled=sys.stderr.isatty())
    diagnosis = diagnose(
        experiment,
        reference,
        render=lambda each: simulate(each, options).intensity,
        reread=_reread(model, model_words),
        progress=ticker.show,
    )
    ticker.clear()
    return _Compared(
        report=Report(
            reference=reference,
            experiment=experiment,
            diagnosis=diagnosis,
            command=_command(words),
            folder=os.getcwd(),
            inputs=_inputs(words),
            durations_s={"read": read, "diagnose": diagnosis.seconds},
            device=f"{options.device}, {options.dtype}",
            log=_log(words, diagnosis, model),
        )
    )


def _reread(model: Imported, words: list[str]) -> _Reread | None:
    return None if model.command is None else _Reread(words=tuple(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reread:
    """Reads the model's words again with other quirks."""

    words: tuple[str, ...]

    def __call__(self, quirks: frozenset[Quirk]) -> Experiment:
        return read_words(self.words, quirks).whole


def _is_raw(name: str) -> bool:
    return Path(name).suffix.lower() not in (".npy", ".npz")


def _options(words: Words) -> RenderOptions:
    return RenderOptions(
        device=words.own.get(DEVICE.name) or preferred_device(available_devices()),
        dtype=words.own.get(DTYPE.name, "float64"),
        kernels=open_kernels(words.own.get(KERNELS.name)),
    )


def _frame(words: Words) -> int:
    text = words.own.get(FRAME.name, "0")
    if not text.isdigit():
        raise CommandLineError(f"--frame {text}: must be a whole number, 0 or more.")
    return int(text)


def _shape(words: Words) -> tuple[int, int] | None:
    text = words.own.get(SHAPE.name)
    if text is None:
        return None
    parts = text.lower().split("x")
    if len(parts) != 2 or not all(p.isdigit() and 0 < int(p) <= 100_000 for p in parts):
        raise CommandLineError(
            f"--shape {text}: must be pixels along fast and slow, such as 2463x2527."
        )
    return int(parts[1]), int(parts[0])


def _log(words: Words, found: Diagnosis, model: Imported) -> tuple[LogRow, ...]:
    name = words.own.get(LOG.name)
    if name is None:
        return ()
    text = Path(name).read_text(encoding="utf-8", errors="replace")
    numbers = found.before.simulated
    return compare_log(
        parse_log(text, name),
        model.whole,
        maximum=numbers.maximum,
        mean=numbers.mean,
    )


def _command(words: Words) -> str:
    """The words that give the same numbers again."""
    own: list[str] = []
    for name, value in words.own.items():
        if name not in _NOT_PART_OF_THE_RESULT:
            own += [name, value] if value else [name]
    return shlex.join(["braggscope", "compare", *own, *words.rest])


def _inputs(words: Words) -> dict[str, tuple[int, str]]:
    """Every word that is the name of a file, with its size and hash."""
    found: dict[str, tuple[int, str]] = {}
    names = [*words.rest, *([words.own[LOG.name]] if LOG.name in words.own else [])]
    for word in names:
        path = Path(word)
        if len(word) < 4096 and path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[word] = (path.stat().st_size, digest)
    return found


class _Ticker:
    """Progress on a terminal."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled

    def show(self, fraction: float) -> None:
        """Say how far it is."""
        if self._enabled:
            sys.stderr.write(f"\r{100 * fraction:3.0f} % compared")
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave the line as it was."""
        if self._enabled:
            sys.stderr.write("\r" + " " * 20 + "\r")


def _run_pair(words: Words) -> int:
    """Compare two images, and each with the model where one is given."""
    other = words.own[WITH.name]
    if not words.rest:
        raise CommandLineError(f"compare needs a reference to compare {other} with.")
    for option in (REPORT, LOG):
        if option.name in words.own:
            raise CommandLineError(
                f"{option.name} is about one image and a model: leave {WITH.name} out."
            )
    name, *model = words.rest
    verdicts = {}
    if model:
        alone = {k: v for k, v in words.own.items() if k != WITH.name}
        for each in (name, other):
            done = _compare(Words(own=alone, rest=(each, *model)))
            verdicts[each] = done.diagnosis.verdict
    one, two = (
        read_image(each, shape=_shape(words), frame=_frame(words))
        for each in (other, name)
    )
    found = compare_images(
        one.pixels, two.pixels, shared_mask(one.mask, two.mask), roi_count=100
    )
    if JSON.name in words.own:
        numbers = {"verdicts": verdicts, "pair": comparison_numbers(found)}
        print(json.dumps(numbers, indent=2, ensure_ascii=False))
        return 0
    for each, verdict in verdicts.items():
        print("\n".join([*wrap(f"{each}: {verdict}", WIDTH), ""]))
    print("\n".join(pair_text(found, other, name)))
    return 0


def _run_batch(words: Words) -> int:
    name = words.own[BATCH.name]
    if words.rest:
        raise CommandLineError(
            f"--batch takes the pairs from {name}, found '{words.rest[0]}' as well."
        )
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    rows = []
    failed = 0
    for number, line in enumerate(lines, start=1):
        try:
            own = shlex.split(line, comments=True)
            if own:
                rows.append(_batch_row(own, words))
        except (EngineError, OSError, ValueError) as error:
            failed += 1
            rows.append({"line": number, "error": str(error)})
    if JSON.name in words.own:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        print("\n".join(batch_text(rows)))
    return 1 if failed else 0


def _batch_row(line: list[str], words: Words) -> dict[str, object]:
    sorted_words = sort_words(line, OPTIONS)
    shared = {k: v for k, v in words.own.items() if k not in _NOT_PART_OF_THE_RESULT}
    each = replace(sorted_words, own={**shared, **sorted_words.own})
    found = _compare(each).diagnosis
    return {
        "reference": each.rest[0],
        "correlation": found.before.correlation,
        "relative_l2": found.before.relative_l2,
        "ratio_max": found.before.ratios["maximum"],
        "after": found.after.relative_l2 if found.after else None,
        "causes": [finding.name for finding in found.causes],
        "explained": found.explained,
    }
