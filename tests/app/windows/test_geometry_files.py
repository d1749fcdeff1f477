"""Geometry of other programs through the real window: shown first, then one edit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from braggscope.windows import dialogs
from braggscope.windows.geometry_import import GeometryImportDialog
from braggscope.windows.main_window import MainWindow
from braggscope.windows.message_bar import Severity
from braggscope_engine import Experiment, Frame, place
from braggscope_engine.io import geometry_format, read_geometry, write_geometry

Settle = Callable[[MainWindow], Frame]
MeetDialog = Callable[[Callable[[QWidget], object]], list[QWidget]]

NAMES = ("expt", "xparm", "xds-inp", "crystfel", "poni")


@pytest.fixture
def elsewhere(experiment: Experiment) -> Experiment:
    """The same detector, somewhere else."""
    detector = replace(experiment.detector, distance_mm=123.5, beam_x_mm=10.0)
    return replace(experiment, detector=detector)


@pytest.fixture
def write_file(tmp_path: Path, elsewhere: Experiment) -> Callable[[str], Path]:
    def write(name: str) -> Path:
        format = geometry_format(name)
        path = tmp_path / format.file_name
        path.write_text(write_geometry(elsewhere, format).text)
        return path

    return write


def texts(dialog: GeometryImportDialog) -> dict[str, tuple[str, str]]:
    model = dialog.table.model()
    return {
        model.index(row, 0).data(): (
            model.index(row, 1).data(),
            model.index(row, 2).data(),
        )
        for row in range(model.rowCount())
    }


def distance_mm(experiment: Experiment) -> float:
    return 1e3 * place(experiment).close_distance_m


@pytest.mark.parametrize("name", NAMES)
def test_what_changes_is_shown_before_anything_does(
    window: MainWindow,
    qtbot: QtBot,
    meet_dialog: MeetDialog,
    write_file: Callable[[str], Path],
    experiment: Experiment,
    name: str,
) -> None:
    path = write_file(name)
    shown: list[dict[str, tuple[str, str]]] = []

    def accept(dialog: QWidget) -> None:
        assert isinstance(dialog, GeometryImportDialog)
        assert window.document.experiment is experiment
        shown.append(texts(dialog))
        QTest.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)

    meet_dialog(accept)
    window.files.open_path(path)
    qtbot.waitUntil(lambda: window.document.undo_stack.count() == 1)
    before, after = shown[0]["Close distance"]
    assert float(before) == pytest.approx(100.0)
    assert float(after) == pytest.approx(123.5)
    assert distance_mm(window.document.experiment) == pytest.approx(123.5, abs=1e-6)
    assert window.document.undo_stack.undoText() == f"Import geometry from {path.name}"
    assert window.document.experiment.crystal.cell is not None
    window.commands["undo"].trigger()
    assert window.document.experiment is experiment


def test_cancel_changes_nothing(
    window: MainWindow,
    qtbot: QtBot,
    meet_dialog: MeetDialog,
    write_file: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    experiment: Experiment,
) -> None:
    path = write_file("poni")
    monkeypatch.setattr(dialogs, "ask_geometry", lambda *_: path)
    met = meet_dialog(lambda dialog: dialog.close())
    window.commands["import_geometry"].trigger()
    qtbot.waitUntil(lambda: len(met) == 1 and met[0].isHidden())
    assert window.document.experiment is experiment


def test_a_geometry_is_dropped_on_the_window(
    window: MainWindow,
    qtbot: QtBot,
    meet_dialog: MeetDialog,
    write_file: Callable[[str], Path],
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write_file("xparm")))])
    event = QDropEvent(
        QPointF(300, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    met = meet_dialog(lambda dialog: None)
    window.dropEvent(event)
    qtbot.waitUntil(lambda: len(met) == 1)
    assert isinstance(met[0], GeometryImportDialog)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("broken.expt", '{"__id__": "ExperimentList", "detector": [{"panels": []}]}'),
        ("broken.poni", "poni_version: 2\nDetector: Detector\nDistance: far\n"),
    ],
)
def test_a_bad_file_is_one_sentence_and_changes_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    before = window.document.experiment
    window.geometry_files.import_path(tmp_path / name)
    qtbot.waitUntil(lambda: bool(window.centre.messages.text))
    assert name in window.centre.messages.text
    assert window.centre.messages.severity is Severity.PROBLEM
    assert window.document.experiment is before


@pytest.mark.parametrize("name", NAMES)
def test_an_exported_geometry_says_its_losses_first_and_comes_back(
    window: MainWindow,
    meet_dialog: MeetDialog,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    experiment: Experiment,
    name: str,
) -> None:
    format = geometry_format(name)
    path = tmp_path / "out" / format.file_name
    path.parent.mkdir()
    monkeypatch.setattr(dialogs, "ask_export_geometry", lambda *_: (path, format))
    losses = write_geometry(experiment, format).losses
    said: list[str] = []

    def save(dialog: QWidget) -> None:
        assert isinstance(dialog, QMessageBox)
        assert not path.exists()
        said.append(dialog.informativeText())
        dialog.button(QMessageBox.StandardButton.Save).click()

    if losses:
        meet_dialog(save)
    window.commands["export_geometry"].trigger()
    assert said == (["\n\n".join(losses)] if losses else [])
    assert window.centre.messages.text == f"{path.name} is written."
    again = read_geometry(path, experiment).experiment
    corner = place(again).beam_centre_px, distance_mm(again)
    here = place(experiment).beam_centre_px, distance_mm(experiment)
    assert corner[0] is not None
    assert here[0] is not None
    assert math.dist(corner[0], here[0]) < 1e-6
    assert corner[1] == pytest.approx(here[1], abs=1e-6)


def test_a_loss_that_is_too_much_writes_nothing(
    window: MainWindow,
    meet_dialog: MeetDialog,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    path, format = tmp_path / "lost.poni", geometry_format("poni")
    assert write_geometry(window.document.experiment, format).losses
    monkeypatch.setattr(dialogs, "ask_export_geometry", lambda *_: (path, format))
    meet_dialog(lambda dialog: dialog.close())
    window.commands["export_geometry"].trigger()
    assert not path.exists()
    assert window.centre.messages.text == ""


def test_a_geometry_that_cannot_be_written_is_one_sentence(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, format = tmp_path / "no" / "where.poni", geometry_format("poni")
    monkeypatch.setattr(dialogs, "ask_export_geometry", lambda *_: (path, format))
    monkeypatch.setattr(dialogs, "ask_losses", lambda *_: True)
    window.commands["export_geometry"].trigger()
    assert "where.poni" in window.centre.messages.text


def accept_import(dialog: QWidget) -> None:
    assert isinstance(dialog, GeometryImportDialog)
    QTest.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)


def test_numbers_of_a_file_stand_beside_what_they_became(
    window: MainWindow,
    qtbot: QtBot,
    meet_dialog: MeetDialog,
    write_file: Callable[[str], Path],
) -> None:
    path = write_file("xds-inp")
    requests = window.tabs.geometry_inspector.requests
    window.commands["tab:geometry"].trigger()
    qtbot.waitUntil(lambda: "by the forms" in requests.title)
    meet_dialog(accept_import)
    window.files.open_path(path)
    qtbot.waitUntil(lambda: f"by {path.name}: all as asked" in requests.title)
    words = "\n".join(label.text() for label in requests.findChildren(QLabel))
    assert "As asked: " in words
    assert "DETECTOR_DISTANCE 123.5 mm" in words
    assert "ORGX, ORGY are the foot of the perpendicular, not the beam" in words
    read = place(window.document.experiment)
    assert read.beam_centre_px is not None
    label = "Count ORGX, ORGY from the outer corner of the first pixel"
    buttons = requests.findChildren(QPushButton)
    other = next(button for button in buttons if button.text().startswith(label))
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    taken = place(window.document.experiment).beam_centre_px
    assert taken == pytest.approx([x + 0.5 for x in read.beam_centre_px])
    qtbot.waitUntil(lambda: "by the forms" in requests.title)
    window.commands["undo"].trigger()
    qtbot.waitUntil(lambda: f"by {path.name}" in requests.title)


def test_header_that_says_where_the_beam_is_not_is_found_out(
    window: MainWindow, qtbot: QtBot, meet_dialog: MeetDialog, tmp_path: Path
) -> None:
    path = tmp_path / "fake_001.img"
    keywords = (
        *("HEADER_BYTES=512", "DIM=2", "SIZE1=64", "SIZE2=64", "PIXEL_SIZE=0.1"),
        *("DISTANCE=100", "WAVELENGTH=1", "BEAM_CENTER_X=3", "BEAM_CENTER_Y=2"),
        *("XDS_ORGX=32.5", "XDS_ORGY=32.5", "CLOSE_DISTANCE=100"),
    )
    path.write_text(
        "{\n" + "".join(f"{word};\n" for word in keywords) + "}\n".ljust(512)
    )
    window.commands["tab:geometry"].trigger()
    meet_dialog(accept_import)
    window.files.open_path(path)
    requests = window.tabs.geometry_inspector.requests
    qtbot.waitUntil(lambda: f"by {path.name}: 2 are not" in requests.title)
    reasons = [row.reason for row in requests.rows]
    assert any("In no convention are BEAM_CENTER_X, _Y" in said for said in reasons)
