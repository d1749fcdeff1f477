"""One frame at a time, newest first; previews to the end, exact frames give way."""

import math
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import torch
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from braggscope.rendering.renderer import Renderer
from braggscope.rendering.request import Measurement, RenderFailure, RenderRequest
from braggscope_engine import (
    Crystal,
    Detector,
    DeviceError,
    Experiment,
    Frame,
    Quality,
    RenderOptions,
    SimulationCancelled,
    UnitCell,
    resolve,
    simulate,
    statistics,
)


class StandIn:
    """A ``simulate`` that holds each frame until it is released."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.started: list[float] = []
        self.error: Exception | None = None

    def simulate(
        self,
        experiment: Experiment,
        options: RenderOptions,
        *,
        should_stop: Callable[[], bool],
        progress: Callable[[float], None],
        like: Frame | None,
    ) -> Frame:
        self.started.append(experiment.detector.distance_mm)
        progress(0.5)
        while not self.release.wait(0.005):
            if should_stop():
                raise SimulationCancelled("stopped")
        if self.error is not None:
            raise self.error
        return Frame(
            intensity=torch.ones(experiment.detector.shape),
            experiment=experiment,
            resolved=resolve(experiment),
            options=options,
            seconds=1.0,
        )


@dataclass
class Told:
    """What a renderer told, in order."""

    frames: list[float] = field(default_factory=list)
    measured: list[float] = field(default_factory=list)
    failures: list[RenderFailure] = field(default_factory=list)
    interrupted: list[RenderRequest] = field(default_factory=list)
    busy: list[bool] = field(default_factory=list)
    progress: list[float] = field(default_factory=list)


def measure(frame: Frame) -> Measurement:
    return Measurement(frame=frame, statistics=statistics(frame), peaks=())


def request(
    distance_mm: float, *, exact: bool = False, grace_s: float | None = None
) -> RenderRequest:
    default_grace = 0.0 if exact else math.inf
    return RenderRequest(
        experiment=Experiment(
            crystal=Crystal(cell=UnitCell(a=50, b=50, c=50), default_F=1.0),
            detector=Detector(distance_mm=distance_mm, pixels_fast=8, pixels_slow=8),
        ),
        options=RenderOptions(quality=Quality.EXACT if exact else Quality.PREVIEW),
        grace_s=default_grace if grace_s is None else grace_s,
    )


@pytest.fixture
def engine() -> StandIn:
    return StandIn()


@pytest.fixture
def renderer(qtbot: QtBot, engine: StandIn) -> Iterator[Renderer]:
    renderer = Renderer(simulate=engine.simulate, measure=measure)
    yield renderer
    engine.release.set()
    renderer.close()


@pytest.fixture
def told(renderer: Renderer) -> Told:
    told = Told()
    renderer.frameReady.connect(
        lambda frame: told.frames.append(frame.experiment.detector.distance_mm)
    )
    renderer.measured.connect(
        lambda m: told.measured.append(m.frame.experiment.detector.distance_mm)
    )
    renderer.failed.connect(told.failures.append)
    renderer.interrupted.connect(told.interrupted.append)
    renderer.busyChanged.connect(told.busy.append)
    renderer.progressed.connect(told.progress.append)
    return told


def test_only_first_and_newest_are_computed(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    for distance in (1.0, 2.0, 3.0, 4.0, 5.0):
        renderer.submit(request(distance))
    qtbot.waitUntil(lambda: engine.started == [1.0])
    engine.release.set()
    qtbot.waitUntil(lambda: told.frames == [1.0, 5.0])
    assert engine.started == [1.0, 5.0]


def test_a_rehearsal_is_computed_when_nothing_else_is_and_seen_by_nobody(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    renderer.submit(request(1.0, exact=True))
    renderer.rehearse(request(2.0))
    qtbot.waitUntil(lambda: engine.started == [1.0])
    engine.release.set()
    qtbot.waitUntil(lambda: engine.started == [1.0, 2.0])
    renderer.submit(request(3.0))
    qtbot.waitUntil(lambda: told.frames == [1.0, 3.0])
    assert told.measured == [1.0]
    assert told.failures == []


def test_a_rehearsal_gives_way_to_a_frame(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    renderer.rehearse(request(1.0, grace_s=0.0))
    qtbot.waitUntil(lambda: engine.started == [1.0])
    renderer.submit(request(2.0))
    qtbot.waitUntil(lambda: engine.started == [1.0, 2.0])
    engine.release.set()
    qtbot.waitUntil(lambda: told.frames == [2.0])
    assert told.failures == []
    assert told.interrupted == []


def test_a_preview_is_never_cut_short(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    renderer.submit(request(1.0))
    renderer.submit(request(2.0, exact=True))
    qtbot.wait(50)
    assert engine.started == [1.0]
    assert told.interrupted == []


def test_an_exact_frame_gives_way_to_a_newer_edit(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    renderer.submit(request(1.0, exact=True))
    qtbot.waitUntil(lambda: engine.started == [1.0])
    renderer.submit(request(2.0))
    qtbot.waitUntil(lambda: engine.started == [1.0, 2.0])
    engine.release.set()
    qtbot.waitUntil(lambda: told.frames == [2.0])
    assert len(told.interrupted) == 1
    assert told.failures == []


def test_a_frame_within_its_grace_is_finished(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    renderer.submit(request(1.0, exact=True, grace_s=60.0))
    qtbot.waitUntil(lambda: engine.started == [1.0])
    renderer.submit(request(2.0, exact=True))
    qtbot.wait(50)
    engine.release.set()
    qtbot.waitUntil(lambda: told.frames == [1.0, 2.0])


def test_only_exact_frames_are_measured(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    engine.release.set()
    renderer.submit(request(1.0))
    qtbot.waitUntil(lambda: told.frames == [1.0] and not renderer.is_busy)
    renderer.submit(request(2.0, exact=True))
    qtbot.waitUntil(lambda: told.measured == [2.0] and not renderer.is_busy)


def test_what_is_asked_for_while_a_frame_is_painted_goes_before_its_measurement(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    engine.release.set()
    second = request(2.0, exact=True)
    once = [lambda: renderer.submit(second)]

    def ask(_: Frame) -> None:
        if once:
            QTimer.singleShot(0, once.pop())

    renderer.frameReady.connect(ask)
    renderer.submit(request(1.0, exact=True))
    qtbot.waitUntil(lambda: told.frames == [1.0, 2.0] and not renderer.is_busy)
    assert told.measured == [2.0]
    assert told.busy == [True, False]


def test_cancelled_while_a_frame_is_painted_it_is_not_measured(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    engine.release.set()
    renderer.frameReady.connect(lambda _: QTimer.singleShot(0, renderer.cancel))
    renderer.submit(request(1.0, exact=True))
    qtbot.waitUntil(lambda: told.frames == [1.0] and not renderer.is_busy)
    qtbot.wait(80)
    assert told.measured == []


def test_a_refusal_of_the_engine_arrives_as_its_sentence(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    engine.error = DeviceError("device 'cuda:9' is not available here.")
    engine.release.set()
    renderer.submit(request(1.0))
    qtbot.waitUntil(lambda: not renderer.is_busy and bool(told.failures))
    assert told.failures[0].message == "device 'cuda:9' is not available here."
    assert told.failures[0].request.experiment.detector.distance_mm == 1.0


def test_an_oversight_of_the_program_arrives_as_a_sentence_and_work_goes_on(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    engine.error = ZeroDivisionError("division by zero")
    engine.release.set()
    renderer.submit(request(1.0))
    qtbot.waitUntil(lambda: bool(told.failures))
    assert "ZeroDivisionError: division by zero" in told.failures[0].message
    assert "\n" not in told.failures[0].message
    engine.error = None
    renderer.submit(request(2.0))
    qtbot.waitUntil(lambda: told.frames == [2.0])


def test_busy_is_told_once_for_a_row_of_frames(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    for distance in (1.0, 2.0):
        renderer.submit(request(distance))
    engine.release.set()
    qtbot.waitUntil(lambda: told.frames == [1.0, 2.0] and not renderer.is_busy)
    assert told.busy == [True, False]
    assert told.progress


def test_cancel_stops_what_runs_and_forgets_what_waits(
    renderer: Renderer, engine: StandIn, told: Told, qtbot: QtBot
) -> None:
    renderer.submit(request(1.0))
    qtbot.waitUntil(lambda: engine.started == [1.0])
    renderer.submit(request(2.0))
    renderer.cancel()
    qtbot.waitUntil(lambda: not renderer.is_busy)
    assert engine.started == [1.0]
    assert told.frames == []


def test_close_waits_for_the_thread_and_tells_nothing_more(
    qtbot: QtBot, engine: StandIn
) -> None:
    renderer = Renderer(simulate=engine.simulate, measure=measure)
    frames: list[Frame] = []
    renderer.frameReady.connect(frames.append)
    renderer.submit(request(1.0, exact=True))
    qtbot.waitUntil(lambda: engine.started == [1.0])
    renderer.close()
    assert not any(thread.name == "render" for thread in threading.enumerate())
    engine.release.set()
    qtbot.wait(20)
    assert frames == []


def test_the_thread_is_prepared_before_its_first_frame(
    qtbot: QtBot, engine: StandIn
) -> None:
    order: list[object] = []
    engine.release.set()
    engine.started = order  # type: ignore[assignment]
    renderer = Renderer(
        simulate=engine.simulate,
        measure=measure,
        prepare=lambda: order.append(threading.current_thread().name),
    )
    renderer.submit(request(1.0))
    qtbot.waitUntil(lambda: len(order) == 2)
    renderer.close()
    assert order == ["render", 1.0]


def test_an_edit_that_changes_only_a_factor_simulates_nothing(
    qtbot: QtBot,
) -> None:
    experiment = request(100.0).experiment
    asked: list[Experiment] = []

    def counted(experiment: Experiment, options: RenderOptions, **rest: Any) -> Frame:
        asked.append(experiment)
        return simulate(experiment, options, **rest)

    renderer = Renderer(simulate=counted, measure=measure)
    frames: list[Frame] = []
    renderer.frameReady.connect(frames.append)

    def show(experiment: Experiment, options: RenderOptions) -> Frame:
        count = len(frames)
        renderer.submit(RenderRequest(experiment=experiment, options=options))
        qtbot.waitUntil(lambda: len(frames) > count)
        return frames[-1]

    try:
        beam = experiment.beam
        twice = replace(
            experiment, beam=replace(beam, fluence_per_m2=2 * beam.fluence_per_m2)
        )
        one = show(experiment, RenderOptions())
        two = show(twice, RenderOptions(quality=Quality.PREVIEW, floor_photons=3.0))
        assert asked == [experiment]
        assert not two.is_preview
        assert torch.allclose(two.intensity, 2 * one.intensity)
        show(twice, RenderOptions(dtype="float64"))
        assert asked == [experiment, twice]
    finally:
        renderer.close()
