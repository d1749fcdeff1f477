"""The window stays awake while a frame of full size is computed and shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer

from braggscope.transfer import read_demo
from braggscope.windows.main_window import MainWindow
from braggscope_engine import Experiment, Frame

FEWEST_BEATS = 4


@pytest.mark.slow
def test_the_heart_beats_on_while_a_full_frame_renders(
    make_window: Callable[[Experiment], MainWindow],
    settle: Callable[[MainWindow], Frame],
) -> None:
    window = make_window(read_demo().whole)
    settle(window)
    beats: list[bool] = []
    heart = QTimer()
    heart.setInterval(5)
    heart.timeout.connect(lambda: beats.append(window.renderer.is_busy))
    heart.start()
    experiment = window.document.experiment
    detector = replace(experiment.detector, distance_mm=260.0)
    window.document.edit(replace(experiment, detector=detector), "Move")
    frame = settle(window)
    heart.stop()
    assert frame.intensity.shape == (2527, 2463)
    # Were it computed by the window itself, there would be none; how long the gaps
    # are is for the benchmarks to say.
    assert sum(beats) >= FEWEST_BEATS
