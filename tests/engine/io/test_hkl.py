"""Reflection lists: what is read, and what is said about what cannot be."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope_engine import FileFormatError, ReflectionTable
from braggscope_engine.io import format_hkl, parse_hkl, read_hkl, write_hkl

LIST = "1 2 3 50.5\n-1 -2 -3 1e2\n\n0 0 0 .5\n"


def test_indices_and_amplitudes_come_in_the_order_of_the_list() -> None:
    table = parse_hkl(LIST, "a.hkl")
    assert table.hkl.tolist() == [[1, 2, 3], [-1, -2, -3], [0, 0, 0]]
    assert table.amplitude.tolist() == [50.5, 100.0, 0.5]
    assert table.name == "a.hkl"
    assert table.hkl.dtype == np.int32


def test_comments_whole_reals_and_windows_line_ends_are_read() -> None:
    table = parse_hkl("# h k l F\r\n1.0 2 -3.0 7\r\n! more\r\n4 5 6 8\r\n")
    assert table.hkl.tolist() == [[1, 2, -3], [4, 5, 6]]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "holds no reflections"),
        ("# nothing\n", "holds no reflections"),
        ("1 2 3 4\n1 2 x 4\n", "line 2: 'x' is not a number"),
        ("1 2 3 4\n1 2.5 3 4\n", "line 2: index '2.5'"),
        ("1 2 3 4 5\n", "line 1: '1 2 3 4 5' has 5 columns"),
        ("1 2 3\n", "line 1: '1 2 3' has 3 columns"),
        ("1 2 3 4\n5", "line 2: '5' has 1 column;"),
        ("1 2 3 nan\n", "line 1: amplitude 'nan' is not finite"),
        ("1 2 3 inf\n", "line 1: amplitude 'inf' is not finite"),
        ("1 2 3 1_0\n", "line 1: '1_0' is not a number"),
        ("1 2 3 1e70\n", "reflection 1 2 3 has the amplitude 1e+70"),
        ("99999999999 0 0 1\n", "line 1: index '99999999999'"),
        ("9999999 0 0 1\n0 9999999 0 1\n", "h runs from 0 to 9999999"),
        ("1 2 3 4 1 2 3 4\n", "has 8 columns"),
        ("h k l\x1b F" * 50, "columns"),
    ],
)
def test_a_bad_list_is_refused_in_one_sentence(text: str, complaint: str) -> None:
    with pytest.raises(FileFormatError) as caught:
        parse_hkl(text, "a.hkl")
    assert complaint in str(caught.value)
    assert str(caught.value).startswith("a.hkl")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "hkl", "amplitude"),
    [
        # Text ends the stream.
        ("1 2 3 4\nend\n5 6 7 8\n", [[1, 2, 3]], [4.0]),
        # Line structure does not count.
        ("1 2 3 4 5 6\n7 8", [[1, 2, 3], [5, 6, 7]], [4.0, 8.0]),
        # The first pass takes 1.0 for an index, so that the box reaches up to
        # 5 6 7; the second pass stops there.
        ("0 0 0 9\n5.0 6 7 8\n", [[5, 6, 7], [0, 0, 0]], [30.0, 9.0]),
        # A last index such as 3.0 leaves its fraction to the amplitude.
        ("1 2 3.0 50\n", [[1, 2, 3]], [0.0]),
    ],
)
def test_a_stream_ends_where_nanobragg_ends_it(
    text: str, hkl: list[list[int]], amplitude: list[float]
) -> None:
    table = parse_hkl(text, stops_at_text=True, fill=30.0)
    assert table.hkl.tolist() == hkl
    assert table.amplitude.tolist() == amplitude


def test_a_stream_without_any_record_is_refused() -> None:
    with pytest.raises(FileFormatError, match="does not begin with a reflection"):
        parse_hkl("h k l F\n1 2 3 4\n", "a.hkl", stops_at_text=True)


def test_a_stream_that_would_write_outside_its_box_is_refused() -> None:
    text = "1 2 3.0 50\n0 0 0 1\n7 7 7 7\n"
    with pytest.raises(FileFormatError, match="outside the indices of the list"):
        parse_hkl(text, stops_at_text=True)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b"1 2 3 4\n\0\0", "is a binary file"),
        ("1 2 3 4\n".encode("utf-16"), "is a binary file"),
        (b"\xff\xfe\xfd garbage", "line 1"),
    ],
)
def test_a_file_that_is_no_text_is_refused(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    path = tmp_path / "a.hkl"
    path.write_bytes(content)
    with pytest.raises(FileFormatError, match=complaint):
        read_hkl(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="there is no such file"):
        read_hkl(tmp_path / "none.hkl")
    with pytest.raises(FileFormatError, match="is a folder, not a reflection list"):
        read_hkl(tmp_path)
    with pytest.raises(FileFormatError, match="there is no such file"):
        read_hkl("a\0b")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything"
)
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.hkl"
    path.write_text(LIST)
    path.chmod(0)
    with pytest.raises(FileFormatError, match="cannot be read"):
        read_hkl(path)


@given(
    st.lists(
        st.tuples(
            *[st.integers(-200, 2000)] * 3,
            st.floats(-1e50, 1e50, allow_nan=False),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_a_written_list_reads_back_exactly(
    rows: list[tuple[int, int, int, float]],
) -> None:
    table = ReflectionTable(
        hkl=np.array([row[:3] for row in rows], dtype=np.int32),
        amplitude=np.array([row[3] for row in rows]),
    )
    for stops_at_text in (False, True):
        # The box of so few reflections may be large; keep it below the limit.
        span = np.ptp(table.hkl, axis=0).astype(float) + 1
        if span.prod() > 1e8:
            return
        again = parse_hkl(format_hkl(table), stops_at_text=stops_at_text)
        assert np.array_equal(again.hkl, table.hkl)
        assert np.array_equal(again.amplitude, table.amplitude)


@pytest.mark.parametrize("index", [-1000, -100, -99, 999, 1000])
def test_columns_never_touch(index: int) -> None:
    table = parse_hkl(f"{index} {index} {index} 1\n")
    assert parse_hkl(format_hkl(table)).hkl.tolist() == [[index] * 3]


def test_a_list_is_written_to_a_file(tmp_path: Path) -> None:
    write_hkl(tmp_path / "b.hkl", parse_hkl(LIST))
    assert read_hkl(tmp_path / "b.hkl").amplitude.tolist() == [50.5, 100.0, 0.5]


@given(st.text(max_size=60))
def test_no_text_causes_anything_but_a_sentence(text: str) -> None:
    for stops_at_text in (False, True):
        with suppress(FileFormatError):
            assert len(parse_hkl(text, stops_at_text=stops_at_text)) > 0
