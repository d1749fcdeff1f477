"""Edits through real widgets, from a form to the image and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from braggscope.windows.main_window import MainWindow
from braggscope.windows.paste_dialog import PasteDialog
from braggscope_engine import Convention, Experiment, Frame, place

Settle = Callable[[MainWindow], Frame]
TypeInto = Callable[[MainWindow, str, str], None]
MeetDialog = Callable[[Callable[[QWidget], object]], list[QWidget]]

COMMAND = (
    "nanoBragg -cell 50 60 70 90 90 90 -default_F 100 -N 5 -lambda 1.1 -fluence 1e26 "
    "-distance 80 -detpixels 48 -pixel 0.5 -Xbeam 12 -Ybeam 12 -oversample 1 -coherent"
)


def choose(window: MainWindow, path: str, text: str) -> None:
    window.forms.reveal(path)
    box = next(window.forms.row(path).editors())
    assert isinstance(box, QComboBox)
    QTest.keyClicks(box, text)
    if box.view().isVisible():
        QTest.keyClick(box.view(), Qt.Key.Key_Return)


def paste(text: str, qtbot: QtBot) -> Callable[[QWidget], None]:
    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, PasteDialog)
        dialog.box.setPlainText(text)
        qtbot.waitUntil(lambda: dialog.command is not None)
        dialog.accept_button.click()

    return act


def test_every_edit_reaches_the_image_and_undo_leads_back_to_the_first_exactly(
    window: MainWindow,
    settle: Settle,
    type_into: TypeInto,
    meet_dialog: MeetDialog,
    qtbot: QtBot,
) -> None:
    first = settle(window)
    images = [first.intensity]

    def expect_another_image() -> Frame:
        frame = settle(window)
        assert frame.intensity.shape != images[-1].shape or not torch.equal(
            frame.intensity, images[-1]
        )
        images.append(frame.intensity)
        return frame

    meet_dialog(paste(COMMAND, qtbot))
    window.commands["paste"].trigger()
    assert expect_another_image().intensity.shape == (48, 48)
    assert window.document.experiment.beam.wavelength_angstrom == 1.1

    type_into(window, "detector.distance_mm", "95.5")
    expect_another_image()
    assert window.document.experiment.detector.distance_mm == 95.5

    type_into(window, "detector.beam_x_mm", "10")
    expect_another_image()

    choose(window, "detector.convention", "XDS")
    question = window.forms.row("detector.convention").question
    question.buttons["numbers"].click()
    expect_another_image()
    assert window.document.experiment.detector.convention is Convention.XDS

    type_into(window, "detector.pix0_mm.x", "-16 -12 70")
    expect_another_image()
    assert place(window.document.experiment).pix0_m[2] == pytest.approx(0.070)

    stack = window.document.undo_stack
    while stack.canUndo():
        window.commands["undo"].trigger()
    last = settle(window)
    assert window.document.experiment is first.experiment
    assert torch.equal(last.intensity, first.intensity)
    assert not window.isWindowModified()


def test_undo_takes_the_model_back_even_from_within_a_number(
    window: MainWindow, type_into: TypeInto
) -> None:
    type_into(window, "detector.distance_mm", "95.5")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.document.experiment.detector.distance_mm == 100.0


def test_a_plain_letter_in_a_text_field_is_no_shortcut(
    window: MainWindow, qtbot: QtBot
) -> None:
    field = window.forms.findChild(QLineEdit, "detector.distance_mm")
    assert field is not None
    beam = window.commands["overlay:beam"]
    field.setFocus()
    QTest.keyClicks(field, "x")
    assert beam.isChecked()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    window.centre.canvas.setFocus()
    QTest.keyClick(window.centre.canvas, Qt.Key.Key_X)
    assert not beam.isChecked()


def test_a_wrong_number_changes_nothing_and_keeps_the_image(
    window: MainWindow, type_into: TypeInto, experiment: Experiment
) -> None:
    image = window.centre.canvas.shown.image
    type_into(window, "detector.distance_mm", "-3")
    assert window.document.experiment is experiment
    assert window.centre.canvas.shown.image is image


def test_what_cannot_be_simulated_is_said_above_the_image_until_it_is_mended(
    window: MainWindow, experiment: Experiment, qtbot: QtBot, settle: Settle
) -> None:
    from dataclasses import replace

    image = window.centre.canvas.shown.image
    contradiction = replace(
        experiment.detector, beam_x_mm=12.0, org_x_px=3.0, org_y_px=70.0
    )
    broken = replace(
        experiment, detector=replace(contradiction, convention=Convention.XDS)
    )
    window.document.edit(broken, "Contradict")
    qtbot.waitUntil(lambda: bool(window.centre.messages.text))
    assert window.centre.canvas.shown.image is image
    window.document.undo_stack.undo()
    settle(window)
    assert window.centre.messages.text == ""


@pytest.mark.parametrize("mode", ["strict", "intended"])
def test_strict_or_intended_is_one_edit_and_is_shown(
    window: MainWindow, settle: Settle, mode: str
) -> None:
    window.commands["mode:strict"].trigger()
    window.commands[f"mode:{mode}"].trigger()
    settle(window)
    assert window.commands[f"mode:{mode}"].isChecked()
    assert window.status.text("made").endswith(mode)
    assert window.document.undo_stack.count() == (1 if mode == "strict" else 2)
