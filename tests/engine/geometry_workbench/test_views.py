"""The table of all conventions, and edits from any of its cells."""

import math

import numpy as np
import pytest
from hypothesis import given, settings

from braggscope_engine import (
    ALL_QUIRKS,
    Convention,
    ConventionView,
    Experiment,
    InvalidParameterError,
    Pivot,
    describe_conventions,
    parse_nanobragg,
    place,
    with_cell,
)

from .. import golden
from .panels import in_panel_terms, panel, panels


def views(experiment: Experiment) -> dict[Convention, ConventionView]:
    return {view.convention: view for view in describe_conventions(experiment)}


@settings(max_examples=20)
@given(panels())
def test_the_beam_spot_is_where_the_beam_hits_in_every_convention(
    start: Experiment,
) -> None:
    geometry = place(start)
    beam, normal = np.array(geometry.beam), np.array(geometry.normal)
    if geometry.beam_centre_px is None or beam @ normal < 1e-3:
        return
    hit = beam * (normal @ geometry.pix0_m) / (normal @ beam) - geometry.pix0_m
    fast, slow = (
        1000 * float(hit @ np.array(axis)) for axis in (geometry.fast, geometry.slow)
    )
    pixel, size_slow = 0.5, 15.0
    counted = {
        Convention.ADXV: (fast, size_slow - slow),
        Convention.MOSFLM: (slow - pixel / 2, fast - pixel / 2),
        Convention.DENZO: (slow, fast),
    }
    for convention, view in views(start).items():
        x, y = (view.cell(key).values[0] for key in ("beam_x_mm", "beam_y_mm"))
        assert (x, y) == pytest.approx(counted.get(convention, (fast, slow)), abs=5e-7)
        in_pixels = [view.cell(f"beam_{k}_px").values[0] for k in ("fast", "slow")]
        assert in_pixels == pytest.approx([fast / pixel, slow / pixel], abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(panels())
def test_the_options_of_each_column_place_the_same_panel(start: Experiment) -> None:
    for view in describe_conventions(start):
        words = [*view.options(), "-cell", "70", "80", "90", "-default_F", "1"]
        strict = parse_nanobragg(words, quirks=ALL_QUIRKS).experiment
        apart = in_panel_terms(strict) - in_panel_terms(start)
        assert np.abs(apart).max() < 1e-8, view.convention


@settings(max_examples=6, deadline=None)
@given(panels(tilt=20, swing=30))
def test_every_editable_cell_takes_a_value_and_shows_it(start: Experiment) -> None:
    for view in describe_conventions(start):
        for cell in view.cells:
            if not cell.is_editable:
                continue
            wanted = tuple(value + 0.002 for value in cell.values)
            value = wanted if len(wanted) > 1 else wanted[0]
            edited = with_cell(start, view.convention, cell.key, value)
            assert edited.detector.convention is start.detector.convention
            (seen,) = describe_conventions(edited, (view.convention,))
            shown = seen.cell(cell.key).values
            apart = np.subtract(shown, wanted)
            if cell.unit == "°":
                apart = (apart + 180) % 360 - 180
            assert np.abs(apart).max() < 1e-8, (view.convention, cell.key)


def test_orgx_set_in_the_column_of_xds_moves_a_mosflm_detector() -> None:
    start = panel(rotation_deg=(5.0, 4.0, 3.0), beam_x_mm=7.0, beam_y_mm=9.0)
    moved = with_cell(start, Convention.XDS, "org_x_px", 12.0)
    assert place(moved).orgx_px == pytest.approx(12.0, abs=1e-9)
    assert place(moved).orgy_px == pytest.approx(place(start).orgy_px, abs=1e-9)
    assert moved.detector.convention is Convention.MOSFLM
    assert moved.detector.beam_x_mm == pytest.approx(7.0, abs=1e-9)
    assert moved.detector.beam_y_mm != pytest.approx(9.0, abs=1e-3)


def test_a_mosflm_centre_set_on_an_xds_detector_counts_as_mosflm_does() -> None:
    start = panel(convention=Convention.XDS)
    moved = with_cell(start, Convention.MOSFLM, "beam_x_mm", 7.0)
    moved = with_cell(moved, Convention.MOSFLM, "beam_y_mm", 9.0)
    assert place(moved).beam_centre_px == pytest.approx((18.5, 14.5), abs=1e-9)


def test_a_swing_keeps_its_angle_in_every_column_and_turns_about_its_axis() -> None:
    swung = views(panel(two_theta_deg=12.0))
    assert swung[Convention.DENZO].cell("two_theta_deg").values == (12.0,)
    for convention in (Convention.XDS, Convention.DIALS):
        # Their axes run the other way.
        assert swung[convention].cell("two_theta_deg").values == (-12.0,)
        x, y, _ = swung[convention].cell("rotation_deg").values
        assert (x, y) == pytest.approx((0, 0), abs=1e-9)


def test_dials_origin_is_that_of_its_own_files() -> None:
    # A MOSFLM detector: beam along +x there, along -z in DIALS' files, spindle +x.
    start = panel(beam_x_mm=7.0, beam_y_mm=9.0)
    x, y, z = (1000 * value for value in place(start).pix0_m)
    for view in describe_conventions(start):
        found = view.cell("dials_origin_mm").values
        assert found == pytest.approx((z, y, -x), abs=1e-9)


@pytest.mark.parametrize("swing", [90.0, 120.0])
def test_a_panel_that_the_beam_misses_has_no_beam_centre(swing: float) -> None:
    aside = panel(convention=Convention.XDS, pivot=Pivot.SAMPLE, two_theta_deg=swing)
    for view in describe_conventions(aside):
        for key in ("beam_x_mm", "beam_fast_px", "distance_mm"):
            cell = view.cell(key)
            assert (cell.text, cell.exact, cell.is_editable) == ("–", "", False)
        assert math.isfinite(view.cell("org_x_px").values[0])
    with pytest.raises(InvalidParameterError, match="does not meet the panel"):
        with_cell(aside, Convention.XDS, "beam_x_mm", 3.0)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("normal", (1, 0, 0), "follows from the other numbers"),
        ("pix0_mm", (1.0, 2.0), "three finite numbers"),
        ("org_x_px", math.nan, "one finite number"),
        ("close_distance_mm", -1.0, "zero or more mm"),
        ("distance_mm", 0.0, "positive number"),
    ],
)
def test_a_cell_refuses_in_one_sentence(key: str, value: object, said: str) -> None:
    with pytest.raises(InvalidParameterError, match=said) as refusal:
        with_cell(panel(), Convention.DENZO, key, value)  # type: ignore[arg-type]
    assert "\n" not in str(refusal.value)


def test_what_is_copied_has_all_digits() -> None:
    cell = views(panel(distance_mm=100 / 3))[Convention.MOSFLM].cell("distance_mm")
    assert float(cell.exact) == cell.values[0]
    assert cell.text == "33.3333"


@pytest.mark.parametrize("name", golden.NAMES)
def test_golden_cases_stand_where_the_reference_says(name: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    case = golden.case(name)
    numbers = case.numbers()
    strict = case.experiment(ALL_QUIRKS, tmp_path)
    view = views(strict)[strict.detector.convention]
    assert view.is_present
    stated_as = {"pix0_m": "pix0_vector", "org_x_px": "ORGX", "org_y_px": "ORGY"}
    if name == "twotheta_axis_custom":
        # That axis shears the panel; the reference then counts along stretched axes.
        stated_as = {"pix0_m": "pix0_vector"}
    for key, stated in stated_as.items():
        expected = np.atleast_1d(np.array(numbers[stated], dtype=float))
        found = np.array(view.cell(key).values)
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-12), key
