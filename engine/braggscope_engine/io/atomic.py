"""Writing files so that no reader ever meets half of one."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from ..errors import EngineError


def write_bytes(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a whole file or nothing.

    The content goes to a new file in the same folder, reaches the disk and takes the
    name of the old one in one step. Something that is not a regular file
    (``/dev/null``, a pipe) is written to directly.

    Raises
    ------
    EngineError
        One sentence; what was there before is unchanged.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(content)
            return
        if target.is_dir():
            raise EngineError(f"{path}: is a folder; a file name is needed.")
        _replace(target, content)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EngineError(f"{path}: cannot be written ({reason}).") from error


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a whole text file or nothing, UTF-8, line ends as given."""
    # A file name that is no Unicode must not make the file unwritable.
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def _replace(target: Path, content: bytes) -> None:
    mode = target.stat().st_mode & 0o7777 if target.exists() else _default_mode()
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _default_mode() -> int:
    """Permissions of a new file; mkstemp makes it private, whatever the umask."""
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
