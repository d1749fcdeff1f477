"""``braggscope geometry`` with the files of other programs, and detectors by name."""

import json
from pathlib import Path

import pytest

from braggscope.__main__ import main
from braggscope_engine.io import GEOMETRY_FORMATS

COMMAND = (
    "-xds -distance 200 -detector_rotx 3 -cell 50 60 70 90 90 90 -default_F 1"
).split()


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_help_lists_formats_and_detectors(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["geometry", "--help"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    for name in (*(format.name for format in GEOMETRY_FORMATS), "Eiger2 CdTe 16M"):
        assert name in printed


def test_geometry_goes_to_a_file_and_comes_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["--to", "xds-inp", "--output", "XDS.INP", "--detector", "pilatus 1m"]
    assert main(["geometry", *words, *COMMAND]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "mask" not in captured.err
    assert "UNTRUSTED_RECTANGLE=" in Path("XDS.INP").read_text()
    assert main(["geometry", "--json", "XDS.INP"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert read["file"]["format"] == "xds-inp"
    assert main(["geometry", "--json", "--detector", "Pilatus 1M", *COMMAND]) == 0
    direct = json.loads(capsys.readouterr().out)
    assert read["pix0_vector"] == pytest.approx(direct["pix0_vector"], abs=1e-12)
    assert main(["geometry", "XDS.INP"]) == 0
    assert "DIRECTION_OF_DETECTOR_Y-AXIS" in capsys.readouterr().out


def test_without_a_file_name_the_text_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["geometry", "--to", "poni", *COMMAND]) == 0
    captured = capsys.readouterr()
    assert "poni_version: 2.1" in captured.out
    assert "Cell and orientation of the crystal are left out." in captured.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "foo"], "'foo' is no geometry format; there are expt"),
        (["--output", "x"], "--output needs --to"),
        (["--detector", "eiger 9"], "did you mean Eiger 9M"),
        (["--to", "expt", "--output", "no/such/folder"], "cannot be written"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["geometry", *words, *COMMAND]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert captured.err.count("\n") == 1


def test_a_bad_file_is_refused_with_its_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("XDS.INP").write_text("ORGX= 1 ORGY= two\nDETECTOR_DISTANCE= 100\n")
    assert main(["geometry", "XDS.INP"]) == 2
    assert "QX= is missing" in capsys.readouterr().err
