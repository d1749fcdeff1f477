"""The table of fields is complete, and each row reads, writes and explains itself."""

from __future__ import annotations

import math
import typing
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from braggscope.fields import (
    BY_PATH,
    FIELDS,
    PARTS,
    Kind,
    Notation,
    Slot,
    StepSize,
    change_text,
    changed_paths,
    default_of,
    full_name,
    in_force,
    is_at_default,
    label,
    note,
    sentence,
    shallow_path,
    slots_of,
    tooltip,
)
from braggscope.quantities import QuantityError, units_of
from braggscope_engine import (
    ALL_QUIRKS,
    Beam,
    Convention,
    Crystal,
    Detector,
    Experiment,
    InvalidParameterError,
    OrientationMatrix,
    Pivot,
    PixelMask,
    Quirk,
    Sensor,
    Source,
    Spread,
    UnitCell,
    resolve,
)

EXEMPT = {
    "quirks": "has a panel of its own",
    "crystal.matrix": "comes from a file",
    "crystal.reflections": "comes from a file",
    "detector.mask": "comes from a file",
    "beam.sources": "comes from a file",
}
CHANGED = {
    Kind.NUMBER: 0.4375,
    Kind.COUNT: 7,
    Kind.VECTOR: (0.25, 0.5, 0.75),
    Kind.COUNTS: (3, 4, 5),
}
BY_LABEL = [pytest.param(field, id=field.path) for field in FIELDS]


def experiment(**detector: object) -> Experiment:
    return Experiment(
        crystal=Crystal(cell=UnitCell(a=70.0, b=80.0, c=90.0), default_F=100.0),
        detector=Detector(**detector),  # type: ignore[arg-type]
    )


def with_matrix() -> Experiment:
    matrix = OrientationMatrix(
        a_star=(0.01, 0.0, 0.0), b_star=(0.0, 0.02, 0.0), c_star=(0.0, 0.0, 0.04)
    )
    return Experiment(crystal=Crystal(matrix=matrix, default_F=100.0))


def paths_of_the_models(kind: type = Experiment, prefix: str = "") -> set[str]:
    found: set[str] = set()
    hints = typing.get_type_hints(kind)
    for field in fields(kind):
        path = f"{prefix}{field.name}"
        parts = [a for a in typing.get_args(hints[field.name]) if a is not type(None)]
        inner = parts[0] if len(parts) == 1 else hints[field.name]
        if path not in EXEMPT and is_dataclass(inner):
            found |= paths_of_the_models(typing.cast(type, inner), f"{path}.")
        else:
            found.add(path)
    return found


def changed_value(field):
    if field.kind is Kind.FLAG:
        return not default_of(field)
    if field.kind is Kind.TRISTATE:
        return True
    if field.kind is Kind.CHOICE:
        return next(c.value for c in field.choices if c.value != default_of(field))
    return 95.0 if field.path.startswith("crystal.cell") else CHANGED[field.kind]


def test_every_value_of_every_model_has_a_row_or_a_reason():
    assert paths_of_the_models() - set(EXEMPT) == set(BY_PATH)


def test_every_exemption_is_true():
    assert set(EXEMPT) - {"quirks"} == set(PARTS)
    assert set(EXEMPT) <= paths_of_the_models()


def test_no_path_has_two_rows():
    assert len(BY_PATH) == len(FIELDS)


@pytest.mark.parametrize("field", BY_LABEL)
def test_what_is_written_is_read_back_and_nothing_else_changes(field):
    before = experiment()
    after = field.write(before, changed_value(field))
    assert field.read(after) == changed_value(field)
    assert field.read(before) == default_of(field) or field.path.startswith("crystal")
    others = [other for other in FIELDS if other is not field]
    assert [o.read(after) for o in others] == [o.read(before) for o in others]


@pytest.mark.parametrize("field", BY_LABEL)
def test_every_row_says_what_it_is(field):
    assert field.label
    assert field.help.endswith(".")
    assert field.option
    words = tooltip(field, experiment())
    assert field.help.split("<")[0][:20] in words
    if field.kind not in (Kind.FLAG, Kind.TRISTATE, Kind.CHOICE):
        assert field.allowed
        assert "Range:" in words
    if field.unit:
        assert f"Unit: {field.unit}" in words


@pytest.mark.parametrize("field", BY_LABEL)
def test_every_default_lies_in_the_range_of_the_widget(field):
    value = default_of(field)
    numbers = value if isinstance(value, tuple) else (value,)
    if field.kind in CHANGED:
        given = [n for n in numbers if n is not None]
        assert all(field.minimum <= n <= field.maximum for n in given)
        assert field.step < field.coarse_step


