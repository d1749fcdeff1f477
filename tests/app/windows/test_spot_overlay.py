"""Predicted reflections over the image, in the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from pytestqt.qtbot import QtBot

from braggscope.windows.main_window import MainWindow
from braggscope_engine import Frame, PredictedReflections, predict

Settle = Callable[[MainWindow], Frame]


def same(one: PredictedReflections | None, other: PredictedReflections) -> bool:
    if one is None or len(one) != len(other):
        return False
    return bool(np.allclose(one.fast_px, other.fast_px))


def test_spots_follow_the_model_while_they_are_switched_on(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    assert window.spots.found is None, "nobody asked for them yet"
    window.commands["overlay:spots"].setChecked(True)
    first = predict(window.document.experiment)
    assert len(first) > 0
    qtbot.waitUntil(lambda: same(window.spots.found, first))
    experiment = window.document.experiment
    detector = replace(experiment.detector, distance_mm=110.0)
    window.document.edit(replace(experiment, detector=detector), "Move")
    settle(window)
    second = predict(window.document.experiment)
    assert not same(first, second)
    qtbot.waitUntil(lambda: same(window.spots.found, second))
    window.commands["overlay:spots"].setChecked(False)
    assert window.spots.found is None


def test_a_spot_lies_on_its_peak(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    frame = settle(window)
    window.commands["overlay:spots"].setChecked(True)
    qtbot.waitUntil(lambda: window.spots.found is not None)
    found = window.spots.found
    assert found is not None
    slow, fast = np.unravel_index(
        int(frame.intensity.argmax()), tuple(frame.intensity.shape)
    )
    assert found.nearest(float(fast) + 0.5, float(slow) + 0.5, 1.5) is not None
