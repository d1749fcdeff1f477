"""Misreadings of a geometry: convention, centre, units, pivot and shifts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...errors import InvalidParameterError
from ...geometry import Geometry, place
from ...models.axes import Vector
from ...models.detector import Convention, Detector, Pivot
from ...models.experiment import Experiment
from ...quirks import Quirk
from .hypothesis import Family, Hypothesis

_STEPS_PX = (-1.0, -0.5, 0.0, 0.5, 1.0)
_LARGEST_MM = 1e7


def geometry_hypotheses(
    experiment: Experiment, measured_px: tuple[float, float] | None = None
) -> Iterator[Hypothesis]:
    """Every plausible way in which the same numbers are read differently.

    Parameters
    ----------
    experiment : Experiment
    measured_px : (fast, slow), optional
        Shift of the panel that the peaks tell; tried to the half pixel.
    """
    detector = experiment.detector
    for name, sentence, other in (
        *_conventions(detector),
        *_centres(detector),
        *_units(detector),
        *_turns(detector),
    ):
        yield _hypothesis(name, sentence, replace(experiment, detector=other))
    rounded = None
    if measured_px is not None:
        fast, slow = measured_px
        rounded = round(2 * fast) / 2, round(2 * slow) / 2
    yield from _shifts(experiment, rounded)


def _hypothesis(name: str, sentence: str, experiment: Experiment) -> Hypothesis:
    return Hypothesis(
        name=name, family=Family.GEOMETRY, sentence=sentence, experiment=experiment
    )


def _conventions(detector: Detector) -> Iterator[tuple[str, str, Detector]]:
    for convention in Convention:
        if convention is not detector.convention:
            yield (
                f"convention {convention.name}",
                f"The reference reads the numbers in the {convention.name} convention, "
                f"the model in {detector.convention.name}.",
                replace(detector, convention=convention),
            )
    other = Pivot.SAMPLE if detector.pivot is Pivot.BEAM else Pivot.BEAM
    yield (
        f"pivot {other}",
        f"The detector of the reference pivots about the {other}.",
        replace(detector, pivot=other),
    )


def _centres(detector: Detector) -> Iterator[tuple[str, str, Detector]]:
    pairs = (
        ("beam_x_mm", "beam_y_mm", "beam centre"),
        ("close_x_mm", "close_y_mm", "foot of the perpendicular"),
        ("org_x_px", "org_y_px", "ORGX and ORGY"),
    )
    for x_name, y_name, what in pairs:
        x, y = getattr(detector, x_name), getattr(detector, y_name)
        if x is None or y is None:
            continue
        yield (
            f"{what}: X and Y exchanged",
            f"The reference exchanges X and Y of the {what}.",
            _changed(detector, {x_name: y, y_name: x}),
        )
        yield (
            f"{what}: ignored",
            f"The reference ignores the {what}.",
            _changed(detector, {x_name: None, y_name: None}),
        )
        size = detector.pixels_slow * detector.pixel_size_mm
        unit = detector.pixel_size_mm if x_name.endswith("px") else 1.0
        yield (
            f"{what}: Y from the other edge",
            f"The reference counts Y of the {what} from the other edge.",
            _changed(detector, {y_name: size / unit - y}),
        )


def _changed(detector: Detector, changes: dict[str, float | None]) -> Detector:
    return replace(detector, **changes)  # type: ignore[arg-type]


def _units(detector: Detector) -> Iterator[tuple[str, str, Detector]]:
    """A vector, a distance or a centre in another unit; and along another line."""
    scales = (
        ("mm for m", 1e3, "longer: numbers in mm were taken for m"),
        ("m for mm", 1e-3, "shorter: numbers in m were taken for mm"),
    )
    for name, factor, said in scales:
        if detector.pix0_mm is not None:
            x, y, z = detector.pix0_mm
            yield (
                f"pix0 in {name}",
                f"The pix0 vector of the reference is a thousand times {said}.",
                replace(detector, pix0_mm=(x * factor, y * factor, z * factor)),
            )
        lengths = {
            key: getattr(detector, key) * factor
            for key in ("distance_mm", "close_distance_mm")
            if getattr(detector, key) is not None
        }
        if lengths and max(map(abs, lengths.values())) < _LARGEST_MM:
            yield (
                f"distance in {name}",
                f"The distance of the reference is a thousand times {said}.",
                _changed(detector, lengths),
            )
    yield from _centre_units(detector)
    yield from _distance_lines(detector)


def _centre_units(detector: Detector) -> Iterator[tuple[str, str, Detector]]:
    step = detector.pixel_size_mm
    for name, factor in (("pixels for mm", step), ("mm for pixels", 1 / step)):
        x, y = detector.beam_x_mm, detector.beam_y_mm
        if x is not None and y is not None:
            yield (
                f"beam centre in {name}",
                f"The reference takes its beam centre in {name}.",
                _changed(detector, {"beam_x_mm": x * factor, "beam_y_mm": y * factor}),
            )


def _distance_lines(detector: Detector) -> Iterator[tuple[str, str, Detector]]:
    if detector.close_distance_mm is None:
        yield (
            "distance along the normal",
            "The reference takes the distance along the panel's normal.",
            replace(detector, close_distance_mm=detector.distance_mm),
        )
    else:
        yield (
            "close distance along the beam",
            "The reference takes the close distance along the beam.",
            replace(
                detector,
                close_distance_mm=None,
                distance_mm=abs(detector.close_distance_mm) or detector.distance_mm,
            ),
        )


def _turns(detector: Detector) -> Iterator[tuple[str, str, Detector]]:
    x, y, z = detector.rotation_deg
    for name, turned, number in (
        ("rotx", (-x, y, z), x),
        ("roty", (x, -y, z), y),
        ("rotz", (x, y, -z), z),
    ):
        if number:
            yield (
                f"detector {name} reversed",
                f"The reference turns the detector the other way round in {name}.",
                replace(detector, rotation_deg=turned),
            )
    if (x, y, z) != (0.0, 0.0, 0.0):
        yield (
            "detector rotations ignored",
            "The reference ignores the rotations of the detector.",
            replace(detector, rotation_deg=(0.0, 0.0, 0.0)),
        )
    if detector.two_theta_deg:
        yield (
            "two-theta reversed",
            "The reference swings two-theta the other way round.",
            replace(detector, two_theta_deg=-detector.two_theta_deg),
        )
        yield (
            "two-theta ignored",
            "The reference ignores two-theta.",
            replace(detector, two_theta_deg=0.0),
        )


def _shifts(
    experiment: Experiment, measured_px: tuple[float, float] | None
) -> Iterator[Hypothesis]:
    """Half a pixel and a whole one either way, and the shift that was measured."""
    try:
        geometry = place(experiment)
    except InvalidParameterError:
        return
    ways = [(fast, slow) for fast in _STEPS_PX for slow in _STEPS_PX]
    if measured_px is not None:
        ways.append(measured_px)
    for fast, slow in dict.fromkeys(ways):
        if (fast, slow) != (0.0, 0.0):
            yield _hypothesis(
                f"shift {fast:+g}, {slow:+g} px",
                f"The detector of the reference is shifted by fast {fast:+g}, slow "
                f"{slow:+g} pixels.",
                shifted(experiment, geometry, fast, slow),
            )


def shifted(
    experiment: Experiment, geometry: Geometry, fast_px: float, slow_px: float
) -> Experiment:
    """The experiment with its panel moved in its plane, axes unchanged."""
    step_mm = geometry.pixel_size_m * 1e3
    pix0 = tuple(
        1e3 * p + step_mm * (fast_px * f + slow_px * s)
        for p, f, s in zip(geometry.pix0_m, geometry.fast, geometry.slow, strict=True)
    )
    corner: Vector = (pix0[0], pix0[1], pix0[2])
    return replace(
        experiment,
        detector=replace(experiment.detector, pix0_mm=corner),
        quirks=experiment.quirks - {Quirk.IGNORE_PIX0},
    )
