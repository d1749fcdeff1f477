"""``braggscope compare``, from its words to the report that runs again."""

import json
import shlex
from pathlib import Path

import numpy as np
import pytest

from braggscope.__main__ import main
from braggscope_engine.io import write_float_image

MODEL = (
    "-cell 50 60 70 90 90 90 -default_F 100 -N 5 -lambda 1 -distance 100 "
    "-detpixels 48 -pixel 0.6 -oversample 1 -phi 0 -osc 1 -phisteps 4 -misset 10 20 30"
).split()


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def reference(capsys: pytest.CaptureFixture[str]) -> str:
    """The image of the same command with stale-phi."""
    words = ["render", "--quirks", "stale-phi", "--dtype", "float64", *MODEL]
    assert main([*words, "-floatfile", "reference.bin"]) == 0
    capsys.readouterr()
    return "reference.bin"


def test_the_verdict_comes_first_and_fits_on_a_screen(
    reference: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", reference, *MODEL]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("The reference repeats its last phi step")
    assert "(stale-phi)" in " ".join(lines[:2])
    assert any(line.startswith("confirmed  stale-phi") for line in lines)
    assert len(lines) <= 24
    assert max(len(line) for line in lines) <= 88


def without_run(text: str) -> dict[str, object]:
    numbers = json.loads(text)
    return {key: numbers[key] for key in numbers if key != "run"}


def test_the_command_of_a_report_gives_the_same_numbers(
    reference: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    options = ["--quirks", "none", "--report", "evidence"]
    assert main(["compare", *options, reference, *MODEL]) == 0
    folder = tmp_path / "evidence"
    first = without_run((folder / "comparison.json").read_text("utf-8"))
    page = (folder / "report.html").read_text("utf-8")
    command = shlex.split(str(first["command"]))
    assert command[:2] == ["braggscope", "compare"]
    capsys.readouterr()
    assert main([command[1], "--json", *command[2:]]) == 0
    assert without_run(capsys.readouterr().out) == first
    assert first["inputs"][reference]["bytes"] == 48 * 48 * 4  # type: ignore[index]
    assert page.count("data:image/png;base64,") == len(list(folder.glob("*.png")))
    assert "http" not in page.replace("data:", "")
    assert "stale-phi" in (folder / "report.md").read_text("utf-8")


def test_a_batch_gives_one_row_for_each_line(
    reference: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    model = shlex.join(MODEL)
    (tmp_path / "pairs.txt").write_text(
        f"# pairs\n{reference} {model}\n--quirks stale-phi {reference} {model}\n"
        f"missing.bin {model}\n"
    )
    assert main(["compare", "--batch", "pairs.txt"]) == 1
    rows = capsys.readouterr().out.splitlines()[1:]
    assert len(rows) == 3
    assert "stale-phi" in rows[0]
    assert "agrees" in rows[1]
    assert "line 4: missing.bin: there is no such file." in rows[2]


def test_two_images_are_each_explained_by_one_model(
    reference: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    image = np.fromfile(tmp_path / reference, np.float32).reshape(48, 48)
    write_float_image(tmp_path / "other.bin", image * 4)
    assert main(["compare", "--with", "other.bin", reference]) == 0
    alone = capsys.readouterr().out
    assert "best factor, 0.25" in alone
    words = ["--with", "other.bin", "--quirks", "stale-phi", reference, *MODEL]
    assert main(["compare", *words]) == 0
    both = " ".join(capsys.readouterr().out.split())
    assert "reference.bin: The images agree to" in both
    assert "other.bin: The reference is not divided by its 4 phi steps" in both
    log = ["compare", "--with", "other.bin", "--log", "x", reference]
    assert main(log) == 2
    assert "--log is about one image and a model" in capsys.readouterr().err


def test_a_raw_image_is_read_as_it_is_said_to_lie(
    reference: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    image = np.fromfile(tmp_path / reference, np.float32).reshape(48, 48)
    image.T.astype(">f4").tofile(tmp_path / "turned.bin")
    said = ["--byte-order", "big", "--transposed"]
    assert main(["compare", *said, "--json", "turned.bin", *MODEL]) == 0
    turned = json.loads(capsys.readouterr().out)
    assert main(["compare", "--json", reference, *MODEL]) == 0
    straight = json.loads(capsys.readouterr().out)
    assert turned["verdict"] == straight["verdict"]
    again = shlex.split(turned["command"])
    assert main([*again[1:4], "--json", *again[4:]]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == straight["verdict"]


def test_the_report_of_two_images_runs_again(
    reference: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    image = np.fromfile(tmp_path / reference, np.float32).reshape(48, 48)
    write_float_image(tmp_path / "other.bin", image * 4)
    assert main(["compare", reference, "--with", "other.bin", "--report", "r"]) == 0
    capsys.readouterr()
    stored = json.loads((tmp_path / "r/comparison.json").read_text("utf-8"))
    assert stored["pair"]["scale"] == pytest.approx(0.25)
    assert stored["inputs"]["other.bin"]["bytes"] == 4 * 48 * 48
    page = (tmp_path / "r/report.html").read_text("utf-8")
    assert "The ratio is 0.25 everywhere" in page
    assert page.count("data:image/png;base64,") == 4
    again = shlex.split(stored["command"])
    assert main([*again[1:], "--json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    for each in (stored, numbers):
        each.pop("run")
    assert numbers == stored


def test_a_printout_is_set_beside_the_model(
    reference: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "log.txt").write_text("  incident fluence: 1e+24 photons/m^2\n")
    assert main(["compare", "--log", "log.txt", reference, *MODEL]) == 0
    assert "Log: fluence 1e+24 1/m², the model has 1.25932e+29." in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["reference.bin"], "needs a reference image and then a model"),
        (["missing.bin", *MODEL], "missing.bin: there is no such file"),
        (["odd.bin", *MODEL], "odd.bin: has 12 bytes, but 48 x 48 pixels"),
        (["--frame", "x", "reference.bin", *MODEL], "--frame x: must be"),
        (["--shape", "4", "reference.bin", *MODEL], "--shape 4: must be"),
        (["--byte-order", "up", "reference.bin", *MODEL], "must be little or big"),
        (["--transposed", "--with", "a.bin", "b.bin"], "--shape FASTxSLOW"),
        (["--frame", "2", "stack.npy", *MODEL], "has no image 2"),
        (["small.npy", *MODEL], "must be of the detector's 48 x 48"),
    ],
)
def test_bad_input_is_one_sentence(
    words: list[str],
    said: str,
    reference: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    write_float_image(tmp_path / "odd.bin", np.ones((1, 3)))
    np.save(tmp_path / "stack.npy", np.ones((2, 48, 48)))
    np.save(tmp_path / "small.npy", np.ones((20, 48)))
    assert main(["compare", *words]) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.count("\n") == 1
