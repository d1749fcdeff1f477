"""Numbers with units as people type, paste and read them.

The models hold one unit for each quantity. What is typed in another unit is converted
here, and nowhere else; decimal shifts are exact, so that ``0.2313 m`` is ``231.3`` mm.
A comma may stand for the decimal point; what is written always has a point.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "Dimension",
    "QuantityError",
    "Triple",
    "convert",
    "exact_text",
    "is_nothing",
    "parse_count",
    "parse_number",
    "parse_triple",
    "rounded_text",
    "split_triple",
    "units_of",
]

Triple = tuple[float, float, float]

_ENERGY_ANGSTROM = {"keV": Decimal("12.39842"), "eV": Decimal("12398.42")}
"""h·c, the value that nanoBragg uses."""

_DEGREES_PER_RADIAN = 180 / Decimal("3.14159265358979323846264338327950288")

_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eEdD][+-]?\d+)?")
_OPTION = re.compile(r"-[A-Za-z]\w*\s+")
_TRAILING_UNIT = re.compile(r"[\d.,]\s*([A-Za-zµμÅ°º%]+)$")
_NOTHING = frozenset({"", "auto", "automatic", "none", "not given", "-", "–"})


class QuantityError(ValueError):
    """A text is not the quantity that is asked for; the message says what is."""


class Dimension(StrEnum):
    """What kind of quantity a number is; its text completes "must be …"."""

    NUMBER = "number"
    LENGTH = "length"
    WAVELENGTH = "wavelength"
    ANGLE = "angle"
    TIME = "time"
    PIXELS = "pixel position"
    PERCENT = "percentage"
    FLUENCE = "fluence"
    FLUX = "flux"
    ELECTRONS = "amplitude"


@dataclass(frozen=True, slots=True)
class _Units:
    """The units of one dimension, as multiples of any one of them."""

    factors: dict[str, Decimal]
    aliases: dict[str, str] = field(default_factory=dict)


_LENGTHS = {
    "m": Decimal(1),
    "cm": Decimal("1e-2"),
    "mm": Decimal("1e-3"),
    "µm": Decimal("1e-6"),
    "nm": Decimal("1e-9"),
    "Å": Decimal("1e-10"),
}
_LENGTH_ALIASES = {
    "um": "µm",
    "μm": "µm",  # Greek mu; the key above has the micro sign
    "micron": "µm",
    "microns": "µm",
    "A": "Å",
    "\N{ANGSTROM SIGN}": "Å",
    "Ang": "Å",
    "angstrom": "Å",
}
_UNITS = {
    Dimension.NUMBER: _Units({"": Decimal(1)}),
    Dimension.LENGTH: _Units(_LENGTHS, _LENGTH_ALIASES),
    Dimension.WAVELENGTH: _Units(
        {u: _LENGTHS[u] for u in ("Å", "nm", "m")},
        {**_LENGTH_ALIASES, "KeV": "keV", "kev": "keV", "ev": "eV"},
    ),
    Dimension.ANGLE: _Units(
        {
            "°": Decimal(1),
            "mrad": _DEGREES_PER_RADIAN / 1000,
            "rad": _DEGREES_PER_RADIAN,
        },
        {"deg": "°", "degree": "°", "degrees": "°", "º": "°"},
    ),
    Dimension.TIME: _Units(
        {"s": Decimal(1), "ms": Decimal("1e-3"), "µs": Decimal("1e-6")},
        {"sec": "s", "us": "µs", "μs": "µs"},
    ),
    Dimension.PIXELS: _Units({"px": Decimal(1)}, {"pixel": "px", "pixels": "px"}),
    Dimension.PERCENT: _Units({"%": Decimal(1)}, {"percent": "%"}),
    Dimension.FLUENCE: _Units(
        {"/m²": Decimal(1), "/mm²": Decimal("1e6"), "/µm²": Decimal("1e12")},
        {
            **{f"{ph}/{u}": f"/{u}" for ph in ("ph", "photons") for u in ("m²", "mm²")},
            **{f"{ph}/µm²": "/µm²" for ph in ("ph", "photons")},
            **{f"{ph}/um²": "/µm²" for ph in ("", "ph", "photons")},
        },
    ),
    Dimension.FLUX: _Units({"/s": Decimal(1)}, {"ph/s": "/s", "photons/s": "/s"}),
    Dimension.ELECTRONS: _Units({"e⁻": Decimal(1)}, {"e": "e⁻", "electrons": "e⁻"}),
}


def units_of(dimension: Dimension, unit: str) -> tuple[str, ...]:
    """Units in which a field can be shown, the model's own unit first."""
    offered: dict[Dimension, dict[str, tuple[str, ...]]] = {
        Dimension.LENGTH: {
            "mm": ("mm", "m", "µm"),
            "µm": ("µm", "mm"),
            "Å": ("Å", "nm"),
        },
        Dimension.WAVELENGTH: {"Å": ("Å", "nm", "keV", "eV")},
        Dimension.ANGLE: {"°": ("°", "mrad"), "mrad": ("mrad", "°")},
        Dimension.FLUENCE: {"/m²": ("/m²", "/mm²", "/µm²")},
    }
    return offered.get(dimension, {}).get(unit, (unit,))


