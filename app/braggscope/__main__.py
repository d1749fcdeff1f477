"""The program: a command without a display, or else the window."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module, metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .commands.words import Words

COMMANDS = ("geometry", "render", "compare", "trace", "quirks", "kernels")
BAD_INPUT = 2
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run Braggscope.

    Parameters
    ----------
    argv : sequence of str, optional
        Words after the program's name; those of the process by default.

    Returns
    -------
    int
        Exit status: 0, 2 after a mistake in the input, 130 after Ctrl-C.
    """
    # Read by torch while it loads. Threads that spin at a barrier cost whole time
    # slices when the window, or another program, wants the same core.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # To sleep at once is as bad for previews, which have many short parts: a few
    # hundredths of a millisecond are worth waiting for.
    os.environ.setdefault("GOMP_SPINCOUNT", "10000")
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has had enough; nor may the flush at exit complain.
        sys.stdout = open(os.devnull, "w")
        return 0


def _run(argv: list[str]) -> int:
    with _loading():
        from braggscope_engine import EngineError

        from .commands.words import HELP, VERSION, sort_words
        from .messages import sentence

        command = argv[0] if argv and argv[0] in COMMANDS else None
        face = import_module(f".commands.{command or 'window'}", __package__)
    try:
        words = sort_words(argv[1:] if command else argv, face.OPTIONS)
        if HELP.name in words.own:
            print(face.HELP_TEXT, end="")
            return 0
        if VERSION.name in words.own:
            print(f"braggscope {metadata.version('braggscope')}")
            return 0
        run: Callable[[Words], int] = face.run if command else _open_window
        status = run(words)
        sys.stdout.flush()
        return status
    except (EngineError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        print(f"braggscope: {sentence(error)}", file=sys.stderr)
        return BAD_INPUT


@contextmanager
def _loading() -> Iterator[None]:
    """Look for no garbage meanwhile, and never again among what is loaded.

    Modules are not garbage, and a search among those of torch takes a tenth of a
    second; each start would have a few, and the window one whenever it makes much.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _open_window(words: Words) -> int:
    with _loading():
        from .commands.model import chosen_quirks
        from .commands.window import SMOKE_TEST
        from .commands.words import DEVICE, DTYPE
        from .main import run

    return run(
        words.rest,
        quirks=chosen_quirks(words),
        device=words.own.get(DEVICE.name),
        dtype=words.own.get(DTYPE.name),
        smoke_test=SMOKE_TEST.name in words.own,
    )


if __name__ == "__main__":
    sys.exit(main())
