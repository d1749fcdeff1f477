"""Traces of other programs are read, matched and compared."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    ALL_QUIRKS,
    FileFormatError,
    Trace,
    compare_traces,
    parse_trace,
    trace,
)

from ..build import experiment
from ..golden import case

# What nanoBragg -printout_pixel 60 75 prints for this case.
PRINTOUT = """\
  60   75 : stol = 6.52816e+08 or 0.542733
at 0.00895409 -0.00220305 0.0583116
hkl= 2.988249 -4.795574 2.212244  hkl0= 3 -5 2
 F_cell=177.6  F_latt=18.2348   I = 1.04879e+07
I/steps     10487891.91
polar      0.9878016448
omega   6.455699402e-06
capfrac               1
pixel       66.88076782
real-space cell vectors (Angstrom):
     a           b           c
X: 28.84214048 -27.42738879 21.01004142
Y: 27.85253131 38.29776148  3.10579418
Z: -20.42957249 13.49147175 33.89590244
"""


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Trace:
    folder = tmp_path_factory.mktemp("tilt")
    return trace(case("tilt_xds").experiment(ALL_QUIRKS, folder), 75, 60)


def test_the_printout_of_the_reference_agrees_in_every_term(traced: Trace) -> None:
    comparison = compare_traces(traced, parse_trace(PRINTOUT))
    assert comparison.first is None
    assert comparison.unmatched == ()
    assert {row.their_name for row in comparison.rows} == {
        *("fast", "slow", "stol", "at", "a", "b", "c", "hkl", "hkl0", "F_cell"),
        *("F_latt", "I", "I/steps", "polar", "omega", "capfrac", "pixel"),
    }


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("0.00895409", "0.00895509", "position"),
        ("F_cell=177.6", "F_cell=177.7", "F_cell"),
        ("2.212244 ", "2.222244 ", "hkl"),
        ("28.84214048", "28.84214148", "a"),
        ("66.88076782", "66.89", "photons"),
        ("hkl0= 3 -5", "hkl0= 3 -4", "hkl_nearest"),
        ("6.455699402e-06", "6.455799402e-06", "solid_angle"),
    ],
)
def test_the_first_disagreement_is_named(
    traced: Trace, old: str, new: str, name: str
) -> None:
    assert PRINTOUT.count(old) == 1
    changed = PRINTOUT.replace(old, new).replace("0.9878016448", "0.99")
    comparison = compare_traces(traced, parse_trace(changed))
    assert comparison.first is not None
    order = ["position", "a", "hkl", "hkl_nearest", "F_cell", "polarization"]
    earlier = name in order
    assert comparison.first.name == (name if earlier else "polarization")
    differing = [row.name for row in comparison.rows if not row.agrees]
    assert set(differing) == {name, "polarization"}


def test_lines_of_other_programs_are_matched_by_name(traced: Trace) -> None:
    position = traced.samples[0].terms[0].value
    scattering = traced.beamlets[0].terms[2].value
    assert isinstance(position, tuple)
    assert isinstance(scattering, tuple)
    text = "\n".join(
        [
            "TRACE_C: pixel_pos_meters " + " ".join(f"{x:.15g}" for x in position),
            "TRACE_C: scattering_vec_A_inv "
            + " ".join(f"{x:.15g}" for x in scattering),
            "TRACE_C: F_cell 177.6",
            "omega_pixel = 6.4556994020143522e-06 sr",
            "some other line, with 3 numbers",
            "steps: 2",
        ]
    )
    comparison = compare_traces(traced, parse_trace(text))
    assert [(row.name, row.agrees) for row in comparison.rows] == [
        ("position", True),
        ("scattering", True),
        ("F_cell", True),
        ("steps", False),
        ("solid_angle", True),
    ]
    assert comparison.first is not None
    assert comparison.first.name == "steps"


def test_our_own_text_agrees_with_itself(traced: Trace) -> None:
    comparison = compare_traces(traced, parse_trace(traced.text()))
    assert comparison.first is None
    assert len(comparison.rows) > 40


def test_a_trace_of_one_sub_step_finds_its_own() -> None:
    ours = trace(experiment(sampling={"osc_deg": 4.0, "phi_steps": 8}), 5, 6)
    h, k, l = ours.sub_steps.hkl[3]
    theirs = parse_trace(
        f"hkl_frac {h:.9f} {k:.9f} {l:.9f}\nF_cell {ours.sub_steps.F_cell[3]:.9g}"
    )
    comparison = compare_traces(ours, theirs)
    assert comparison.sub_step == 3
    assert comparison.first is None


@pytest.mark.parametrize("text", ["", "nothing to see", "# F_cell = 3", "\0\0"])
def test_a_text_without_a_trace_is_refused(text: str) -> None:
    with pytest.raises(FileFormatError, match="holds no trace"):
        parse_trace(text)


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(FileFormatError):
        assert parse_trace(text)
