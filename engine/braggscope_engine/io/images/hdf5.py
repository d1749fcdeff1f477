"""HDF5: NeXus, Eiger master files, or any file with one large array in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import FileFormatError
from .frames import check_frame
from .header_geometry import HeaderGeometry
from .reference import ReferenceImage, reference_of
from .source import Source

_BROKEN = (OSError, ValueError, KeyError, RuntimeError, TypeError)
_DETECTOR = "entry/instrument/detector"
_MASKS = (
    f"{_DETECTOR}/pixel_mask",
    f"{_DETECTOR}/detectorSpecific/pixel_mask",
    "entry/instrument/eiger/pixel_mask",
)
_CUTOFF = f"{_DETECTOR}/detectorSpecific/countrate_correction_count_cutoff"
_SATURATION = f"{_DETECTOR}/saturation_value"
_WANTED = ("entry/data/data", f"{_DETECTOR}/data", "entry_1/data_1/data", "data/data")


@dataclass(frozen=True, slots=True)
class _Stack:
    """Where the images are: data sets one after another."""

    sets: tuple[Any, ...]

    @property
    def count(self) -> int:
        return sum(_images_in(data) for data in self.sets)

    def image(self, frame: int) -> NDArray[Any]:
        for data in self.sets:
            if frame < _images_in(data):
                return np.asarray(data[()] if data.ndim == 2 else data[frame])
            frame -= _images_in(data)
        raise AssertionError("the frame was checked")


def read_hdf5(source: Source) -> ReferenceImage:
    """Read one image of an HDF5 file, compressed or not, linked files included."""
    import hdf5plugin  # noqa: F401 - registers the compressions of detectors
    import h5py  # isort: skip - after the plugins

    try:
        with h5py.File(source.name, "r") as file:
            stack = _find(file, source.name)
            count = stack.count
            check_frame(source.frame, count, source.name)
            values = stack.image(source.frame)
            bad = _bad(file, values.shape)
            geometry = _geometry(file)
            cutoff = _scalar(file, _CUTOFF) or _scalar(file, _SATURATION)
    except _BROKEN as error:
        if isinstance(error, FileFormatError):
            raise
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise FileFormatError(
            f"{source.name}: cannot be read as HDF5 ({reason.rstrip('.')})."
        ) from error
    image = reference_of(
        values,
        format="HDF5",
        bad=bad,
        saturation=None if cutoff is None else cutoff + 1,
        geometry=geometry.or_none(),
    )
    return replace(image, n_frames=count)


def _find(file: Any, name: str) -> _Stack:
    parts = tuple(_eiger_parts(file, name))
    if parts:
        return _Stack(parts)
    for path in _WANTED:
        if _is_image(file.get(path)):
            return _Stack((file[path],))
    found: list[Any] = []
    file.visititems(lambda _, item: found.append(item) if _is_image(item) else None)
    if not found:
        raise FileFormatError(
            f"{name}: holds no array of images (two or three dimensions of numbers)."
        )
    return _Stack((max(found, key=lambda data: data.size),))


def _eiger_parts(file: Any, name: str) -> Iterator[Any]:
    """Data sets data_000001 ... of a master file, which live in files beside it."""
    group = file.get("entry/data")
    if group is None:
        return
    for key in sorted(group):
        if not key.startswith("data_"):
            continue
        try:
            data = group[key]
        except (KeyError, OSError) as error:
            link = group.get(key, getlink=True)
            other = os.path.basename(str(getattr(link, "filename", key)))
            raise FileFormatError(
                f"{name}: its images are in {other}, which is not beside it."
            ) from error
        if _is_image(data):
            yield data


def _is_image(item: Any) -> bool:
    shape = getattr(item, "shape", None)
    kind = getattr(getattr(item, "dtype", None), "kind", "")
    return (
        shape is not None
        and len(shape) in (2, 3)
        and kind in "iuf"
        and (min(shape[-2:]) > 1)
    )


def _images_in(data: Any) -> int:
    return 1 if data.ndim == 2 else int(data.shape[0])


def _bad(file: Any, shape: tuple[int, ...]) -> NDArray[np.bool_] | None:
    for path in _MASKS:
        item = file.get(path)
        if getattr(item, "shape", None) == shape:
            return np.asarray(item[()], dtype=bool)
    return None


def _scalar(file: Any, path: str) -> float | None:
    item = file.get(path)
    if item is None or getattr(item, "size", 0) != 1:
        return None
    value = np.asarray(item[()]).ravel()[0]
    return float(value) if np.isreal(value) and np.isfinite(value) else None


def _geometry(file: Any) -> HeaderGeometry:
    def metres(path: str) -> float | None:
        value = _scalar(file, path)
        if value is None:
            return None
        units = file[path].attrs.get("units", "m")
        words = units.decode() if isinstance(units, bytes) else str(units)
        return value * (1.0 if words.strip().lower() in ("mm", "millimeter") else 1e3)

    distance = metres(f"{_DETECTOR}/detector_distance")
    return HeaderGeometry(
        wavelength_angstrom=_scalar(file, "entry/instrument/beam/incident_wavelength")
        or _scalar(file, "entry/instrument/monochromator/wavelength"),
        distance_mm=distance or metres(f"{_DETECTOR}/distance"),
        pixel_size_mm=metres(f"{_DETECTOR}/x_pixel_size"),
        beam_fast_px=_scalar(file, f"{_DETECTOR}/beam_center_x"),
        beam_slow_px=_scalar(file, f"{_DETECTOR}/beam_center_y"),
        exposure_s=_scalar(file, f"{_DETECTOR}/count_time"),
        centre_from="beam_center_x, beam_center_y (fast, slow pixels)",
    )
