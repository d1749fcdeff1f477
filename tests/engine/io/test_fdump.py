"""Structure-factor dumps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from braggscope_engine import FileFormatError
from braggscope_engine.io import (
    format_fdump,
    parse_fdump,
    parse_hkl,
    read_fdump,
    write_fdump,
)

TABLE = parse_hkl("-1 0 0 5\n1 1 0 7\n-1 0 0 6\n")


def test_the_layout_is_nanobraggs() -> None:
    content = format_fdump(TABLE, default_F=3.0)
    head, data = content.split(b"\f", 1)
    assert head == b"-1 1 0 1 0 0\n"
    grid = np.frombuffer(data, "<f8").reshape(4, 3, 2)
    # The last of repeated reflections counts; padding is 0, the rest is the default.
    assert grid[0, 0].tolist() == [6.0, 0.0]
    assert grid[2, 1].tolist() == [7.0, 0.0]
    assert grid[1, 0].tolist() == [3.0, 0.0]
    assert grid[2, 0].tolist() == [3.0, 0.0]
    assert not grid[3].any()
    assert not grid[:, 2].any()


def test_a_dump_reads_back_as_all_cells_of_its_box() -> None:
    table = parse_fdump(format_fdump(TABLE, default_F=3.0))
    assert len(table) == 3 * 2 * 1
    amplitude = dict(zip(map(tuple, table.hkl.tolist()), table.amplitude, strict=True))
    assert amplitude[-1, 0, 0] == 6.0
    assert amplitude[1, 1, 0] == 7.0
    assert amplitude[0, 1, 0] == 3.0


def test_a_byte_that_looks_like_space_is_data_unless_nanobragg_swallows_it() -> None:
    # The lowest byte of this number is 0x20, a space.
    number = np.frombuffer(bytes([0x20, 0, 0, 0, 0, 0, 0xF0, 0x3F]), "<f8")[0]
    content = format_fdump(parse_hkl(f"0 0 0 {float(number)!r}\n1 0 0 2\n"))
    assert parse_fdump(content).amplitude.tolist() == [float(number), 2.0]
    shifted = parse_fdump(content, swallows_space=True).amplitude
    assert shifted[0] != number


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"not a dump", "does not begin with six whole numbers"),
        (b"1 0 0 0 0 0\n\f", "not hmin hmax"),
        (b"0 0 0 0 0 0\n" + bytes(64), "no form feed"),
        (b"0 0 0 0 0 0\n\f" + bytes(63), "63 bytes of data"),
        (b"0 0 0 0 0 0\n\f" + bytes(72), "72 bytes of data"),
        (b"0 9999 0 9999 0 9999\n\f", "span"),
        (b"0 0 0 0 0 0\n\f" + b"\xff" * 64, "not finite"),
        (b"-99999999999 0 0 0 0 0\n\f", "not hmin hmax"),
    ],
)
def test_a_bad_dump_is_refused_in_one_sentence(content: bytes, complaint: str) -> None:
    with pytest.raises(FileFormatError) as caught:
        parse_fdump(content, "F.bin")
    assert complaint in str(caught.value)
    assert str(caught.value).startswith("F.bin")


def test_a_dump_goes_to_a_file_and_back(tmp_path: Path) -> None:
    write_fdump(tmp_path / "F.bin", TABLE)
    assert read_fdump(tmp_path / "F.bin").amplitude.sum() == 13.0
