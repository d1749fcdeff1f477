"""The exact image goes out in every format, whole, and noise is only for the eye."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from braggscope.windows import dialogs
from braggscope.windows.export_formats import (
    BARE_VIEW,
    FLOAT,
    FORMATS,
    NOISE,
    PGM,
    SMV,
    STATISTICS,
    VIEW,
    ExportFormat,
    with_suffix,
)
from braggscope.windows.main_window import MainWindow
from braggscope.windows.message_bar import Severity
from braggscope_engine import (
    ALL_QUIRKS,
    Experiment,
    Frame,
    OutputRequest,
    noise_image,
    statistics,
    write_outputs,
)

Settle = Callable[[MainWindow], Frame]
Export = Callable[[Path, ExportFormat], Frame]


@pytest.fixture
def export(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, settle: Settle, qtbot: QtBot
) -> Export:
    """Export under a name, and wait until it is said to be written."""

    def write(path: Path, chosen: ExportFormat) -> Frame:
        monkeypatch.setattr(dialogs, "ask_export", lambda *_: (path, chosen))
        window.commands["export"].trigger()
        frame = settle(window)
        said = f"{path.name} is written."
        qtbot.waitUntil(lambda: window.centre.messages.text == said, timeout=20_000)
        assert window.centre.messages.severity is Severity.NOTICE
        return frame

    return write


def moved(experiment: Experiment, distance_mm: float) -> Experiment:
    detector = replace(experiment.detector, distance_mm=distance_mm)
    return replace(experiment, detector=detector)


def has_colours(path: Path) -> bool:
    """Whether anything is on a picture besides the grey of intensities and window."""
    picture = QImage(str(path)).convertToFormat(QImage.Format.Format_RGBA8888)
    assert not picture.isNull()
    bytes_ = np.frombuffer(picture.constBits(), np.uint8)
    channels = bytes_.reshape(-1, 4)[:, :3].astype(int)
    return bool(np.ptp(channels, axis=1).max() > 40)


def test_an_export_is_the_exact_image_of_the_present_model(
    window: MainWindow, experiment: Experiment, tmp_path: Path, export: Export
) -> None:
    window.document.edit(moved(experiment, 80.0), "Move")
    frame = export(tmp_path / "image.bin", FLOAT)
    written = np.fromfile(tmp_path / "image.bin", "<f4")
    np.testing.assert_array_equal(written, frame.intensity.numpy().ravel())


@pytest.mark.parametrize(
    ("chosen", "request_of"),
    [
        (SMV, lambda name: OutputRequest(int_file=name)),
        (NOISE, lambda name: OutputRequest(noise_file=name, noise=True)),
        (PGM, lambda name: OutputRequest(pgm_file=name, pgm=True)),
    ],
)
def test_whole_numbers_are_those_of_the_engine(
    tmp_path: Path,
    export: Export,
    chosen: ExportFormat,
    request_of: Callable[[str], OutputRequest],
) -> None:
    frame = export(tmp_path / f"from_window{chosen.suffix}", chosen)
    write_outputs(frame, request_of("from_engine"), folder=tmp_path)
    written = (tmp_path / f"from_window{chosen.suffix}").read_bytes()
    assert written == (tmp_path / "from_engine").read_bytes()


def test_strict_nanobragg_writes_no_file_that_was_not_asked_for(
    window: MainWindow, experiment: Experiment, tmp_path: Path, export: Export
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    window.document.edit(replace(experiment, quirks=ALL_QUIRKS), "Strict")
    export(folder / "a.img", SMV)
    export(folder / "a.txt", STATISTICS)
    assert {path.name for path in folder.iterdir()} == {"a.img", "a.txt"}


def test_a_picture_has_overlays_only_if_they_are_wanted(
    tmp_path: Path, export: Export
) -> None:
    export(tmp_path / "with.png", VIEW)
    export(tmp_path / "without.png", BARE_VIEW)
    assert has_colours(tmp_path / "with.png")
    assert not has_colours(tmp_path / "without.png")


def test_statistics_are_those_of_the_exact_image(
    tmp_path: Path, export: Export
) -> None:
    frame = export(tmp_path / "a.txt", STATISTICS)
    text = (tmp_path / "a.txt").read_text()
    assert f"max_I = {statistics(frame).maximum:g}" in text
    assert "exact image, float32 on cpu" in text


@pytest.mark.parametrize("chosen", FORMATS, ids=lambda each: each.label)
def test_what_cannot_be_written_is_one_sentence(
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    chosen: ExportFormat,
    qtbot: QtBot,
) -> None:
    path = tmp_path / "missing" / f"a{chosen.suffix}"
    monkeypatch.setattr(dialogs, "ask_export", lambda *_: (path, chosen))
    window.commands["export"].trigger()
    qtbot.waitUntil(lambda: bool(window.centre.messages.text))
    assert window.centre.messages.severity is Severity.PROBLEM
    assert "missing" in window.centre.messages.text
    assert "\n" not in window.centre.messages.text
    assert not path.parent.exists()


@pytest.mark.parametrize(
    ("typed", "chosen", "name", "format_"),
    [
        ("a", PGM, "a.pgm", PGM),
        ("a.img", NOISE, "a.img", NOISE),
        ("a.img", FLOAT, "a.img", SMV),
        ("a.PNG", FLOAT, "a.PNG", VIEW),
        ("a.raw", FLOAT, "a.raw", FLOAT),
        ("run.2", SMV, "run.2", SMV),
    ],
)
def test_a_suffix_that_was_typed_wins(
    typed: str, chosen: ExportFormat, name: str, format_: ExportFormat
) -> None:
    assert with_suffix(Path("/x") / typed, chosen) == (Path("/x") / name, format_)


def test_counting_noise_is_that_of_the_seed_without_the_offset(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    frame = settle(window)
    reflections = window.tabs.peaks.reflections
    window.commands["noise"].trigger()
    qtbot.waitUntil(lambda: window.status.text("made").endswith("with noise"))
    shown = window.centre.canvas.shown.image
    assert shown is not None
    experiment = frame.experiment
    offset = experiment.readout.adc_offset_adu
    counts = noise_image(frame).pixels.astype(float) - offset
    np.testing.assert_array_equal(shown, counts)
    assert window.tabs.peaks.reflections is reflections
    window.commands["noise"].trigger()
    np.testing.assert_array_equal(
        window.centre.canvas.shown.image, frame.intensity.numpy()
    )
    assert "noise" not in window.status.text("made")


def test_an_edit_counts_anew_and_a_picture_waits_for_it(
    window: MainWindow,
    experiment: Experiment,
    tmp_path: Path,
    export: Export,
    qtbot: QtBot,
) -> None:
    window.commands["noise"].trigger()
    window.document.edit(moved(experiment, 80.0), "Move")
    export(tmp_path / "a.png", BARE_VIEW)
    assert window.status.text("made").endswith("with noise")
    shown = window.centre.canvas.shown.image
    assert shown is not None
    np.testing.assert_array_equal(shown, np.round(shown))
