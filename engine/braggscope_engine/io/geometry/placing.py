"""A detector whose numbers put a panel exactly where a file says it stands."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from ...errors import FileFormatError, InvalidParameterError
from ...geometry import Geometry, place
from ...models.axes import Axes, Vector
from ...models.detector import Convention, Detector, Pivot
from ...models.experiment import Experiment
from .vectors import array

_TOLERANCE_MM = 1e-9
_TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a panel stands, in the frame of the laboratory of the result.

    Attributes
    ----------
    origin_mm, fast, slow, beam, polarization, spindle : (3,)
    """

    origin_mm: Vector
    fast: Vector
    slow: Vector
    beam: Vector
    polarization: Vector
    spindle: Vector


def placed(
    experiment: Experiment, stand: Stand, natural: Detector | None, name: str
) -> Experiment:
    """Put the detector of an experiment where it shall stand.

    The convention's own numbers are taken where they do; axes and pix0 otherwise. Each
    way is tried, and held against the place asked for.

    Parameters
    ----------
    experiment : Experiment
        Its detector has the size, sensor and mask of the result.
    stand : Stand
    natural : Detector or None
        The way that is tried first.
    name : str
        File name, for the message.
    """
    for detector in _ways(experiment.detector, stand, natural):
        candidate = replace(experiment, detector=detector)
        try:
            geometry = place(candidate)
        except InvalidParameterError:
            continue
        if stands(geometry, stand):
            return candidate
    raise FileFormatError(
        f"{name}: the detector cannot be placed where the file says with the quirks of "
        f"nanoBragg that this experiment reproduces; leave them off to read the file."
    )


def stands(geometry: Geometry, stand: Stand) -> bool:
    """Whether a placed panel is where it shall stand."""
    scale = 1.0 + math.hypot(*stand.origin_mm) / 1000.0
    origin_mm = 1000.0 * array(geometry.pix0_m)
    if math.dist(origin_mm, stand.origin_mm) > _TOLERANCE_MM * scale:
        return False
    return all(
        math.dist(getattr(geometry, axis), getattr(stand, axis)) <= _TOLERANCE
        for axis in ("fast", "slow", "beam", "polarization", "spindle")
    )


def _ways(
    detector: Detector, stand: Stand, natural: Detector | None
) -> Iterator[Detector]:
    if natural is not None:
        yield replace(
            natural,
            **{name: getattr(detector, name) for name in _KEPT},
        )
    custom = _custom(detector, stand)
    yield replace(custom, pix0_mm=stand.origin_mm)
    # With its quirks nanoBragg ignores pix0, and has signs and normals of its own: the
    # foot must say it, as one of its two pairs of numbers.
    origin, fast, slow = (array(v) for v in (stand.origin_mm, stand.fast, stand.slow))
    x, y, close = float(-origin @ fast), float(-origin @ slow), _close(stand)
    normal = _cross(stand.fast, stand.slow)
    for given, distance in product((None, normal), (abs(close), close)):
        axes = replace(custom.custom_axes, normal=given)
        mounted = replace(custom, custom_axes=axes, close_distance_mm=distance)
        yield replace(mounted, close_x_mm=x, close_y_mm=y)
        yield replace(mounted, beam_x_mm=x, beam_y_mm=y)


_KEPT = (
    *("pixel_size_mm", "pixels_fast", "pixels_slow", "sensor", "mask"),
    *("point_pixel", "curved"),
)


def _close(stand: Stand) -> float:
    """Signed distance to the panel along fast × slow, mm."""
    normal = _cross(stand.fast, stand.slow)
    return sum(a * b for a, b in zip(stand.origin_mm, normal, strict=True))


def _custom(detector: Detector, stand: Stand) -> Detector:
    normal = _cross(stand.fast, stand.slow)
    close = _close(stand)
    across = sum(a * b for a, b in zip(stand.beam, normal, strict=True))
    distance = abs(close / across) if abs(across) > 1e-9 else abs(close)
    return replace(
        Detector(),
        **{name: getattr(detector, name) for name in _KEPT},
        convention=Convention.CUSTOM,
        pivot=Pivot.SAMPLE,
        custom_axes=Axes(
            beam=stand.beam,
            fast=stand.fast,
            slow=stand.slow,
            normal=_away(normal, close),
            two_theta=stand.spindle,
            polarization=stand.polarization,
            spindle=stand.spindle,
        ),
        distance_mm=distance or Detector().distance_mm,
    )


def _away(normal: Vector, close: float) -> Vector | None:
    """None where fast × slow points away from the sample, as it does by itself."""
    if close >= 0:
        return None
    x, y, z = (-value + 0.0 for value in normal)
    return x, y, z


def _cross(a: Vector, b: Vector) -> Vector:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )
