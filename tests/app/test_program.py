"""The program as a whole, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from braggscope.main import interruptible

SMALL = (
    "-cell 50 60 70 90 90 90 -default_F 100 -detpixels 64 -pixel 0.5 -oversample 1"
).split()


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "braggscope", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_CONFIG_HOME": str(folder),
        },
    )


@pytest.mark.slow
def test_the_smoke_test_draws_a_frame_and_quits(tmp_path: Path) -> None:
    process = start(tmp_path, "--smoke-test", *SMALL)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "braggscope" not in errors
    assert "Traceback" not in errors


@pytest.mark.slow
def test_a_mistake_is_said_before_a_window_opens(tmp_path: Path) -> None:
    process = start(tmp_path, *SMALL, "-lambda", "0")
    printed, errors = process.communicate(timeout=120)
    assert process.returncode == 2
    assert printed == ""
    assert errors.startswith("braggscope: ")
    assert errors.count("\n") == 1


def test_ctrl_c_ends_the_event_loop_with_status_130(qapp: QApplication) -> None:
    QTimer.singleShot(0, lambda: os.kill(os.getpid(), signal.SIGINT))
    with interruptible(qapp):
        assert qapp.exec() == 130
