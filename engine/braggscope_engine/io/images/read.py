"""Reading an image file of any kind, told by its content and then its name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..reading import read_bytes
from .fabio_file import read_with_fabio
from .hdf5 import read_hdf5
from .numpy_file import read_npy, read_npz
from .portable_greymap import read_greymap
from .raw import read_raw
from .raw_layout import RawLayout
from .reference import ReferenceImage
from .smv import read_smv
from .source import Source

MAX_IMAGE_BYTES = 8 * 1024**3
_HDF5 = b"\x89HDF\r\n\x1a\n"

Reader = Callable[[Source], ReferenceImage]


def read_image(
    path: str | os.PathLike[str],
    *,
    shape: tuple[int, int] | None = None,
    raw: RawLayout | None = None,
    frame: int = 0,
) -> ReferenceImage:
    """Read one image of a file.

    Raw floats, SMV, CBF, MarCCD, TIFF, EDF and others that fabio reads, HDF5 (NeXus,
    Eiger), PGM, and NumPy's own files.

    Parameters
    ----------
    path : path
    shape : (slow, fast), optional
        Of a file without a header; taken from its size where it is not given.
    raw : RawLayout, optional
        All that there is to know of a file without a header; without it, byte order
        is found from the numbers.
    frame : int
        Which image of a file that holds several; the first is 0.

    Raises
    ------
    FileFormatError
        One sentence with the file and what is wrong with it; an UnknownShapeError
        where a file without a header has another number of pixels than is known.
    """
    name = str(path)
    content = _content(path)
    source = Source(name=name, content=content, shape=shape, raw=raw, frame=frame)
    image = _reader(source)(source)
    return replace(
        image,
        frame=frame,
        path=name,
        size_bytes=os.path.getsize(path),
        sha256=_sha256(path, content),
    )


def _content(path: str | os.PathLike[str]) -> bytes:
    """The whole file, or the head of one that is opened by name and may be huge."""
    if os.path.isfile(path):
        with open(path, "rb") as file:
            head = file.read(len(_HDF5))
        if head == _HDF5:
            return head
    return read_bytes(path, "an image", max_bytes=MAX_IMAGE_BYTES)


def _sha256(path: str | os.PathLike[str], content: bytes) -> str:
    if content != _HDF5:
        return hashlib.sha256(content).hexdigest()
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reader(source: Source) -> Reader:
    head = source.content[:4096]
    suffix = Path(source.name).suffix.lower()
    for is_it, reader in _BY_CONTENT:
        if is_it(head):
            return reader
    return _BY_NAME.get(suffix, read_raw)


def _is_fabio(head: bytes) -> bool:
    """CBF, TIFF and MarCCD (a TIFF), EDF, mar345, Bruker, R-AXIS, MRC."""
    return (
        head.startswith((b"###CBF", b"II*\0", b"MM\0*", b"mar research", b"RAXIS"))
        or b"_array_data" in head
        or head.startswith(b"\xd2\x04\0\0")
        or (head.lstrip()[:1] == b"{" and b"EDF" in head[:512])
        or (head.lstrip()[:1] == b"{" and b"ByteOrder" in head)
        or head.startswith(b"FORMAT :")
    )


_BY_CONTENT: tuple[tuple[Callable[[bytes], bool], Reader], ...] = (
    (lambda head: head.startswith(_HDF5), read_hdf5),
    (lambda head: head.startswith(b"\x93NUMPY"), read_npy),
    (lambda head: head.startswith(b"PK\x03\x04"), read_npz),
    (lambda head: head[:2] in (b"P5", b"P2") and head[2:3].isspace(), read_greymap),
    (lambda head: head.startswith(b"{") and b"HEADER_BYTES" in head[:64], read_smv),
    (_is_fabio, read_with_fabio),
)
_BY_NAME: dict[str, Reader] = {
    **dict.fromkeys((".h5", ".hdf5", ".nxs", ".cxi"), read_hdf5),
    **dict.fromkeys((".img", ".smv"), read_smv),
    **dict.fromkeys(
        (".cbf", ".tif", ".tiff", ".mccd", ".edf", ".mar345", ".sfrm", ".osc"),
        read_with_fabio,
    ),
    ".npy": read_npy,
    ".npz": read_npz,
    ".pgm": read_greymap,
}