def convert(value: float, dimension: Dimension, unit: str, to: str) -> float:
    """Express a value given in one unit of a dimension in another.

    A photon energy and a wavelength are two ways to say the same.
    """
    if unit == to or not math.isfinite(value):
        return value
    if to in _ENERGY_ANGSTROM or unit in _ENERGY_ANGSTROM:
        return _through_energy(value, unit, to)
    factors = _UNITS[dimension].factors
    return float(Decimal(repr(float(value))) * factors[unit] / factors[to])


def _through_energy(value: float, unit: str, to: str) -> float:
    if value == 0:
        return math.inf
    if unit in _ENERGY_ANGSTROM:
        angstrom = float(_ENERGY_ANGSTROM[unit] / Decimal(repr(float(value))))
        return convert(angstrom, Dimension.WAVELENGTH, "Å", to)
    angstrom = convert(value, Dimension.WAVELENGTH, unit, "Å")
    return float(_ENERGY_ANGSTROM[to] / Decimal(repr(angstrom)))


def is_nothing(text: str) -> bool:
    """Whether a text says that there is no value: empty, "auto", "none"."""
    return text.strip().lower() in _NOTHING


def parse_number(
    text: str,
    dimension: Dimension = Dimension.NUMBER,
    unit: str = "",
    *,
    shown: str = "",
    infinite: bool = False,
) -> float:
    """Read one number.

    Parameters
    ----------
    text : str
        ``"231,27"``, ``"0.2313 m"``, ``"12.4 keV"``, ``"1e18"``, or the number behind
        a pasted option, ``"-distance 231.27"``.
    dimension, unit
        What is asked for, and the unit of the result.
    shown : str, optional
        The unit of a number without one; ``unit`` when it is not given.
    infinite : bool
        Accept "inf".

    Raises
    ------
    QuantityError
        With one sentence that says what is allowed.
    """
    words = _plain(text)
    if infinite and words.lower() in ("inf", "infinite", "infinity", "∞"):
        return math.inf
    match = _NUMBER.match(words)
    if match is None:
        raise QuantityError(_must_be(dimension, shown or unit))
    number = _number(match.group())
    found = words[match.end() :].strip()
    if re.match(r"[.,\d]", found):
        sentence = _must_be(dimension, shown or unit).removesuffix(".")
        raise QuantityError(f"{sentence}, without thousands separators.")
    given = _unit(found, dimension, unit) if found else shown or unit
    return convert(number, dimension, given, unit)


def parse_count(text: str) -> int:
    """Read one whole number; ``1e3`` is one, ``36.7`` is not."""
    words = re.sub(r"\s*(px|pixels?)$", "", _plain(text))
    if _NUMBER.fullmatch(words):
        number = _number(words)
        if number.is_integer() and abs(number) < 2**53:
            return int(number)
    raise QuantityError("Must be a whole number.")


