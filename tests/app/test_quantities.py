"""What is typed is read in the right unit, and what is written is what is held."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope.quantities import (
    Dimension,
    QuantityError,
    convert,
    exact_text,
    is_nothing,
    parse_count,
    parse_number,
    parse_triple,
    rounded_text,
    split_triple,
    units_of,
)
from braggscope_engine.constants import PHOTON_ENERGY_EV_ANGSTROM

LENGTH = (Dimension.LENGTH, "mm")
WAVELENGTH = (Dimension.WAVELENGTH, "Å")
DEGREES = (Dimension.ANGLE, "°")
FINITE = st.floats(allow_nan=False, allow_infinity=False, width=64)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("231.3", LENGTH, 231.3),
        ("231,27", LENGTH, 231.27),
        ("231.3 mm", LENGTH, 231.3),
        ("231.3mm", LENGTH, 231.3),
        ("0.2313 m", LENGTH, 231.3),
        ("23.13 cm", LENGTH, 231.3),
        ("500 um", LENGTH, 0.5),
        ("500 µm", LENGTH, 0.5),
        ("500 μm", LENGTH, 0.5),
        ("1e3", LENGTH, 1000.0),
        (".5", LENGTH, 0.5),
        ("5.", LENGTH, 5.0),
        ("+5", LENGTH, 5.0),
        ("−5", LENGTH, -5.0),
        ("1.5d3", LENGTH, 1500.0),
        ("-distance 231.3", LENGTH, 231.3),
        ("0.97 A", WAVELENGTH, 0.97),
        ("0.97 Å", WAVELENGTH, 0.97),
        ("0.97 \N{ANGSTROM SIGN}", WAVELENGTH, 0.97),
        ("0.1 nm", WAVELENGTH, 1.0),
        ("12.39842 keV", WAVELENGTH, 1.0),
        ("12398.42 eV", WAVELENGTH, 1.0),
        ("0.1 deg", DEGREES, 0.1),
        ("0,1°", DEGREES, 0.1),
        ("1000 mrad", DEGREES, math.degrees(1.0)),
        ("1 rad", DEGREES, math.degrees(1.0)),
        ("0.1 deg", (Dimension.ANGLE, "mrad"), math.radians(100.0)),
        ("1e18", (Dimension.FLUX, "/s"), 1e18),
        ("1e18 ph/s", (Dimension.FLUX, "/s"), 1e18),
        ("1e24 ph/m^2", (Dimension.FLUENCE, "/m²"), 1e24),
        ("1e12 photons/µm²", (Dimension.FLUENCE, "/m²"), 1e24),
        ("1e12 /um2", (Dimension.FLUENCE, "/m²"), 1e24),
        ("20 ms", (Dimension.TIME, "s"), 0.02),
        ("3 px", (Dimension.PIXELS, "px"), 3.0),
        ("0.5 %", (Dimension.PERCENT, "%"), 0.5),
    ],
)
def test_a_number_is_read_with_its_unit(text, kind, value):
    assert parse_number(text, *kind) == pytest.approx(value, rel=1e-15)


def test_decimal_shifts_are_exact():
    assert parse_number("0.2313 m", *LENGTH) == 231.3
    assert parse_number("231300 um", *LENGTH) == 231.3


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("x", LENGTH, "Must be a length in mm."),
        ("", LENGTH, "Must be a length in mm."),
        ("nan", LENGTH, "Must be a length in mm."),
        ("inf", LENGTH, "Must be a length in mm."),
        ("--5", LENGTH, "Must be a length in mm."),
        ("1,234.5", LENGTH, "Must be a length in mm, without thousands separators."),
        ("1.234,5", LENGTH, "Must be a length in mm, without thousands separators."),
        ("3 kg", LENGTH, "Must be in mm (or m, cm, µm, nm, Å), not “kg”."),
        ("12 keV", LENGTH, "Must be in mm (or m, cm, µm, nm, Å), not “keV”."),
        ("3 °", LENGTH, "Must be in mm (or m, cm, µm, nm, Å), not “°”."),
        ("x", DEGREES, "Must be an angle in °."),
        ("3 mm", (Dimension.PIXELS, "px"), "Must be in px, not “mm”."),
        ("3 mm", (Dimension.NUMBER, ""), "Must be a plain number, without “mm”."),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(text, kind, sentence):
    with pytest.raises(QuantityError) as caught:
        parse_number(text, *kind)
    assert str(caught.value) == sentence


def test_a_number_without_unit_is_in_the_shown_unit():
    assert parse_number("0.2313", *LENGTH, shown="m") == 231.3
    assert parse_number("231.3 mm", *LENGTH, shown="m") == 231.3
    assert parse_number("12.39842", *WAVELENGTH, shown="keV") == 1.0


def test_infinity_is_a_number_only_where_it_is_allowed():
    assert parse_number("inf", *LENGTH, infinite=True) == math.inf
    assert parse_number("∞", *LENGTH, infinite=True) == math.inf


@pytest.mark.parametrize(("text", "value"), [("36", 36), ("1e3", 1000), ("-4", -4)])
def test_whole_numbers_are_read(text, value):
    assert parse_count(text) == value
    assert isinstance(parse_count(text), int)


@pytest.mark.parametrize("text", ["36.7", "x", "", "1 2", "1e99", "3 mm"])
def test_other_numbers_are_not_rounded_to_whole_ones(text):
    with pytest.raises(QuantityError, match=r"Must be a whole number\."):
        parse_count(text)


@pytest.mark.parametrize("text", ["", " ", "auto", "Automatic", "none", "not given"])
def test_words_for_nothing_are_nothing(text):
    assert is_nothing(text)
    assert not is_nothing("0")


@pytest.mark.parametrize(
    "text",
    [
        "1.5 -2 3",
        "1.5, -2, 3",
        "1.5,-2,3",
        "1.5; -2; 3",
        "(1.5; -2; 3)",
        "[1.5, -2, 3]",
        "1,5 -2 3",
        "1,5; -2; 3",
        "1,5, -2, 3",
        "  1.5\t-2\n3 ",
        "1.5 −2 3",
        "-pix0_vector_mm 1.5 -2 3",
        "1.5 -2 3 mm",
        "(0.0015, -0.002, 0.003) m",
    ],
)
def test_three_numbers_are_read_as_people_write_them(text):
    assert parse_triple(text, *LENGTH) == (1.5, -2.0, 3.0)


@pytest.mark.parametrize("text", ["1 2", "1 2 3 4", "a b c", "", "1", "1 2 x"])
def test_what_is_not_three_numbers_is_refused(text):
    assert split_triple(text) is None
    with pytest.raises(QuantityError, match="three numbers in mm"):
        parse_triple(text, *LENGTH)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (231.27466, 3, "231.275"),
        (100.0, 3, "100"),
        (0.0, 3, "0"),
        (-0.0, 3, "0"),
        (-216.336293, 3, "-216.336"),
        (100.123456, 3, "100.123"),
        (0.0001234, 3, "0.000123"),
        (1e-7, 3, "1e-7"),
        (1e18, 3, "1e18"),
        (1.2593201528622709e29, 3, "1.25932e29"),
        (-0.000088, 6, "-8.8e-5"),
        (math.inf, 3, "∞"),
    ],
)
def test_numbers_are_rounded_for_reading(value, decimals, text):
    assert rounded_text(value, decimals) == text


@given(FINITE)
def test_the_exact_text_reads_as_the_very_number(value):
    assert parse_number(exact_text(value)) == value


@given(FINITE.filter(lambda x: x == 0 or 1e-200 < abs(x) < 1e200))
def test_there_and_back_through_metres_is_the_very_number(value):
    metres = convert(value, Dimension.LENGTH, "mm", "m")
    back = convert(metres, Dimension.LENGTH, "m", "mm")
    assert back == pytest.approx(value, rel=1e-15)


def test_energy_and_wavelength_use_the_constant_of_the_engine():
    energy = convert(1.0, *WAVELENGTH, "eV")
    assert energy == PHOTON_ENERGY_EV_ANGSTROM
    assert convert(energy / 1000, Dimension.WAVELENGTH, "keV", "Å") == 1.0


def test_every_offered_unit_can_be_typed():
    for dimension, unit in ((*LENGTH,), (*WAVELENGTH,), (*DEGREES,)):
        for shown in units_of(dimension, unit):
            assert parse_number(f"2 {shown}", dimension, unit) == pytest.approx(
                convert(2.0, dimension, shown, unit)
            )