def test_optional_in_the_table_is_optional_in_the_models():
    for field in FIELDS:
        if field.kind is Kind.TRISTATE or field.path.startswith("crystal.cell"):
            continue
        assert field.optional == (default_of(field) is None), field.path


def test_a_number_keeps_all_its_digits():
    field = BY_PATH["detector.distance_mm"]
    assert field.read(field.write(experiment(), 100.123456789)) == 100.123456789


def test_a_refused_value_names_its_field():
    with pytest.raises(InvalidParameterError) as caught:
        BY_PATH["detector.distance_mm"].write(experiment(), -5.0)
    assert caught.value.parameter == "detector.distance_mm"


def test_whole_numbers_become_floats_where_the_model_holds_floats():
    written = BY_PATH["detector.distance_mm"].write(experiment(), 5)
    assert isinstance(written.detector.distance_mm, float)


# What is in force ---------------------------------------------------------------


def test_what_is_not_given_is_told_from_the_geometry():
    values = in_force(experiment(pixels_fast=20, pixels_slow=30, pixel_size_mm=1.0))
    assert values.error is None
    told = values.values
    assert told["detector.close_distance_mm"] == 100.0
    assert told["detector.beam_x_mm"] == pytest.approx(15.5)
    assert told["detector.beam_y_mm"] == pytest.approx(10.5)
    assert told["detector.size_fast_mm"] == 20.0
    assert told["sampling.phi_steps"] == 1
    assert told["sampling.roi.slow_max"] == 29
    assert told["crystal.cell.alpha"] == pytest.approx(90.0)


@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("foot", [{"org_x_px": 7.0, "org_y_px": 9.0}, {}])
def test_the_beam_centre_in_force_places_the_same_detector(convention, foot):
    start = experiment(
        convention=convention,
        rotation_deg=(5.0, 4.0, 3.0),
        pixels_fast=20,
        pixels_slow=30,
        pixel_size_mm=1.0,
        **foot,
    )
    told = in_force(start)
    centre = {
        name: told.values[f"detector.{name}"] for name in ("beam_x_mm", "beam_y_mm")
    }
    nothing = dict.fromkeys(("org_x_px", "org_y_px"))
    detector = replace(
        start.detector,
        distance_mm=told.values["detector.distance_mm"],
        **nothing,
        **centre,
    )
    again = in_force(replace(start, detector=detector))
    assert again.geometry is not None
    assert told.geometry is not None
    assert again.geometry.pix0_m == pytest.approx(told.geometry.pix0_m, abs=1e-12)


def test_the_choices_of_the_program_are_told():
    start = experiment()
    start = replace(
        start,
        crystal=replace(start.crystal, mosaic_spread_deg=1.0, n_cells=(36, 47, 29)),
        sampling=replace(start.sampling, osc_deg=1.0, phi_step_deg=0.25),
        beam=replace(start.beam, horizontal_divergence=Spread(range=2.0)),
    )
    told = in_force(start).values
    assert told["crystal.mosaic_domains"] == 10
    assert told["sampling.phi_steps"] == 4
    assert told["beam.horizontal_divergence.count"] == 2
    assert told["sampling.oversample"] > 1


def test_a_grid_too_large_to_make_at_each_edit_is_left_to_the_renderer():
    start = experiment()
    sampling = replace(start.sampling, phi_steps=1_000_000, osc_deg=1.0)
    told = in_force(replace(start, sampling=sampling))
    assert told.error is None
    assert "sampling.phi_step_deg" not in told.values
    assert told.values["detector.close_distance_mm"] == 100.0


def test_contradicting_centres_are_told_as_an_error_of_a_field():
    told = in_force(experiment(beam_x_mm=5.0, org_x_px=7.0))
    assert told.error is not None
    assert told.error.parameter in BY_PATH


def test_what_a_frame_has_found_out_is_what_the_forms_would_find_out():
    start = experiment(pixels_fast=20, pixels_slow=30, rotation_deg=(5.0, 4.0, 3.0))
    spread = replace(
        start,
        crystal=replace(start.crystal, mosaic_spread_deg=1.0),
        sampling=replace(start.sampling, osc_deg=1.0, phi_step_deg=0.25),
        beam=replace(start.beam, horizontal_divergence=Spread(range=2.0)),
    )
    source = Source(position=(-1.0, 0.0, 0.0), wavelength_angstrom=1.0)
    listed = replace(spread, beam=replace(spread.beam, sources=(source,)))
    for each in (start, spread, listed):
        assert dict(in_force(each, resolve(each)).values) == dict(in_force(each).values)


