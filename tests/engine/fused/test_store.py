"""Kernels on disk: wanted, sound, or set aside with a reason."""

import inspect
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import torch

from braggscope_engine import (
    Crystal,
    Detector,
    Experiment,
    KernelStore,
    Quirk,
    RenderOptions,
    Sampling,
    UnitCell,
    kernels_for,
    simulate,
    why_not_fused,
)
from braggscope_engine.fused import fingerprint as fingerprints
from braggscope_engine.fused import store as stores
from braggscope_engine.fused.kernels import function_of
from braggscope_engine.fused.variants import Stage, Variant, aiming

AIM = aiming("cpu")


@pytest.fixture
def store(tmp_path: Path) -> KernelStore:
    store = KernelStore(tmp_path)
    store.folder.mkdir(parents=True)
    return store


@pytest.fixture
def experiment() -> Experiment:
    return Experiment(
        crystal=Crystal(
            cell=UnitCell(a=50, b=60, c=70), default_F=10.0, n_cells=(5, 5, 5)
        ),
        detector=Detector(pixels_fast=8, pixels_slow=8),
        sampling=Sampling(oversample=1),
    )


def package(path: Path, content: bytes = b"a kernel " * 1000) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("kernel", content)
    return path


def loads(
    monkeypatch: pytest.MonkeyPatch, act: Callable[[str], object] | None = None
) -> list[str]:
    """Replace torch's loader; returns the files that it was given."""
    given: list[str] = []

    def loader(path: str, *_: object) -> SimpleNamespace:
        given.append(path)
        if act is not None:
            act(path)
        return SimpleNamespace(boxed_run=lambda inputs: inputs)

    monkeypatch.setattr(stores, "_package_loader", lambda: loader)
    return given


def test_a_kernel_that_is_not_there_is_wanted(store: KernelStore) -> None:
    assert store.get(AIM) is None
    assert store.wanted == (AIM,)
    assert store.failure == ""


def test_a_kernel_is_found_as_soon_as_it_is_there_and_loaded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = loads(monkeypatch)
    store = KernelStore(tmp_path)
    assert store.get(AIM) is None
    store.folder.mkdir(parents=True)
    path = package(store.path(AIM))
    assert store.get(AIM) is not None
    assert store.get(AIM) is not None
    assert given == [str(path)]
    assert store.wanted == ()
    assert store.built == (path,)


@pytest.mark.parametrize("damage", ["empty", "text", "cut", "flipped"])
def test_a_damaged_file_never_reaches_the_loader_and_is_wanted_anew(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = loads(monkeypatch)
    store = KernelStore(tmp_path)
    store.folder.mkdir(parents=True)
    path = package(store.path(AIM))
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[200] ^= 255
    contents = {
        "empty": b"",
        "text": b"hello",
        "cut": whole[: len(whole) // 2],
        "flipped": bytes(flipped),
    }
    path.write_bytes(contents[damage])
    assert store.get(AIM) is None
    assert given == []
    assert not path.exists()
    assert store.wanted == (AIM,)
    assert str(path) in store.failure


def test_a_kernel_that_fails_twice_is_not_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> None:
        raise RuntimeError("undefined symbol: aoti\nand more")

    given = loads(monkeypatch, refuse)
    store = KernelStore(tmp_path)
    store.folder.mkdir(parents=True)
    for _ in range(2):
        package(store.path(AIM))
        assert store.get(AIM) is None
    assert store.get(AIM) is None
    assert store.wanted == ()
    assert len(given) == 2
    assert store.failure.endswith("cannot be loaded: undefined symbol: aoti.")


def test_a_damaged_file_that_cannot_be_removed_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = KernelStore(tmp_path)
    store.folder.mkdir(parents=True)
    store.path(AIM).write_bytes(b"")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuse)
    assert store.get(AIM) is None
    assert store.wanted == ()
    assert store.failure


def test_a_torch_that_cannot_load_kernels_wants_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, experiment: Experiment
) -> None:
    monkeypatch.delattr(torch._C, "_aoti")
    store = KernelStore(tmp_path)
    frame = simulate(experiment, RenderOptions(kernels=store))
    assert not frame.fused
    assert store.wanted == ()
    assert "cannot load" in why_not_fused(frame)


