"""Why a value that was asked for became another one, in plain words."""

from __future__ import annotations

from typing import Protocol

from ..io.nanobragg.report import Fate
from ..models.detector import Convention, Pivot
from ..models.experiment import Experiment
from ..placement import effective_pivot
from .requests import PIVOT, Request

_HALF_PIXEL = {
    Convention.MOSFLM: "DENZO",
    Convention.DENZO: "MOSFLM",
}
_CENTRES = ("beam_x_mm", "beam_y_mm")


class Outcome(Protocol):
    """What became of a request: the part of a row that words need."""

    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def effective(self) -> str: ...  # noqa: D102
    @property
    def nanobragg(self) -> str: ...  # noqa: D102
    @property
    def unit(self) -> str: ...  # noqa: D102
    @property
    def difference_mm(self) -> float | None: ...  # noqa: D102
    @property
    def nanobragg_difference_mm(self) -> float | None: ...  # noqa: D102


def reason_in_words(
    experiment: Experiment, request: Request, row: Outcome, here: bool, there: bool
) -> str:
    """Say what happened to a request.

    Parameters
    ----------
    experiment : Experiment
    request : Request
    row : Outcome
    here, there : bool
        Whether this image, and whether strict nanoBragg, uses another value.
    """
    sentences = []
    if here:
        sentences.append(_not_followed(request, row, there))
        if request.reason and request.fate is not Fate.USED:
            sentences.append(request.reason)
        else:
            sentences += _pivot_effect(experiment, request)
    elif there:
        sentences.append(_only_nanobragg(request, row))
    elif request.fate is None and request.reason:
        sentences.append(request.reason)
    if here or there:
        sentences += _near_point(experiment, request)
    sentences += _half_pixel(experiment, request)
    return " ".join(sentences)


def _not_followed(request: Request, row: Outcome, there: bool) -> str:
    who = f"{row.label} has no effect"
    if request.fate is Fate.USED or request.fate is None:
        who = f"{row.label} is not what results"
    elif there and row.effective == row.nanobragg:
        who += " in nanoBragg"
    elif row.nanobragg not in ("", row.effective):
        who += " here"
    uses = f"{row.effective} {row.unit}".strip()
    if request.key == PIVOT:
        return f"{who}: this image pivots about the {row.effective}."
    away = ""
    if row.difference_mm is not None:
        away = f", {row.difference_mm:.4g} mm away"
    if "–" in row.effective:
        return f"{who}: the direct beam does not meet the panel."
    return f"{who}: this image uses {uses}{away}."


def _only_nanobragg(request: Request, row: Outcome) -> str:
    if request.key == PIVOT:
        said = f"This image follows it; nanoBragg pivots about the {row.nanobragg}"
        return _and_stands(said, row)
    said = f"This image follows it; nanoBragg uses {row.nanobragg} {row.unit}".rstrip()
    return _and_stands(said, row)


def _and_stands(said: str, row: Outcome) -> str:
    moved = row.nanobragg_difference_mm
    if moved is None:
        return f"{said}."
    if moved < 1e-6:
        return f"{said}, although its panel stands in the same place."
    return f"{said}: its panel stands {moved:.4g} mm away."


def _pivot_effect(experiment: Experiment, request: Request) -> list[str]:
    about_sample = effective_pivot(experiment) is Pivot.SAMPLE
    turned = experiment.detector.two_theta_deg != 0 or any(
        experiment.detector.rotation_deg
    )
    placing = request.key in (*_CENTRES, "distance_mm")
    if about_sample and turned and placing:
        return [
            "The sample pivot carries the panel as it is mounted: the number is that "
            "of the panel before it turns."
        ]
    return []


def _near_point(experiment: Experiment, request: Request) -> list[str]:
    detector = experiment.detector
    custom = detector.convention is Convention.CUSTOM
    if custom and detector.pivot is Pivot.SAMPLE and request.key in _CENTRES:
        return [
            "In CUSTOM with the sample pivot nanoBragg takes it for the foot of the "
            "perpendicular."
        ]
    return []


def _half_pixel(experiment: Experiment, request: Request) -> list[str]:
    other = _HALF_PIXEL.get(experiment.detector.convention)
    if other is None or request.key not in _CENTRES:
        return []
    half_mm = experiment.detector.pixel_size_mm / 2
    return [
        f"The same number in {other} is half a pixel ({half_mm:.4g} mm) elsewhere: "
        "MOSFLM counts from the centre of the first pixel, DENZO from its corner."
    ]
