"""Which rings the user wants."""

from __future__ import annotations

from dataclasses import dataclass

from braggscope_engine import ICE_RINGS_ANGSTROM

from .ring import WantedRing

#: Strong rings of hexagonal ice.
ICE = tuple(WantedRing(d_angstrom=d) for d in ICE_RINGS_ANGSTROM)


@dataclass(frozen=True, slots=True, kw_only=True)
class RingChoice:
    """Rings by the user's own values, or chosen to suit the view.

    Attributes
    ----------
    automatic : bool
        Round resolutions that suit what is seen.
    values : tuple of WantedRing
        Shown as well, or alone if not automatic.
    """

    automatic: bool = True
    values: tuple[WantedRing, ...] = ()


def parse_values(text: str) -> tuple[WantedRing, ...]:
    """Read resolutions in Å and scattering angles in degrees.

    Numbers are separated by blanks or semicolons, or by commas and blanks; one with a
    degree sign or "deg" is an angle, any other a resolution, with or without its unit.

    Raises
    ------
    ValueError
        With one sentence.
    """
    words = text.replace(";", " ").replace("Å", " Å ").replace("°", " ° ").split()
    values: list[WantedRing] = []
    for word in words:
        word = word.rstrip(",")
        if word.lower() in ("å", "a", "angstrom", ""):
            continue
        if word.lower() in ("°", "deg"):
            _make_last_an_angle(values)
            continue
        values.append(WantedRing(d_angstrom=_number(word)))
    for value in values:
        _check(value)
    return tuple(values)


def format_values(values: tuple[WantedRing, ...]) -> str:
    """Write values so that `parse_values` reads them back."""
    return "; ".join(
        f"{value.d_angstrom:.10g}"
        if value.d_angstrom is not None
        else f"{value.two_theta_deg:.10g}°"
        for value in values
    )


def _make_last_an_angle(values: list[WantedRing]) -> None:
    if not values or values[-1].d_angstrom is None:
        raise ValueError("a degree sign stands after a number: 20°")
    values.append(WantedRing(two_theta_deg=values.pop().d_angstrom))


def _number(word: str) -> float:
    try:
        return float(word.replace(",", "."))
    except ValueError:
        raise ValueError(
            f"{word!r} is no number: write resolutions in Å or angles like 20°"
        ) from None


def _check(value: WantedRing) -> None:
    if value.d_angstrom is not None and not 0.01 <= value.d_angstrom <= 1e5:
        raise ValueError(f"{value.d_angstrom:g} Å: a resolution is 0.01 to 100000 Å")
    angle = value.two_theta_deg
    if angle is not None and not 0 < angle < 180:
        raise ValueError(f"{angle:g}°: an angle lies between 0° and 180°")
