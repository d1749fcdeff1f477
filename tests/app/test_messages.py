"""Every failure is one sentence."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from braggscope.messages import catch_everything, sentence
from braggscope_engine import FileFormatError, InvalidParameterError


@pytest.fixture
def _hooks() -> Iterator[None]:
    kept = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = kept


def raised(path: Path) -> OSError:
    try:
        path.read_bytes()
    except OSError as error:
        return error
    raise AssertionError


def test_the_engines_words_are_kept() -> None:
    error = InvalidParameterError("beam.x", 0, "a positive number")
    assert sentence(error) == "beam.x = 0: must be a positive number."
    assert sentence(FileFormatError("a.hkl, line 3: no.")) == "a.hkl, line 3: no."


def test_the_system_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    assert sentence(raised(path)) == f"{path}: No such file or directory."
    assert sentence(raised(tmp_path)) == f"{tmp_path}: Is a directory."


def test_memory_has_ways_out() -> None:
    assert "fewer pixels" in sentence(MemoryError())


def test_an_oversight_is_said_to_be_one_in_one_line() -> None:
    said = sentence(KeyError("a\nb"))
    assert said.startswith("Unexpected problem in Braggscope, KeyError: ")
    assert "\n" not in said


@pytest.mark.usefixtures("_hooks")
def test_what_no_one_caught_is_reported_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BRAGGSCOPE_DEBUG", raising=False)
    reported: list[str] = []
    catch_everything(reported.append)
    error = RuntimeError("out of cheese")
    sys.excepthook(RuntimeError, error, None)
    assert reported == [sentence(error)]
    assert capsys.readouterr().err == f"braggscope: {sentence(error)}\n"


@pytest.mark.usefixtures("_hooks")
def test_the_traceback_follows_when_it_is_wanted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRAGGSCOPE_DEBUG", "1")
    catch_everything(lambda _: None)
    sys.excepthook(RuntimeError, RuntimeError("out of cheese"), None)
    assert "RuntimeError: out of cheese" in capsys.readouterr().err.splitlines()[-1]
