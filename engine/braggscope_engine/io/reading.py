"""Opening a file that a user named: every way it can fail, as one sentence."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import FileFormatError

MAX_TEXT_BYTES = 512 * 1024 * 1024
"""Beyond any reflection list; a larger file is not what it was taken for."""


def read_bytes(
    path: str | os.PathLike[str], what: str, *, max_bytes: int = MAX_TEXT_BYTES
) -> bytes:
    """Return the content of a regular file.

    Parameters
    ----------
    path : path
    what : str
        What the file should be, with its article: ``"a reflection list"``.
    max_bytes : int
        Refuse larger files.

    Raises
    ------
    FileFormatError
        Missing, a folder, a device, unreadable, empty or too large.
    """
    try:
        file = Path(path)
        if file.is_dir():
            raise FileFormatError(f"{path}: is a folder, not {what}.")
        if not file.exists():
            raise FileFormatError(f"{path}: there is no such file.")
        if not file.is_file():
            raise FileFormatError(f"{path}: is not a regular file; expected {what}.")
        size = file.stat().st_size
        if size > max_bytes:
            raise FileFormatError(
                f"{path}: is {size / 1e6:,.0f} MB, too large for {what} "
                f"(at most {max_bytes / 1e6:,.0f} MB)."
            )
        content = file.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, FileFormatError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise FileFormatError(f"{path}: cannot be read ({reason}).") from error
    if not content:
        raise FileFormatError(f"{path}: is empty; expected {what}.")
    return content


def read_text(path: str | os.PathLike[str], what: str) -> str:
    """Return the content of a text file; bytes that are not UTF-8 are kept as Latin-1.

    Raises
    ------
    FileFormatError
        As `read_bytes`, and for a file with zero bytes in it.
    """
    return decode(read_bytes(path, what), str(path), what)


def decode(content: bytes, name: str, what: str) -> str:
    """Turn the bytes of a text file into text.

    Raises
    ------
    FileFormatError
        For zero bytes: the file is binary (or UTF-16).
    """
    if b"\0" in content:
        raise FileFormatError(f"{name}: is a binary file; expected {what}, as text.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def shown(text: str, limit: int = 40) -> str:
    """Quote a piece of a file for a message, short and printable."""
    text = text.strip()
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")
