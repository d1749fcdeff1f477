"""What every reader is given."""

from __future__ import annotations

from dataclasses import dataclass

from .raw_layout import RawLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file and what is wanted of it.

    Attributes
    ----------
    name : str                     path, for messages and for libraries that open it
    content : bytes                the whole file
    shape : (slow, fast) or None   where the caller knows it
    raw : RawLayout or None        how the numbers lie, of a file without a header
    frame : int                    which image, the first is 0
    """

    name: str
    content: bytes
    shape: tuple[int, int] | None = None
    raw: RawLayout | None = None
    frame: int = 0
