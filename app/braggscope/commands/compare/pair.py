"""Two images beside each other, and each with a model where one is given."""

from __future__ import annotations

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from textwrap import wrap

from braggscope_engine import (
    CommandLineError,
    PairReport,
    compare_pair,
    pair_numbers,
    write_pair_report,
)
from braggscope_engine.io import read_image

from ..words import JSON, Words
from .against_model import compared
from .options import LOG, REPORT, WITH, command_again, frame_of, layout_of
from .text import WIDTH, pair_text


def run_pair(words: Words) -> int:
    """Compare two images, and each with the model where one is given."""
    other = words.own[WITH.name]
    if not words.rest:
        raise CommandLineError(f"compare needs a reference to compare {other} with.")
    if LOG.name in words.own:
        raise CommandLineError(
            f"{LOG.name} is about one image and a model: leave {WITH.name} out."
        )
    report = replace(_pair(words), verdicts=_verdicts(words))
    if REPORT.name in words.own:
        written = write_pair_report(report, words.own[REPORT.name])
        print(f"report: {written[0]}", file=sys.stderr)
    if JSON.name in words.own:
        print(json.dumps(pair_numbers(report), indent=2, ensure_ascii=False))
        return 0
    for each, verdict in report.verdicts.items():
        print("\n".join([*wrap(f"{each}: {verdict}", WIDTH), ""]))
    print("\n".join(pair_text(report)))
    return 0


def _pair(words: Words) -> PairReport:
    started = time.perf_counter()
    read = partial(read_image, raw=layout_of(words, None), frame=frame_of(words))
    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(read, (words.own[WITH.name], words.rest[0]))
    done = time.perf_counter()
    report = compare_pair(one, two)
    return replace(
        report,
        command=command_again(words),
        folder=os.getcwd(),
        durations_s={"read": done - started, "compare": time.perf_counter() - done},
    )


def _verdicts(words: Words) -> dict[str, str]:
    name, *model = words.rest
    if not model:
        return {}
    own = {k: v for k, v in words.own.items() if k not in (WITH.name, REPORT.name)}
    return {
        each: compared(Words(own=own, rest=(each, *model))).diagnosis.verdict
        for each in (name, words.own[WITH.name])
    }
