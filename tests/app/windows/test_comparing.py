"""A/B: the model beside a snapshot of itself, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from braggscope.canvas.pair import PairView
from braggscope.windows.main_window import MainWindow
from braggscope.windows.raw_dialog import RawDialog
from braggscope_engine import Experiment, Frame
from braggscope_engine.io import SavedReference, Session, write_session

Settle = Callable[[MainWindow], Frame]
Type = Callable[[MainWindow, str, str], None]
MeetDialog = Callable[[Callable[[QWidget], object]], list[QWidget]]


@pytest.fixture
def compared(
    window: MainWindow, settle: Settle, type_into: Type, qtbot: QtBot
) -> MainWindow:
    """A window whose model was moved by 5 mm since its snapshot."""
    window.commands["snapshot"].trigger()
    qtbot.waitUntil(lambda: window.comparing.other is not None)
    type_into(window, "detector.distance_mm", "105")
    settle(window)
    return window


def press(window: MainWindow, key: Qt.Key) -> None:
    window.centre.canvas.setFocus()
    QTest.keyClick(window.centre.canvas.focusProxy() or window, key)


def test_a_snapshot_keeps_the_model_and_its_image(
    compared: MainWindow, experiment: Experiment, settle: Settle
) -> None:
    other = compared.comparing.other
    assert other is not None
    assert other.experiment is experiment
    canvas = compared.centre.canvas
    model = settle(compared).intensity.numpy()
    press(compared, Qt.Key.Key_W)
    assert canvas.shown.pair_view is PairView.DIFFERENCE
    np.testing.assert_array_equal(canvas.shown.image, model - other.pixels)
    press(compared, Qt.Key.Key_B)
    assert canvas.shown.image is other.pixels
    press(compared, Qt.Key.Key_A)
    np.testing.assert_array_equal(canvas.shown.image, model)


def test_what_differs_stands_in_words(compared: MainWindow) -> None:
    changes = compared.tabs.compare.changes
    assert changes.rows == (("Detector distance", "105 mm", "100 mm"),)
    compared.document.undo_stack.undo()
    assert "same" in changes.rows[0][0]


def test_returning_to_a_snapshot_is_one_step_that_can_be_undone(
    compared: MainWindow, experiment: Experiment
) -> None:
    picker = compared.tabs.compare.picker
    moved = compared.document.experiment
    picker.returnWanted.emit("Snapshot A")
    assert compared.document.experiment is experiment
    compared.document.undo_stack.undo()
    assert compared.document.experiment is moved


def test_a_removed_snapshot_leaves_the_model_alone(compared: MainWindow) -> None:
    press(compared, Qt.Key.Key_W)
    compared.tabs.compare.picker.removeWanted.emit("Snapshot A")
    assert compared.comparing.other is None
    assert compared.centre.canvas.shown.pair_view is PairView.MODEL
    assert not compared.commands["pair:difference"].isEnabled()
    assert compared.commands["pair:model"].isChecked()


def test_the_readout_gives_both_values_and_their_ratio(compared: MainWindow) -> None:
    compared.centre.canvas.hovered.emit(10.5, 20.5)
    other = compared.comparing.other
    assert other is not None
    value = compared.presenter.intensity_at(10.5, 20.5)
    assert value is not None
    beside = float(other.pixels[20, 10])
    expected = f"B {beside:.5g}  ×{value / beside:.4g}".replace("-", "−")
    assert compared.status.text("other") == expected


def test_side_by_side_both_show_the_same_part_on_one_scale(
    compared: MainWindow, qtbot: QtBot
) -> None:
    press(compared, Qt.Key.Key_H)
    first, second = compared.centre.canvas, compared.centre.twin.second
    assert second is not None
    qtbot.waitUntil(second.isVisible)
    first.shown.set_levels(0.5, 50.0)
    assert second.shown.levels() == (0.5, 50.0)
    first.centre_on(20.0, 30.0, 12.0)
    assert second.viewport().scale == pytest.approx(first.viewport().scale, rel=0.02)
    middle = second.viewport().centre
    assert middle == pytest.approx((20.0, 30.0), abs=0.5)
    press(compared, Qt.Key.Key_A)
    assert second.isHidden()


def test_edits_go_on_being_compared(
    compared: MainWindow, type_into: Type, settle: Settle
) -> None:
    press(compared, Qt.Key.Key_W)
    type_into(compared, "detector.distance_mm", "100")
    settle(compared)
    image = compared.centre.canvas.shown.image
    assert image is not None
    assert np.abs(image).max() == 0


def test_a_reference_is_read_measured_and_shown(
    window: MainWindow, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    image = settle(window).intensity.numpy()
    path = tmp_path / "reference.bin"
    (2 * image).astype("<f4").tofile(path)
    window.reference_files.load(path)
    qtbot.waitUntil(lambda: bool(window.tabs.compare.numbers.rows))
    assert window.tabs.currentWidget() is window.tabs.compare
    rows = {row[0]: row[1:] for row in window.tabs.compare.numbers.rows}
    assert rows["sum"][2] == "0.5"
    assert rows["correlation"][2] == "1"
    assert "factor" in window.tabs.compare.said
    assert "2 times" in window.tabs.compare.said


def test_an_image_that_is_opened_is_a_reference(
    window: MainWindow, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "opened.bin"
    settle(window).intensity.numpy().astype("<f4").tofile(path)
    before = window.document.experiment
    window.files.open_path(path)
    qtbot.waitUntil(lambda: window.comparing.other is not None)
    assert window.tabs.currentWidget() is window.tabs.compare
    assert window.document.experiment is before
    assert window.recent.paths == (path,)


def test_a_file_that_is_no_image_changes_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "reference.bin"
    path.write_bytes(b"no image at all")
    window.reference_files.load(path)
    qtbot.waitUntil(lambda: bool(window.centre.messages.text))
    assert "reference.bin" in window.centre.messages.text
    assert window.comparing.other is None


def test_a_raw_file_of_unknown_size_is_asked_for(
    window: MainWindow, meet_dialog: MeetDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    image = np.arange(30 * 40, dtype=np.float32).reshape(30, 40)
    path = tmp_path / "odd.bin"
    image.T.astype(">f4").tofile(path)

    def choose(dialog: QWidget) -> None:
        assert isinstance(dialog, RawDialog)
        assert dialog.proposals.count() > 1
        dialog.fast.setValue(41)
        button = QDialogButtonBox.StandardButton.Ok
        ok = dialog.findChild(QDialogButtonBox).button(button)
        assert not ok.isEnabled()
        dialog.fast.setValue(40)
        dialog.slow.setValue(30)
        dialog.transposed.setChecked(True)
        dialog.order.setCurrentText("big-endian")
        assert ok.isEnabled()
        ok.click()

    met = meet_dialog(choose)
    window.reference_files.load(path)
    qtbot.waitUntil(lambda: bool(met))
    qtbot.waitUntil(lambda: bool(window.comparing.references.all))
    (other,) = window.comparing.references.all
    np.testing.assert_array_equal(other.pixels, image)
    _, (kept,) = window.comparing.saved()
    assert kept.raw is not None
    assert kept.raw.transposed


def test_an_image_of_another_size_is_said_to_be_one(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "small.npy"
    np.save(path, np.ones((5, 7), np.float32))
    window.reference_files.load(path)
    qtbot.waitUntil(lambda: "7 x 5" in window.tabs.compare.said)
    assert window.centre.canvas.shown.pair_view is PairView.MODEL


def test_a_log_stands_beside_the_model(window: MainWindow) -> None:
    log = window.tabs.compare.log
    log.logGiven.emit("nothing that nanoBragg prints")
    assert "nanoBragg" in log.said
    assert not log.table.rows
    text = (
        "    wave=1e-10 meters +/- 0% in 1 steps\nincident fluence: 5e25 photons/m^2\n"
    )
    log.logGiven.emit(text)
    rows = {row[0]: row[1:] for row in log.table.rows}
    (name,) = [name for name in rows if "fluence" in name]
    assert name.startswith("≠")
    assert rows[name] == ("1e+26", "5e+25")


def test_the_header_stands_beside_the_model_and_can_be_adopted(
    window: MainWindow, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    pixels = settle(window).intensity.numpy().astype(np.uint16)
    header = (
        "{\nHEADER_BYTES=512;\nDIM=2;\nBYTE_ORDER=little_endian;\n"
        "TYPE=unsigned_short;\nSIZE1=64;\nSIZE2=48;\nPIXEL_SIZE=0.5;\n"
        "DISTANCE=123.5;\nWAVELENGTH=1.0;\n}\x0c"
    )
    path = tmp_path / "reference.img"
    path.write_bytes(header.encode().ljust(512) + pixels.astype("<u2").tobytes())
    window.reference_files.load(path)
    qtbot.waitUntil(lambda: window.comparing.other is not None)
    changes = window.tabs.compare.changes
    rows = {row[0]: row[1:] for row in changes.rows}
    assert rows["≠ distance, mm"] == ("100", "123.5")
    assert rows["wavelength, Å"] == ("1", "1")
    window.tabs.compare.adopt_header.click()
    assert window.document.experiment.detector.distance_mm == 123.5
    settle(window)
    assert "≠ distance, mm" not in {row[0] for row in changes.rows}
    window.document.undo_stack.undo()
    assert window.document.experiment.detector.distance_mm == 100.0


def test_a_session_brings_snapshots_and_references_back(
    compared: MainWindow, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "reference.npy"
    np.save(path, settle(compared).intensity.numpy())
    compared.reference_files.load(path)
    qtbot.waitUntil(lambda: compared.comparing.other is not None)
    qtbot.waitUntil(lambda: bool(compared.comparing.references.all))
    assert _save(compared, tmp_path / "a.bscope")
    compared.comparing.snapshots.replace_all(())
    compared.comparing.references.forget_all()
    compared.files.open_path(tmp_path / "a.bscope")
    qtbot.waitUntil(lambda: bool(compared.comparing.references.all))
    (snapshot,) = compared.comparing.snapshots.all
    assert snapshot.name == "Snapshot A"
    assert snapshot.experiment.detector.distance_mm == 100.0
    assert compared.comparing.other is None, "nothing is chosen until somebody does"
    compared.comparing.choose("reference.npy")
    other = compared.comparing.other
    assert other is not None
    assert other.path == path


def test_a_reference_that_is_gone_is_said_and_the_session_opens(
    compared: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    session = Session(
        experiment=compared.document.experiment,
        references=(SavedReference(path=str(tmp_path / "gone.img")),),
    )
    write_session(tmp_path / "a.bscope", session)
    compared.document.undo_stack.setClean()
    compared.files.open_path(tmp_path / "a.bscope")
    qtbot.waitUntil(lambda: "gone.img" in compared.centre.messages.text)
    assert compared.document.path == tmp_path / "a.bscope"
    assert compared.comparing.snapshots.all == ()


def _save(window: MainWindow, path: Path) -> bool:
    window.document.mark_saved(path)
    return window.files.save()


def test_the_whole_stays_the_whole_after_side_by_side(
    window: MainWindow, qtbot: QtBot
) -> None:
    canvas = window.centre.canvas
    window.commands["fit_view"].trigger()
    window.commands["snapshot"].trigger()
    qtbot.waitUntil(lambda: window.comparing.other is not None)
    before = canvas.viewport().scale
    window.commands["pair:side by side"].trigger()
    qtbot.waitUntil(lambda: canvas.viewport().scale < 0.9 * before)
    window.commands["pair:model"].trigger()
    qtbot.waitUntil(lambda: canvas.viewport().scale > 0.99 * before)
    assert canvas.is_fitted
