"""``braggscope render``: the image of a command line, without a display."""

from __future__ import annotations

import sys

from braggscope_engine import (
    Frame,
    RenderOptions,
    Statistics,
    available_devices,
    simulate,
    statistics,
)

from ..rendering.plan import preferred_device
from .model import read_model
from .outputs import check_outputs, files_left_out, float_file, write_outputs
from .words import (
    BEFORE_THE_FIRST,
    DEVICE,
    DTYPE,
    QUIRKS,
    STRICT,
    Words,
    help_text,
)

OPTIONS = (STRICT, QUIRKS, DEVICE, DTYPE)
HELP_TEXT = help_text(
    "braggscope render [OPTIONS] NANOBRAGG ARGUMENTS | FILE",
    "Render the image, write it where -floatfile says (little-endian float32, no\n"
    "header) and print its statistics as nanoBragg does.\n\n" + BEFORE_THE_FIRST,
    OPTIONS,
)


def run(words: Words) -> int:
    """Render one image."""
    model = read_model(words, "render")
    experiment = model.whole
    outputs = model.command.outputs if model.command is not None else None
    if outputs is not None:
        check_outputs(outputs)
        for name in files_left_out(outputs, experiment.quirks):
            print(f"note: {name} is not written", file=sys.stderr)
    target = float_file(outputs, experiment.quirks)
    wants_progress = sys.stderr.isatty() and (outputs is None or outputs.progress)
    frame = simulate(
        experiment,
        _options(words),
        progress=_show_progress if wants_progress else None,
    )
    if wants_progress:
        sys.stderr.write("\r" + " " * 20 + "\r")
    for line in write_outputs(frame, target):
        print(line)
    for line in statistics_lines(statistics(frame)):
        print(line)
    print(timing_line(frame))
    for note in frame.notes:
        print(f"note: {note}", file=sys.stderr)
    return 0


def statistics_lines(found: Statistics) -> tuple[str, ...]:
    """Write statistics as nanoBragg prints them: positions are metres."""
    return (
        f"max_I = {found.maximum:g}  at {found.max_fast_m:g} {found.max_slow_m:g}",
        f"mean= {found.mean:g} rms= {found.rms:g} rmsd= {found.rmsd:g}",
    )


def timing_line(frame: Frame) -> str:
    """Say how long the frame took, and where."""
    options = frame.options
    return f"rendered in {frame.seconds:.3f} s on {options.device}, {options.dtype}"


def _options(words: Words) -> RenderOptions:
    device = words.own.get(DEVICE.name) or preferred_device(available_devices())
    return RenderOptions(device=device, dtype=words.own.get(DTYPE.name, "float32"))


def _show_progress(fraction: float) -> None:
    sys.stderr.write(f"\r{100 * fraction:3.0f} % done")
    sys.stderr.flush()
