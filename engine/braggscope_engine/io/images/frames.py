"""Choosing one image of a stack."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from ...errors import FileFormatError


def check_frame(frame: int, count: int, name: str) -> None:
    """Refuse a frame that a file does not have.

    Raises
    ------
    FileFormatError
        One sentence with how many there are.
    """
    if not 0 <= frame < count:
        held = "one image" if count == 1 else f"images 0 to {count - 1}"
        raise FileFormatError(f"{name}: has no image {frame}; it holds {held}.")


def one_frame(array: NDArray[Any], frame: int, name: str) -> tuple[NDArray[Any], int]:
    """Image of a stack (frames, slow, fast) or of itself, and how many there are."""
    count = 1 if array.ndim == 2 else array.shape[0]
    check_frame(frame, count, name)
    return (array if array.ndim == 2 else array[frame]), count
