"""Source lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from braggscope_engine import FileFormatError, Source
from braggscope_engine.io import read_sources


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sources.txt"


def test_five_columns_are_position_weight_and_wavelength(path: Path) -> None:
    path.write_text("-10 0.5 0 2 1.1\n-10,0;0.5 : 0.3! 0.9\n")
    assert read_sources(path) == (
        Source(position=(-10, 0.5, 0), weight=2, wavelength_angstrom=1.1),
        Source(position=(-10, 0, 0.5), weight=0.3, wavelength_angstrom=0.9),
    )


def test_missing_columns_are_completed(path: Path) -> None:
    path.write_text("-10 0 0\n\n-9 0 0 3\n")
    sources = read_sources(path, wavelength_angstrom=1.7)
    assert [s.weight for s in sources] == [1.0, 3.0]
    assert [s.wavelength_angstrom for s in sources] == [1.7, 1.7]


def test_wavelengths_may_be_in_metres(path: Path) -> None:
    path.write_text("-10 0 0 1 1.2e-10\n-10 0 0 1 1.2\n")
    assert [s.wavelength_angstrom for s in read_sources(path)] == [1.2, 1.2]


def test_with_the_quirk_every_wavelength_is_in_metres(path: Path) -> None:
    path.write_text("-10 0 0 1 1.2e-10\n-10 0 0 1 1.2\n")
    wavelengths = [s.wavelength_angstrom for s in read_sources(path, in_metres=True)]
    assert [w / 1e10 for w in wavelengths] == [1.2e-10, 1.2]


def test_comments_and_windows_line_ends_are_harmless(path: Path) -> None:
    path.write_bytes(b"# x y z\r\n-10 0 0 1 1.0 # the first\r\n\r\n-10 1 0")
    assert len(read_sources(path)) == 2


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("# only a comment\n", "holds no sources"),
        ("-10 0\n", "line 1: '-10 0' has 2 columns"),
        ("-10 0 0 1 1 1\n", "has 6 columns"),
        ("-10 0 0\n-10 zero 0\n", "line 2: 'zero' is not a number"),
        ("0 0 0\n", "line 1: the position of this source"),
        ("-10 0 0 -1\n", "line 1: the weight of this source is -1.0"),
        ("-10 0 0 1 0\n", "line 1: the wavelength angstrom of this source is 0"),
    ],
)
def test_a_bad_list_is_refused_in_one_sentence(
    path: Path, content: str, complaint: str
) -> None:
    path.write_text(content)
    with pytest.raises(FileFormatError) as caught:
        read_sources(path)
    assert complaint in str(caught.value)


def test_as_it_stands_missing_columns_come_from_the_beam(path: Path) -> None:
    path.write_text(" \t,\n-10\n-9 1\n")
    first, second = read_sources(
        path, beam=(0.6, 0.0, 0.8), wavelength_angstrom=2.0, as_it_stands=True
    )
    assert first.position == (-10.0, -0.0, -8.0)
    assert second.position == (-9.0, 1.0, -8.0)
    assert second.wavelength_angstrom == 2.0


@pytest.mark.parametrize(
    "content",
    [
        "# comment\n-10 0 0 1 1e-10\n",  # a source of zeros
        "-10 0 0",  # without a line end the columns after the last become 0
        "-10 0 0\r\n",  # so they do before a carriage return
        "\r\n-10 0 0 1 1e-10\r\n",
    ],
)
def test_as_it_stands_sources_of_zeros_are_refused(path: Path, content: str) -> None:
    path.write_bytes(content.encode())
    with pytest.raises(FileFormatError, match="of this source is"):
        read_sources(path, as_it_stands=True)


def test_as_it_stands_five_columns_survive_windows_line_ends(path: Path) -> None:
    path.write_bytes(b"-10 0 0 1 1e-10\r\n")
    (source,) = read_sources(path, as_it_stands=True, in_metres=True)
    assert source.wavelength_angstrom == 1.0
