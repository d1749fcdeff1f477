"""MOSFLM matrices."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope_engine import FileFormatError, InvalidParameterError, OrientationMatrix
from braggscope_engine.io import format_matrix, parse_matrix, read_matrix, write_matrix

WHOLE_FILE = """ -0.02837711 -0.00305386  0.02535816
 -0.02871390  0.01019549 -0.01400049
  0.01050048 -0.03209440 -0.01036054
       0.000       0.000       0.000
  -0.6797   0.0500   0.7318
     26.7514     31.3100     33.6734     88.6870     71.5295     68.1375
"""


def test_columns_are_the_reciprocal_vectors() -> None:
    matrix = parse_matrix(WHOLE_FILE, "A.mat")
    assert matrix.a_star == (-0.02837711, -0.02871390, 0.01050048)
    assert matrix.b_star == (-0.00305386, 0.01019549, -0.03209440)
    assert matrix.c_star == (0.02535816, -0.01400049, -0.01036054)
    assert matrix.name == "A.mat"


def test_columns_of_fixed_width_may_touch() -> None:
    text = "1.00000000-2.00000000-3.00000000 0 1 0 0 0 1"
    assert parse_matrix(text).b_star == (-2.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "ends after 0 numbers"),
        ("1 0 0\n0 1 0\n0 0", "ends after 8 numbers"),
        ("1 0 0\n0 one 0\n0 0 1", "line 2: 'one' is not a number"),
        ("1 0 0\n0 1 0\n0 0 nan", "line 3: 'nan' is not a number"),
        ("1 0 0\n0 1 0\n0 0 1e999", "too large"),
        ("1 0 2\n0 1 2\n1 1 4", "do not lie in one plane"),
        ("0 0 0\n0 1 0\n0 0 1", "a* must be three finite numbers, not all zero"),
    ],
)
def test_a_bad_matrix_is_refused_in_one_sentence(text: str, complaint: str) -> None:
    with pytest.raises(FileFormatError) as caught:
        parse_matrix(text, "A.mat")
    assert complaint in str(caught.value)
    assert str(caught.value).startswith("A.mat")


NUMBERS = st.floats(-1.0, 1.0, allow_nan=False)


@given(st.tuples(*[st.tuples(NUMBERS, NUMBERS, NUMBERS)] * 3))
def test_a_written_matrix_reads_back_exactly(
    columns: tuple[tuple[float, float, float], ...],
) -> None:
    a, b, c = columns
    try:
        matrix = OrientationMatrix(a_star=a, b_star=b, c_star=c, name="m")
    except InvalidParameterError:
        return
    assert parse_matrix(format_matrix(matrix), "m") == matrix


def test_a_matrix_goes_to_a_file_and_back(tmp_path: Path) -> None:
    path = tmp_path / "A.mat"
    matrix = parse_matrix(WHOLE_FILE, str(path))
    write_matrix(path, matrix)
    assert read_matrix(path) == matrix


def test_a_missing_file_and_a_binary_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="there is no such file"):
        read_matrix(tmp_path / "none.mat")
    (tmp_path / "b.mat").write_bytes(bytes(range(256)))
    with pytest.raises(FileFormatError, match="binary"):
        read_matrix(tmp_path / "b.mat")
