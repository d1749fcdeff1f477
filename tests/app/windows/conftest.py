"""A window on a small detector, driven as a user would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from braggscope.document import Document
from braggscope.rendering.live import LiveRendering
from braggscope.rendering.renderer import Renderer
from braggscope.settings import SettingsStore
from braggscope.windows.main_window import MainWindow
from braggscope_engine import (
    Beam,
    Crystal,
    Detector,
    Experiment,
    Frame,
    RenderOptions,
    Sampling,
    UnitCell,
)


@pytest.fixture
def experiment() -> Experiment:
    """64 x 48 pixels with a handful of peaks on them."""
    return Experiment(
        beam=Beam(wavelength_angstrom=1.0, fluence_per_m2=1e26),
        crystal=Crystal(
            cell=UnitCell(a=50.0, b=60.0, c=70.0),
            misset_deg=(20.0, -10.0, 5.0),
            n_cells=(5, 5, 5),
            default_F=100.0,
        ),
        detector=Detector(
            distance_mm=100.0,
            pixels_fast=64,
            pixels_slow=48,
            pixel_size_mm=0.5,
            beam_x_mm=12.0,
            beam_y_mm=16.0,
        ),
        sampling=Sampling(oversample=1),
    )


@pytest.fixture
def make_window(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., MainWindow]]:
    monkeypatch.chdir(tmp_path)
    windows: list[MainWindow] = []

    def make(
        experiment: Experiment, options: RenderOptions | None = None
    ) -> MainWindow:
        renderer = Renderer()
        window = MainWindow(
            Document(experiment),
            renderer,
            LiveRendering(renderer, options or RenderOptions()),
            SettingsStore(),
            ("cpu",),
        )
        windows.append(window)
        window.show()
        window.start()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield make
    for window in windows:
        window.document.undo_stack.setClean()
        window.close()
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def window(
    make_window: Callable[[Experiment], MainWindow],
    experiment: Experiment,
    settle: Callable[[MainWindow], Frame],
) -> MainWindow:
    window = make_window(experiment)
    settle(window)
    return window


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[MainWindow], Frame]:
    """Wait for the exact frame of what the window shows, and for its peaks."""

    def wait(window: MainWindow) -> Frame:
        got: list[Frame] = []
        window.live.when_settled(got.append)
        qtbot.waitUntil(lambda: bool(got), timeout=20_000)
        qtbot.waitUntil(lambda: not window.renderer.is_busy, timeout=20_000)
        qtbot.waitUntil(lambda: not window.inspecting.peaks.is_busy, timeout=20_000)
        assert got[0].experiment is window.document.experiment
        return got[0]

    return wait


@pytest.fixture
def type_into() -> Callable[[MainWindow, str, str], None]:
    """Type a number into the field of a path, and Return."""

    def write(window: MainWindow, path: str, text: str) -> None:
        window.forms.reveal(path)
        field = window.forms.findChild(QLineEdit, path)
        assert field is not None
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    return write


@pytest.fixture
def meet_dialog(qtbot: QtBot) -> Callable[[Callable[[QWidget], object]], list[QWidget]]:
    """Do something with the next modal dialog; returns the list of those met."""

    def prepare(act: Callable[[QWidget], object]) -> list[QWidget]:
        met: list[QWidget] = []

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None:
                QTimer.singleShot(10, look)
                return
            met.append(dialog)
            try:
                act(dialog)
            finally:
                if dialog.isVisible() and isinstance(dialog, QDialog | QMessageBox):
                    dialog.reject()

        QTimer.singleShot(0, look)
        return met

    return prepare
