"""The window stays awake while a frame of full size is computed and shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer

from braggscope.transfer import read_demo
from braggscope.windows.main_window import MainWindow
from braggscope_engine import Experiment, Frame

LONGEST_GAP_S = 0.1


@pytest.mark.slow
def test_the_heart_beats_on_while_a_full_frame_renders(
    make_window: Callable[[Experiment], MainWindow],
    settle: Callable[[MainWindow], Frame],
) -> None:
    window = make_window(read_demo().whole)
    settle(window)
    beats: list[float] = []
    heart = QTimer()
    heart.setInterval(5)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start()
    experiment = window.document.experiment
    detector = replace(experiment.detector, distance_mm=260.0)
    window.document.edit(replace(experiment, detector=detector), "Move")
    frame = settle(window)
    heart.stop()
    assert frame.intensity.shape == (2527, 2463)
    assert max(after - before for before, after in pairwise(beats)) < LONGEST_GAP_S