def test_threads_that_ask_at_once_load_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = loads(monkeypatch)
    store = KernelStore(tmp_path)
    store.folder.mkdir(parents=True)
    package(store.path(AIM))
    got: list[object] = []
    threads = [
        threading.Thread(target=lambda: got.append(store.get(AIM))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in got
    assert len(given) == 1


def test_kernels_of_another_torch_or_processor_are_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = fingerprints.fingerprint()
    assert fingerprints.fingerprint() == here
    monkeypatch.setattr(fingerprints, "_cpu_information", lambda: ["flags : sse2"])
    elsewhere = fingerprints.fingerprint()
    monkeypatch.setattr(torch, "__version__", "2.99.0")
    assert len({here, elsewhere, fingerprints.fingerprint()}) == 3


def formula_files(module: ModuleType | None) -> set[Path]:
    """Files of a module and of the compiled functions that it takes from others."""
    assert module is not None
    assert module.__file__ is not None
    others = {
        value.__module__
        for value in vars(module).values()
        if inspect.isfunction(value) and value.__module__.startswith("braggscope")
    }
    return {Path(module.__file__)}.union(
        *(formula_files(sys.modules[name]) for name in others - {module.__name__})
    )


@pytest.mark.parametrize("stage", list(Stage))
def test_the_formulas_of_every_kernel_are_part_of_what_it_depends_on(
    stage: Stage,
) -> None:
    files = formula_files(inspect.getmodule(function_of(Variant(stage))))
    assert files <= {fingerprints.FOLDER / name for name in fingerprints.SOURCES}


def test_the_clock_of_a_processor_is_not_part_of_what_it_is() -> None:
    lines = ["processor : 0", "cpu MHz : 1", "flags\t: avx2", "flags\t: avx2"]
    assert fingerprints.processor_facts(lines) == ["flags\t: avx2"]


@pytest.mark.parametrize(
    ("options", "change", "word"),
    [
        ({"dtype": "float64"}, {}, "float32"),
        ({}, {"quirks": True}, "running-sum"),
        ({}, {}, "not compiled yet"),
        ({"kernels": None}, {}, "switched off"),
    ],
)
def test_it_is_said_why_an_image_was_made_step_by_step(
    store: KernelStore,
    experiment: Experiment,
    options: dict[str, object],
    change: dict[str, bool],
    word: str,
) -> None:
    if "quirks" in change:
        sampling = replace(experiment.sampling, oversample_solid_angle=True)
        quirks = frozenset({Quirk.RUNNING_SUM})
        experiment = replace(experiment, sampling=sampling, quirks=quirks)
    given = RenderOptions(**{"kernels": store, **options})  # type: ignore[arg-type]
    frame = simulate(experiment, given)
    assert not frame.fused
    assert word in why_not_fused(frame)


def test_the_builder_says_in_a_sentence_that_it_may_not_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = KernelStore(tmp_path / "file")
    store.want([AIM])
    done = subprocess.run(store.build_command(), capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("cannot be written to: Not a directory.")
    assert len(done.stderr.splitlines()) == 1


def test_the_builder_leaves_nothing_of_what_it_cannot_finish(tmp_path: Path) -> None:
    store = KernelStore(tmp_path)
    command = [*store.build_command(), "nonsense:square:listed:cpu"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert list(store.folder.iterdir()) == []


def test_a_builder_that_follows_ends_with_its_input(tmp_path: Path) -> None:
    store = KernelStore(tmp_path)
    store.want(kernels_for("square"))
    done = subprocess.run(store.build_command(follow=True), input=b"")
    assert done.returncode != 0
    assert store.built == ()
    assert list(store.folder.iterdir()) == []


def test_the_command_is_run_by_this_very_python(store: KernelStore) -> None:
    store.want([AIM])
    command = store.build_command(follow=True)
    assert command[0] == sys.executable
    assert command[-1] == "aim:square:listed:cpu"
