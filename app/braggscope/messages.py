"""Every failure becomes one sentence that a user can act on."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from braggscope_engine import EngineError


def sentence(error: BaseException) -> str:
    """Say in one sentence what went wrong.

    What the engine refuses on purpose, and what the system says of files, is said in
    those words; anything else is an oversight of the program and said to be one.
    """
    if isinstance(error, EngineError):
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return "The file is not text."
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}."
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return (
            "There is not enough memory for this image: use fewer pixels, a region "
            "of interest, or another device."
        )
    return f"Unexpected problem in Braggscope, {_one_line(error)}. Nothing was changed."


def _one_line(error: BaseException) -> str:
    first = (str(error).strip().splitlines() or [""])[0].rstrip(".")
    name = type(error).__name__
    return f"{name}: {first}" if first else name


def catch_everything(report: Callable[[str], None]) -> None:
    """Report what no one else caught, in any thread, as a sentence.

    With BRAGGSCOPE_DEBUG=1 in the environment the traceback follows on standard
    error.

    Parameters
    ----------
    report : callable
        Gets the sentence, in the thread where it happened.
    """

    def catch(error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            return
        message = sentence(error)
        sys.stderr.write(f"braggscope: {message}\n")
        if os.environ.get("BRAGGSCOPE_DEBUG") == "1":
            traceback.print_exception(type(error), error, trace)
        report(message)

    sys.excepthook = lambda kind, error, trace: catch(error, trace)
    threading.excepthook = lambda hook: catch(hook.exc_value, hook.exc_traceback)
    sys.unraisablehook = lambda hook: catch(hook.exc_value, hook.exc_traceback)
