"""Files that a command names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from braggscope_engine import CommandLineError, FileFormatError
from braggscope_engine.io import ParsedCommand, parse_nanobragg

Read = Callable[..., ParsedCommand]


def test_names_start_from_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.hkl").write_text("1 2 3 4\n")
    (tmp_path / "A.mat").write_text("0.02 0 0\n0 0.03 0\n0 0 0.04\n")
    words = ["-mat", "A.mat", "-hkl", str(tmp_path / "a.hkl")]
    crystal = parse_nanobragg(words, folder=tmp_path).experiment.crystal
    assert crystal.matrix is not None
    assert crystal.matrix.name == "A.mat"
    assert crystal.cell is None
    assert crystal.reflections is not None
    assert crystal.reflections.name == str(tmp_path / "a.hkl")


@pytest.mark.parametrize("option", ["-mat", "-hkl", "-sourcefile", "-stol", "-Q"])
def test_missing_files_are_refused_by_both_readers(
    strictly: Read, carefully: Read, option: str
) -> None:
    for read in (strictly, carefully):
        with pytest.raises(FileFormatError, match=r"none\.x: there is no such file"):
            read(f"{option} none.x")


@pytest.mark.parametrize("option", ["-stol", "-4stol", "-Q"])
def test_amorphous_tables_are_checked_and_have_no_effect(
    carefully: Read, tmp_path: Path, option: str
) -> None:
    (tmp_path / "bg.stol").write_text("0 2.57\n")
    report = carefully(f"{option} bg.stol").options[-1]
    assert str(report.fate) == "no effect"
    (tmp_path / "bg.stol").write_text("")
    with pytest.raises(FileFormatError, match="is empty"):
        carefully(f"{option} bg.stol")


def test_a_bad_matrix_is_refused_even_beside_a_cell(
    strictly: Read, tmp_path: Path
) -> None:
    (tmp_path / "A.mat").write_text("not a matrix")
    with pytest.raises(FileFormatError, match=r"^A\.mat, line 1: 'not'"):
        strictly("-mat A.mat")


def test_factors_or_a_cell_that_are_missing_are_asked_for() -> None:
    with pytest.raises(CommandLineError, match="There is no unit cell: give -cell"):
        parse_nanobragg(["-default_F", "1"])
    with pytest.raises(CommandLineError, match="There are no structure factors"):
        parse_nanobragg(["-cell", "40"])
    with pytest.raises(CommandLineError, match="There are no structure factors"):
        parse_nanobragg(["-cell", "40", "-default_F", "0"])
