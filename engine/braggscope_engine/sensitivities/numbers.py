"""Which numbers of an experiment are free, and in which unit they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from ..errors import InvalidParameterError
from ..geometry import Geometry, place
from ..models.detector import Convention, Detector, Pivot
from ..models.experiment import Experiment

FREE = (
    *(f"detector.{name}" for name in ("distance_mm", "close_distance_mm")),
    *(f"detector.{name}" for name in ("beam_x_mm", "beam_y_mm")),
    *(f"detector.{name}" for name in ("close_x_mm", "close_y_mm")),
    *(f"detector.{name}" for name in ("org_x_px", "org_y_px")),
    *(f"detector.{name}" for name in ("pix0_mm", "rotation_deg", "two_theta_deg")),
    "beam.wavelength_angstrom",
    *(f"crystal.cell.{name}" for name in ("a", "b", "c", "alpha", "beta", "gamma")),
    *(f"crystal.{name}" for name in ("misset_deg", "mosaic_spread_deg")),
)
"""Paths of the default list, in the order of a table."""

_UNITS = {"mm": "mm", "deg": "°", "px": "px", "angstrom": "Å", "um": "µm", "e": "e"}
_CELL_UNITS = dict.fromkeys("abc", "Å") | dict.fromkeys(("alpha", "beta", "gamma"), "°")
_CENTRES = (
    "beam_x_mm",
    "beam_y_mm",
    "close_x_mm",
    "close_y_mm",
    "org_x_px",
    "org_y_px",
)
_SAME_M = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeNumber:
    """One number of an experiment.

    Attributes
    ----------
    path : str                  dotted, from the experiment
    values : tuple of float     one, or the components of a vector
    unit : str                  that of the model
    """

    path: str
    values: tuple[float, ...]
    unit: str

    def tensor(self) -> torch.Tensor:
        """The number as the engine's overrides want it, shape () or (3,)."""
        plain = self.values[0] if len(self.values) == 1 else self.values
        return torch.tensor(plain, dtype=torch.float64, requires_grad=True)


def free_numbers(
    experiment: Experiment, parameters: Sequence[str] | None = None
) -> tuple[FreeNumber, ...]:
    """Read the numbers at paths.

    Parameters
    ----------
    experiment : Experiment
    parameters : sequence of str, optional
        Dotted paths; None is all of the default list that are given.

    Raises
    ------
    InvalidParameterError
        For a path without a number.
    """
    if parameters is not None:
        return tuple(_number(experiment, path) for path in parameters)
    given = (path for path in FREE if _plain(experiment, path) is not None)
    return tuple(_number(experiment, path) for path in given)


def with_centre_given(experiment: Experiment) -> Experiment:
    """State the centre that is a default, so that there is a number to vary.

    Only where that leaves the panel exactly where it is.
    """
    detector = experiment.detector
    named = any(getattr(detector, name) is not None for name in _CENTRES)
    if named or detector.pix0_mm is not None:
        return experiment
    stands = place(experiment)
    stated = replace(experiment, detector=_with_centre(detector, stands))
    again = place(stated).pix0_m
    moved = max(abs(a - b) for a, b in zip(stands.pix0_m, again, strict=True))
    return stated if moved < _SAME_M else experiment


def _with_centre(detector: Detector, stands: Geometry) -> Detector:
    """State the placing centre in the words of its convention."""
    if stands.pivot is not Pivot.SAMPLE:
        return replace(
            detector,
            beam_x_mm=stands.xbeam_m * 1000.0,
            beam_y_mm=stands.ybeam_m * 1000.0,
        )
    if stands.convention in (Convention.XDS, Convention.DIALS):
        return replace(
            detector,
            org_x_px=stands.size_fast_m / stands.pixel_size_m / 2 + 0.5,
            org_y_px=stands.size_slow_m / stands.pixel_size_m / 2 + 0.5,
        )
    return replace(
        detector,
        close_x_mm=stands.xclose_m * 1000.0,
        close_y_mm=stands.yclose_m * 1000.0,
    )


def _plain(experiment: Experiment, path: str) -> object:
    value: object = experiment
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def _number(experiment: Experiment, path: str) -> FreeNumber:
    value = _plain(experiment, path)
    values = value if isinstance(value, tuple) else (value,)
    if not all(
        isinstance(each, int | float) and not isinstance(each, bool) for each in values
    ):
        raise InvalidParameterError(
            "parameters", path, "paths of numbers that the experiment gives"
        )
    return FreeNumber(
        path=path, values=tuple(float(each) for each in values), unit=_unit(path)
    )


def _unit(path: str) -> str:
    group, _, name = path.rpartition(".")
    if group == "crystal.cell":
        return _CELL_UNITS.get(name, "")
    return _UNITS.get(name.rpartition("_")[2], "")
