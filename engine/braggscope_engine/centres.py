"""Which point of the panel a detector's numbers give, and where that point is."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from .conventions import CENTRES
from .errors import InvalidParameterError
from .models.detector import Convention, Detector, Pivot
from .quirks import Quirk
from .tensors import Numbers

_BEAM_SPOT = ("beam_x_mm", "beam_y_mm")
_FOOT = ("close_x_mm", "close_y_mm", "org_x_px", "org_y_px")
_OWN_DEFAULT = (Convention.ADXV, Convention.MOSFLM, Convention.DENZO)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlacingCentre:
    """The point that places the panel; metres from the outer corner of pixel 0.

    Attributes
    ----------
    is_foot : bool
        True for the foot of the perpendicular from the sample, False for the spot of
        the direct beam.
    fast, slow : Tensor, shape ()
        Where that point is.
    xbeam, ybeam, xclose, yclose : Tensor, shape ()
        The four numbers of the convention after defaults, as nanoBragg reports them.
    """

    is_foot: bool
    fast: Tensor
    slow: Tensor
    xbeam: Tensor
    ybeam: Tensor
    xclose: Tensor
    yclose: Tensor


def placing_centre(
    numbers: Numbers, pivot: Pivot, pixel: Tensor, size_fast: Tensor, size_slow: Tensor
) -> PlacingCentre:
    """Find the point that places the panel.

    Parameters
    ----------
    numbers : Numbers
    pivot : Pivot                          the pivot in force
    pixel, size_fast, size_slow : Tensor   metres

    Raises
    ------
    InvalidParameterError
        Where both points are given and neither is to be ignored.
    """
    detector, quirks = numbers.experiment.detector, numbers.experiment.quirks
    sizes = (("x", size_fast), ("y", size_slow))
    xclose, yclose = (
        _given(numbers, f"close_{axis}_mm", _org_or_half(numbers, axis, size, pixel))
        for axis, size in sizes
    )
    x, y = _beam_numbers(numbers, (xclose, yclose), pixel, size_fast, size_slow)
    is_foot = _is_foot(detector, pivot, quirks)
    if not is_foot:
        fast, slow = _beam_spot(detector.convention, x, y, pixel, size_slow)
    elif (
        Quirk.BEAM_CENTRE_AS_NEAR_POINT in quirks
        and detector.convention is Convention.CUSTOM
    ):
        fast, slow = x, y
    elif Quirk.CONVENTION_IGNORES_CENTRE in quirks:
        fast, slow = (_org_or_half(numbers, axis, size, pixel) for axis, size in sizes)
    else:
        fast, slow = xclose, yclose
    return PlacingCentre(
        is_foot=is_foot,
        fast=fast,
        slow=slow,
        xbeam=x,
        ybeam=y,
        xclose=xclose,
        yclose=yclose,
    )


def _given(numbers: Numbers, name: str, default: Tensor) -> Tensor:
    if getattr(numbers.experiment.detector, name) is None:
        return default
    return numbers(f"detector.{name}") / 1000.0


def _org_or_half(numbers: Numbers, axis: str, size: Tensor, pixel: Tensor) -> Tensor:
    if getattr(numbers.experiment.detector, f"org_{axis}_px") is not None:
        return (numbers(f"detector.org_{axis}_px") - 0.5) * pixel
    return size / 2.0


def _beam_numbers(
    numbers: Numbers,
    close: tuple[Tensor, Tensor],
    pixel: Tensor,
    size_fast: Tensor,
    size_slow: Tensor,
) -> tuple[Tensor, Tensor]:
    """X and Y of the beam centre, given or by the convention's default."""
    convention = numbers.experiment.detector.convention
    mapping = CENTRES[convention]
    x, y = close
    if convention in _OWN_DEFAULT:
        along = (size_slow, size_fast) if mapping.swapped else (size_fast, size_slow)
        x = (along[0] + mapping.default_x_pixels * pixel) / 2.0
        y = (along[1] + mapping.default_y_pixels * pixel) / 2.0
    return _given(numbers, "beam_x_mm", x), _given(numbers, "beam_y_mm", y)


def _beam_spot(
    convention: Convention, x: Tensor, y: Tensor, pixel: Tensor, size_slow: Tensor
) -> tuple[Tensor, Tensor]:
    """(fast, slow) of the beam centre (X, Y) of a convention."""
    mapping = CENTRES[convention]
    fast, slow = (y, x) if mapping.swapped else (x, y)
    if mapping.slow_flipped:
        slow = size_slow - slow
    offset = mapping.offset_pixels * pixel
    return fast + offset, slow + offset


def _is_foot(detector: Detector, pivot: Pivot, quirks: frozenset[Quirk]) -> bool:
    """Whether the panel is placed by the foot of the perpendicular."""
    by_pivot = pivot is Pivot.SAMPLE
    if detector.convention is Convention.CUSTOM:
        ignores = Quirk.BEAM_CENTRE_AS_NEAR_POINT in quirks
    else:
        ignores = Quirk.CONVENTION_IGNORES_CENTRE in quirks
    beam = [name for name in _BEAM_SPOT if getattr(detector, name) is not None]
    foot = [name for name in _FOOT if getattr(detector, name) is not None]
    if ignores or not (beam or foot):
        return by_pivot
    placed_by_pix0 = detector.pix0_mm is not None and Quirk.IGNORE_PIX0 not in quirks
    if beam and foot and not placed_by_pix0:
        raise InvalidParameterError(
            f"detector.{beam[0]}",
            getattr(detector, beam[0]),
            f"left out while detector.{foot[0]} is given",
            "The one is the direct beam, the other the foot of the perpendicular; "
            "nanoBragg ignores one of them, its quirk convention-ignores-centre does "
            "so here.",
        )
    return bool(foot) and not beam
