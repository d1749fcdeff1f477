"""The commands, from their words to what is printed and written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from braggscope.__main__ import main
from braggscope_engine import Quirk

SMALL = (
    "-cell 50 60 70 90 90 90 -default_F 100 -N 5 -lambda 1 -distance 100 "
    "-detpixels 64 -pixel 0.5 -oversample 1"
).split()


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", ["geometry", "render", "quirks"])
@pytest.mark.parametrize("word", ["--help", "--version", "-h"])
def test_help_and_version_are_everywhere(
    command: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, word]) == 0
    printed = capsys.readouterr().out
    assert (command if word != "--version" else "braggscope 0.") in printed


def test_help_of_the_program_names_the_commands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--help"]) == 0
    printed = capsys.readouterr().out
    for word in ("geometry", "render", "quirks", "--smoke-test"):
        assert word in printed


def test_quirks_are_listed_with_what_is_done_instead(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["quirks", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["name"] for row in rows} == set(Quirk)
    assert all(row["what"] and row["instead"] for row in rows)
    assert main(["quirks"]) == 0
    assert "stale-phi\n    A phi step" in capsys.readouterr().out


def test_geometry_says_where_the_detector_is_and_what_became_of_each_option(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = [*SMALL, "-close_distance", "90"]
    assert main(["geometry", *arguments]) == 0
    printed = capsys.readouterr().out
    assert "MOSFLM" in printed
    assert "90.0000 mm" in printed
    assert "-distance 100" in printed
    assert "overridden" in printed


def test_geometry_in_json_has_full_precision(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["geometry", "--json", *SMALL]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["distance"] == pytest.approx(0.1)
    assert found["convention"] == "mosflm"
    assert {o["option"] for o in found["options"]} >= {"-cell", "-distance"}
    assert set(found["options"][0]) == {"option", "values", "fate", "reason"}
    assert isinstance(found["notes"], list)


def test_render_writes_the_float_image_and_prints_its_statistics(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["render", *SMALL, "-floatfile", "image.bin"]) == 0
    image = np.fromfile("image.bin", "<f4").reshape(64, 64)
    printed = capsys.readouterr()
    assert f"max_I = {image.max():g}  at " in printed.out
    assert f"mean= {image.mean():g} rms= " in printed.out
    assert " s on cpu, float32" in printed.out
    assert "%" not in printed.err


def test_render_writes_nothing_that_is_not_asked_for(tmp_path: Path) -> None:
    assert main(["render", *SMALL]) == 0
    assert list(tmp_path.iterdir()) == []


def test_render_says_that_pixels_are_not_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["render", *SMALL, "-printout"]) == 0
    assert "note: -printout has no effect" in capsys.readouterr().err


def test_strict_render_writes_every_image_under_nanobraggs_names(
    tmp_path: Path,
) -> None:
    assert main(["render", "--strict", *SMALL, "-seed", "1"]) == 0
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert sizes == {
        "floatimage.bin": 4 * 64 * 64,
        "intimage.img": 512 + 2 * 64 * 64,
        "image.pgm": sizes["image.pgm"],
        "noiseimage.img": 512 + 2 * 64 * 64,
    }


def test_precision_can_be_chosen() -> None:
    for dtype in ("float32", "float64"):
        words = ["render", "--dtype", dtype, *SMALL, "-floatfile", f"{dtype}.bin"]
        assert main(words) == 0
    single = np.fromfile("float32.bin", "<f4")
    double = np.fromfile("float64.bin", "<f4")
    assert not np.array_equal(single, double)
    np.testing.assert_allclose(single, double, rtol=1e-3, atol=1e-4 * double.max())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["render"], "needs nanoBragg arguments"),
        (["render", *SMALL, "-lambda", "-1"], "-lambda -1"),
        (["render", *SMALL, "-intfile", "nowhere/image.img"], "nowhere/image.img"),
        (["render", "--device", "abacus", *SMALL], "abacus"),
        (["render", "--dtype", "float16", *SMALL], "float16"),
        (["render", "--strict", "--quirks", "all", *SMALL], "exclude each other"),
        (["render", "missing.txt"], "missing.txt"),
        (["geometry", "--quirks", "stale-fi", *SMALL], "stale-phi"),
        (["quirks", "more"], "takes no arguments"),
        (["--frobnicate"], "Unknown option --frobnicate"),
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(words) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("braggscope: ")
    assert said in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_command_can_come_from_a_file_with_its_own_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "tiny.hkl").write_text("1 0 0 100\n0 1 0 50\n")
    (folder / "run.txt").write_text(
        "# a comment\n./nanoBragg -hkl tiny.hkl \\\n  " + " ".join(SMALL) + " > log\n"
    )
    assert main(["geometry", "data/run.txt"]) == 0
    assert "-hkl tiny.hkl" in capsys.readouterr().out


def test_ctrl_c_is_status_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("braggscope.commands.quirks.run", interrupt)
    assert main(["quirks"]) == 130


def _modules_after(*words: str) -> set[str]:
    code = (
        "import json, sys\n"
        "from braggscope.__main__ import main\n"
        f"main({list(words)!r})\n"
        "print()\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "none"},
    ).stdout
    return set(json.loads(printed.splitlines()[-1]))


@pytest.mark.slow
def test_commands_do_not_load_qt_and_threads_wait_passively() -> None:
    loaded = _modules_after("render", *SMALL)
    assert not {name for name in loaded if name.startswith(("PySide6", "pyqtgraph"))}


def test_the_openmp_policy_is_the_users_if_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    main(["quirks"])
    assert os.environ["OMP_WAIT_POLICY"] == "ACTIVE"
    monkeypatch.delenv("OMP_WAIT_POLICY")
    main(["quirks"])
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
