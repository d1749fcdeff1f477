"""Wordings of a detector placement: as asked, by the convention's centre, by axes."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...geometry import Geometry
from ...models.axes import Vector
from ...models.detector import Convention, Detector
from ...models.experiment import Experiment
from ...quirks import Quirk

Words = list[str]

_SWAPPED = (Convention.MOSFLM, Convention.DENZO)
_BEAM_CONVENTIONS = (Convention.ADXV, *_SWAPPED)


def number(value: float) -> str:
    """Write a number so that it reads back exactly, without a needless ``.0``."""
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") else text


def option(name: str, *values: float) -> Words:
    """Write one option with its numbers."""
    return [name, *map(number, values)]


def computed(name: str, *values: float) -> Words:
    """Write one option with numbers that were computed, less their rounding noise."""
    return option(name, *(float(f"{value:.15g}") for value in values))


def as_asked(experiment: Experiment) -> Words:
    """Write the detector's own numbers under its own convention."""
    detector = experiment.detector
    words = _frame_words(experiment) + _distance_words(detector)
    for name, slot in (
        ("-Xbeam", "beam_x_mm"),
        ("-Ybeam", "beam_y_mm"),
        ("-Xclose", "close_x_mm"),
        ("-Yclose", "close_y_mm"),
        ("-ORGX", "org_x_px"),
        ("-ORGY", "org_y_px"),
    ):
        value = getattr(detector, slot)
        if value is not None:
            words += option(name, value)
    return words + _turn_words(detector) + _pivot_words(detector)


def with_centre_of_convention(experiment: Experiment, target: Geometry) -> Words:
    """Keep convention and tilts, with the one centre nanoBragg looks at."""
    detector = experiment.detector
    words = _frame_words(experiment)
    if detector.convention in _BEAM_CONVENTIONS:
        words += _beam_centre_words(detector.convention, target)
    elif detector.convention is Convention.CUSTOM:
        words += computed("-close_distance", target.close_distance_m * 1000.0)
        words += computed("-Xclose", target.fclose_m * 1000.0)
        words += computed("-Yclose", target.sclose_m * 1000.0)
    else:
        words += computed("-close_distance", target.close_distance_m * 1000.0)
        words += computed("-ORGX", target.orgx_px) + computed("-ORGY", target.orgy_px)
    words += _turn_words(detector)
    is_custom = detector.convention is Convention.CUSTOM
    return [*words, "-pivot", "sample"] if is_custom else words


def _beam_centre_words(convention: Convention, target: Geometry) -> Words:
    spot = target.beam_centre_px
    if spot is None:
        return []
    pixel = target.pixel_size_m
    fast, slow = spot[0] * pixel, spot[1] * pixel
    if convention is Convention.ADXV:
        x, y = fast, target.size_slow_m - slow
    else:
        shift = 0.5 * pixel if convention is Convention.MOSFLM else 0.0
        x, y = slow - shift, fast - shift
    beam = target.beam
    hit = [
        p + fast * f + slow * s
        for p, f, s in zip(target.pix0_m, target.fast, target.slow, strict=True)
    ]
    along = sum(h * b for h, b in zip(hit, beam, strict=True))
    return [
        *computed("-distance", along * 1000.0),
        *computed("-Xbeam", x * 1000.0),
        *computed("-Ybeam", y * 1000.0),
    ]


def as_custom(target: Geometry) -> Words:
    """Write the final axes and the near point, with nothing left to turn."""
    fast, slow, close = _components(target)
    return [
        *computed("-beam_vector", *target.beam),
        *computed("-fdet_vector", *target.fast),
        *computed("-sdet_vector", *target.slow),
        *option("-odet_vector", *target.normal),
        *computed("-polar_vector", *target.polarization),
        *computed("-spindle_axis", *target.spindle),
        *computed("-close_distance", close * 1000.0),
        *computed("-Xclose", fast * 1000.0),
        *computed("-Yclose", slow * 1000.0),
        *("-pivot", "sample"),
    ]


def _components(target: Geometry) -> tuple[float, float, float]:
    """Solve pix0 = -F·fast - S·slow + C·normal, whatever the angles between them."""
    f, s, n, p = target.fast, target.slow, target.normal, target.pix0_m
    whole = _triple(f, s, n)
    return (
        -_triple(p, s, n) / whole,
        -_triple(f, p, n) / whole,
        _triple(f, s, p) / whole,
    )


