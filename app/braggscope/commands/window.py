"""The words that open the window; the window itself is ``braggscope.main``."""

from __future__ import annotations

from .words import BEFORE_THE_FIRST, DEVICE, DTYPE, QUIRKS, STRICT, Option, help_text

SMOKE_TEST = Option(name="--smoke-test", help="Draw one frame and quit.")
OPTIONS = (STRICT, QUIRKS, DEVICE, DTYPE, SMOKE_TEST)
HELP_TEXT = help_text(
    "braggscope [OPTIONS] [NANOBRAGG ARGUMENTS | FILE]",
    "See how beam, crystal and detector geometry shape a diffraction image, live.\n"
    "Without arguments a demo opens. FILE is a session, or a text that holds a\n"
    "nanoBragg command.\n\n"
    "Without a window\n"
    "  braggscope geometry   the geometry that a command line gives\n"
    "  braggscope render     the image, as nanoBragg would write it\n"
    "  braggscope trace      how the value of one pixel comes about\n"
    "  braggscope compare    why an image differs from the one that a model gives\n"
    "  braggscope quirks     the oddities of nanoBragg that can be switched on\n"
    "  braggscope kernels    compile ahead what makes images come faster\n\n"
    + BEFORE_THE_FIRST,
    OPTIONS,
)