def test_what_was_found_out_of_another_model_does_not_count():
    start = experiment()
    other = resolve(experiment(distance_mm=250.0))
    assert dict(in_force(start, other).values) == dict(in_force(start).values)


def test_a_crystal_that_cannot_be_resolved_leaves_the_detector_where_it_stands():
    start = experiment()
    # An oversampling beyond all bounds would have to be given.
    start = replace(start, crystal=replace(start.crystal, n_cells=(10**7, 1, 1)))
    told = in_force(start)
    assert told.error is not None
    assert told.geometry is not None
    assert told.values["detector.close_distance_mm"] == 100.0


def test_an_edit_changes_the_path_of_its_field_and_no_other():
    start = experiment()
    assert list(changed_paths(start, start)) == []
    for field in FIELDS:
        value = field.read(start)
        if field.kind is not Kind.NUMBER or value is None or not math.isfinite(value):
            continue
        try:
            after = field.write(start, 1.25 * value + 0.125)
        except InvalidParameterError:
            continue
        assert list(changed_paths(start, after)) == [shallow_path(field.path)]


# Edits that take others along ---------------------------------------------------


def write(start: Experiment, path: str, value: object) -> Experiment:
    return Slot(BY_PATH[path]).write(start, value, in_force(start).values)


def test_another_kind_of_centre_takes_over_with_the_numbers_in_force():
    start = experiment(beam_x_mm=50.0, beam_y_mm=40.0)
    told = in_force(start).values
    after = write(start, "detector.org_x_px", 500.0).detector
    assert after.org_x_px == 500.0
    assert after.org_y_px == told["detector.org_y_px"]
    assert after.beam_x_mm is None
    assert after.beam_y_mm is None
    assert in_force(replace(start, detector=after)).error is None


def test_strict_nanobragg_keeps_every_centre_that_was_given():
    start = replace(experiment(beam_x_mm=50.0), quirks=ALL_QUIRKS)
    after = write(start, "detector.org_x_px", 500.0).detector
    assert (after.beam_x_mm, after.org_x_px, after.org_y_px) == (50.0, 500.0, None)


def test_leaving_a_centre_out_touches_no_other():
    start = experiment(beam_x_mm=50.0, beam_y_mm=40.0)
    after = write(start, "detector.org_x_px", None)
    assert after == start


def test_pixel_counts_follow_a_size_and_replace_it():
    start = experiment(pixel_size_mm=0.5)
    sized = write(start, "detector.size_fast_mm", 20.0)
    assert (sized.detector.pixels_fast, sized.detector.pixels_slow) == (40, 1024)
    finer = write(sized, "detector.pixel_size_mm", 0.25)
    assert finer.detector.pixels_fast == 80
    counted = write(finer, "detector.pixels_fast", 50)
    assert counted.detector.size_fast_mm is None


def test_a_cell_typed_over_a_matrix_starts_from_the_cell_of_the_matrix():
    start = with_matrix()
    after = write(start, "crystal.cell.a", 101.0).crystal
    assert after.cell is not None
    assert (after.cell.a, after.cell.b, after.cell.c) == (101.0, 50.0, 25.0)
    assert after.matrix is start.crystal.matrix
    assert write(replace(start, crystal=after), "crystal.cell.b", None) == start


def test_a_matrix_that_goes_leaves_its_cell():
    start = with_matrix()
    after = PARTS["crystal.matrix"].clear(start, in_force(start).values)
    assert after.crystal.matrix is None
    assert after.crystal.cell == UnitCell(a=100.0, b=50.0, c=25.0)


def test_the_only_cell_cannot_be_left_out():
    with pytest.raises(InvalidParameterError) as caught:
        write(experiment(), "crystal.cell.a", None)
    assert caught.value.parameter == "crystal.cell"


def test_one_of_three_numbers_takes_the_other_two_from_what_is_in_force():
    start = experiment()
    told = in_force(start).values
    x, _, z = told["detector.pix0_mm"]
    y = Slot(BY_PATH["detector.pix0_mm"], 1)
    after = y.write(start, -1.0, told)
    assert after.detector.pix0_mm == (x, -1.0, z)
    assert y.write(after, None, told) == start


# Steps ---------------------------------------------------------------------------


def notation(path: str, unit: str | None = None) -> Notation:
    field = BY_PATH[path]
    return Notation(field, field.unit if unit is None else unit)


