"""``braggscope render``: the image of a command line, without a display."""

from __future__ import annotations

import sys

from braggscope_engine import (
    Frame,
    RenderOptions,
    available_devices,
    default_request,
    plan_outputs,
    simulate,
    write_outputs,
)

from ..rendering.kernels import open_kernels
from ..rendering.plan import preferred_device
from .model import read_model
from .words import (
    BEFORE_THE_FIRST,
    DEVICE,
    DTYPE,
    KERNELS,
    QUIRKS,
    STRICT,
    Words,
    help_text,
)

OPTIONS = (STRICT, QUIRKS, DEVICE, DTYPE, KERNELS)
HELP_TEXT = help_text(
    "braggscope render [OPTIONS] NANOBRAGG ARGUMENTS | FILE",
    "Render the image, write the files that are asked for (-floatfile, -intfile,\n"
    "-pgmfile, -noisefile, -dump) and print its statistics as nanoBragg does.\n\n"
    + BEFORE_THE_FIRST,
    OPTIONS,
)


def run(words: Words) -> int:
    """Render one image."""
    model = read_model(words, "render")
    experiment = model.whole
    if model.command is None:
        outputs = default_request(experiment.quirks)
    else:
        outputs = model.command.outputs
    if outputs.printout:
        print("note: -printout has no effect, pixels are not printed", file=sys.stderr)
    # Before the work: what cannot be written afterwards is better refused now.
    plan_outputs(outputs, experiment.quirks)
    wants_progress = sys.stderr.isatty() and outputs.progress
    frame = simulate(
        experiment,
        _options(words),
        progress=_show_progress if wants_progress else None,
    )
    if wants_progress:
        sys.stderr.write("\r" + " " * 20 + "\r")
    for line in write_outputs(frame, outputs).lines:
        print(line)
    print(timing_line(frame))
    for note in frame.notes:
        print(f"note: {note}", file=sys.stderr)
    return 0


def timing_line(frame: Frame) -> str:
    """Say how long the frame took, and where."""
    options = frame.options
    way = "fused" if frame.fused else "step by step"
    return (
        f"rendered in {frame.seconds:.3f} s on {options.device}, {options.dtype}, {way}"
    )


def _options(words: Words) -> RenderOptions:
    device = words.own.get(DEVICE.name) or preferred_device(available_devices())
    return RenderOptions(
        device=device,
        dtype=words.own.get(DTYPE.name, "float32"),
        kernels=open_kernels(words.own.get(KERNELS.name)),
    )


def _show_progress(fraction: float) -> None:
    sys.stderr.write(f"\r{100 * fraction:3.0f} % done")
    sys.stderr.flush()
