"""``braggscope trace``: the value of one pixel, term by term."""

import json
from pathlib import Path

import numpy as np
import pytest

from braggscope.__main__ import main
from braggscope_engine import RenderOptions, parse_nanobragg, simulate

SMALL = (
    "-cell 50 60 70 90 90 90 -default_F 100 -N 5 -lambda 1 -distance 100 "
    "-detpixels 32 -pixel 1 -oversample 1 -osc 1 -phisteps 3"
).split()


def rendered(slow: int, fast: int) -> float:
    shown = parse_nanobragg(SMALL).experiment
    image = simulate(shown, RenderOptions(dtype="float64")).intensity
    return float(image[slow, fast])


def test_the_last_line_is_the_pixel_of_the_image(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["trace", "--pixel", "9", "21", *SMALL]) == 0
    lines = capsys.readouterr().out.splitlines()
    name, _, value, unit = lines[-1].split()
    assert (name, unit) == ("result.photons", "photons")
    assert float(value) == pytest.approx(rendered(9, 21), rel=1e-12)
    assert "step[2].hkl = " in "\n".join(lines)


def test_json_holds_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "--json", "--pixel=9,21", *SMALL]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["photons"] == pytest.approx(rendered(9, 21), rel=1e-12)
    assert (shown["slow_px"], shown["fast_px"]) == (9, 21)


def test_a_trace_is_compared_with_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", "--pixel", "9", "21", *SMALL]) == 0
    other = tmp_path / "other.txt"
    text = capsys.readouterr().out
    other.write_text(text, encoding="utf-8")
    words = ["trace", "--pixel", "9", "21", "--compare", str(other)]
    assert main([*words, *SMALL]) == 0
    assert "all agree" in capsys.readouterr().out
    assert main([*words, *SMALL, "-distance", "101"]) == 0
    assert "first disagreement: pix0" in capsys.readouterr().out
    assert np.isfinite(rendered(9, 21))


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "--pixel SLOW FAST"),
        (["--pixel", "3"], "needs 2 values"),
        (["--pixel", "3", "x"], "two whole numbers"),
        (["--pixel=3"], "two whole numbers"),
        (["--pixel", "99", "3"], "0 to 31"),
        (["--pixel", "3", "3", "--compare", "/nowhere/at.all"], "at.all"),
    ],
)
def test_a_mistake_is_one_sentence(
    words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [] if words == ["--pixel", "3"] else SMALL
    assert main(["trace", *words, *arguments]) == 2
    said = capsys.readouterr().err
    assert complaint in said
    assert said.count("\n") == 1
