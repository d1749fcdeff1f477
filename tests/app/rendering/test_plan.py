"""Which frames follow an edit."""

import math
from dataclasses import replace

import pytest
import torch

from braggscope.rendering.plan import (
    FLUENT_S,
    HIGHEST_FLOOR,
    LEAST_SHARE,
    PREVIEW_S,
    Pace,
    plan_edit,
    preferred_device,
)
from braggscope.rendering.visible import Visible
from braggscope_engine import (
    Crystal,
    Detector,
    Experiment,
    Frame,
    Quality,
    RenderOptions,
    ScreenGrid,
    UnitCell,
    resolve,
)

SCREEN = ScreenGrid.of([0, 3, 7], [2, 3, 4])
SEEN = Visible(
    floor_photons=0.5,
    ceiling_photons=100.0,
    screen=SCREEN,
    size_px=Detector().shape,
)


@pytest.fixture
def experiment() -> Experiment:
    return Experiment(crystal=Crystal(cell=UnitCell(a=50, b=50, c=50), default_F=1.0))


def test_an_edit_is_previewed_at_once_and_exact_at_rest(experiment: Experiment) -> None:
    plan = plan_edit(experiment, RenderOptions(), Pace())
    assert plan.at_once.is_preview
    assert plan.at_once.grace_s == math.inf
    assert plan.at_rest is not None
    assert plan.at_rest.options.quality is Quality.EXACT
    assert plan.at_rest.grace_s == 0


def test_frames_that_are_fluent_need_no_preview(experiment: Experiment) -> None:
    plan = plan_edit(experiment, RenderOptions(), Pace(exact_s=0.9 * FLUENT_S))
    assert not plan.at_once.is_preview
    assert plan.at_rest is None
    assert 0 < plan.at_once.grace_s < math.inf


def frame(experiment: Experiment, seconds: float, quality: Quality) -> Frame:
    return Frame(
        intensity=torch.zeros(1, 1),
        experiment=experiment,
        options=RenderOptions(quality=quality),
        seconds=seconds,
        resolved=resolve(experiment),
    )


def test_exact_frames_as_fast_as_previews_need_none_before_them(
    experiment: Experiment,
) -> None:
    pace = Pace(exact_s=2.0, preview_s=1.0)
    assert plan_edit(experiment, RenderOptions(), pace).at_once.is_preview
    plan = plan_edit(experiment, RenderOptions(), Pace(exact_s=2.0, preview_s=1.9))
    assert not plan.at_once.is_preview
    assert plan.at_once.grace_s == math.inf
    assert plan.at_rest is None


def test_a_preview_is_tried_again_after_many_exact_frames(
    experiment: Experiment,
) -> None:
    pace = Pace(exact_s=2.0, preview_s=2.0)
    tried = 0
    while not plan_edit(experiment, RenderOptions(), pace).at_once.is_preview:
        pace = pace.after(frame(experiment, 2.0, Quality.EXACT))
        tried += 1
    assert 3 < tried < 50


def test_exact_frames_that_were_interrupted_are_not_fluent(
    experiment: Experiment,
) -> None:
    pace = Pace(exact_s=0.01).interrupted()
    assert plan_edit(experiment, RenderOptions(), pace).at_once.is_preview
    assert Pace(exact_s=3.0).interrupted().exact_s == 3.0


def test_a_preview_leaves_out_what_cannot_be_seen(experiment: Experiment) -> None:
    pace = Pace(raised=0.0)
    options = plan_edit(experiment, RenderOptions(), pace, SEEN).at_once.options
    assert options.floor_photons == SEEN.floor_photons
    assert options.screen is SCREEN
    assert options.finest_share == 1.0


def test_cells_of_another_detector_are_of_no_use(experiment: Experiment) -> None:
    seen = replace(SEEN, size_px=(99, 100))
    assert (
        plan_edit(experiment, RenderOptions(), Pace(), seen).at_once.options.screen
        is None
    )


def test_the_exact_frame_after_a_preview_leaves_nothing_out(
    experiment: Experiment,
) -> None:
    plan = plan_edit(experiment, RenderOptions(), Pace(), SEEN)
    assert plan.at_rest is not None
    assert plan.at_rest.options == RenderOptions()


def test_slow_previews_raise_their_floor_and_fast_ones_lower_it_again(
    experiment: Experiment,
) -> None:
    pace = Pace(preview_s=PREVIEW_S, raised=0.0)
    floors = []
    for seconds in [2 * PREVIEW_S] * 9 + [PREVIEW_S / 3] * 19:
        pace = pace.after(frame(experiment, seconds, Quality.PREVIEW))
        plan = plan_edit(experiment, RenderOptions(), pace, SEEN)
        floors.append(plan.at_once.options.floor_photons)
    assert floors == sorted(floors[:9]) + sorted(floors[9:], reverse=True)
    assert SEEN.floor_photons < floors[0] < floors[1]
    assert max(floors) == HIGHEST_FLOOR * SEEN.ceiling_photons
    assert floors[-1] == SEEN.floor_photons


def test_a_preview_in_time_keeps_its_floor(experiment: Experiment) -> None:
    pace = Pace(raised=0.5).after(frame(experiment, 0.8 * PREVIEW_S, Quality.PREVIEW))
    assert pace.raised == 0.5


def test_a_preview_computes_the_share_of_pixels_that_there_is_time_for() -> None:
    # Half of the time goes into finding out which pixels.
    assert Pace(exact_s=4 * PREVIEW_S).finest_share == 0.125
    assert Pace(exact_s=1000.0).finest_share == LEAST_SHARE
    assert Pace(exact_s=PREVIEW_S / 4).finest_share == 1.0


def test_the_floor_never_falls_below_what_can_be_seen(experiment: Experiment) -> None:
    narrow = replace(SEEN, floor_photons=50.0, ceiling_photons=60.0)
    plan = plan_edit(experiment, RenderOptions(), Pace(raised=0.7), narrow)
    assert plan.at_once.options.floor_photons == 50.0


def test_device_and_precision_are_kept(experiment: Experiment) -> None:
    options = RenderOptions(dtype="float64")
    plan = plan_edit(experiment, options, Pace(exact_s=1.0))
    assert plan.at_once.options.dtype == "float64"


def test_the_first_gpu_is_preferred() -> None:
    assert preferred_device(("cpu", "cuda:0", "cuda:1")) == "cuda:0"
    assert preferred_device(("cpu", "mps")) == "cpu"


def test_the_first_preview_is_not_judged_by_what_it_had_to_prepare(
    experiment: Experiment,
) -> None:
    pace = Pace(exact_s=0.5).after(frame(experiment, 3.0, Quality.PREVIEW))
    assert plan_edit(experiment, RenderOptions(), pace).at_once.is_preview
    assert not plan_edit(
        experiment, RenderOptions(), pace.after(frame(experiment, 3.0, Quality.PREVIEW))
    ).at_once.is_preview
