"""Which frames follow an edit."""

import math

import pytest

from braggscope.rendering.plan import (
    FLUENT_S,
    plan_edit,
    preferred_device,
    window_threads,
)
from braggscope_engine import Crystal, Experiment, Quality, RenderOptions, UnitCell


@pytest.fixture
def experiment() -> Experiment:
    return Experiment(crystal=Crystal(cell=UnitCell(a=50, b=50, c=50), default_F=1.0))


def test_an_edit_is_previewed_at_once_and_exact_at_rest(experiment: Experiment) -> None:
    plan = plan_edit(experiment, RenderOptions(), last_exact_s=None)
    assert plan.at_once.is_preview
    assert plan.at_once.grace_s == math.inf
    assert plan.at_rest is not None
    assert plan.at_rest.options.quality is Quality.EXACT
    assert plan.at_rest.grace_s == 0


def test_frames_that_are_fluent_need_no_preview(experiment: Experiment) -> None:
    plan = plan_edit(experiment, RenderOptions(), last_exact_s=0.9 * FLUENT_S)
    assert not plan.at_once.is_preview
    assert plan.at_rest is None
    assert 0 < plan.at_once.grace_s < math.inf


def test_device_and_precision_are_kept(experiment: Experiment) -> None:
    options = RenderOptions(dtype="float64")
    plan = plan_edit(experiment, options, last_exact_s=1.0)
    assert plan.at_once.options.dtype == "float64"


def test_the_first_gpu_is_preferred() -> None:
    assert preferred_device(("cpu", "cuda:0", "cuda:1")) == "cuda:0"
    assert preferred_device(("cpu", "mps")) == "cpu"


def test_a_core_is_left_to_the_window_where_there_are_more_than_two() -> None:
    assert [window_threads(n) for n in (1, 2, 3, 8)] == [1, 2, 2, 7]
