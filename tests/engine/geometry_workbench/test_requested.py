"""The traps that users of nanoBragg fall into, said in words."""

import numpy as np
import pytest

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Quirk,
    RequestedRow,
    parse_nanobragg,
    place,
    requested_effective,
)

BASE = "-cell 70 80 90 90 90 90 -default_F 100 -detpixels 64 -pixel 0.1 -distance 100"


def rows(words: str, quirks: frozenset[Quirk]) -> dict[str, RequestedRow]:
    command = parse_nanobragg(f"{BASE} {words}".split(), quirks=quirks)
    found = requested_effective(command.experiment, command.options)
    return {row.label: row for row in found}


# Words, option, what is asked for, and what nanoBragg makes of it (measured with it).
TRAPS = [
    ("-xds -Xbeam 3 -Ybeam 2", "-Xbeam", "3.0000", "3.2000"),
    ("-dials -Xbeam 3 -Ybeam 2", "-Ybeam", "2.0000", "3.2000"),
    ("-xds -Xclose 3 -Yclose 2", "-Xclose", "3.0000", "3.2000"),
    ("-mosflm -ORGX 30.5 -ORGY 20.5", "-ORGX", "30.5000", "33.5000"),
    (
        "-detpixels 16 -pix0_vector 0.1 0.01 -0.02",
        "-pix0_vector",
        "0.1000000 0.0100000 -0.0200000",
        "0.1000000 0.0008000 -0.0008000",
    ),
]


@pytest.mark.parametrize(("words", "option", "meant", "nanobragg"), TRAPS)
def test_a_number_that_nanobragg_ignores_is_said_and_can_be_had_either_way(
    words: str, option: str, meant: str, nanobragg: str
) -> None:
    followed = rows(words, NO_QUIRKS)[option]
    assert (followed.effective, followed.nanobragg) == (meant, nanobragg)
    assert followed.is_trap
    assert "This image follows it; nanoBragg uses" in followed.reason
    (as_nanobragg,) = followed.adopt

    ignored = rows(words, ALL_QUIRKS)[option]
    assert (ignored.effective, ignored.nanobragg) == (nanobragg, nanobragg)
    assert f"{option} has no effect in nanoBragg: this image uses" in ignored.reason
    assert ignored.difference_mm is not None
    assert ignored.difference_mm > 0.1
    assert f", {ignored.difference_mm:.4g} mm away." in ignored.reason
    as_meant, kept = ignored.adopt

    command = parse_nanobragg(f"{BASE} {words}".split(), quirks=NO_QUIRKS)
    strict = parse_nanobragg(f"{BASE} {words}".split(), quirks=ALL_QUIRKS)
    intended, reference = place(command.experiment), place(strict.experiment)
    for taken, expected in (
        (as_nanobragg, reference),
        (as_meant, intended),
        (kept, reference),
    ):
        found = place(taken.experiment).pix0_m
        assert found == pytest.approx(expected.pix0_m, abs=1e-12)
    apart = 1000 * float(np.linalg.norm(np.subtract(intended.pix0_m, reference.pix0_m)))
    assert ignored.difference_mm == pytest.approx(apart, rel=1e-6)
    assert followed.nanobragg_difference_mm == pytest.approx(apart, rel=1e-6)


@pytest.mark.parametrize(
    ("words", "pivot"),
    [
        ("-mosflm -Xbeam 3 -pivot sample", "beam"),
        ("-xds -pivot beam", "sample"),
        ("-fdet_vector 0 0 1 -pivot sample -Xbeam 3", "beam"),
    ],
)
def test_a_pivot_that_nanobragg_resets_is_said(words: str, pivot: str) -> None:
    row = rows(words, ALL_QUIRKS)["-pivot"]
    assert row.is_trap
    assert row.effective == pivot != row.requested
    assert f"this image pivots about the {pivot}" in row.reason


def test_mosflm_and_denzo_are_half_a_pixel_apart_and_say_so() -> None:
    for convention, other in (("mosflm", "DENZO"), ("denzo", "MOSFLM")):
        row = rows(f"-{convention} -Xbeam 3 -Ybeam 2", ALL_QUIRKS)["-Xbeam"]
        assert not row.is_trap
        assert f"in {other} is half a pixel (0.05 mm)" in row.reason


@pytest.mark.parametrize(
    ("convention", "is_wrong"),
    [("mosflm", False), ("denzo", False), ("xds", True), ("adxv", True)],
)
def test_the_dials_origin_of_the_header_is_held_against_the_true_one(
    convention: str, is_wrong: bool
) -> None:
    label = "DIALS_ORIGIN of its header"
    found = rows(f"-{convention} -Xbeam 3 -Ybeam 2", ALL_QUIRKS)
    assert (label in found) is is_wrong
    if is_wrong:
        assert found[label].nanobragg.startswith("100.0000")
        assert found[label].effective.endswith("-100.0000")


def test_a_convention_that_nobody_named_is_said() -> None:
    assert "takes MOSFLM" in rows("-Xbeam 3", ALL_QUIRKS)["Convention"].reason
    assert "Convention" not in rows("-denzo", ALL_QUIRKS)


def test_a_pivot_about_the_sample_changes_the_distance_and_says_why() -> None:
    row = rows("-xds -twotheta 20", ALL_QUIRKS)["-distance"]
    assert row.effective == "106.4178"
    assert "The sample pivot carries the panel as it is mounted" in row.reason


def test_without_a_command_the_fields_of_the_model_are_compared() -> None:
    command = parse_nanobragg(f"{BASE} -xds -Xbeam 3 -Ybeam 2".split())
    found = {r.key: r for r in requested_effective(command.experiment)}
    assert found["beam_x_mm"].label == "Beam X"
    assert found["beam_x_mm"].nanobragg == "3.2000"
    plain = parse_nanobragg(f"{BASE} -mosflm".split(), quirks=ALL_QUIRKS)
    assert not any(r.is_trap for r in requested_effective(plain.experiment))


def test_no_sentence_names_a_field_as_the_code_does() -> None:
    words = f"{BASE} -mosflm -Xbeam 3 -Ybeam 2 -twotheta 90"
    command = parse_nanobragg(words.split())
    found = {r.key: r for r in requested_effective(command.experiment)}
    spot = found["beam_x_mm"]
    assert spot.reason.startswith(f"{spot.label} is not what results: the direct beam")
    assert not any("_mm" in row.reason for row in found.values())


def test_what_pix0_overrides_here_is_not_said_of_nanobragg() -> None:
    words = (
        "-fdet_vector 0 0 1 -sdet_vector 0 -1 0 -odet_vector 1 0 0 -Xbeam 3 -Ybeam 2 "
        "-pix0_vector_mm 100 2.5 -3.5"
    )
    centre = rows(words, NO_QUIRKS)["-Xbeam"]
    assert centre.effective == "3.5000"
    assert centre.reason.startswith("-Xbeam has no effect here: this image uses 3.5")
    assert "Overridden by -pix0_vector_mm" in centre.reason