@pytest.mark.parametrize(
    ("path", "value", "count", "size", "result"),
    [
        ("detector.distance_mm", 100.0, 1, StepSize.NORMAL, 101.0),
        ("detector.distance_mm", 100.0, -1, StepSize.COARSE, 90.0),
        ("detector.distance_mm", 100.123456, 1, StepSize.FINE, 100.223456),
        ("detector.rotation_deg", 0.1, 2, StepSize.NORMAL, 0.3),
        ("detector.distance_mm", 0.5, -5, StepSize.NORMAL, 0.1),
        ("detector.distance_mm", 0.05, -1, StepSize.NORMAL, 0.05),
        ("beam.flux_per_s", 1e18, 1, StepSize.NORMAL, 1.1e18),
        ("beam.flux_per_s", 1e18, 1, StepSize.COARSE, 2e18),
        ("beam.flux_per_s", 0.0, 1, StepSize.NORMAL, 1e12),
        ("detector.pixels_fast", 1024, 1, StepSize.NORMAL, 1025),
        ("detector.pixels_fast", 1024, 1, StepSize.COARSE, 1124),
        ("detector.pixels_fast", 1024, -1, StepSize.FINE, 1023),
        ("detector.pixels_fast", 1, -1, StepSize.NORMAL, 1),
    ],
)
def test_steps_are_clean_and_stay_in_range(path, value, count, size, result):
    stepped = notation(path).stepped(value, count, size)
    assert stepped == result
    assert type(stepped) is type(value)


def test_a_step_in_a_shown_unit_is_a_step_of_that_unit():
    energy = notation("beam.wavelength_angstrom", "keV")
    longer = energy.stepped(0.9768, -1, StepSize.NORMAL)
    assert energy.rounded(longer) == "11.69290"[:7]
    metres = notation("detector.distance_mm", "m")
    assert metres.stepped(100.0, 1, StepSize.NORMAL) == 101.0


def test_infinity_stays_where_it_is():
    depth = notation("detector.sensor.attenuation_depth_um")
    assert depth.stepped(math.inf, 1, StepSize.NORMAL) == math.inf


@pytest.mark.parametrize(
    "field", [pytest.param(f, id=f.path) for f in FIELDS if f.kind in CHANGED]
)
def test_every_number_reads_what_it_writes_in_every_unit(field):
    numbers = CHANGED[field.kind]
    for unit in units_of(field.dimension, field.unit):
        written = Notation(field, unit)
        for number in numbers if isinstance(numbers, tuple) else (numbers,):
            read = written.parse(written.exact(number))
            assert read == pytest.approx(number, rel=1e-15)
            if unit == field.unit:
                assert read == number


def test_three_whole_numbers_must_be_whole():
    cells = notation("crystal.n_cells")
    assert cells.parse_three("36 47 29") == (36, 47, 29)
    with pytest.raises(QuantityError, match="three whole numbers"):
        cells.parse_three("36 47.5 29")


# Words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("convention", "x", "name"),
    [
        (Convention.MOSFLM, "Beam centre X (slow)", "Beam centre X (MOSFLM)"),
        (Convention.DENZO, "Beam centre X (slow)", "Beam centre X (DENZO)"),
        (Convention.ADXV, "Beam centre X (fast)", "Beam centre X (ADXV)"),
        (Convention.CUSTOM, "Beam centre X (fast)", "Beam centre X (custom axes)"),
    ],
)
def test_the_beam_centre_is_called_as_its_convention_means_it(convention, x, name):
    field, start = BY_PATH["detector.beam_x_mm"], experiment(convention=convention)
    assert label(field, start) == x
    assert full_name(field, start) == name


def test_the_tooltip_of_the_beam_centre_says_from_where_it_counts():
    field = BY_PATH["detector.beam_y_mm"]
    mosflm = tooltip(field, experiment())
    assert "along fast, from the centre of the first pixel" in mosflm
    adxv = tooltip(field, experiment(convention=Convention.ADXV))
    assert "upwards, from the edge beyond the last row" in adxv


@pytest.mark.parametrize(
    ("path", "component", "value", "text"),
    [
        ("detector.distance_mm", None, 231.3, "Change detector distance to 231.3 mm"),
        (
            "detector.beam_x_mm",
            None,
            217.742295,
            "Change beam centre X (MOSFLM) to 217.742 mm",
        ),
        ("detector.org_x_px", None, 5.0, "Change ORGX to 5 px"),
        ("detector.pix0_mm", None, None, "Leave pix0 out"),
        ("detector.rotation_deg", 1, 0.5, "Change detector rotation y to 0.5°"),
        (
            "crystal.n_cells",
            None,
            (36, 47, 29),
            "Change unit cells per mosaic block to 36 47 29",
        ),
        ("detector.curved", None, True, "Switch curved panel on"),
        ("beam.apply_polarization", None, False, "Switch polarisation off"),
        ("detector.pivot", None, Pivot.SAMPLE, "Change pivot to Near point"),
        (
            "crystal.interpolate",
            None,
            None,
            "Let structure factor interpolation be automatic",
        ),
    ],
)
def test_the_history_tells_edits_in_words(path, component, value, text):
    assert change_text(Slot(BY_PATH[path], component), experiment(), value) == text


