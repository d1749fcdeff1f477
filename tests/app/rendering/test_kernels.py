"""Missing kernels are compiled in a process beside the window, if at all."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from braggscope.rendering import kernels
from braggscope.rendering.kernel_builder import KernelBuilder
from braggscope.rendering.kernels import NO_COMPILER, has_compiler, open_kernels
from braggscope_engine import KernelStore, kernels_for

MakeBuilder = Callable[..., KernelBuilder]


@pytest.fixture
def store(tmp_path: Path) -> KernelStore:
    return KernelStore(tmp_path)


@pytest.fixture
def make_builder(qtbot: QtBot, store: KernelStore) -> Iterator[MakeBuilder]:
    """Builders whose compiler is a line of Python."""
    builders: list[KernelBuilder] = []

    def make(code: str, *, has_compiler: bool = True) -> KernelBuilder:
        builder = KernelBuilder(
            store,
            has_compiler=lambda: has_compiler,
            command=lambda: [sys.executable, "-c", code],
        )
        builders.append(builder)
        return builder

    yield make
    for builder in builders:
        builder.close()


def build_all(store: KernelStore) -> str:
    """Python that puts a file in the place of each wanted kernel."""
    store.folder.mkdir(parents=True, exist_ok=True)
    paths = [str(store.path(variant)) for variant in store.wanted]
    return f"[open(p, 'w') for p in {paths!r}]"


def test_nothing_is_started_while_nothing_is_wanted(make_builder: MakeBuilder) -> None:
    builder = make_builder("raise SystemExit(1)")
    builder.build_wanted()
    assert not builder.is_building
    assert builder.state == ""


def test_what_is_wanted_is_compiled_and_said_to_be(
    make_builder: MakeBuilder, store: KernelStore, qtbot: QtBot
) -> None:
    store.want(kernels_for("square"))
    builder = make_builder(build_all(store))
    said: list[str] = []
    builder.changed.connect(said.append)
    builder.build_wanted()
    assert builder.is_building
    assert "being compiled" in builder.state
    qtbot.waitUntil(lambda: not builder.is_building, timeout=20_000)
    assert store.wanted == ()
    assert said[-1] == "Fused kernels are compiled; the next image uses them."


def test_one_process_at_a_time(
    make_builder: MakeBuilder, store: KernelStore, tmp_path: Path, qtbot: QtBot
) -> None:
    store.want(kernels_for("square"))
    log = tmp_path / "log"
    code = f"open({str(log)!r}, 'a').write('started '); {build_all(store)}"
    builder = make_builder(code)
    for _ in range(3):
        builder.build_wanted()
    qtbot.waitUntil(lambda: not builder.is_building, timeout=20_000)
    assert log.read_text() == "started "


def test_without_a_compiler_the_reason_is_said_and_nothing_started(
    make_builder: MakeBuilder, store: KernelStore
) -> None:
    store.want(kernels_for("square"))
    builder = make_builder("", has_compiler=False)
    builder.build_wanted()
    assert not builder.is_building
    assert builder.state == NO_COMPILER


def test_a_failure_is_said_in_its_last_line_and_not_repeated(
    make_builder: MakeBuilder, store: KernelStore, qtbot: QtBot
) -> None:
    store.want(kernels_for("square"))
    builder = make_builder("raise SystemExit('much\\nThe disk is full.')")
    builder.build_wanted()
    qtbot.waitUntil(lambda: not builder.is_building, timeout=20_000)
    assert builder.state == "Fused kernels could not be compiled: The disk is full."
    builder.build_wanted()
    assert not builder.is_building


def test_a_compiler_that_leaves_nothing_behind_has_failed(
    make_builder: MakeBuilder, store: KernelStore, qtbot: QtBot
) -> None:
    store.want(kernels_for("square"))
    builder = make_builder("")
    builder.build_wanted()
    qtbot.waitUntil(lambda: not builder.is_building, timeout=20_000)
    assert f"{store.folder} does not hold them" in builder.state


def test_a_program_that_is_not_there_is_a_failure(
    store: KernelStore, qtbot: QtBot
) -> None:
    store.want(kernels_for("square"))
    builder = KernelBuilder(
        store, has_compiler=lambda: True, command=lambda: ["/nowhere/python"]
    )
    builder.build_wanted()
    qtbot.waitUntil(lambda: not builder.is_building, timeout=20_000)
    assert "could not be compiled" in builder.state


def test_closing_ends_the_process_through_its_input(
    make_builder: MakeBuilder, store: KernelStore, tmp_path: Path, qtbot: QtBot
) -> None:
    store.want(kernels_for("square"))
    seen, ended = tmp_path / "seen", tmp_path / "ended"
    builder = make_builder(
        f"import sys; open({str(seen)!r}, 'w'); sys.stdin.read(); "
        f"open({str(ended)!r}, 'w')"
    )
    builder.build_wanted()
    qtbot.waitUntil(seen.exists, timeout=20_000)
    builder.close()
    assert ended.exists()
    assert not builder.is_building


def test_a_process_that_does_not_listen_is_killed(
    make_builder: MakeBuilder, store: KernelStore, tmp_path: Path, qtbot: QtBot
) -> None:
    store.want(kernels_for("square"))
    seen = tmp_path / "seen"
    builder = make_builder(f"import time; open({str(seen)!r}, 'w'); time.sleep(3600)")
    builder.build_wanted()
    qtbot.waitUntil(seen.exists, timeout=20_000)
    builder.close()
    assert not builder.is_building


def test_a_compiler_is_looked_for_as_torch_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    assert not has_compiler()
    other = tmp_path / "icpx"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    assert not has_compiler()
    monkeypatch.setenv("CXX", "icpx")
    assert has_compiler()


def test_kernels_are_in_the_cache_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernels, "user_cache_dir", lambda name: str(tmp_path / name))
    default = open_kernels()
    assert default is not None
    assert default.folder.parent == tmp_path / "braggscope" / "kernels"
    other = open_kernels(str(tmp_path / "mine"))
    assert other is not None
    assert other.folder.parent == tmp_path / "mine"
    assert open_kernels("none") is None