def split_triple(text: str) -> tuple[str, str, str] | None:
    """Split three numbers into their texts, or None where there are not three.

    ``1 2 3``, ``1, 2, 3``, ``(1; 2; 3) mm``, ``1,5 2,5 3,5`` and a pasted option with
    its three numbers are read. A unit behind the last number is that of all three.
    """
    words = re.sub(r"[()\[\]{}<>]", " ", _plain(text)).strip()
    unit = _TRAILING_UNIT.search(words)
    suffix = f" {unit.group(1)}" if unit else ""
    words = words[: unit.start(1)].strip() if unit else words
    for parts in (
        [part.strip() for part in words.split(";")],
        [part.strip(",") for part in words.split()],
        [part.strip() for part in words.split(",")],
    ):
        if len(parts) == 3 and all(_NUMBER.fullmatch(part) for part in parts):
            return parts[0] + suffix, parts[1] + suffix, parts[2] + suffix
    return None


def parse_triple(
    text: str,
    dimension: Dimension = Dimension.NUMBER,
    unit: str = "",
    *,
    shown: str = "",
) -> Triple:
    """Read three numbers; see `split_triple` and `parse_number`."""
    parts = split_triple(text)
    if parts is None:
        of = f" in {shown or unit}" if unit else ""
        raise QuantityError(f"Must be three numbers{of}, such as 1 2 3.")
    x, y, z = (parse_number(part, dimension, unit, shown=shown) for part in parts)
    return x, y, z


def rounded_text(value: float, decimals: int) -> str:
    """Write a number for reading: rounded, without trailing zeros.

    Numbers that this would make unreadable are written otherwise: those that would
    keep fewer than three digits with three, very large ones with an exponent.
    """
    if not math.isfinite(value):
        return "∞" if value == math.inf else str(value)
    value = value + 0.0  # no minus zero
    size = abs(value)
    if size >= 1e9:
        return _short_exponent(f"{value:.6g}")
    if 0 < size < 10.0 ** (2 - decimals):
        return _short_exponent(f"{value:.3g}")
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact_text(value: float) -> str:
    """Write a number so that reading it gives the very same one."""
    if value == math.inf:
        return "inf"
    return _short_exponent(repr(value))


def _short_exponent(text: str) -> str:
    mantissa, e, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def _plain(text: str) -> str:
    """Drop what a paste brings along: an option's name, typographic minus signs."""
    return _OPTION.sub("", text.replace("−", "-").strip(), count=1).strip()


def _number(text: str) -> float:
    return float(text.replace(",", ".").lower().replace("d", "e"))


def _unit(found: str, dimension: Dimension, unit: str) -> str:
    units = _UNITS[dimension]
    name = found.replace("^", "").replace("2", "²").replace(" ", "")
    name = units.aliases.get(name, name)
    known = set(units.factors)
    if dimension is Dimension.WAVELENGTH:
        known |= set(_ENERGY_ANGSTROM)
    if name not in known:
        raise QuantityError(_wrong_unit(found, dimension, unit))
    return name


def _must_be(dimension: Dimension, unit: str) -> str:
    article = "an" if dimension in (Dimension.ANGLE, Dimension.ELECTRONS) else "a"
    of = f" in {unit}" if unit else ""
    return f"Must be {article} {dimension.value}{of}."


def _wrong_unit(found: str, dimension: Dimension, unit: str) -> str:
    names = [u for u in _UNITS[dimension].factors if u]
    if dimension is Dimension.WAVELENGTH:
        names += list(_ENERGY_ANGSTROM)
    if not names or (len(names) == 1 and not unit):
        return f"Must be a plain number, without “{found}”."
    others = [u for u in names if u != unit]
    if not others:
        return f"Must be in {unit}, not “{found}”."
    return f"Must be in {unit} (or {', '.join(others)}), not “{found}”."