def test_errors_speak_of_fields_not_of_paths():
    field = BY_PATH["detector.distance_mm"]
    with pytest.raises(InvalidParameterError) as caught:
        field.write(experiment(), -5.0)
    assert sentence(caught.value, field.path) == "Must be a positive number in mm."

    told = in_force(experiment(beam_x_mm=5.0, org_x_px=7.0)).error
    assert told is not None
    assert sentence(told).startswith("Must be left out while ORGX is given.")


def test_an_error_about_something_else_names_it():
    start = experiment()
    mask = PixelMask(keep=np.ones((1024, 1024), bool))
    start = replace(start, detector=replace(start.detector, mask=mask))
    field = BY_PATH["detector.pixels_fast"]
    with pytest.raises(InvalidParameterError) as caught:
        field.write(start, 512)
    assert sentence(caught.value, field.path).startswith(
        "The pixel mask must be of the"
    )


@pytest.mark.parametrize(
    ("start", "path", "text"),
    [
        (experiment(), "detector.distance_mm", ""),
        (
            experiment(close_distance_mm=50.0),
            "detector.distance_mm",
            "In force: 50 mm. The close distance decides.",
        ),
        (
            experiment(pix0_mm=(200.0, 5.0, -5.0)),
            "detector.distance_mm",
            "In force: 200 mm. pix0 decides.",
        ),
        (
            experiment(pix0_mm=(200.0, 5.0, -5.0), distance_mm=200.00004),
            "detector.distance_mm",
            "In force: 200 mm. pix0 decides.",
        ),
        (
            experiment(pix0_mm=(200.00004, 5.0, -5.0), distance_mm=200.0),
            "detector.distance_mm",
            "In force: 200.00004 mm. pix0 decides.",
        ),
        (
            experiment(pix0_mm=(200.0, 5.0, -5.0), distance_mm=200.0),
            "detector.distance_mm",
            "pix0 decides.",
        ),
        (
            experiment(pix0_mm=(200.0, 5.0, -5.0)),
            "detector.pivot",
            "pix0 decides.",
        ),
        (
            replace(
                experiment(pix0_mm=(200.0, 5.0, -5.0)),
                quirks=frozenset({Quirk.IGNORE_PIX0}),
            ),
            "detector.pix0_mm",
            "Strict nanoBragg ignores it: pivot, distance and beam centre decide. "
            "In force: 100 51.3 -51.3 mm.",
        ),
        (
            replace(
                experiment(pivot=Pivot.SAMPLE),
                quirks=frozenset({Quirk.CONVENTION_SETS_PIVOT}),
            ),
            "detector.pivot",
            "Strict nanoBragg holds the beam spot in MOSFLM.",
        ),
        (
            replace(experiment(org_x_px=5.0), quirks=ALL_QUIRKS),
            "detector.org_x_px",
            "Strict nanoBragg ignores it in MOSFLM.",
        ),
        (
            replace(
                experiment(),
                beam=Beam(flux_per_s=1e18, beam_size_mm=1.0),
            ),
            "beam.fluence_per_m2",
            "In force: 1e24 /m². Flux, exposure and beam size decide.",
        ),
        (
            replace(
                experiment(),
                beam=Beam(
                    sources=(
                        Source(position=(-1.0, 0.0, 0.0), wavelength_angstrom=1.0),
                    )
                ),
            ),
            "beam.wavelength_angstrom",
            "The listed sources decide.",
        ),
        (
            experiment(sensor=Sensor(layers=3)),
            "detector.sensor.layers",
            "Counts for a sensor with a thickness only.",
        ),
    ],
)
def test_a_value_that_does_not_count_says_what_does(start, path, text):
    assert note(path, start, in_force(start).values) == text


def test_defaults_are_at_their_default_and_needed_values_have_none():
    start = experiment()
    assert all(is_at_default(field, start) for field in FIELDS)
    turned = experiment(two_theta_deg=5.0)
    changed = [field.path for field in FIELDS if not is_at_default(field, turned)]
    assert changed == ["detector.two_theta_deg"]


def test_three_numbers_are_three_slots():
    assert [slot.symbol for slot in slots_of(BY_PATH["crystal.n_cells"])] == [*"abc"]
    assert len(slots_of(BY_PATH["detector.distance_mm"])) == 1
