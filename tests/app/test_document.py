"""The document keeps one experiment, its history and its file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from braggscope.document import Document
from braggscope_engine import Crystal, Experiment, UnitCell


def experiment(distance_mm: float = 100.0) -> Experiment:
    crystal = Crystal(cell=UnitCell(a=70, b=80, c=90), default_F=100.0)
    start = Experiment(crystal=crystal)
    detector = replace(start.detector, distance_mm=distance_mm)
    return replace(start, detector=detector)


@pytest.fixture
def document(qtbot) -> Document:
    return Document(experiment())


@pytest.fixture
def heard(document) -> list[float]:
    distances: list[float] = []
    document.experimentChanged.connect(
        lambda value: distances.append(value.detector.distance_mm)
    )
    return distances


def test_an_edit_replaces_the_value_and_tells_it_once(document, heard):
    changed = experiment(200.0)
    document.edit(changed, "Change distance to 200 mm")
    assert document.experiment is changed
    assert heard == [200.0]
    assert document.undo_stack.undoText() == "Change distance to 200 mm"


def test_an_equal_experiment_is_no_edit(document, heard):
    before = document.experiment
    document.edit(experiment(), "Change nothing")
    assert document.experiment is before
    assert document.undo_stack.count() == 0
    assert not document.is_modified
    assert heard == []


def test_undo_and_redo_restore_the_very_values(document, heard):
    first = document.experiment
    second = experiment(200.0)
    document.edit(second, "One")
    document.undo_stack.undo()
    assert document.experiment is first
    document.undo_stack.redo()
    assert document.experiment is second
    assert heard == [200.0, 100.0, 200.0]


def test_edits_of_one_gesture_are_one_step_with_the_last_text(document, heard):
    gesture = object()
    for distance in (110.0, 120.0, 130.0):
        document.edit(experiment(distance), f"To {distance:g}", gesture)
    assert heard == [110.0, 120.0, 130.0]
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "To 130"
    document.undo_stack.undo()
    assert document.experiment.detector.distance_mm == 100.0


def test_two_gestures_are_two_steps(document):
    document.edit(experiment(110.0), "One", object())
    document.edit(experiment(120.0), "Two", object())
    assert document.undo_stack.count() == 2


def test_equal_but_different_gesture_objects_do_not_merge(document):
    document.edit(experiment(110.0), "One", ["distance"])
    document.edit(experiment(120.0), "Two", ["distance"])
    assert document.undo_stack.count() == 2


def test_edits_without_gesture_never_merge(document):
    document.edit(experiment(110.0), "One")
    document.edit(experiment(120.0), "Two")
    assert document.undo_stack.count() == 2


def test_a_gesture_that_returns_leaves_no_step(document, heard):
    gesture = object()
    document.edit(experiment(110.0), "Away", gesture)
    document.edit(experiment(100.0), "Back", gesture)
    assert document.undo_stack.count() == 0
    assert not document.is_modified
    assert document.experiment.detector.distance_mm == 100.0
    assert heard == [110.0, 100.0]


def test_a_gesture_does_not_swallow_the_saved_state(document, tmp_path):
    gesture = object()
    document.edit(experiment(110.0), "One", gesture)
    document.mark_saved(tmp_path / "x.bscope")
    document.edit(experiment(120.0), "Two", gesture)
    assert document.is_modified
    document.undo_stack.undo()
    assert not document.is_modified
    assert document.experiment.detector.distance_mm == 110.0


def test_modified_follows_edit_undo_and_save(document, tmp_path):
    told: list[bool] = []
    document.modifiedChanged.connect(told.append)
    document.edit(experiment(110.0), "One")
    document.undo_stack.undo()
    document.undo_stack.redo()
    document.mark_saved(tmp_path / "x.bscope")
    assert told == [True, False, True, False]
    assert document.path == tmp_path / "x.bscope"


def test_reset_begins_without_history_and_clean(document, heard):
    paths: list[Path | None] = []
    document.pathChanged.connect(paths.append)
    document.edit(experiment(110.0), "One")
    document.reset(experiment(300.0), Path("a.bscope"))
    assert document.undo_stack.count() == 0
    assert not document.is_modified
    assert document.path == Path("a.bscope")
    assert paths == [Path("a.bscope")]
    assert heard == [110.0, 300.0]


def test_reset_to_what_no_file_holds_is_modified(document):
    document.reset(experiment(300.0), saved=False)
    assert document.is_modified
    document.reset(experiment(400.0))
    assert not document.is_modified


def test_replacing_all_is_one_undoable_step(document):
    document.replace_all(experiment(300.0), "Import geometry")
    assert document.undo_stack.undoText() == "Import geometry"
    document.undo_stack.undo()
    assert document.experiment.detector.distance_mm == 100.0


def test_an_observer_that_edits_leaves_every_observer_with_the_newest(document):
    def clamp(value: Experiment) -> None:
        if value.detector.distance_mm > 150.0:
            document.edit(experiment(150.0), "Clamp")

    late: list[float] = []
    document.experimentChanged.connect(clamp)
    document.experimentChanged.connect(
        lambda value: late.append(value.detector.distance_mm)
    )
    document.edit(experiment(200.0), "Far")
    assert late == [200.0, 150.0]
    assert document.undo_stack.count() == 2


def test_a_gesture_goes_on_with_its_second_edit(document) -> None:
    gesture = object()
    seen = []
    document.experimentChanged.connect(lambda _: seen.append(document.is_in_gesture))
    for distance in (101.0, 102.0, 103.0):
        document.edit(experiment(distance), "Drag", gesture)
    document.edit(experiment(104.0), "Type")
    document.edit(experiment(105.0), "Drag", gesture)
    document.edit(experiment(106.0), "Drag", gesture)
    document.undo_stack.undo()
    assert seen == [False, True, True, False, False, True, False]
