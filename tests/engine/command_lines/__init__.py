"""Random nanoBragg command lines: every kind of option, small images, own files."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .beam import idle, light, readout, sampling, spindle, spread
from .crystal import block, crystal, factors
from .detector import frame, headers, pose, sensor, size
from .draw import CommandLine, Draw

PARTS: tuple[Callable[[Draw], None], ...] = (
    # Headers first: they decide the size of the detector.
    *(headers, size, crystal, block, factors, frame, pose, sensor),
    *(spindle, spread, light, sampling, readout, idle),
)


def draw_command_line(random: Random) -> CommandLine:
    """Draw a command line that nanoBragg turns into an image of finite numbers."""
    draw = Draw(random)
    for part in PARTS:
        part(draw)
    random.shuffle(draw.groups)
    words = [word for group in draw.groups for word in group]
    if draw.chance(0.05):
        draw.line.features.add("option without its values")
        words += random.choice([["-distance"], ["-roi", "1", "2"], ["-lambda"]])
    draw.line.words = words
    return draw.line
