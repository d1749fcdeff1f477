"""NumPy's own files."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import FileFormatError
from .frames import one_frame
from .reference import ReferenceImage, reference_of
from .source import Source

_BROKEN = (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile, zlib.error)


def read_npy(source: Source) -> ReferenceImage:
    """Read a .npy file: one array of two or three dimensions."""
    try:
        array = np.load(io.BytesIO(source.content), allow_pickle=False)
    except _BROKEN as error:
        raise FileFormatError(
            f"{source.name}: is not a complete NumPy file ({error})."
        ) from error
    return _image(source, np.asarray(array), "NumPy")


def read_npz(source: Source) -> ReferenceImage:
    """Read a .npz file: its array named image, or else its largest."""
    try:
        with np.load(io.BytesIO(source.content), allow_pickle=False) as stored:
            arrays = {key: stored[key] for key in _wanted(list(stored.files))}
    except _BROKEN as error:
        raise FileFormatError(
            f"{source.name}: is not a complete NumPy file ({error})."
        ) from error
    images = {key: array for key, array in arrays.items() if array.ndim in (2, 3)}
    if not images:
        raise FileFormatError(f"{source.name}: holds no array that is an image.")
    key = max(images, key=lambda name: images[name].size)
    return _image(source, images[key], f"NumPy, array {key}")


def _wanted(names: list[str]) -> list[str]:
    return ["image"] if "image" in names else names


def _image(source: Source, array: NDArray[Any], kind: str) -> ReferenceImage:
    if array.ndim not in (2, 3) or array.dtype.kind not in "biuf" or not array.size:
        raise FileFormatError(
            f"{source.name}: holds an array of shape {array.shape} and type "
            f"{array.dtype}, which is no image."
        )
    values, count = one_frame(array, source.frame, source.name)
    return replace(reference_of(values, format=kind), n_frames=count)
