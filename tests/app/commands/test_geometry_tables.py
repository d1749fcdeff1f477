"""``braggscope geometry``: every convention, and what became of what was asked."""

import json
from pathlib import Path

import pytest

from braggscope.__main__ import main

WORDS = (
    "-cell 50 60 70 90 90 90 -default_F 100 -distance 100 -detpixels 64 -pixel 0.1 "
    "-xds -Xbeam 3 -Ybeam 2"
).split()


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_table_has_a_column_for_each_convention(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["geometry", *WORDS]) == 0
    lines = capsys.readouterr().out.splitlines()
    header = next(line for line in lines if "MOSFLM" in line and "ADXV" in line)
    assert header.split() == ["ADXV", "MOSFLM", "DENZO", "XDS*", "DIALS", "CUSTOM"]
    x = next(line for line in lines if line.startswith("  Beam centre X (mm)"))
    assert x.split()[4:] == ["3.0000", "1.9500", "2.0000", "3.0000", "3.0000", "3.0000"]


def test_a_trap_is_marked_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["geometry", "--strict", *WORDS]) == 0
    printed = capsys.readouterr().out
    assert "! -Xbeam 3  ->  3.2000 mm\n    -Xbeam has no effect in nanoBragg" in printed


def test_json_has_all_digits_options_and_traps(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["geometry", "--json", *WORDS]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["conventions"]["mosflm"]["beam_x_mm"] == pytest.approx(1.95, abs=1e-12)
    assert said["conventions"]["mosflm"]["nanobragg_options"][0] == "-mosflm"
    trap = next(row for row in said["requested"] if row["label"] == "-Xbeam")
    assert trap["is_trap"]
    assert trap["nanobragg_difference_mm"] == pytest.approx(1.2165525, rel=1e-6)


def test_what_is_nowhere_is_null_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["geometry", "--json", *WORDS[:-5], "-xds", "-twotheta", "120"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["conventions"]["xds"]["beam_x_mm"] is None
