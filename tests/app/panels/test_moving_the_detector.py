"""Hold, pix0 and the convention: what follows an edit of the detector, what stays."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton

from braggscope.panels import FormStack
from braggscope.settings import SettingsStore
from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Convention,
    Detector,
    Hold,
    place,
)

ROTATION_Y = "detector.rotation_deg.y"


@pytest.fixture
def experiment(experiment):
    detector = replace(
        experiment.detector,
        rotation_deg=(2.0, -3.0, 4.0),
        two_theta_deg=10.0,
        beam_x_mm=40.0,
        beam_y_mm=60.0,
    )
    return replace(experiment, detector=detector)


@pytest.fixture
def hold(stack):
    def choose(name: str) -> None:
        box = stack.findChild(QComboBox, "hold")
        number = box.findText(name)
        assert number >= 0
        box.setCurrentIndex(number)
        box.activated.emit(number)

    return choose


@pytest.fixture
def ask(stack):
    """Choose a convention as a user does, and return the question."""

    def choose(name: str):
        box = stack.findChild(QComboBox, "detector.convention")
        number = box.findText(name)
        box.setCurrentIndex(number)
        box.activated.emit(number)
        return stack.row("detector.convention").question

    return choose


def press(stack, name: str) -> None:
    button = next(
        b
        for b in stack.findChildren(QPushButton)
        if b.accessibleName() == name and b.isVisible()
    )
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# Hold ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [(ROTATION_Y, "17"), ("detector.two_theta_deg", "-35"), (ROTATION_Y, "0")],
)
@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("Beam spot", lambda g: (*g.beam_centre_px, g.distance_m)),
        ("Foot of perpendicular", lambda g: (*g.foot_px, g.close_distance_m)),
        ("pix0", lambda g: g.pix0_m),
    ],
)
def test_a_turn_leaves_what_is_held(document, type_into, hold, name, held, path, text):
    before = place(document.experiment)
    hold(name)
    type_into(path, text)
    after = place(document.experiment)
    assert math.dist(after.normal, before.normal) > 0.01
    assert held(after) == pytest.approx(held(before), abs=1e-9)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert place(document.experiment) == before


def test_a_distance_leaves_the_foot_where_that_is_held(document, type_into, hold):
    before = place(document.experiment)
    hold("Foot of perpendicular")
    type_into("detector.distance_mm", "130")
    after = place(document.experiment)
    assert after.distance_m == pytest.approx(0.130, abs=1e-12)
    assert after.foot_px == pytest.approx(before.foot_px, abs=1e-9)
    assert after.beam_centre_px != pytest.approx(before.beam_centre_px, abs=0.1)


def test_a_pix0_that_is_held_has_one_distance(stack, document, type_into, hold):
    hold("pix0")
    field = type_into("detector.distance_mm", "130")
    assert document.undo_stack.count() == 0
    assert field.is_in_error
    message = stack.row("detector.distance_mm").message
    assert message == (
        "What is held must be the beam spot or the foot of the perpendicular when the "
        "distance changes. A pix0 that stays has one distance."
    )


def test_a_distance_moves_the_detector_whatever_decides_where_it_is(
    document, experiment, type_into
):
    close = replace(experiment.detector, close_distance_mm=70.0)
    document.edit(replace(experiment, detector=close), "Give the close distance")
    type_into("detector.distance_mm", "130")
    assert place(document.experiment).distance_m == pytest.approx(0.130, abs=1e-12)


@pytest.mark.parametrize("quirks", [NO_QUIRKS, ALL_QUIRKS])
@pytest.mark.parametrize("convention", list(Convention))
def test_a_detector_is_swung_right_round_where_the_pivot_decides(
    stack, document, type_into, hold, convention, quirks
):
    detector = Detector(convention=convention)
    bare = replace(document.experiment, detector=detector, quirks=quirks)
    document.edit(bare, "Begin anew")
    hold("Nothing but the numbers")
    for angle in (60, 105, 120, 175):
        field = type_into("detector.two_theta_deg", str(angle))
        assert not field.is_in_error
        expected = replace(detector, two_theta_deg=float(angle))
        assert document.experiment.detector == expected
        assert place(document.experiment).pix0_m


@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("name", ["Beam spot", "Foot of perpendicular", "pix0"])
def test_a_detector_is_swung_right_round_whatever_is_held(
    stack, document, type_into, hold, convention, name
):
    bare = replace(document.experiment, detector=Detector(convention=convention))
    document.edit(bare, "Begin anew")
    hold(name)
    for angle in (60, 105, 120, 175):
        field = type_into("detector.two_theta_deg", str(angle))
        assert not field.is_in_error
        assert document.experiment.detector.two_theta_deg == angle


def test_what_is_held_is_a_habit_and_no_edit(stack, document, hold, qtbot):
    hold("Foot of perpendicular")
    assert document.undo_stack.count() == 0
    again = FormStack(document, SettingsStore())
    qtbot.addWidget(again)
    assert again.context.hold is Hold.FOOT
    box = again.findChild(QComboBox, "hold")
    assert box.currentText() == "Foot of perpendicular"


def test_what_is_not_given_stays_so_where_that_holds_the_spot(document, type_into):
    bare = replace(document.experiment.detector, beam_x_mm=None, beam_y_mm=None)
    document.edit(replace(document.experiment, detector=bare), "Take the centre away")
    type_into(ROTATION_Y, "17")
    assert document.experiment.detector.beam_x_mm is None


# pix0 ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["231.5 43.2 -61.25", "0.2315 0.0432 -0.06125 m", "(231,5; 43,2; -61,25)"]
)
def test_a_pix0_moves_the_detector_and_the_numbers_follow(document, type_into, text):
    type_into("detector.pix0_mm.x", text)
    after = place(document.experiment)
    assert math.dist(after.pix0_m, (0.2315, 0.0432, -0.06125)) < 1e-12
    detector = document.experiment.detector
    assert detector.pix0_mm is None
    assert detector.distance_mm == pytest.approx(1e3 * after.distance_m, abs=1e-9)
    fast, slow = after.beam_centre_px
    assert detector.beam_y_mm == pytest.approx((fast - 0.5) * 0.1, abs=1e-9)
    assert detector.beam_x_mm == pytest.approx((slow - 0.5) * 0.1, abs=1e-9)


def test_the_round_trip_of_pix0_is_shown(stack, type_into, qtbot):
    type_into("detector.pix0_mm.x", "231.5 43.2 -61.25")
    label = stack.findChild(QLabel, "pix0.round_trip")
    label.setText("")
    qtbot.waitUntil(lambda: bool(label.text()))
    words = label.text().split()
    assert words[:2] == ["round", "trip"]
    assert words[3] == "m"
    assert float(words[2]) < 1e-12
    assert "ORGX" in label.toolTip()


def test_a_pix0_that_places_the_detector_goes_on_doing_so(document, type_into):
    placed = replace(document.experiment.detector, pix0_mm=(200.0, 51.0, -51.0))
    document.edit(replace(document.experiment, detector=placed), "Give pix0")
    type_into("detector.pix0_mm.x", "210")
    assert document.experiment.detector.pix0_mm == (210.0, 51.0, -51.0)
    type_into("detector.pix0_mm.y", "")
    assert document.experiment.detector.pix0_mm is None


# Convention ----------------------------------------------------------------------


def test_a_change_of_convention_asks_first_and_says_what_each_answer_changes(
    document, ask, experiment
):
    question = ask("XDS")
    assert question.isVisible()
    assert document.experiment is experiment
    texts = [label.text() for label in question.findChildren(QLabel)]
    assert texts[0] == "Change to XDS: what stays?"
    assert any("The panel stays where it is" in text for text in texts)
    assert any("The numbers stay and the panel moves" in text for text in texts)


def test_the_detector_stays_and_its_numbers_are_translated(stack, document, ask):
    before = place(document.experiment)
    ask("DENZO")
    press(stack, "Keep the detector")
    assert document.experiment.detector.convention is Convention.DENZO
    assert document.experiment.detector.beam_x_mm == pytest.approx(40.05, abs=1e-9)
    assert math.dist(place(document.experiment).pix0_m, before.pix0_m) < 1e-12
    assert document.undo_stack.undoText() == (
        "Change convention to DENZO, the detector stays"
    )


def test_the_numbers_stay_and_the_detector_moves(stack, document, ask, experiment):
    before = place(document.experiment)
    ask("DENZO")
    press(stack, "Keep the numbers")
    expected = replace(experiment.detector, convention=Convention.DENZO)
    assert document.experiment.detector == expected
    moved = math.dist(place(document.experiment).pix0_m, before.pix0_m)
    assert moved == pytest.approx(0.05e-3 * math.sqrt(2), abs=1e-9)


def test_the_answer_holds_and_can_be_had_the_other_way_as_one_edit(
    stack, document, ask, experiment
):
    ask("DENZO")
    press(stack, "Keep the detector")
    question = ask("ADXV")
    assert document.experiment.detector.convention is Convention.ADXV
    assert "what stays?" not in question.findChildren(QLabel)[0].text()
    press(stack, "Keep the numbers")
    assert document.experiment.detector.beam_x_mm == pytest.approx(40.05, abs=1e-9)
    assert document.undo_stack.count() == 2
    press(stack, "Ask next time")
    assert "what stays?" in ask("XDS").findChildren(QLabel)[0].text()
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.experiment is experiment


def test_no_answer_is_no_edit(stack, document, ask, experiment):
    question = ask("XDS")
    press(stack, "Cancel")
    assert question.isHidden()
    assert document.experiment is experiment
    assert stack.findChild(QComboBox, "detector.convention").currentText() == "MOSFLM"
    question = ask("XDS")
    document.edit(replace(experiment, quirks=frozenset()), "Nothing")
    further = replace(experiment.detector, distance_mm=99.0)
    document.edit(replace(experiment, detector=further), "Move")
    assert question.isHidden()
    assert stack.findChild(QComboBox, "detector.convention").currentText() == "MOSFLM"


def test_the_question_is_answered_by_keyboard(stack, document, ask):
    ask("XDS")
    stack.findChild(QComboBox, "detector.convention").setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget().accessibleName() == "Keep the detector"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert document.experiment.detector.convention is Convention.XDS


def test_a_convention_that_cannot_state_the_panel_says_so(
    stack, document, ask, experiment
):
    edge = replace(experiment.detector, rotation_deg=(0.0, 0.0, 90.0), two_theta_deg=0)
    document.edit(replace(experiment, detector=edge), "Turn edge-on")
    ask("XDS")
    press(stack, "Keep the detector")
    assert document.experiment.detector.convention is Convention.XDS


def test_a_detector_that_stands_nowhere_takes_a_distance_and_holds_nothing(
    document, type_into
) -> None:
    start = document.experiment
    # Two centres that contradict each other: nobody can say where the beam hits.
    detector = replace(start.detector, beam_x_mm=5.0, org_x_px=7.0)
    document.edit(replace(start, detector=detector), "Contradict")
    type_into("detector.distance_mm", "250")
    assert document.experiment.detector == replace(detector, distance_mm=250.0)
