"""Why two images differ, asked in the real window, and the report of it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from braggscope.__main__ import main
from braggscope.windows import dialogs
from braggscope.windows.main_window import MainWindow
from braggscope_engine import (
    Frame,
    Quirk,
    RenderOptions,
    parse_nanobragg,
    simulate,
)

Settle = Callable[[MainWindow], Frame]

COMMAND = (
    "-cell 50 60 70 90 90 90 -default_F 100 -N 5 -lambda 1 -distance 100 -detpixels 48 "
    "-pixel 0.6 -oversample 1 -misset 10 20 30 -twotheta_axis 0.2 0.98 0"
)


@pytest.fixture
def explain(qtbot: QtBot) -> Callable[[MainWindow, Path], str]:
    """Load a reference, ask why it differs, and return the verdict."""

    def ask(window: MainWindow, path: Path) -> str:
        window.reference_files.load(path)
        qtbot.waitUntil(lambda: window.comparing.other is not None)
        why = window.tabs.compare.why
        why.explain.click()
        qtbot.waitUntil(lambda: bool(why.table.rows), timeout=30_000)
        return why.verdict

    return ask


Explain = Callable[[MainWindow, Path], str]


def test_the_cause_is_named_proved_and_adopted(
    window: MainWindow, explain: Explain, tmp_path: Path
) -> None:
    experiment = window.document.experiment
    planted = replace(experiment, beam=replace(experiment.beam, kahn_factor=0.9))
    image = simulate(planted, RenderOptions(dtype="float64")).intensity
    path = tmp_path / "reference.bin"
    image.numpy().astype("<f4").tofile(path)
    assert "polar" in explain(window, path).lower()
    why = window.tabs.compare.why
    assert why.report.isVisible(), "a report can name the file"


def test_the_menu_explains_and_reports_when_there_is_something_to(
    window: MainWindow, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    commands = window.commands
    assert not commands["explain"].isEnabled()
    path = tmp_path / "reference.npy"
    np.save(path, settle(window).intensity.numpy())
    window.reference_files.load(path)
    qtbot.waitUntil(lambda: window.comparing.other is not None)
    window.tabs.show_tab("geometry")
    assert not commands["report"].isEnabled()
    commands["explain"].trigger()
    assert window.tabs.currentWidget() is window.tabs.compare
    qtbot.waitUntil(commands["report"].isEnabled, timeout=30_000)
    assert "agree" in window.tabs.compare.why.verdict


def test_quirks_of_reading_are_tried_on_the_command_that_was_read(
    window: MainWindow, settle: Settle, explain: Explain, qtbot: QtBot, tmp_path: Path
) -> None:
    quirks = frozenset({Quirk.TWOTHETA_AXIS_SETS_ANGLE})
    planted = parse_nanobragg(COMMAND.split(), quirks=quirks).experiment
    path = tmp_path / "reference.bin"
    simulate(planted).intensity.numpy().tofile(path)
    _open_command(window, qtbot, tmp_path)
    settle(window)
    assert str(Quirk.TWOTHETA_AXIS_SETS_ANGLE) in explain(window, path)


@pytest.mark.parametrize("from_command", [True, False])
def test_the_command_in_a_report_gives_its_numbers_again(
    *,
    from_command: bool,
    window: MainWindow,
    settle: Settle,
    explain: Explain,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if from_command:
        _open_command(window, qtbot, tmp_path)
    path = tmp_path / "reference.npy"
    np.save(path, 3 * settle(window).intensity.numpy())
    explain(window, path)
    folder = tmp_path / "report"
    monkeypatch.setattr(dialogs, "ask_report_folder", lambda *_: folder)
    window.tabs.compare.why.report.click()
    qtbot.waitUntil(
        lambda: "report is written" in window.centre.messages.text, timeout=30_000
    )
    assert (folder / "report.html").is_file()
    stored = json.loads((folder / "comparison.json").read_text("utf-8"))
    command = shlex.split(stored["command"])
    assert ("-cell" in command) == from_command
    monkeypatch.chdir(stored["run"]["folder"])
    capsys.readouterr()
    assert main([command[1], "--json", *command[2:]]) == 0
    again = json.loads(capsys.readouterr().out)
    for key in ("verdict", "before", "after", "findings", "geometry", "reference"):
        assert again[key] == stored[key], key


def _open_command(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    path = folder / "args.txt"
    path.write_text(COMMAND, "utf-8")
    window.files.open_path(path)
    qtbot.waitUntil(lambda: window.document.experiment.sampling.oversample == 1)
    qtbot.waitUntil(lambda: window.files.source is not None)