def _triple(a: Vector, b: Vector, c: Vector) -> float:
    return (
        a[0] * (b[1] * c[2] - b[2] * c[1])
        + a[1] * (b[2] * c[0] - b[0] * c[2])
        + a[2] * (b[0] * c[1] - b[1] * c[0])
    )


def exactly_unit(vector: Vector) -> Iterator[Vector]:
    """Yield neighbours of a unit vector whose length is 1 to the last bit.

    nanoBragg keeps a given normal only then; a left-handed panel needs it kept.
    """
    for i in range(3):
        for ulps in range(-4, 5):
            for j in range(-2, 3):
                nudged = list(vector)
                nudged[i] = _moved(nudged[i], ulps)
                nudged[(i + 1) % 3] = _moved(nudged[(i + 1) % 3], j)
                x, y, z = nudged
                if math.sqrt(x * x + y * y + z * z) == 1.0:
                    yield (x, y, z)
                    return


def _moved(value: float, ulps: int) -> float:
    towards = math.inf if ulps > 0 else -math.inf
    for _ in range(abs(ulps)):
        value = math.nextafter(value, towards)
    return value


def _frame_words(experiment: Experiment) -> Words:
    detector = experiment.detector
    if detector.convention is not Convention.CUSTOM:
        return [f"-{detector.convention}"]
    axes = detector.custom_axes
    words = [
        *option("-beam_vector", *axes.beam),
        *option("-fdet_vector", *axes.fast),
        *option("-sdet_vector", *axes.slow),
        *option("-polar_vector", *axes.polarization),
        *option("-spindle_axis", *axes.spindle),
    ]
    normal = axes.normal
    if normal is None and Quirk.REGENERATED_NORMAL not in experiment.quirks:
        normal = _cross(axes.fast, axes.slow)
    if normal is not None:
        words += option("-odet_vector", *normal)
    if detector.two_theta_deg != 0:
        axis = axes.two_theta
        if Quirk.UNNORMALISED_TWOTHETA_AXIS not in experiment.quirks:
            length = math.hypot(*axis)
            axis = (axis[0] / length, axis[1] / length, axis[2] / length)
        # nanoBragg takes the first number of the axis for the angle; -twotheta, which
        # must follow, mends that.
        words += option("-twotheta_axis", *axis)
    return words


def _cross(a: Vector, b: Vector) -> Vector:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def _distance_words(detector: Detector) -> Words:
    if detector.close_distance_mm is not None:
        return option("-close_distance", detector.close_distance_mm)
    if detector.distance_mm == Detector().distance_mm:
        return []
    return option("-distance", detector.distance_mm)


def _turn_words(detector: Detector) -> Words:
    words: Words = []
    for axis, angle in zip("xyz", detector.rotation_deg, strict=True):
        if angle != 0:
            words += option(f"-detector_rot{axis}", angle)
    if detector.two_theta_deg != 0:
        words += option("-twotheta", detector.two_theta_deg)
    return words


def _pivot_words(detector: Detector) -> Words:
    if detector.convention is Convention.CUSTOM:
        return ["-pivot", str(detector.pivot)]
    return []


def size_words(detector: Detector) -> Words:
    """Write pixel size and pixel counts, or edge lengths where those were given."""
    plain = Detector()
    words: Words = []
    if detector.pixel_size_mm != plain.pixel_size_mm:
        words += option("-pixel", detector.pixel_size_mm)
    given = detector.size_fast_mm, detector.size_slow_mm
    if given == (None, None) and detector.pixels_fast == detector.pixels_slow:
        if words or detector.shape != plain.shape:
            words += ["-detpixels", str(detector.pixels_fast)]
        return words
    return (
        words
        + _edge_words("f", detector.size_fast_mm, detector.pixels_fast)
        + (_edge_words("s", detector.size_slow_mm, detector.pixels_slow))
    )


def _edge_words(letter: str, size_mm: float | None, pixels: int) -> Words:
    if size_mm is None:
        return [f"-detpixels_{letter}", str(pixels)]
    return option(f"-detsize_{letter}", size_mm)
