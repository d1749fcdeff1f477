"""The process that compiles kernels: ``python -m braggscope_engine.fused.builder``.

The compiler takes seconds and a quarter of a gigabyte that the program need not carry.
A kernel appears in the folder whole or not at all, also when builders compete.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

FOLLOW = "--follow"
_UNFINISHED = "unfinished-"
_ABANDONED_AFTER_S = 3600.0
_NOT_BUILT = 1


def main(arguments: list[str]) -> int:
    """Compile kernels into a folder.

    Parameters
    ----------
    arguments : list of str
        ``--follow``, if the process shall have little priority and end with its
        standard input; the folder; the words of the kernels.
    """
    follows = FOLLOW in arguments
    folder, *names = (word for word in arguments if word != FOLLOW)
    try:
        workplace = _make_workplace(Path(folder))
    except OSError as error:
        return _refuse(f"{folder} cannot be written to: {error.strerror}")
    if follows:
        _step_back()
        threading.Thread(target=_end_with_input, args=(workplace,), daemon=True).start()
    try:
        return _compile(names, Path(folder), workplace)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def _compile(names: list[str], folder: Path, workplace: Path) -> int:
    # All that the compiler leaves behind goes away with the workplace.
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(workplace / "compiler")
    # What is compiled is one file at a time; a pool of processes would be started.
    os.environ["TORCHINDUCTOR_COMPILE_THREADS"] = "1"
    from .build import compile_kernel
    from .variants import Variant

    for name in names:
        try:
            variant = Variant.of_word(name)
            unfinished = workplace / f"{variant.name}.pt2"
            compile_kernel(variant, unfinished)
            unfinished.replace(folder / unfinished.name)
        except Exception as error:  # noqa: BLE001 - the compiler raises what it likes
            return _refuse(f"{name} cannot be compiled: {_essence(error)}")
    return 0


def _make_workplace(folder: Path) -> Path:
    """Make a folder for unfinished work, and clear away what others abandoned."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{_UNFINISHED}*"):
        with suppress(FileNotFoundError):  # another builder clears away as well
            if time.time() - old.stat().st_mtime > _ABANDONED_AFTER_S:
                shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))


def _step_back() -> None:
    """Leave the processor to others, and lead a group of processes."""
    if hasattr(os, "nice"):
        os.nice(19)
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)


def _end_with_input(workplace: Path) -> None:
    """Wait until nobody is at the other end any more; then end, compiler and all."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    shutil.rmtree(workplace, ignore_errors=True)
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(_NOT_BUILT)


def _refuse(reason: str) -> int:
    sys.stderr.write(f"{reason}.\n")
    return _NOT_BUILT


def _essence(error: BaseException) -> str:
    """The line of a compiler's complaint that says what is wrong."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if "error:" in line.lower()] or lines
    return (telling or [type(error).__name__])[0].rstrip(".")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
