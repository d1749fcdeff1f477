"""The image follows the experiment: a preview now, the exact frame at rest."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from braggscope.rendering.live import LiveRendering
from braggscope.rendering.plan import REST_MS
from braggscope.rendering.request import RenderRequest
from braggscope.rendering.visible import Visible
from braggscope_engine import (
    Crystal,
    Detector,
    Experiment,
    Frame,
    KernelStore,
    Quality,
    RenderOptions,
    ScreenGrid,
    UnitCell,
    resolve,
)


class Recorder(QObject):
    """A renderer that only notes what it is asked."""

    frameReady = Signal(object)
    interrupted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[RenderRequest] = []
        self.rehearsed: list[RenderRequest] = []

    def rehearse(self, request: RenderRequest) -> None:
        self.rehearsed.append(request)

    def submit(self, request: RenderRequest) -> None:
        self.asked.append(request)

    @property
    def qualities(self) -> list[Quality]:
        return [request.options.quality for request in self.asked]

    def answer(self, request: RenderRequest, seconds: float) -> Frame:
        frame = Frame(
            intensity=torch.zeros(request.experiment.detector.shape),
            experiment=request.experiment,
            resolved=resolve(request.experiment),
            options=request.options,
            seconds=seconds,
        )
        self.frameReady.emit(frame)
        return frame


@pytest.fixture
def experiment() -> Experiment:
    return Experiment(
        crystal=Crystal(cell=UnitCell(a=50, b=50, c=50), default_F=1.0),
        detector=Detector(pixels_fast=8, pixels_slow=8),
    )


@pytest.fixture
def recorder(qtbot: QtBot) -> Recorder:
    return Recorder()


@pytest.fixture
def live(recorder: Recorder) -> Iterator[LiveRendering]:
    live = LiveRendering(recorder, RenderOptions())  # type: ignore[arg-type]
    yield live
    live.close()


def edited(experiment: Experiment, distance_mm: float) -> Experiment:
    return replace(
        experiment, detector=replace(experiment.detector, distance_mm=distance_mm)
    )


def test_the_exact_frame_follows_when_the_hand_rests(
    live: LiveRendering, recorder: Recorder, experiment: Experiment, qtbot: QtBot
) -> None:
    for distance in (101.0, 102.0, 103.0):
        live.show(edited(experiment, distance))
    assert recorder.qualities == [Quality.PREVIEW] * 3
    qtbot.waitUntil(lambda: len(recorder.asked) == 4)
    assert recorder.qualities[-1] is Quality.EXACT
    assert recorder.asked[-1].experiment.detector.distance_mm == 103.0
    qtbot.wait(2 * REST_MS)
    assert len(recorder.asked) == 4


def test_fast_exact_frames_come_without_previews_until_one_is_interrupted(
    live: LiveRendering, recorder: Recorder, experiment: Experiment
) -> None:
    live.show(experiment)
    exact = RenderRequest(experiment=experiment, options=RenderOptions())
    recorder.answer(exact, seconds=0.01)
    live.show(edited(experiment, 101.0))
    assert recorder.qualities[-1] is Quality.EXACT
    recorder.interrupted.emit(recorder.asked[-1])
    live.show(edited(experiment, 102.0))
    assert recorder.qualities[-1].value == "preview"


@pytest.fixture
def compiled(recorder: Recorder, tmp_path: Path) -> Iterator[LiveRendering]:
    kernels = KernelStore(tmp_path)
    kernels.folder.mkdir(parents=True)
    (kernels.folder / "some.pt2").touch()
    options = RenderOptions(kernels=kernels)
    live = LiveRendering(recorder, options)  # type: ignore[arg-type]
    yield live
    live.close()


def test_with_kernels_a_quick_first_frame_is_exact_and_its_previews_are_rehearsed(
    compiled: LiveRendering, recorder: Recorder, experiment: Experiment, qtbot: QtBot
) -> None:
    compiled.show(experiment)
    qtbot.wait(2 * REST_MS)
    assert recorder.qualities == [Quality.EXACT]
    recorder.answer(recorder.asked[0], seconds=0.1)
    assert [r.is_preview for r in recorder.rehearsed] == [True]
    compiled.show(edited(experiment, 101.0))
    assert recorder.qualities[-1] is Quality.PREVIEW


def test_a_first_frame_that_takes_long_has_a_preview_before_it(
    compiled: LiveRendering, recorder: Recorder, experiment: Experiment
) -> None:
    sampling = replace(experiment.sampling, osc_deg=1.0, phi_steps=1_000_000)
    detector = replace(experiment.detector, pixels_fast=100, pixels_slow=100)
    compiled.show(replace(experiment, sampling=sampling, detector=detector))
    assert recorder.qualities == [Quality.PREVIEW]


def test_what_is_on_its_way_is_not_asked_for_again(
    live: LiveRendering, recorder: Recorder, experiment: Experiment
) -> None:
    live.show(experiment)
    live.show(experiment)
    assert len(recorder.asked) == 1


def test_who_waits_for_the_exact_frame_gets_that_of_the_present_experiment(
    live: LiveRendering, recorder: Recorder, experiment: Experiment
) -> None:
    got: list[Frame] = []
    live.show(experiment)
    live.when_settled(got.append)
    preview, newer = recorder.asked[0], edited(experiment, 101.0)
    recorder.answer(preview, seconds=1.0)
    live.show(newer)
    old = RenderRequest(experiment=experiment, options=RenderOptions())
    recorder.answer(old, seconds=1.0)
    assert got == []
    exact = RenderRequest(experiment=newer, options=RenderOptions())
    frame = recorder.answer(exact, seconds=1.0)
    assert got == [frame]
    live.when_settled(got.append)
    assert got == [frame, frame]


def test_another_precision_renders_again(
    live: LiveRendering, recorder: Recorder, experiment: Experiment
) -> None:
    live.show(experiment)
    live.set_options(RenderOptions(dtype="float64"))
    assert [r.options.dtype for r in recorder.asked] == ["float32", "float64"]


def test_after_an_edit_the_former_exact_frame_is_not_the_present_one(
    live: LiveRendering, recorder: Recorder, experiment: Experiment
) -> None:
    live.show(experiment)
    exact = RenderRequest(experiment=experiment, options=RenderOptions())
    recorder.answer(exact, seconds=1.0)
    live.show(edited(experiment, 101.0))
    got: list[Frame] = []
    live.when_settled(got.append)
    assert got == []


def test_the_speed_of_one_device_says_nothing_of_another(
    live: LiveRendering, recorder: Recorder, experiment: Experiment
) -> None:
    live.show(experiment)
    exact = RenderRequest(experiment=experiment, options=RenderOptions())
    recorder.answer(exact, seconds=0.01)
    live.set_options(RenderOptions(dtype="float64"))
    assert recorder.qualities[-1] is Quality.PREVIEW


def test_a_preview_is_of_what_the_canvas_shows_at_that_moment(
    live: LiveRendering, recorder: Recorder, experiment: Experiment
) -> None:
    screens = [ScreenGrid.of([0, 8], [0, 8]), ScreenGrid.of([2, 4], [2, 4])]
    coming = iter(screens)
    live.look_with(
        lambda: Visible(
            floor_photons=1.0, ceiling_photons=9.0, screen=next(coming), size_px=(8, 8)
        )
    )
    for distance in (101.0, 102.0):
        live.show(edited(experiment, distance))
    assert [r.options.screen for r in recorder.asked] == screens
    assert [r.options.floor_photons for r in recorder.asked] == [1.0, 1.0]
