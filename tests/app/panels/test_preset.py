"""A detector by its name, chosen in the form."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from braggscope_engine import place


@pytest.fixture
def box(stack) -> QComboBox:
    return stack.findChild(QComboBox, "detector.preset")


def type_name(box: QComboBox, text: str) -> None:
    edit = box.lineEdit()
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def test_a_chosen_detector_is_one_edit_with_its_gaps_as_mask(document, experiment, box):
    middle = place(experiment).beam_centre_px
    number = next(
        i for i in range(box.count()) if box.itemText(i).startswith("Pilatus 6M ·")
    )
    box.setCurrentIndex(number)
    box.activated.emit(number)
    detector = document.experiment.detector
    assert (detector.pixels_fast, detector.pixels_slow) == (2463, 2527)
    assert detector.pixel_size_mm == 0.172
    assert not detector.mask.keep[:, 487:494].any()
    assert detector.mask.keep[:195, :487].all()
    assert np.count_nonzero(detector.mask.keep) == 5 * 487 * 12 * 195
    assert document.undo_stack.undoText() == "Change detector to Pilatus 6M"
    assert document.undo_stack.count() == 1
    fast, slow = place(document.experiment).beam_centre_px
    assert fast / 2463 == pytest.approx(middle[0] / 1024, abs=1e-3)
    assert slow / 2527 == pytest.approx(middle[1] / 1024, abs=1e-3)
    document.undo_stack.undo()
    assert document.experiment is experiment
    assert box.lineEdit().text() == ""


def test_a_long_entry_shows_its_name_first(document, box, stack):
    type_name(box, "pilatus 6m")
    document.undo_stack.undo()
    document.undo_stack.redo()
    assert box.currentText().startswith("Pilatus 6M")
    assert box.lineEdit().cursorPosition() == 0


def test_a_part_of_the_name_finds_it(document, box, stack):
    type_name(box, "eiger2 16m")
    assert document.experiment.detector.pixel_size_mm == 0.075
    assert box.currentText().startswith("Eiger2")
    listed = box.completer()
    listed.setCompletionPrefix("rayonix")
    assert listed.completionCount() >= 2


def test_a_name_that_is_not_known_changes_nothing(document, box, stack):
    type_name(box, "Etch-a-sketch")
    assert document.undo_stack.count() == 0
    row = next(r for r in stack.rows if box in r.editors())
    assert row.message == "There is no known detector 'Etch-a-sketch'."
    type_name(box, "Pilatus 100K")
    assert row.message == ""
    assert document.experiment.detector.pixels_fast == 487


def test_the_known_detector_of_this_size_is_named(document, box, type_into):
    type_name(box, "Pilatus 100K")
    assert box.currentText().startswith("Pilatus 100K")
    assert document.experiment.detector.mask is None
    type_into("detector.pixels_fast", "500")
    assert box.lineEdit().text() == ""
