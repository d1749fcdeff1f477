"""Numbers typed, stepped, turned, pasted and scrubbed through the real widgets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from braggscope.fields import FIELDS, Kind, slots_of
from braggscope.panels.scrub_label import ScrubLabel

from .conftest import move_mouse

DISTANCE = "detector.distance_mm"
NUMBERS = [
    f"{slot.field.path}.{slot.symbol}".rstrip(".")
    for field in FIELDS
    if field.kind in (Kind.NUMBER, Kind.COUNT, Kind.VECTOR, Kind.COUNTS)
    for slot in slots_of(field)
]


def label_of(entry) -> ScrubLabel:
    window = entry.window()
    return next(x for x in window.findChildren(ScrubLabel) if x.buddy() is entry)


def turn_wheel(widget, eighths: int) -> bool:
    centre = QPointF(widget.rect().center())
    event = QWheelEvent(
        centre,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(),
        QPoint(0, eighths),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


# Typing --------------------------------------------------------------------------


def test_return_commits_and_keeps_the_focus(document, type_into):
    field = type_into(DISTANCE, "231.3")
    assert document.experiment.detector.distance_mm == 231.3
    assert document.undo_stack.undoText() == "Change detector distance to 231.3 mm"
    assert field.hasFocus()


def test_nothing_is_sent_before_return(document, type_into):
    type_into(DISTANCE, "231.3", enter=False)
    assert document.experiment.detector.distance_mm == 100.0


def test_losing_the_focus_commits(document, type_into, entry):
    type_into(DISTANCE, "231.3", enter=False)
    entry("detector.two_theta_deg").setFocus()
    assert document.experiment.detector.distance_mm == 231.3


def test_escape_restores_and_sends_nothing(document, type_into, entry):
    field = type_into(DISTANCE, "231.3", enter=False)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "100"
    entry("detector.two_theta_deg").setFocus()
    assert document.undo_stack.count() == 0


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        (DISTANCE, "0.2313 m", 231.3),
        (DISTANCE, "231,27", 231.27),
        (DISTANCE, "-distance 231.3", 231.3),
        ("beam.wavelength_angstrom", "12.39842 keV", 1.0),
        ("beam.wavelength_angstrom", "0.97 A", 0.97),
        ("detector.two_theta_deg", "0.1 deg", 0.1),
        ("beam.beam_size_mm", "50 um", 0.05),
        ("beam.fluence_per_m2", "1e24", 1e24),
    ],
)
def test_other_units_and_comma_decimals_can_be_typed(
    document, type_into, path, text, value
):
    type_into(path, text)
    group, name = path.split(".")
    assert getattr(getattr(document.experiment, group), name) == value


def test_showing_a_number_never_rounds_it(document, entry, experiment):
    exact = replace(experiment.detector, distance_mm=100.123456)
    document.edit(replace(experiment, detector=exact), "Import geometry")
    shown = document.experiment
    field = entry(DISTANCE)
    assert field.text() == "100.123"
    field.setFocus()
    assert field.text() == "100.123456"
    QTest.keyClick(field, Qt.Key.Key_Return)
    entry("detector.two_theta_deg").setFocus()
    assert field.text() == "100.123"
    assert document.experiment is shown


def test_the_same_number_in_another_spelling_is_no_edit(document, type_into, entry):
    field = type_into(DISTANCE, "1.00e2")
    assert document.undo_stack.count() == 0
    assert field.text() == "100"


def test_empty_is_not_given_and_then_shows_what_is_in_force(document, type_into):
    field = type_into("detector.close_distance_mm", "55")
    assert document.experiment.detector.close_distance_mm == 55.0
    type_into("detector.close_distance_mm", "")
    assert document.experiment.detector.close_distance_mm is None
    assert field.text() == ""
    assert field.placeholderText() == "= 100"
    assert document.undo_stack.undoText() == "Leave close distance out"


def test_what_cannot_be_told_is_called_automatic(entry):
    field = entry("detector.sensor.attenuation_depth_um")
    assert field.placeholderText() == "auto"


# Nonsense ------------------------------------------------------------------------


def test_nonsense_is_marked_kept_and_changes_nothing(stack, document, type_into):
    before = document.experiment
    for path in NUMBERS:
        field = type_into(path, "nonsense")
        row = next(row for row in stack.rows if field in row.editors())
        assert document.experiment is before, path
        assert field.text() == "nonsense", path
        assert field.is_in_error, path
        assert row.message.startswith("Must be"), path
        assert field.accessibleDescription() == row.message, path
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert not field.is_in_error, path
        assert not row.is_in_error, path
        assert "nonsense" not in field.text(), path


def test_what_a_model_refuses_stands_at_the_field(stack, document, type_into):
    before = document.experiment
    field = type_into(DISTANCE, "-5")
    assert document.experiment is before
    assert field.text() == "-5"
    assert stack.row(DISTANCE).message == "Must be a positive number in mm."
    type_into(DISTANCE, "5")
    assert not stack.row(DISTANCE).is_in_error
    assert stack.row(DISTANCE).message == ""
    assert document.experiment.detector.distance_mm == 5.0


def test_refused_text_stays_while_other_fields_change(document, type_into):
    field = type_into(DISTANCE, "-5")
    type_into("detector.two_theta_deg", "3")
    assert document.experiment.detector.two_theta_deg == 3.0
    assert field.text() == "-5"
    assert field.is_in_error


def test_coming_back_to_a_refused_text_finds_it(type_into, entry):
    field = type_into(DISTANCE, "-5")
    entry("detector.two_theta_deg").setFocus()
    field.setFocus()
    assert field.text() == "-5"
    assert field.is_in_error


def test_a_menu_over_an_edited_text_does_not_commit_it(document, type_into):
    field = type_into(DISTANCE, "231.3", enter=False)
    leaving = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason)
    QApplication.sendEvent(field, leaving)
    assert document.undo_stack.count() == 0
    assert field.text() == "231.3"


def test_an_undo_of_the_field_itself_clears_its_error(stack, document, type_into):
    type_into(DISTANCE, "200")
    field = type_into(DISTANCE, "-5")
    document.undo_stack.undo()
    assert not field.is_in_error
    assert field.text() == "100"
    assert not stack.row(DISTANCE).is_in_error


def test_a_model_that_blames_another_field_marks_that_one_too(
    stack, document, type_into
):
    type_into("beam.beam_size_mm", "0")
    type_into("beam.flux_per_s", "1e18")
    blamed = stack.row("beam.beam_size_mm")
    assert document.experiment.beam.flux_per_s == 0.0
    assert blamed.is_in_error
    assert "A flux needs a beam size" in blamed.message
    assert stack.row("beam.flux_per_s").message.startswith("Beam size must be")
    type_into("beam.flux_per_s", "0")
    assert not blamed.is_in_error


def test_escape_clears_the_blamed_field_too(stack, type_into):
    type_into("beam.beam_size_mm", "0")
    field = type_into("beam.flux_per_s", "1e18")
    assert stack.row("beam.beam_size_mm").is_in_error
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not stack.row("beam.beam_size_mm").is_in_error


def test_a_geometry_that_cannot_be_placed_stands_at_its_field(
    stack, document, experiment
):
    detector = replace(experiment.detector, beam_x_mm=5.0, org_x_px=7.0)
    document.edit(replace(experiment, detector=detector), "Import geometry")
    row = stack.row("detector.beam_x_mm")
    assert row.is_in_error
    assert "ORGX" in row.message
    document.undo_stack.undo()
    assert not row.is_in_error


# Steps ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "modifier", "distance"),
    [
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, 101.0),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, 99.0),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier, 110.0),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier, 99.9),
    ],
)
def test_arrow_keys_step(document, entry, key, modifier, distance):
    field = entry(DISTANCE)
    field.setFocus()
    QTest.keyClick(field, key, modifier)
    assert document.experiment.detector.distance_mm == distance
    assert float(field.text()) == distance


def test_steps_in_a_row_are_one_undo_step(document, entry):
    field = entry(DISTANCE)
    field.setFocus()
    for _ in range(10):
        QTest.keyClick(field, Qt.Key.Key_Up)
    assert document.experiment.detector.distance_mm == 110.0
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "Change detector distance to 110 mm"


def test_steps_after_coming_back_are_a_new_undo_step(document, entry):
    field = entry(DISTANCE)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up)
    entry("detector.two_theta_deg").setFocus()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert document.undo_stack.count() == 2


def test_a_step_starts_from_what_was_typed(document, type_into):
    field = type_into(DISTANCE, "200", enter=False)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert document.experiment.detector.distance_mm == 201.0


def test_a_step_from_nonsense_goes_nowhere(document, type_into):
    field = type_into(DISTANCE, "x", enter=False)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert document.experiment.detector.distance_mm == 100.0
    assert field.text() == "x"


def test_a_number_that_is_not_given_steps_from_what_is_in_force(document, entry):
    field = entry("detector.close_distance_mm")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert document.experiment.detector.close_distance_mm == 101.0


def test_the_wheel_steps_with_the_focus_only(document, entry):
    field = entry(DISTANCE)
    entry("detector.two_theta_deg").setFocus()
    assert not turn_wheel(field, 120)
    assert document.undo_stack.count() == 0
    field.setFocus()
    assert turn_wheel(field, 120)
    assert document.experiment.detector.distance_mm == 101.0
    turn_wheel(field, -60)
    assert document.experiment.detector.distance_mm == 101.0
    turn_wheel(field, -60)
    assert document.experiment.detector.distance_mm == 100.0


def test_every_number_steps_up_as_one_edit(stack, document, entry):
    for path in NUMBERS:
        field = entry(path)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Up)
        row = next(row for row in stack.rows if field in row.editors())
        assert not row.is_in_error, path
        assert document.undo_stack.index() <= 1, path
        document.undo_stack.undo()
        assert not document.is_modified, path


# Undo from the keyboard ------------------------------------------------------------


def test_ctrl_z_is_the_documents_unless_something_was_typed(document, type_into):
    def claims_undo(field) -> bool:
        control = Qt.KeyboardModifier.ControlModifier
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, control)
        event.ignore()
        QApplication.sendEvent(field, event)
        return event.isAccepted()

    field = type_into(DISTANCE, "200")
    assert not claims_undo(field)
    type_into(DISTANCE, "3", enter=False)
    assert claims_undo(field)


# Scrubbing -----------------------------------------------------------------------


def test_dragging_a_label_scrubs_as_one_undo_step(document, entry, drag):
    told: list[float] = []
    document.experimentChanged.connect(
        lambda value: told.append(value.detector.distance_mm)
    )
    drag(label_of(entry(DISTANCE)), 44)
    assert document.experiment.detector.distance_mm == 110.0
    assert told == sorted(set(told))
    assert told[0] == 101.0
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.experiment.detector.distance_mm == 100.0


def test_a_drag_counts_every_pixel_however_few_come_at_once(document, entry, drag):
    drag(label_of(entry(DISTANCE)), 45, at_once=5)
    assert document.experiment.detector.distance_mm == 110.0


def test_a_mouse_of_many_moves_makes_few_edits(document, entry, drag, qtbot):
    told: list[float] = []
    document.experimentChanged.connect(
        lambda value: told.append(value.detector.distance_mm)
    )
    drag(label_of(entry(DISTANCE)), 404, release=False)
    assert len(told) < 50
    # What was moved last does not wait for the next move.
    qtbot.waitUntil(lambda: document.experiment.detector.distance_mm == 200.0)


def test_a_drag_that_becomes_fine_was_coarse_until_then(document, entry, drag):
    label = label_of(entry(DISTANCE))
    drag(label, 20, modifiers=Qt.KeyboardModifier.ShiftModifier, release=False)
    start = label.rect().center() + QPoint(20, 0)
    for moved in range(4, 24, 4):
        move_mouse(label, start + QPoint(moved, 0), Qt.KeyboardModifier.AltModifier)
    QTest.mouseRelease(label, Qt.MouseButton.LeftButton)
    assert document.experiment.detector.distance_mm == pytest.approx(140.5)


def test_a_click_may_wander_a_little(document, entry, drag):
    drag(label_of(entry(DISTANCE)), 2, at_once=1)
    assert entry(DISTANCE).hasFocus()
    assert document.undo_stack.count() == 0


def test_a_drag_selects_no_text(entry, drag):
    drag(label_of(entry(DISTANCE)), 20)
    assert entry(DISTANCE).selectedText() == ""


def test_two_drags_are_two_steps(document, entry, drag):
    label = label_of(entry(DISTANCE))
    drag(label, 20)
    drag(label, 20)
    assert document.undo_stack.count() == 2


@pytest.mark.parametrize(
    ("modifier", "distance"),
    [
        (Qt.KeyboardModifier.ShiftModifier, 60.0),
        (Qt.KeyboardModifier.AltModifier, 99.6),
    ],
)
def test_modifiers_make_a_drag_coarse_or_fine(
    document, entry, drag, modifier, distance
):
    drag(label_of(entry(DISTANCE)), -20, modifiers=modifier)
    assert document.experiment.detector.distance_mm == distance


def test_a_drag_stops_at_the_end_of_the_range(document, entry, drag):
    drag(label_of(entry("detector.pixels_fast")), -8000, at_once=400)
    assert document.experiment.detector.pixels_fast == 1
    assert not entry("detector.pixels_fast").is_in_error


def test_escape_takes_a_drag_back(document, entry, drag):
    label = label_of(entry(DISTANCE))
    drag(label, 40, release=False)
    assert document.experiment.detector.distance_mm > 100.0
    QTest.keyClick(entry("detector.two_theta_deg"), Qt.Key.Key_Escape)
    assert document.experiment.detector.distance_mm == 100.0
    assert document.undo_stack.count() == 0
    QTest.mouseRelease(label, Qt.MouseButton.LeftButton)
    assert document.undo_stack.count() == 0


def test_a_click_on_a_label_goes_to_its_number(document, entry):
    field = entry(DISTANCE)
    QTest.mouseClick(label_of(field), Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    assert document.undo_stack.count() == 0


def test_the_symbol_of_a_component_scrubs_that_component(document, entry, drag):
    drag(label_of(entry("detector.rotation_deg.y")), 24)
    assert document.experiment.detector.rotation_deg == (0.0, 0.5, 0.0)


def test_a_drag_discards_what_was_typed(document, type_into, drag):
    field = type_into(DISTANCE, "x")
    drag(label_of(field), 24)
    assert document.experiment.detector.distance_mm == 105.0
    assert not field.is_in_error


# Three numbers -------------------------------------------------------------------


def test_one_component_can_be_typed(document, type_into):
    type_into("crystal.misset_deg.y", "-41")
    assert document.experiment.crystal.misset_deg == (0.0, -41.0, 0.0)
    assert document.undo_stack.undoText() == "Change crystal misset y to -41°"


@pytest.mark.parametrize(
    "text", ["12.5 -41 27.5", "12,5; -41; 27,5", "(12.5,-41,27.5)"]
)
@pytest.mark.parametrize("component", ["x", "z"])
def test_a_pasted_vector_fills_all_three(document, entry, text, component):
    field = entry(f"crystal.misset_deg.{component}")
    field.setFocus()
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert document.experiment.crystal.misset_deg == (12.5, -41.0, 27.5)
    assert document.undo_stack.count() == 1
    assert entry("crystal.misset_deg.y").text() == "-41"


def test_three_typed_numbers_fill_all_three(document, type_into):
    type_into("crystal.n_cells.a", "36 47 29")
    assert document.experiment.crystal.n_cells == (36, 47, 29)


def test_a_single_number_is_pasted_as_any_text(document, entry):
    field = entry("crystal.misset_deg.x")
    field.setFocus()
    field.selectAll()
    QGuiApplication.clipboard().setText("12.5")
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "12.5"
    assert document.undo_stack.count() == 0


def test_three_numbers_are_no_distance(document, type_into):
    field = type_into(DISTANCE, "1 2 3")
    assert field.is_in_error
    assert document.undo_stack.count() == 0


# Units and menu ------------------------------------------------------------------


def menu_of(entry) -> QMenu:
    menu = QMenu(entry)
    entry.menuOpened.emit(menu)
    return menu


def action(menu: QMenu, text: str):
    for found in menu.actions():
        inner = found.menu()
        if isinstance(inner, QMenu):
            deeper = action(inner, text)
            if deeper is not None:
                return deeper
        if found.text() == text:
            return found
    return None


def test_a_field_can_be_shown_in_another_unit(document, entry, type_into):
    field = entry("beam.wavelength_angstrom")
    action(menu_of(field), "keV").trigger()
    assert field.unit == "keV"
    assert field.text() == "12.39842"
    assert document.undo_stack.count() == 0
    type_into("beam.wavelength_angstrom", "24.79684")
    assert document.experiment.beam.wavelength_angstrom == 0.5


def test_all_digits_of_a_number_can_be_copied(document, entry, experiment):
    detector = replace(experiment.detector, distance_mm=100.123456)
    document.edit(replace(experiment, detector=detector), "Import geometry")
    action(menu_of(entry(DISTANCE)), "Copy all digits").trigger()
    assert QGuiApplication.clipboard().text() == "100.123456"


def test_a_number_goes_back_to_its_default(document, type_into):
    field = type_into(DISTANCE, "200")
    action(menu_of(field), "Default: 100 mm").trigger()
    assert document.experiment.detector.distance_mm == 100.0
    assert action(menu_of(field), "Default: 100 mm") is None


def test_an_optional_number_can_be_left_out_from_the_menu(document, type_into):
    field = type_into("sampling.osc_deg", "1")
    action(menu_of(field), "Leave it out").trigger()
    assert document.experiment.sampling.osc_deg is None
