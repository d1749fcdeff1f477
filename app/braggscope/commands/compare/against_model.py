"""One image against a model."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from pathlib import Path

from braggscope_engine import (
    CommandLineError,
    Diagnosis,
    Report,
    diagnose,
    report_numbers,
    simulate,
    write_report,
)
from braggscope_engine.io import (
    LogRow,
    ReferenceImage,
    compare_log,
    parse_log,
    read_image,
)

from ...transfer import Imported, read_words
from ..model import chosen_quirks
from ..words import JSON, Words
from .options import (
    LOG,
    REPORT,
    command_again,
    frame_of,
    layout_of,
    render_options,
)
from .terminal import Ticker
from .text import as_text


def run_against_model(words: Words) -> int:
    """Say why an image differs from a model's."""
    report = compared(words)
    if REPORT.name in words.own:
        written = write_report(report, words.own[REPORT.name])
        print(f"report: {written[0]}", file=sys.stderr)
    if JSON.name in words.own:
        print(json.dumps(report_numbers(report), indent=2, ensure_ascii=False))
    else:
        print("\n".join(as_text(report)))
    return 0


def compared(words: Words) -> Report:
    """Compare an image with a model.

    Raises
    ------
    CommandLineError
        Where one of the two is not given.
    """
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
        raw=layout_of(words, experiment.detector.shape) if _is_raw(name) else None,
        frame=frame_of(words),
    )
    read = time.perf_counter() - started
    options = render_options(words)
    ticker = Ticker(enabled=sys.stderr.isatty())
    diagnosis = diagnose(
        experiment,
        reference,
        render=lambda each: simulate(each, options).intensity,
        reread=model.source,
        progress=ticker.show,
    )
    ticker.clear()
    return Report(
        reference=reference,
        experiment=experiment,
        diagnosis=diagnosis,
        command=command_again(words),
        folder=os.getcwd(),
        inputs=_inputs(words, reference),
        durations_s={"read": read, "diagnose": diagnosis.seconds},
        device=f"{options.device}, {options.dtype}",
        log=_log(words, diagnosis, model),
    )


def _is_raw(name: str) -> bool:
    return Path(name).suffix.lower() not in (".npy", ".npz")


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


def _inputs(words: Words, reference: ReferenceImage) -> dict[str, tuple[int, str]]:
    """Every word that is the name of a file, with its size and hash."""
    name, *others = words.rest
    if LOG.name in words.own:
        others.append(words.own[LOG.name])
    # The reader has hashed the image as it read it.
    found = {name: (reference.size_bytes, reference.sha256)}
    for word in others:
        path = Path(word)
        if len(word) < 4096 and path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[word] = (path.stat().st_size, digest)
    return found
